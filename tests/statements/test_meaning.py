"""What the names and operators of a statement mean: values of small cases written out by hand."""

from __future__ import annotations

import pytest

from statements.meanings import PLANE, UP, entries, literal, meaning, sums
from symconv import Conv1d, Conv2d, ConvTranspose1d
from symconv.layers.defined import by_definition
from symconv.layers.family import symbolic_axis
from symconv.layers.maps import MAPS
from symconv.questions import family_of_one
from symconv.sizes import symbol
from symconv.statements.described import usual_family
from symconv.statements.glossary import (
    ALIASES,
    DIRECTIONS,
    FREE,
    SIZES,
    free_names,
    is_about_a_layer,
    symbolic_glossary,
)
from symconv.statements.grammar import StatementError, parse, parse_expression
from symconv.statements.meaning import CALLABLE, elaborate

TENSORS = {
    "X": "x1; x2; x3",
    "K": "k1; k2",
    "B": "B",
    "Z": "x1*k1 + x2*k2 + B; x2*k1 + x3*k2 + B",
    "dZ": "dz1; dz2",
    # x1 meets k1 in z1; x2 meets k2 in z1 and k1 in z2; x3 meets k2 in z2.
    "dX": "dz1*k1; dz1*k2 + dz2*k1; dz2*k2",
    # k1 meets x1 in z1 and x2 in z2; k2 meets x2 and x3.
    "dK": "dz1*x1 + dz2*x2; dz1*x2 + dz2*x3",
    "dB": "dz1 + dz2",
    "vX": "vx1; vx2; vx3",
    "vK": "vk1; vk2",
}
TENSORS |= {"W": TENSORS["K"], "Y": TENSORS["Z"], "dW": TENSORS["dK"], "dY": TENSORS["dZ"]}
OPERATORS = {
    "pad(X, 1)": "0; x1; x2; x3; 0",
    "pad(X, 1, 0)": "0; x1; x2; x3",
    "pad(X, 0, 2)": "x1; x2; x3; 0; 0",
    "pad(X, -1)": "x2",
    "pad(X, 1, -2)": "0; x1",
    "pad(X, k-1)": "0; x1; x2; x3; 0",
    "pad(X, 2, 1, mode=circular)": "x2; x3; x1; x2; x3; x1",
    "pad(X, 2, 1, mode=reflect)": "x3; x2; x1; x2; x3; x2",
    "pad(X, 2, 1, mode=replicate)": "x1; x1; x1; x2; x3; x3",
    "pad(X, 1, mode=circular)": "x3; x1; x2; x3; x1",
    # Padding 3 entries by 1 reads x3 x1 x2 x3 x1, x2 x1 x2 x3 x2, or x1 x1 x2 x3 x3; the adjoint gives it back.
    "pad_adjoint(pad(X, 1), 1, mode=circular)": "x1; x2; x3",
    "pad_adjoint(pad(X, 0, 2), 1, mode=circular)": "x2; x3; x1",
    "pad_adjoint(pad(X, 0, 2), 1, mode=reflect)": "x2; x1 + x3; 0",
    "pad_adjoint(pad(X, 0, 2), 1, 1, mode=replicate)": "x1 + x2; x3; 0",
    "crop(X, 2)": "x1; x2",
    "crop(X, n)": "x1; x2; x3",
    "insert_zeros(X, 1)": "x1; x2; x3",
    "insert_zeros(X, 3)": "x1; 0; 0; x2; 0; 0; x3",
    "sum_pool(X, 2, 1)": "x1 + x2; x2 + x3",
    "sum_pool(X, k, n)": "x1 + x2",
    "sum_pool(X, 1, 2)": "x1; x3",
    "rot180(X)": "x3; x2; x1",
    "flip(X, 0)": "x3; x2; x1",
    "correlate(X, K)": "x1*k1 + x2*k2; x2*k1 + x3*k2",
    "correlate(X, K, mode=valid)": "x1*k1 + x2*k2; x2*k1 + x3*k2",
    "correlate(X, K, stride=2)": "x1*k1 + x2*k2",
    "correlate(X, K, dilation=2)": "x1*k1 + x3*k2",
    "correlate(X, K, dilation=k, stride=k)": "x1*k1 + x3*k2",
    "correlate(X, K, mode=full)": "x1*k2; x1*k1 + x2*k2; x2*k1 + x3*k2; x3*k1",
    "convolve(X, K)": "x1*k2 + x2*k1; x2*k2 + x3*k1",
    "convolve(X, K, dilation=2)": "x1*k2 + x3*k1",
    "convolve(X, K, mode=full, stride=3)": "x1*k1; x3*k2",
    "sum(X)": "x1 + x2 + x3",
    "dot(X, vX)": "x1*vx1 + x2*vx2 + x3*vx3",
    "times(X, vX)": "x1*vx1; x2*vx2; x3*vx3",
    "times(X, X)": "x1*x1; x2*x2; x3*x3",
    "times(B, Z - B)": "x1*k1*B + x2*k2*B; x2*k1*B + x3*k2*B",
    "times(K, dot(X, vX))": "k1*x1*vx1 + k1*x2*vx2 + k1*x3*vx3; k2*x1*vx1 + k2*x2*vx2 + k2*x3*vx3",
    "dot(K, K)*X": "k1*k1*x1 + k2*k2*x1; k1*k1*x2 + k2*k2*x2; k1*k1*x3 + k2*k2*x3",
    "K*dot(K, vK)": "k1*k1*vk1 + k1*k2*vk2; k1*k2*vk1 + k2*k2*vk2",
    "dot(K, vK)*dot(K, K)": "k1*k1*k1*vk1 + k1*k2*k2*vk1 + k1*k1*k2*vk2 + k2*k2*k2*vk2",
    "grad(dot(times(X, X), X), X)": "3*x1*x1; 3*x2*x2; 3*x3*x3",
    "grad(dot(K, vK), vK)": "k1; k2",
    "grad(dot(X, vX), X)": "vx1; vx2; vx3",
    "grad(dot(X, X), X)": "2*x1; 2*x2; 2*x3",
    "grad(dot(X, rot180(X)), X)": "2*x3; 2*x2; 2*x1",
    "grad(dot(Z, dZ), B)": "dz1 + dz2",
    "grad(dot(Z, dZ), dZ)": "x1*k1 + x2*k2 + B; x2*k1 + x3*k2 + B",
    "toeplitz(K, X)": "x1*k1 + x2*k2; x2*k1 + x3*k2",
    "toeplitz_transposed(K, dZ)": TENSORS["dX"],
    "im2col(X, dZ)": TENSORS["dK"],
    "col2im(K, dZ)": TENSORS["dX"],
    "scatter(dZ, K)": TENSORS["dX"],
    "scatter(dY, W)": TENSORS["dX"],
    "X + vX": "x1 + vx1; x2 + vx2; x3 + vx3",
    "X - vX": "x1 + -1*vx1; x2 + -1*vx2; x3 + -1*vx3",
    "X + X": "2*x1; 2*x2; 2*x3",
    "X - X": "0; 0; 0",
    "correlate(X, K) + B": TENSORS["Z"],
    "B - dZ": "B + -1*dz1; B + -1*dz2",
    "B + dZ": "B + dz1; B + dz2",
    "2*X": "2*x1; 2*x2; 2*x3",
    "X*2": "2*x1; 2*x2; 2*x3",
    "2*3*X": "6*x1; 6*x2; 6*x3",
    "2*X*3": "6*x1; 6*x2; 6*x3",
    "(1-3)*X": "-2*x1; -2*x2; -2*x3",
    "0*X": "0; 0; 0",
    "-X": "-1*x1; -1*x2; -1*x3",
    "-2*X": "-2*x1; -2*x2; -2*x3",
    "--X": "x1; x2; x3",
    "vX - (X - vX)": "-1*x1 + 2*vx1; -1*x2 + 2*vx2; -1*x3 + 2*vx3",
}




@pytest.mark.parametrize(("text", "wanted"), (TENSORS | OPERATORS).items(), ids=TENSORS | OPERATORS)
def test_values(text: str, wanted: str) -> None:
    assert sums(text) == literal(wanted)


def test_every_operator_and_name_has_a_value_here() -> None:
    read = " ".join(TENSORS | OPERATORS)
    assert {name for name in CALLABLE if f"{name}(" not in read} == set()
    assert {*ALIASES, *DIRECTIONS} <= set(TENSORS)
    assert {*MAPS} <= {*CALLABLE}


def test_blanks_before_a_parenthesis_change_nothing() -> None:
    assert sums("toeplitz (K, X)") == literal("x1*k1 + x2*k2; x2*k1 + x3*k2")
    assert sums("rot180 (X)") == literal("x3; x2; x1")


def test_axes_are_flipped_one_by_one_and_counted_from_0() -> None:
    square = Conv2d(input=2, kernel=1)
    assert entries("X", square) == ["x11", "x12", "x21", "x22"]
    assert entries("flip(X, 0)", square) == ["x21", "x22", "x11", "x12"]
    assert entries("flip(X, 1)", square) == ["x12", "x11", "x22", "x21"]
    assert entries("rot180(X)", square) == ["x22", "x21", "x12", "x11"]


def test_sizes_differ_from_axis_to_axis_in_operators() -> None:
    oblong = Conv2d(input=(1, 2), kernel=(1, 2))
    assert entries("pad(X, k-1)", oblong) == ["0", "x11", "x12", "0"]
    assert entries("insert_zeros(X, k)", oblong) == ["x11", "0", "x12"]
    assert entries("crop(X, n - k + 1)", oblong) == ["x11"]


def test_a_sum_keeps_channels_and_a_product_contracts_them() -> None:
    layer = Conv1d(input=2, kernel=1, in_channels=2, out_channels=2, batch=2)
    assert sums("sum(dZ)", layer)[:1] == literal("dz1_1_1 + dz1_1_2 + dz2_1_1 + dz2_1_2")
    assert sums("dB", layer) == sums("sum(dZ)", layer)
    assert sums("correlate(X, K)", layer)[:1] == literal("x1_1_1*k1_1_1 + x1_2_1*k1_2_1")
    assert len(entries("correlate(X, K)", layer)) == 2 * 2 * 2


def test_the_transposed_layer() -> None:
    layer = ConvTranspose1d(input=2, kernel=2, stride=2)
    assert entries("Z", layer) == ["x1*k1 + B", "x1*k2 + B", "x2*k1 + B", "x2*k2 + B"]
    assert entries("dX", layer) == ["dz1*k1 + dz2*k2", "dz3*k1 + dz4*k2"]


def test_the_true_convolution() -> None:
    layer = Conv1d(input=3, kernel=2, convention="convolution", bias=False)
    assert sums("Z", layer) == literal("x1*k2 + x2*k1; x2*k2 + x3*k1")


def test_free_tensors_have_their_own_sizes() -> None:
    assert entries("A", A=(2,)) == ["a1", "a2"]
    assert sums("convolve(A, C, mode=full)", A=(2,), C=(2,)) == literal("a1*c1; a1*c2 + a2*c1; a2*c2")
    assert entries("B", B=(2,)) == ["b1", "b2"]
    assert entries("A", PLANE, A=(1, 2)) == ["a11", "a12"]
    assert entries("A", A=(11,))[-1] == "a11"
    assert entries("grad(dot(A, B), A)", A=(2,), B=(2,)) == ["b1", "b2"]


def test_a_derivative_can_be_constant() -> None:
    assert entries("grad(sum(A), A)", A=(3,)) == ["1", "1", "1"]
    assert entries("grad(3*sum(A) + sum(A), A)", A=(2,)) == ["4", "4"]


@pytest.mark.parametrize(
    ("text", "free", "about_a_layer"),
    [
        ("A = A", ("A",), False),
        ("convolve(A, B) = C", ("A", "B", "C"), False),
        ("B = B", ("B",), False),
        ("C = pad(B, 1) + A", ("A", "B", "C"), False),
        ("B = Z", (), True),
        ("B = dX", (), True),
        ("Z = correlate(X, W) + B", (), True),
        ("B = rot180(W)", (), True),
        ("B = Y", (), True),
        ("B = dB", (), True),
        ("B = sum(dY)", (), True),
        ("A + B = X", ("A",), True),
        ("B = vX", (), True),
        # Sizes are no tensors of the layer.
        ("B = crop(B, n)", ("B",), False),
        ("o = n", (), False),
    ],
)
def test_b_is_the_bias_only_where_the_layer_is_spoken_of(text: str, free: tuple[str, ...], about_a_layer: bool) -> None:
    assert free_names(parse(text)) == free
    assert is_about_a_layer(parse(text)) is about_a_layer


def test_free_letters() -> None:
    assert frozenset({"A", "B", "C"}) == FREE
    with pytest.raises(StatementError, match="there is no 'A'"):
        meaning("A")


SIZE_VALUES = {
    # PLANE: axis 0 reaches 1 * (2-1) = 1 over 7+1+2 = 10 entries, (10-1-1)//2 + 1 = 5 steps of 2, none left over;
    # axis 1 reaches 2 * (3-1) = 4 over 9+0+3 = 12, 12-4 = 8 steps.
    "n": (7, 9),
    "k": (2, 3),
    "s": (2, 1),
    "d": (1, 2),
    "pl": (1, 0),
    "pr": (2, 3),
    "op": (0, 0),
    "D": (1, 4),
    "o": (5, 8),
    "r": (0, 0),
    "12": (12, 12),
    "n + k": (9, 12),
    "n - k - 1": (4, 5),
    "n - (k - 1)": (6, 7),
    "n*k": (14, 27),
    "n//k": (3, 3),
    "n//k*k": (6, 9),
    "n*k//k": (7, 9),
    "-n": (-7, -9),
    "-n//2": (-4, -5),
    "-(n//2)": (-3, -4),
    "2*n - 3*k + 1": (9, 10),
    "d*(k-1)": (1, 4),
    "(n + pl + pr - D - 1)//s + 1": (5, 8),
    "7//2": (3, 3),
    "-7//2": (-4, -4),
    "999999999*999999999": (999999998000000001,) * 2,
    "n - n": (0, 0),
}


@pytest.mark.parametrize(("text", "wanted"), SIZE_VALUES.items(), ids=SIZE_VALUES)
def test_sizes_axis_by_axis(text: str, wanted: tuple[int, int]) -> None:
    assert meaning(text, PLANE) == wanted


def test_every_size_is_tested() -> None:
    assert {*SIZES, "o"} - {"p"} <= set(SIZE_VALUES)


def test_the_leftover_and_equal_padding() -> None:
    assert meaning("r", Conv1d(input=8, kernel=2, stride=4)) == (2,)
    assert meaning("p", Conv1d(input=8, kernel=2, padding=3)) == (3,)


def test_sizes_of_a_transposed_layer() -> None:
    # o = s*(n-1) + d*(k-1) + op + 1 - pl - pr
    assert meaning("o", UP) == (3 * 2 + 1 + 2 + 1, 2 * 3 + 2 + 1 + 1 - 2)
    assert meaning("op", UP) == (2, 1)
    assert meaning("s*(n-1) + D + op + 1 - pl - pr", UP) == meaning("o", UP)


def test_symbols_for_sizes() -> None:
    tree = parse("dX = correlate(pad(dZ, k-1), rot180(K), stride=s)")
    here = symbolic_glossary(usual_family(tree), (), by_definition)
    assert elaborate(parse_expression("k - 1 + k"), here) == (2 * symbol("k") - 1,)
    assert elaborate(parse_expression("s"), here) == (symbol("s"),)
    assert elaborate(parse_expression("d"), here) == (1,)


def test_symbols_for_free_tensors() -> None:
    here = symbolic_glossary(usual_family(parse("A = B")), ("A", "B"))
    found = elaborate(parse_expression("correlate(A, B)"), here)
    assert not isinstance(found, tuple)
    assert str(found.shape) == "A - B + 1"


def test_one_layer_is_a_family_of_one() -> None:
    assert elaborate(parse_expression("o"), symbolic_glossary(family_of_one(PLANE), ())) == (5, 8)
    assert symbolic_axis(frozenset({"p"})).pl == symbolic_axis(frozenset({"p"})).pr

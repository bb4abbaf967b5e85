"""Every misuse of a name, an operator or a size in a statement is one error at its column."""

from __future__ import annotations

import pytest

from statements.meanings import PLANE, entries, meaning
from symconv import Conv1d
from symconv.errors import ShapeError, SymconvError
from symconv.statements.described import usual_family
from symconv.statements.glossary import (
    SIZES,
    symbolic_glossary,
)
from symconv.statements.grammar import StatementError, parse, parse_expression
from symconv.statements.meaning import CALLABLE, elaborate

ARRAY_WANTED = "an array is needed here, not a size"
SIZE_WANTED = "needs a size here, not an array"
SPATIAL = "needs an array with spatial axes"
MISUSED = {
    # Names.
    "Q": ("Q", "there is no 'Q'"),
    "x": ("x", "there is no 'x'"),
    "pad(X, q)": ("q", "there is no 'q'"),
    "pad(pad(X, 1), Xx)": ("Xx", "there is no 'Xx'"),
    "full": ("full", "there is no 'full'"),
    "N": ("N", "there is no 'N'"),
    "1 + rank": ("rank", "there is no 'rank'"),
    # Operators.
    "foo(X)": ("foo", "there is no operator 'foo'"),
    "X + Pad(X, 1)": ("Pad", "there is no operator 'Pad'"),
    "X(1)": ("X", "there is no operator 'X'"),
    "k()": ("k", "there is no operator 'k'"),
    # How many.
    "pad()": ("pad", "pad takes 2 or 3 arguments, not 0"),
    "pad(X)": ("pad", "pad takes 2 or 3 arguments, not 1"),
    "pad(X, 1, 2, 3)": ("pad", "pad takes 2 or 3 arguments, not 4"),
    "pad_adjoint(X)": ("pad_adjoint", "pad_adjoint takes 2 or 3 arguments, not 1"),
    "X + crop(X)": ("crop", "crop takes 2 arguments, not 1"),
    "crop(X, 1, 2)": ("crop", "crop takes 2 arguments, not 3"),
    "insert_zeros(X)": ("insert_zeros", "insert_zeros takes 2 arguments, not 1"),
    "sum_pool(X, 2)": ("sum_pool", "sum_pool takes 3 arguments, not 2: array, sizes, strides"),
    "rot180()": ("rot180", "rot180 takes 1 argument, not 0"),
    "rot180(X, 1)": ("rot180", "rot180 takes 1 argument, not 2"),
    "flip(X)": ("flip", "flip takes 2 arguments, not 1"),
    "correlate(X)": ("correlate", "correlate takes 2 arguments, not 1"),
    "correlate(X, K, 2)": ("correlate", "correlate takes 2 arguments, not 3"),
    "convolve()": ("convolve", "convolve takes 2 arguments, not 0"),
    "sum(X, K)": ("sum", "sum takes 1 argument, not 2"),
    "dot(X)": ("dot", "dot takes 2 arguments, not 1"),
    "grad(X)": ("grad", "grad takes 2 arguments, not 1"),
    # Which kind.
    "pad(1, 1)": ("1", ARRAY_WANTED),
    "pad(k, 1)": ("k", ARRAY_WANTED),
    "pad(X, K)": ("K", SIZE_WANTED),
    "pad(X, 1, K)": ("K", SIZE_WANTED),
    "crop(n, 1)": ("n", ARRAY_WANTED),
    "crop(X, K)": ("K", SIZE_WANTED),
    "insert_zeros(2, 2)": ("2", ARRAY_WANTED),
    "insert_zeros(X, K)": ("K", SIZE_WANTED),
    "sum_pool(X, K, 1)": ("K", SIZE_WANTED),
    "sum_pool(B, 1, 1)": ("sum_pool", SPATIAL),
    "rot180(k)": ("k", ARRAY_WANTED),
    "flip(n, 0)": ("n", ARRAY_WANTED),
    "flip(X, K)": ("K", SIZE_WANTED),
    "correlate(n, K)": ("n", ARRAY_WANTED),
    "convolve(X, 7)": ("7", ARRAY_WANTED),
    "sum(n)": ("n", ARRAY_WANTED),
    "dot(X, n)": ("n", ARRAY_WANTED),
    "grad(n, X)": ("n", ARRAY_WANTED),
    "grad(dot(X, X), n)": ("n", ARRAY_WANTED),
    "grad(dot(X, X), Z)": ("Z", "grad differentiates by a tensor that is given, such as X, K or dZ: Z is made of"),
    "grad(dot(X, X), 2*X)": ("2", "grad differentiates by a tensor"),
    "pad(B, 1)": ("pad", SPATIAL),
    "crop(B, 1)": ("crop", SPATIAL),
    "insert_zeros(B, 1)": ("insert_zeros", SPATIAL),
    "rot180(sum(X))": ("rot180", SPATIAL),
    "flip(dB, 0)": ("flip", SPATIAL),
    "correlate(X, B)": ("correlate", SPATIAL),
    "convolve(dot(X, X), K)": ("convolve", SPATIAL),
    # The axis of flip.
    "flip(X, 1)": ("1", "there is no axis 1: the layer has 1"),
    "flip(X, 7)": ("7", "there is no axis 7"),
    "flip(X, k)": ("k", "flip takes the number of an axis"),
    "flip(X, 1-1)": ("1", "flip takes the number of an axis"),
    # Options.
    "pad(X, 1, mode=zeros)": ("zeros", "the mode of pad is circular, reflect, replicate"),
    "pad(X, 1, mode=1)": ("=1", "the mode of pad is"),
    "pad_adjoint(X, 1)": ("pad_adjoint", "pad_adjoint needs a mode"),
    "correlate(X, K, mode=same)": ("same", "the mode of correlate is valid, full"),
    "convolve(X, K, mode=circular)": ("circular", "the mode of convolve is valid, full"),
    "correlate(X, K, stride=K)": ("=K", "stride is a size, not an array"),
    "convolve(X, K, dilation=X)": ("=X", "dilation is a size, not an array"),
    "correlate(X, K, stride=q)": ("q", "there is no 'q'"),
    # Signs.
    "X + 1": ("X", "'+' does not join these"),
    "1 + X": ("1", "'+' does not join these"),
    "1 - X": ("1", "'-' does not join these"),
    "X - k": ("X", "'-' does not join these"),
    "X//2": ("X", "'//' does not join these"),
    "2//X": ("2", "'//' does not join these"),
    "X//X": ("X", "'//' does not join these"),
    # The layer's maps.
    "toeplitz(X, K)": ("toeplitz", "write toeplitz(K, X)"),
    "toeplitz(K)": ("toeplitz", "write toeplitz(K, X)"),
    "toeplitz(K, B)": ("toeplitz", "write toeplitz(K, X)"),
    "toeplitz(K, sum(X))": ("toeplitz", "no spatial axes is not shaped like X"),
    "toeplitz(2, X)": ("2", ARRAY_WANTED),
    "toeplitz(K, X, mode=full)": ("toeplitz", "write toeplitz(K, X)"),
    "toeplitz_transposed(K, X)": ("toeplitz_transposed", "write toeplitz_transposed(K, dZ)"),
    "im2col(dZ, X)": ("im2col", "write im2col(X, dZ)"),
    "col2im(dZ, K)": ("col2im", "write col2im(K, dZ)"),
    "scatter(K, dZ)": ("scatter", "write scatter(dZ, K)"),
}


@pytest.mark.parametrize(("text", "at", "said"), [(text, *rest) for text, rest in MISUSED.items()], ids=MISUSED)
def test_a_misuse_is_one_error_at_its_column(text: str, at: str, said: str) -> None:
    with pytest.raises(StatementError) as caught:
        meaning(text)
    assert said in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    assert caught.value.column == text.index(at) + at.startswith("=")


def test_what_there_is_is_named() -> None:
    with pytest.raises(StatementError) as caught:
        meaning("foo(X)")
    assert {name for name in CALLABLE if name not in str(caught.value)} == set()
    with pytest.raises(StatementError) as caught:
        meaning("foo")
    named = set(str(caught.value).replace(",", " ").replace(";", " ").split())
    assert {*SIZES, "o", "X", "K", "B", "Z", "dX", "dK", "dB", "dZ", "A", "C"} <= named


@pytest.mark.parametrize(
    "text",
    [
        "rot180(X, size=2)",
        "flip(X, 0, axis=0)",
        "crop(X, 1, mode=full)",
        "insert_zeros(X, 2, stride=2)",
        "sum(X, axis=0)",
        "dot(X, X, mode=full)",
        "grad(dot(X, X), X, by=K)",
        "pad(X, 1, value=0)",
        "pad_adjoint(X, 1, mode=circular, lo=1)",
        "correlate(X, K, strides=2)",
        "correlate(X, K, padding=1)",
        "convolve(X, K, Stride=2)",
    ],
)
def test_an_unknown_option_is_pointed_at(text: str) -> None:
    option = text[: text.rindex("=")].replace("(", ",").split(",")[-1].strip()
    with pytest.raises(StatementError, match=f"has no option '{option}'") as caught:
        meaning(text)
    assert text.rindex(option + "=") <= caught.value.column <= text.rindex("=") + 1


@pytest.mark.parametrize(
    "text",
    [
        "correlate(X, K, stride=1, stride=2)",
        "convolve(X, K, dilation=1, dilation=1)",
        "correlate(X, K, mode=full, mode=valid)",
        "pad(X, 1, mode=circular, mode=reflect)",
    ],
)
def test_an_option_is_given_once(text: str) -> None:
    with pytest.raises(StatementError):
        meaning(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pad(X, -2)", "pad leaves nothing"),
        ("crop(X, 4)", "first 4 of 3"),
        ("crop(X, 0)", "first 0 of 3"),
        ("crop(X, -1)", "first -1 of 3"),
        ("insert_zeros(X, 0)", "insert_zeros needs a stride of 1 or more"),
        ("correlate(K, X)", "reaches further"),
        ("correlate(X, K, stride=0)", "must be 1 or more"),
        ("correlate(X, K, dilation=k-2)", "must be 1 or more"),
        ("correlate(X, K, dilation=3)", "reaches further"),
        ("pad(X, 4, mode=circular)", "circular padding by 4"),
        ("pad(X, 3, mode=reflect)", "reflect padding by 3"),
        ("pad(X, -1, mode=replicate)", "replicate padding by -1"),
        ("pad_adjoint(X, 2, mode=circular)", "too small"),
        ("grad(X, X)", "only a single number"),
        ("grad(sum(X), X)", "only a single number"),
        ("X + K", "cannot add"),
        ("dot(X, K)", "inner product"),
        ("n // 0", "// divides by 1 or more, not 0"),
        ("n // (k - 2)", "not 0"),
        ("n // (0 - 3)", "not -3"),
        ("pad(X, n // 0)", "not 0"),
    ],
)
def test_sizes_that_do_not_fit(text: str, said: str) -> None:
    with pytest.raises(ShapeError) as caught:
        meaning(text)
    assert isinstance(caught.value, SymconvError)
    assert said in str(caught.value)
    assert 0 <= caught.value.column < len(text)


@pytest.mark.parametrize(
    ("text", "at"),
    [("n // 0", "0"), ("n + n // (k - 2)", "k"), ("pad(X, n // 0)", "0"), ("X + crop(X, 9)", "crop")],
)
def test_sizes_that_do_not_fit_are_pointed_at(text: str, at: str) -> None:
    with pytest.raises(ShapeError) as caught:
        meaning(text)
    assert caught.value.column == text.index(at)


def test_division_is_checked_on_every_axis() -> None:
    assert meaning("n // (k - 1)", PLANE) == (7, 4)
    with pytest.raises(ShapeError, match="not 0"):
        meaning("n // (k - 2)", PLANE)


def test_an_array_is_not_multiplied_by_what_differs_from_axis_to_axis() -> None:
    with pytest.raises(StatementError, match="not by a size"):
        meaning("k*X", PLANE)
    with pytest.raises(StatementError, match="not by a size"):
        elaborate(parse_expression("n*X"), symbolic_glossary(usual_family(parse("X = X")), ()))


@pytest.mark.parametrize("name", ["B", "dB", "pad(X, 1) + B"])
def test_a_layer_without_bias(name: str) -> None:
    layer = Conv1d(input=3, kernel=2, bias=False)
    with pytest.raises(StatementError, match="the layer has no bias") as caught:
        meaning(name, layer)
    assert caught.value.column == name.index("B") - (name == "dB")
    assert entries("Z", layer) == ["x1*k1 + x2*k2", "x2*k1 + x3*k2"]
    assert entries("B", layer, B=(1,)) == ["b1"]

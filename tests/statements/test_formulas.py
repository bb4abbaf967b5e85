"""Which formulas a layer has, and how they are written down."""

from __future__ import annotations

import pytest
from other_forms import other_forms

from symconv import Conv, Conv1d, Conv2d, ConvTranspose, ConvTranspose1d, Layer
from symconv.errors import SymconvError
from symconv.layers.layer import Axis
from symconv.sizes import symbol
from symconv.statements.theorems import claimed, closed_forms
from symconv.statements.write import statement

STRIDED = Conv1d(input=6, kernel=2, stride=2, padding=[(0, 1)], dilation=3)


@pytest.mark.parametrize(
    ("layer", "names"),
    [
        (Conv1d(input=3, kernel=2), {"dK": "T2", "dX": "T1", "dB": "T3"}),
        (Conv1d(input=3, kernel=2, bias=False), {"dK": "T2", "dX": "T1"}),
        (Conv1d(input=3, kernel=2, convention="convolution"), {"dK": "T5", "dX": "T4", "dB": "T3"}),
        (ConvTranspose1d(input=3, kernel=2), {"Z": "T6", "dK": "T8", "dX": "T7", "dB": "T9"}),
        (ConvTranspose1d(input=3, kernel=2, bias=False), {"Z": "T6", "dK": "T8", "dX": "T7"}),
        (
            ConvTranspose1d(input=3, kernel=2, convention="convolution"),
            {"Z": "T6", "dK": "T8", "dX": "T7", "dB": "T9"},
        ),
    ],
    ids=str,
)
def test_closed_forms(layer: Layer, names: dict[str, str]) -> None:
    found = closed_forms(layer)
    assert {of: formula.name for of, formula in found.items()} == names
    assert all(formula.of == of for of, formula in found.items())
    assert all(formula.statement.startswith(f"{of} = ") for of, formula in found.items())


@pytest.mark.parametrize(
    ("layer", "of", "text"),
    [
        (Conv1d(input=3, kernel=2), "dX", "correlate(pad(insert_zeros(dZ, 1), 1), rot180(K))"),
        (Conv1d(input=3, kernel=2), "dK", "crop(correlate(pad(X, 0), dZ), 2)"),
        (Conv1d(input=3, kernel=2), "dB", "sum(dZ)"),
        (STRIDED, "dX", "correlate(pad(insert_zeros(dZ, 2), 3), rot180(K), dilation=3)"),
        (STRIDED, "dK", "crop(correlate(pad(X, 0, 1), dZ, stride=3, dilation=2), 2)"),
        (Conv1d(input=3, kernel=2, convention="convolution"), "dX", "correlate(pad(insert_zeros(dZ, 1), 1), K)"),
        (
            Conv1d(input=3, kernel=2, convention="convolution"),
            "dK",
            "rot180(crop(correlate(pad(X, 0), dZ), 2))",
        ),
        (
            ConvTranspose1d(input=3, kernel=2, stride=2, output_padding=1),
            "Z",
            "correlate(pad(insert_zeros(X, 2), 1, 2), rot180(K)) + B",
        ),
        (
            ConvTranspose1d(input=3, kernel=2, stride=2, bias=False),
            "Z",
            "correlate(pad(insert_zeros(X, 2), 1), rot180(K))",
        ),
        (ConvTranspose1d(input=3, kernel=2, stride=2), "dX", "crop(correlate(pad(dZ, 0), K, stride=2), 3)"),
        (ConvTranspose1d(input=3, kernel=2, stride=2), "dK", "crop(correlate(pad(dZ, 0), X, dilation=2), 2)"),
        (
            ConvTranspose1d(input=3, kernel=2, convention="convolution"),
            "dX",
            "crop(correlate(pad(dZ, 0), rot180(K)), 3)",
        ),
    ],
)
def test_formulas_as_they_are_written(layer: Layer, of: str, text: str) -> None:
    assert statement(closed_forms(layer)[of].build(layer)) == text


def test_the_leftover_of_the_stride_stands_in_the_padding_after() -> None:
    # n + pl + pr - D - 1 = 6 + 0 + 1 - 3 - 1 = 3, which a stride of 2 leaves 1 of.
    assert STRIDED.axes[0].leftover == 1
    bare = Conv1d(input=6, kernel=2, stride=3)
    assert "pad(insert_zeros(dZ, 3), 1, 2)" in statement(closed_forms(bare)["dX"].build(bare))


def plain(layer: Layer) -> list[str]:
    return [formula.name for formula in other_forms(layer)]


def test_simple_forms_are_stated_only_where_the_layer_is_simple() -> None:
    assert plain(Conv2d(input=3, kernel=2)) == ["T1, as the notes write it", "T2, cropped by padding"]
    for more in (
        Conv2d(input=3, kernel=2, stride=(1, 2)),
        Conv2d(input=3, kernel=2, dilation=(2, 1)),
        Conv2d(input=3, kernel=2, padding=[(0, 1), (0, 0)]),
    ):
        assert plain(more) == ["T2, cropped by padding"]
    true = Conv2d(input=3, kernel=2, convention="convolution")
    assert plain(true) == ["T4, as a full convolution", "T5, as a convolution"]
    assert plain(Conv2d(input=3, kernel=2, stride=2, convention="convolution")) == []


@pytest.mark.parametrize(
    ("s", "d", "op", "idle"), [(2, 1, 0, True), (2, 1, 1, True), (2, 3, 2, False), (1, 2, 1, False), (1, 1, 0, True)]
)
def test_the_uncropped_form_is_stated_where_the_output_padding_is_below_the_stride(
    s: int, d: int, op: int, idle: bool
) -> None:
    layer = ConvTranspose1d(input=3, kernel=2, stride=s, dilation=d, output_padding=op)
    assert bool(plain(layer)) == idle


@pytest.mark.parametrize("rank", [1, 2, 3, 4])
def test_formulas_are_the_same_for_every_rank(rank: int) -> None:
    for make in (Conv, ConvTranspose):
        layer = make(input=(3,) * rank, kernel=2, stride=2)
        one = make(input=(3,), kernel=2, stride=2)
        texts = {of: statement(formula.build(layer)) for of, formula in closed_forms(layer).items()}
        expected = {of: statement(formula.build(one)) for of, formula in closed_forms(one).items()}
        assert texts == expected


def test_formulas_take_symbols() -> None:
    n, k, s, d, p = (symbol(name) for name in ("n", "k", "s", "d", "p"))
    layer = Layer((Axis(n, k, s, d, p, p),))
    assert statement(closed_forms(layer)["dK"].build(layer)) == (
        "crop(correlate(pad(X, p), dZ, stride=d, dilation=s), k)"
    )
    d_x = statement(closed_forms(layer)["dX"].build(layer))
    assert d_x.startswith("correlate(pad(insert_zeros(dZ, s), d*k - d - p")


@pytest.mark.parametrize("name", ["dX", "∂L/∂X", "dL/dX", "δx", " δX "])
def test_a_formula_may_say_what_it_is_of_as_in_class(name: str) -> None:
    text = "correlate(pad(dZ, k-1), rot180(K), stride=1)"
    (plain,), (said,) = (claimed({"dX": given}).values() for given in (text, f"{name} = {text}"))
    assert said.build(STRIDED) == plain.build(STRIDED)


@pytest.mark.parametrize("name", ["dK", "∂L/∂K", "2*dX"])
def test_a_formula_of_something_else_is_a_mistake(name: str) -> None:
    with pytest.raises(SymconvError, match="the formula of dX says what something else is"):
        claimed({"dX": f"{name} = correlate(X, dZ)"})

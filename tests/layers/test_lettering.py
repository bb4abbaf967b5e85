"""Entries and formulas as mathematics: the letters of each notation, and brackets only where they are needed."""

from __future__ import annotations

import pytest
from shorthand import convolve, correlate, crop, dot, flip, insert_zeros, pad, plus, rot180, scaled, total

from symconv import Conv1d, Conv2d, Layer
from symconv.arrays import array as language
from symconv.arrays.borders import ModePad
from symconv.layers.lettering import entry, extents, formula, gradient, whole
from symconv.layers.notation import NOTATIONS
from symconv.page import latex, text
from symconv.page.maths import Entry, Fraction, Letter, Signed, WholeArray
from symconv.sizes import symbol

XKZ, XWY, DELTA = (NOTATIONS[name] for name in ("xkz", "xwy", "delta"))
X, K = language.Tensor("X", (), (6,)), language.Tensor("K", (), (3,))
PRODUCT = correlate(X, K)


@pytest.mark.parametrize(
    ("layer", "tensor", "place", "expected"),
    [
        (Conv2d(input=3, kernel=2), "X", (0, 1), Entry("x", (1, 2))),
        (Conv2d(input=12, kernel=2), "X", (0, 10), Entry("x", (1, 11), separated=True)),
        (Conv1d(input=12, kernel=2), "X", (10,), Entry("x", (11,))),
        (Conv1d(input=3, kernel=2), "B", (0,), Entry("B")),
        (Conv1d(input=3, kernel=2, batch=2), "dZ", (0, 0, 1), Entry("z", (1, 1, 2), separated=True)),
    ],
    ids=["plain", "beyond nine", "one index never needs commas", "the bias alone", "with channels"],
)
def test_entries(layer: Layer, tensor: str, place: tuple[int, ...], expected: Entry) -> None:
    assert entry(layer, XKZ, tensor, place) == expected


def test_whole_arrays_and_gradients() -> None:
    assert whole(XWY, "K") == WholeArray("W")
    assert whole(XKZ, "dZ") == Fraction(Signed("∂", Letter("L")), Signed("∂", WholeArray("Z")))
    assert gradient(DELTA, Entry("x", (1,))) == Signed("δ", Entry("x", (1,)))


@pytest.mark.parametrize(
    ("expr", "said"),
    [
        (PRODUCT, "X ⋆ K"),
        (correlate(PRODUCT, K, stride=2, dilation=3), "(X ⋆ K) ⋆[stride 2, dilation 3] K"),
        (convolve(X, rot180(K), mode="full"), "X *[full] rot180(K)"),
        (plus(PRODUCT, language.Tensor("B", (), ())), "X ⋆ K + B"),
        (scaled(-2, plus(X, X)), "-2 (X + X)"),
        (total(insert_zeros(X, symbol("s"))), "sum(insert_zeros(X, s))"),
        (flip(pad(X, 1, 2), 0), "flip(pad(X, 1, 2), 0)"),
        (ModePad(X, (1,), (2,), "reflect"), "pad(X, 1, 2, reflect)"),
        (language.Grad(dot(X, X), X), "grad(dot(X, X), X)"),
    ],
    ids=str,
)
def test_formulas(expr: language.Array, said: str) -> None:
    assert text.written(formula(expr, XKZ)) == said


def test_amounts_that_differ_are_said_for_each_axis() -> None:
    assert text.written(extents((2, 2))) == "2"
    assert text.written(extents((2, symbol("p")))) == "2×p"
    assert latex.written(formula(crop(pad(X, 1), 4), DELTA)) == (
        r"\operatorname{crop}_{4}\left(\operatorname{pad}_{1}\left(X\right)\right)"
    )

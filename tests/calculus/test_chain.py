"""The chain rule term by term: what SymPy makes of every whole z, with no more work than there are terms."""

from __future__ import annotations

from collections import Counter

import pytest
import sympy
from hypothesis import given, settings
from quick import cases, examples
from strategies.geometries import layers

from symconv import Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, Layer
from symconv.calculus import chain
from symconv.calculus.chain import Gradient, Symbols, gradient, output, symbols
from symconv.calculus.own_symbols import derivative_of_product
from symconv.layers.notation import NOTATIONS


def of_whole_sums(of: str, z: tuple[sympy.Expr, ...], entries: Symbols, by: str) -> Gradient:
    """The gradient as it is first written down: every z, whole, by every entry in it."""
    local = tuple(
        tuple((at, each.diff(variable)) for at, each in enumerate(z) if variable in each.free_symbols)
        for variable in entries.of[by]
    )
    upstream = entries.of["dZ"]
    values = tuple(sum((upstream[at] * each for at, each in pairs), sympy.Integer(0)) for pairs in local)
    return Gradient(of, values, local)


def assert_the_same(layer: Layer, notation: str = "xkz") -> None:
    entries = symbols(layer, NOTATIONS[notation])
    z = output(layer, entries)
    for by in ("K", "X", "B"):
        found, whole = gradient(f"d{by}", z, entries, by), of_whole_sums(f"d{by}", z, entries, by)
        assert found == whole
        assert list(map(sympy.srepr, found.values)) == list(map(sympy.srepr, whole.values))


@pytest.mark.parametrize(
    "layer",
    [
        Conv2d(input=4, kernel=2),
        Conv2d(input=5, kernel=3, stride=2, padding=1, bias=False),
        Conv2d(input=3, kernel=2, convention="convolution", in_channels=2, out_channels=2),
        Conv1d(input=12, kernel=3, dilation=2, batch=2),
        Conv1d(input=3, kernel=2, in_channels=4, out_channels=6, groups=2),
        Conv3d(input=2, kernel=2, padding=1),
        ConvTranspose1d(input=4, kernel=3, stride=2, padding=1, output_padding=1),
        ConvTranspose2d(input=2, kernel=2, in_channels=2, out_channels=2, groups=2, convention="convolution"),
    ],
    ids=str,
)
@pytest.mark.parametrize("notation", cases([*NOTATIONS]))
def test_term_by_term_is_the_same(layer: Layer, notation: str) -> None:
    assert_the_same(layer, notation)


@pytest.mark.slow
@given(layers())
@settings(max_examples=examples(20), deadline=None)
def test_term_by_term_is_the_same_for_any_layer(layer: Layer) -> None:
    assert_the_same(layer)


def test_an_entry_in_several_terms_has_all_of_their_derivatives() -> None:
    """No layer has such a z yet; one whose border is a copy of its entries would."""
    entries = symbols(Conv1d(input=3, kernel=2), NOTATIONS["xkz"])
    x, k = entries.of["X"], entries.of["K"]
    z = (3 * x[0] * k[0] + x[0] * k[1] + x[1] * k[1], x[0] ** 2 * k[0], sympy.Integer(0))
    assert gradient("dX", z, entries, "X") == of_whole_sums("dX", z, entries, "X")
    assert gradient("dX", z, entries, "X").locals[0] == ((0, 3 * k[0] + k[1]), (1, 2 * k[0] * x[0]))


@pytest.mark.parametrize("channels", [1, 8, 64])
def test_each_term_is_differentiated_once_by_each_entry_in_it(monkeypatch: pytest.MonkeyPatch, channels: int) -> None:
    """However many terms the sum has: before, each derivative went through all of them."""
    asked: Counter[tuple[sympy.Expr, sympy.Symbol]] = Counter()

    def counted(term: sympy.Expr, by: sympy.Symbol) -> sympy.Expr:
        asked[term, by] += 1
        return derivative_of_product(term, by)

    monkeypatch.setattr(chain, "derivative_of_product", counted)
    layer = Conv2d(input=3, kernel=3, in_channels=channels)
    entries = symbols(layer, NOTATIONS["xkz"])
    z = output(layer, entries)
    for by in ("K", "X", "B"):
        gradient(f"d{by}", z, entries, by)
    assert set(asked.values()) == {1}
    assert len(asked) == 2 * 9 * channels + 1
    assert all(isinstance(term, sympy.Mul | sympy.Symbol) for term, _ in asked)


def test_what_is_done_is_told_in_terms() -> None:
    layer = Conv1d(input=4, kernel=2)
    entries = symbols(layer, NOTATIONS["xkz"])
    told: list[int] = []
    z = output(layer, entries, told.append)
    assert sum(told) == 9
    told.clear()
    gradient("dX", z, entries, "X", told.append)
    assert told == [3, 3, 3]

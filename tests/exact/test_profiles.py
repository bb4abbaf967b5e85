"""Axes that an expression treats alike are read once: only where everything that is said of them is the same."""

from __future__ import annotations

import pickle
from random import Random

import numpy as np
import pytest
from quick import examples

from exact.both_ways import random_formula, random_layer
from symconv import Conv2d, ConvTranspose2d, Layer
from symconv.errors import SymconvError
from symconv.exact.comparison import claimed_array
from symconv.exact.lookup import Lookup, lookup
from symconv.exact.one_axis import EntangledError, OneAxis, profiles
from symconv.exact.unlisted import ProductTerm, UnlistedEntries, WrittenOnlyError, entries_of, pieces
from symconv.layers.tensors import tensor
from symconv.statements.theorems import claimed

SQUARE = Conv2d(input=5, kernel=2, stride=2, padding=1)
UNLIKE = {
    "the input": Conv2d(input=(5, 6), kernel=2),
    "the kernel": Conv2d(input=5, kernel=(2, 3)),
    "the stride": Conv2d(input=5, kernel=2, stride=(1, 2)),
    "the dilation": Conv2d(input=5, kernel=2, dilation=(1, 2)),
    "the padding": Conv2d(input=5, kernel=2, padding=((0, 1), (1, 0))),
    "output padding": ConvTranspose2d(input=5, kernel=2, stride=2, output_padding=(0, 1)),
}
ALIKE = ["correlate(pad(X, pl, pr), dZ, stride=d, dilation=s)", "rot180(K)", "sum(dZ)", "2*dZ + dZ", "times(dZ, dZ)"]
TURNED = [
    "flip(K, 0)",
    "K + flip(K, 1)",
    "pad(X, 1x2)",
    "crop(X, 2x3)",
    "correlate(X, dZ, stride=1x2)",
    "correlate(X, K, dilation=1x2)",
    "sum(flip(dZ, 0))",
]


def profiles_of(layer: Layer, text: str) -> list[tuple[object, ...]]:
    formula = claimed({"dX": text})["dX"]
    return profiles(formula.build(layer), layer.rank)


@pytest.mark.parametrize("text", ALIKE)
def test_equal_axes_are_alike(text: str) -> None:
    one, other = profiles_of(SQUARE, text)
    assert one == other


@pytest.mark.parametrize("text", TURNED)
def test_what_is_said_of_one_axis_alone_makes_a_difference(text: str) -> None:
    one, other = profiles_of(Conv2d(input=7, kernel=3), text)
    assert one != other


@pytest.mark.parametrize("name", UNLIKE)
def test_axes_of_other_sizes_are_not_alike(name: str) -> None:
    layer = UNLIKE[name]
    text = "correlate(pad(dZ, pl, pr), K, stride=s, dilation=d)" if layer.transposed else "dZ + dZ"
    if not layer.transposed:
        text = "correlate(pad(insert_zeros(dZ, s), D-pl, D-pr+r), rot180(K), dilation=d)"
    one, other = profiles_of(layer, text)
    assert one != other


def test_alike_axes_say_the_same() -> None:
    """Random formulas of random layers: what is looked up along two axes of one profile is the same in every array."""
    draw, seen = Random(5), 0
    while seen < examples(60):
        layer = random_layer(draw)
        of, text = random_formula(draw, layer)
        try:
            expr = claimed_array(layer, of, claimed({of: f"{of} = {text}"})[of])
            said = [looked_up(layer, str(at), expr) for at in range(layer.rank)]
        except (SymconvError, EntangledError, WrittenOnlyError):
            continue
        found = profiles(expr, layer.rank)
        for at, one in enumerate(found):
            for other in range(at):
                if one == found[other]:
                    seen += 1
                    assert all(map(same, said[at], said[other]))


def looked_up(layer: Layer, axis: str, expr: object) -> list[Lookup | None]:
    found = OneAxis(layer, axis, UnlistedEntries(), entries_of).terms(expr)  # type: ignore[arg-type]
    return [_looked_up(*pieces(each.value)) for each in found]


def _looked_up(piece: ProductTerm) -> Lookup | None:
    try:
        return lookup(piece)
    except WrittenOnlyError:
        return None


def same(one: Lookup | None, other: Lookup | None) -> bool:
    if one is None or other is None:
        return one is other
    return (one.key, one.other, one.count) == (other.key, other.other, other.count) and all(
        np.array_equal(*(getattr(each, name) for each in (one, other))) for name in ("by_entry", "by_key", "cells")
    )


def test_a_layer_that_was_read_is_the_layer_it_was() -> None:
    asked, other = (Conv2d(input=5, kernel=2) for _ in range(2))
    assert tensor(asked, "X") is tensor(asked, "X")
    assert asked == other
    assert hash(asked) == hash(other)
    assert repr(asked) == repr(other)
    assert pickle.loads(pickle.dumps(asked)) == other

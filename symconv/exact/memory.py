"""How much memory a comparison at one size takes, told before it is begun."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from symconv.arrays.array import Array
from symconv.arrays.products import Sliding
from symconv.arrays.shape import ints
from symconv.errors import ShapeError, TooLargeError
from symconv.layers.layer import Axis, Layer
from symconv.layers.tensors import tensor
from symconv.sizes import Size, concrete
from symconv.statements.theorems import Formula

MOST_BYTES = 12 * 10**9
# Bytes at the peak, measured on layers of every kind (the test compares): for each product x*k in Z and for each
# bias there, which are expanded, differentiated and sorted; for an entry of the largest array; for a pair of
# entries that a product of arrays looks at, also where one is 0; and for a pair of numbers along one axis.
A_PRODUCT, A_BIAS, AN_ENTRY, A_PAIR, A_PLACE = 75, 50, 72, 2, 16
# Kernels up to here are gone through entry by entry to count what falls into the padding.
LONG = 10**6


def check(layer: Layer, formulas: Iterable[Formula]) -> None:
    """Raises TooLargeError where memory would not hold the comparison of a layer with these formulas."""
    found = needed(layer, formulas)
    if found > MOST_BYTES:
        raise TooLargeError(
            f"{layer} needs about {found / 10**9:,.0f} GB for its {products(layer):,} products and the arrays on the "
            f"way; verify takes at most {MOST_BYTES // 10**9} GB: "
            f"choose a smaller `input`, `kernel` or number of channels"
        )


def needed(layer: Layer, formulas: Iterable[Formula]) -> int:
    """About how many bytes the comparison takes at its peak."""
    largest = max(_count(tensor(layer, name).shape.sizes) for name in ("X", "K", "Z"))
    pairs = 0
    for formula in formulas:
        try:
            claimed = formula.build(layer)
            largest, pairs = max(largest, claimed.largest()), max(pairs, _pairs(claimed))
        except ShapeError:
            # Where the shape is already wrong, nothing is computed.
            continue
    biases = _count(tensor(layer, "Z").shape.sizes) if layer.bias else 0
    grid = max(concrete(_moving(layer, at)) * concrete(axis.k) for at, axis in enumerate(layer.axes))
    return A_PRODUCT * products(layer) + A_BIAS * biases + AN_ENTRY * largest + A_PAIR * pairs + A_PLACE * grid


def products(layer: Layer) -> int:
    """How many products x*k all entries of Z have together.

    >>> from symconv import Conv1d
    >>> products(Conv1d(input=4, kernel=2, padding=1)), products(Conv1d(input=1024, kernel=3, stride=32))
    (8, 96)
    """
    places = (_places(axis, concrete(_moving(layer, at)), _stays(layer, at)) for at, axis in enumerate(layer.axes))
    return _count((layer.batch, layer.out_channels, layer.in_per_group)) * math.prod(places)


def _moving(layer: Layer, at: int) -> Size:
    """How many places the kernel is laid at along an axis: over each output, or from each input."""
    return layer.axes[at].n if layer.transposed else layer.output[at]


def _stays(layer: Layer, at: int) -> int:
    return concrete(layer.output[at] if layer.transposed else layer.axes[at].n)


def _places(axis: Axis, moving: int, size: int) -> int:
    """The pairs (i, a) with s*i + d*a - pl among `size` places; for a very long kernel, all pairs."""
    s, d, before, k = map(concrete, (axis.s, axis.d, axis.pl, axis.k))
    if k > LONG:
        return moving * k
    start = before - d * np.arange(k)
    first = np.maximum(-(-start // s), 0)
    last = np.minimum((size - 1 + start) // s, moving - 1)
    return int(np.maximum(last - first + 1, 0).sum())


def _pairs(expr: Array) -> int:
    """The most pairs of entries that a product on the way to an array looks at."""
    here = 0
    if isinstance(expr, Sliding):
        left, right = (each.shape for each in expr.parts())
        lead = {axis.label: axis.size for axis in (*left.lead, *right.lead)}
        here = _count((*lead.values(), *expr.shape.spatial, *right.spatial))
    return max([here, *map(_pairs, expr.parts())])


def _count(sizes: Iterable[Size]) -> int:
    return math.prod(ints(sizes))

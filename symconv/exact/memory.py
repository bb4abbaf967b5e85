"""How much memory a comparison at one size takes, told before it is begun."""

from __future__ import annotations

import math

import numpy as np

from symconv.arrays.array import Array
from symconv.arrays.products import Sliding
from symconv.arrays.shape import ints
from symconv.errors import TooLargeError
from symconv.exact.summands import most_factors, most_summands
from symconv.layers.layer import Axis, Layer
from symconv.layers.tensors import GIVEN, tensor
from symconv.sizes import concrete

# What `verify` takes of all memory, and what is left for arrays beside Python and NumPy.
MOST_MEGABYTES = 256
MOST_BYTES = 180 * 10**6
ADVICE = "choose a smaller `input`, `kernel` or number of channels"
# Bytes at the peak, measured on layers of every kind (the test compares). Written down: for each product x*k in Z and
# for each bias there, which are expanded, differentiated and sorted; for an entry of the largest array; for a pair of
# entries that a product of arrays looks at, also where one is 0; and for a pair of numbers along one axis.
A_PRODUCT, A_BIAS, AN_ENTRY, A_PAIR, A_PLACE = 75, 50, 72, 2, 16
# For each factor of a summand of more than two, where products of sums are multiplied out.
A_FACTOR = 32
# Along one axis: for a pair of entries that meet in Z, and for an entry of the longest array.
AN_AXIS_PAIR, AN_AXIS_ENTRY = 24, 90
# Looked up: for an entry of a tensor or of the largest array on the way, whatever the number of products; and for the
# blocks that are looked up together, whose parts along one axis may be as long as a block is.
A_CELL, A_BLOCK = 26, 10 * 10**6
# What was derived is held meanwhile, and blocks made of it: for a pair of entries that meet along an axis.
A_PAIR_HELD = 43
# Kernels up to here are gone through entry by entry to count what falls into the padding.
LONG = 10**6
# Places of kernel entries along one axis, inside the input or not.
MOST_LOOKED_AT = 10**9
# How far apart what is laid along one axis may be: what is compared are sums of such distances.
MOST_APART = 2**60


def words(needed: int, where: str = "") -> str:
    """What is said of a comparison that needs so many bytes beside Python and NumPy, more than there are."""
    whole = needed + MOST_MEGABYTES * 10**6 - MOST_BYTES
    return f"needs about {whole / 10**6:,.0f} MB{where}; verify takes at most {MOST_MEGABYTES} MB"


def check_axes(layer: Layer) -> None:
    """Raise TooLargeError where what meets along one axis lies far apart, takes too long to find, or has no room."""
    farthest = max(map(_reach, layer.axes, _moving(layer)))
    if farthest > MOST_APART:
        raise TooLargeError(
            f"{layer} lays entries {farthest:,} places apart along one axis; verify counts places up to "
            f"{MOST_APART:,}: choose a smaller `stride`, `dilation` or `padding`"
        )
    pairs = max(_laid(layer))
    if pairs > MOST_LOOKED_AT:
        raise TooLargeError(
            f"{layer} lays the kernel's entries on {pairs:,} places along one axis; verify looks at most at "
            f"{MOST_LOOKED_AT:,}: {ADVICE}"
        )
    if too_long(layer):
        raise TooLargeError(f"{layer} {words(along_axes(layer), ' along one axis')}: {ADVICE}")


def too_long(layer: Layer, claim: Array | None = None, entries: int | None = None) -> bool:
    """Whether a comparison along each axis takes more than there should be; `entries` is more than the longest has."""
    longest = _longest_of(layer, claim) if entries is None else entries
    # Mostly even all places of the kernel's entries, inside the input or not, take less: then they are not counted.
    if AN_AXIS_PAIR * sum(_laid(layer)) + AN_AXIS_ENTRY * longest <= MOST_BYTES:
        return False
    return along_axes(layer, claim) > MOST_BYTES


def along_axes(layer: Layer, claim: Array | None = None) -> int:
    """About how many bytes a comparison along each axis takes at its peak."""
    return AN_AXIS_PAIR * sum(_along_each(layer)) + AN_AXIS_ENTRY * _longest_of(layer, claim)


def _longest_of(layer: Layer, claim: Array | None) -> int:
    longest = max(max(ints(tensor(layer, name).shape.sizes), default=1) for name in GIVEN)
    return longest if claim is None else max(longest, _longest(claim))


def _longest(expr: Array) -> int:
    """The length of the longest axis of an expression and of what it is made of."""
    return max([1, *ints(expr.shape.sizes), *map(_longest, expr.parts())])


def entries_held(layer: Layer, claim: Array) -> int:
    """How many entries the tensors of a layer have, and the largest array on the way to an expression."""
    return sum(tensor(layer, name).shape.count for name in GIVEN) + claim.largest()


def derived(layer: Layer) -> int:
    """About how many bytes it takes to hold what was derived along each axis, and to make blocks of it."""
    most = A_PAIR_HELD * sum(_laid(layer))
    # Only where all places of the kernel's entries would take a lot are those inside the input counted.
    return most if most < A_BLOCK else A_PAIR_HELD * sum(_along_each(layer))


def looked_up(held: int) -> int:
    """About how many bytes it takes to look all monomials of an expression up, with so many entries held."""
    return A_CELL * held + A_BLOCK


def written(layer: Layer, claim: Array) -> int:
    """About how many bytes it takes to write all monomials down."""
    counts = [tensor(layer, name).shape.count for name in "XKZ"]
    largest, biases = max(claim.largest(), *counts), counts[-1] if layer.bias else 0
    grid = max(_laid(layer))
    return A_PRODUCT * products(layer) + A_BIAS * biases + AN_ENTRY * largest + A_PAIR * _pairs(claim) + A_PLACE * grid


def multiplied_out(layer: Layer, claim: Array) -> int:
    """About how many bytes it takes to multiply products of sums out; nothing where no summand has three factors."""
    factors = most_factors(claim)
    return int(A_FACTOR * factors * most_summands(layer, claim)) if factors > 2 else 0


def products(layer: Layer) -> int:
    """How many products x*k all entries of Z have together.

    >>> from symconv import Conv1d
    >>> products(Conv1d(input=4, kernel=2, padding=1)), products(Conv1d(input=1024, kernel=3, stride=32))
    (8, 96)
    """
    places = math.prod(_meeting(layer, at) for at in range(layer.rank))
    return math.prod(ints((layer.batch, layer.out_channels, layer.in_per_group))) * places


def _along_each(layer: Layer) -> list[int]:
    """How many pairs of an input and a kernel entry meet along each spatial axis; axes that are alike count once."""
    return [*{axis: _meeting(layer, at) for at, axis in enumerate(layer.axes)}.values()]


def _meeting(layer: Layer, at: int) -> int:
    """How many pairs of an input and a kernel entry meet along a spatial axis; for a very long kernel, all pairs."""
    axis, moving = layer.axes[at], _moving(layer)[at]
    s, d, before, k = map(concrete, (axis.s, axis.d, axis.pl, axis.k))
    if k > LONG:
        return moving * k
    # Those (i, a) for which s*i + d*a - pl is a place of the array that stays.
    size = concrete(tensor(layer, "Z" if layer.transposed else "X").spatial[at])
    start = before - d * np.arange(k)
    first = np.maximum(-(-start // s), 0)
    last = np.minimum((size - 1 + start) // s, moving - 1)
    return int(np.maximum(last - first + 1, 0).sum())


def _reach(axis: Axis, moving: int) -> int:
    """More than the distance of any two places along an axis, inside the input or not, where `moving` windows lie."""
    n, k, s, d, before, after = map(concrete, (axis.n, axis.k, axis.s, axis.d, axis.pl, axis.pr))
    return n + s * moving + d * k + before + after


def _laid(layer: Layer) -> list[int]:
    """On how many places the kernel's entries are laid along each axis, inside the input or not."""
    return [moving * concrete(axis.k) for moving, axis in zip(_moving(layer), layer.axes, strict=True)]


def _moving(layer: Layer) -> tuple[int, ...]:
    """How many places the kernel is laid at along each axis: over each output, or from each input."""
    return ints(tensor(layer, "X" if layer.transposed else "Z").spatial)


def _pairs(expr: Array) -> int:
    """The most pairs of entries that a product on the way to an array looks at."""
    here = 0
    if isinstance(expr, Sliding):
        left, right = (each.shape for each in expr.parts())
        lead = {axis.label: axis.size for axis in (*left.lead, *right.lead)}
        here = math.prod(ints((*lead.values(), *expr.shape.spatial, *right.spatial)))
    return max([here, *map(_pairs, expr.parts())])

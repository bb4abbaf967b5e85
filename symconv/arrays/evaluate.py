"""An expression of the array language at a concrete size: NumPy arrays of whatever the entries are.

The operators only move entries, add zeros, multiply and add. Moving is the same for all kinds of entries and
is done here; multiplying and adding is what an `Entries` object knows: numbers (`Numbers`), SymPy expressions
(`symconv.calculus.chain`), integer multilinear forms (`symconv.exact.monomials`). Arrays have their lead axes first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from symconv.arrays.array import (
    Array,
    Convolve,
    Correlate,
    Crop,
    Defined,
    Dot,
    Flip,
    Grad,
    InsertZeros,
    ModePad,
    ModePadAdjoint,
    Pad,
    PadMode,
    Plus,
    Rot180,
    Scaled,
    Shape,
    Tensor,
    Total,
    as_correlation,
    shape,
)
from symconv.errors import ShapeError
from symconv.sizes import Size

Cells = NDArray[Any]
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Pairing:
    """Which entries of two arrays a correlation multiplies, and how the products are laid out.

    `left(cells)` and `right(cells)` are views that broadcast to `kept + summed`: the axes of the result, then
    those that are summed over.
    """

    left: Callable[[Cells], Cells]
    right: Callable[[Cells], Cells]
    kept: tuple[int, ...]
    summed: tuple[int, ...]


class Entries(Protocol[Value]):
    """How to move, multiply and add one kind of entries."""

    def sizes(self, value: Value) -> tuple[int, ...]:
        """The sizes of an array, lead axes first."""

    def move(self, value: Value, rearranged: Callable[[Cells], Cells]) -> Value:
        """The array with its entries rearranged; new entries are zero."""

    def product(self, left: Value, right: Value, pairing: Pairing) -> Value:
        """The sums of the products that `pairing` describes."""

    def total(self, value: Value, axes: tuple[int, ...]) -> Value:
        """The sums along `axes`."""

    def plus(self, left: Value, right: Value, spread: Callable[[Cells], Cells]) -> Value:
        """The entrywise sum, the right side made as large as the left by `spread`."""

    def scaled(self, value: Value, factor: int) -> Value:
        """Every entry times a whole number."""

    def gradient(self, scalar: Value, by: Value) -> Value:
        """The derivative of a single number by every entry of an array of independent entries."""


class Numbers:
    """Entries that NumPy itself multiplies and adds: exact for Python's and NumPy's integers."""

    def sizes(self, value: Cells) -> tuple[int, ...]:
        """See `Entries.sizes`."""
        return value.shape

    def move(self, value: Cells, rearranged: Callable[[Cells], Cells]) -> Cells:
        """See `Entries.move`."""
        return rearranged(value)

    def product(self, left: Cells, right: Cells, pairing: Pairing) -> Cells:
        """See `Entries.product`."""
        products = pairing.left(left) * pairing.right(right)
        whole = np.broadcast_to(products, pairing.kept + pairing.summed)
        return np.asarray(whole.reshape(*pairing.kept, -1).sum(axis=-1))

    def total(self, value: Cells, axes: tuple[int, ...]) -> Cells:
        """See `Entries.total`."""
        return np.asarray(value.sum(axis=axes))

    def plus(self, left: Cells, right: Cells, spread: Callable[[Cells], Cells]) -> Cells:
        """See `Entries.plus`."""
        return np.asarray(left + spread(right))

    def scaled(self, value: Cells, factor: int) -> Cells:
        """See `Entries.scaled`."""
        return np.asarray(value * factor)

    def gradient(self, scalar: Cells, by: Cells) -> Cells:
        """Numbers have no derivative."""
        raise TypeError(f"{scalar} has no derivative by {by}: evaluate with expressions or forms")


def evaluate(expr: Array, tensors: Mapping[str, Value], entries: Entries[Value]) -> Value:
    """The value of `expr` with a value for each tensor and each defined array, whose sizes must be concrete.

    Raises ShapeError where the sizes do not fit, KeyError for a tensor without a value.

    >>> from symconv.arrays.array import correlate, rot180
    >>> a, b = Tensor("A", (), (4,)), Tensor("B", (), (2,))
    >>> evaluate(correlate(a, rot180(b)), {"A": np.array([1, 2, 3, 4]), "B": np.array([1, 10])}, Numbers())
    array([12, 23, 34])
    """
    shape(expr)
    return _value(expr, tensors, entries)


def _value(expr: Array, tensors: Mapping[str, Value], entries: Entries[Value]) -> Value:
    match expr:
        case Tensor(name=name) | Defined(name=name):
            # Windows are views into memory: a value of another size would be read beyond its end.
            given, declared = entries.sizes(tensors[name]), _ints(shape(expr).sizes)
            if given != declared:
                raise ShapeError(f"{name} has the sizes {declared}, not {given}")
            return tensors[name]
        case Pad(array=inner, lo=lo, hi=hi):
            return entries.move(_value(inner, tensors, entries), lambda cells: _padded(cells, _ints(lo), _ints(hi)))
        case Grad(scalar=scalar, by=by):
            return entries.gradient(_value(scalar, tensors, entries), tensors[by.name])
        case ModePad(array=inner, lo=lo, hi=hi, mode=mode):
            sources = _sources(mode, _ints(lo), _ints(hi), _ints(shape(inner).spatial))
            at: tuple[Any, ...] = (..., *np.ix_(*sources))
            return entries.move(_value(inner, tensors, entries), lambda cells: cells[at])
        case ModePadAdjoint():
            return _folded(expr, tensors, entries)
        case Crop(array=inner, sizes=sizes):
            kept = [slice(size) for size in _ints(sizes)]
            return entries.move(_value(inner, tensors, entries), lambda cells: cells[_at(kept)])
        case InsertZeros(array=inner, strides=strides):
            return entries.move(_value(inner, tensors, entries), lambda cells: _spread_out(cells, _ints(strides)))
        case Rot180(array=inner):
            turned = [slice(None, None, -1)] * len(shape(inner).spatial)
            return entries.move(_value(inner, tensors, entries), lambda cells: cells[_at(turned)])
        case Flip(array=inner, axis=axis):
            rank = len(shape(inner).spatial)
            return entries.move(_value(inner, tensors, entries), lambda cells: np.flip(cells, axis - rank))
        case Convolve():
            return _value(as_correlation(expr), tensors, entries)
        case Correlate(mode="full"):
            return _value(as_correlation(expr), tensors, entries)
        case Correlate(left=left, right=right):
            return entries.product(
                _value(left, tensors, entries), _value(right, tensors, entries), _pairing(expr)
            )
        case Total(array=inner):
            found = shape(inner)
            axes = [at for at, label in enumerate(found.labels) if label == "N"]
            axes += range(len(found.lead), len(found.sizes))
            return entries.total(_value(inner, tensors, entries), tuple(axes))
        case Scaled(factor=factor, array=inner):
            return entries.scaled(_value(inner, tensors, entries), factor)
        case Dot(left=left, right=right):
            return entries.product(
                _value(left, tensors, entries), _value(right, tensors, entries), _whole(shape(left), shape(right))
            )
        case Plus(left=left, right=right):
            return entries.plus(
                _value(left, tensors, entries), _value(right, tensors, entries), _spreading(shape(left), shape(right))
            )


def aligned(cells: Cells, labels: tuple[str, ...], wanted: tuple[str, ...]) -> Cells:
    """`cells` with its lead axes in the order `wanted`, the spatial axes behind them as they were."""
    order = [labels.index(label) for label in wanted]
    return cells.transpose([*order, *range(len(labels), cells.ndim)])


def _ints(sizes: tuple[Size, ...]) -> tuple[int, ...]:
    for size in sizes:
        if not isinstance(size, int):
            raise ShapeError(f"{size} has no value: only concrete sizes can be evaluated")
    return tuple(size for size in sizes if isinstance(size, int))


def _at(spatial: list[slice]) -> tuple[Any, ...]:
    """An index that takes all of the lead axes."""
    return (..., *spatial)


def _padded(cells: Cells, lo: tuple[int, ...], hi: tuple[int, ...]) -> Cells:
    """Zeros added where amounts are positive, then entries taken away where they are negative."""
    lead = cells.shape[: cells.ndim - len(lo)]
    inner = cells.shape[cells.ndim - len(lo) :]
    grown = tuple(n + max(a, 0) + max(b, 0) for n, a, b in zip(inner, lo, hi, strict=True))
    padded = np.zeros(lead + grown, dtype=cells.dtype)
    padded[_at([slice(max(a, 0), max(a, 0) + n) for n, a in zip(inner, lo, strict=True)])] = cells
    cut: Cells = padded[_at([slice(max(-a, 0), n - max(-b, 0)) for n, a, b in zip(grown, lo, hi, strict=True)])]
    return cut


def _spread_out(cells: Cells, strides: tuple[int, ...]) -> Cells:
    lead = cells.shape[: cells.ndim - len(strides)]
    inner = cells.shape[cells.ndim - len(strides) :]
    spread = np.zeros(lead + tuple(s * (n - 1) + 1 for n, s in zip(inner, strides, strict=True)), dtype=cells.dtype)
    spread[_at([slice(None, None, s) for s in strides])] = cells
    return spread


def _sources(
    mode: PadMode, lo: tuple[int, ...], hi: tuple[int, ...], sizes: tuple[int, ...]
) -> list[NDArray[np.int64]]:
    """Along each axis, which entry every place of the padded array reads: NumPy's own padding of the numbers."""
    names = {"circular": "wrap", "reflect": "reflect", "replicate": "edge"}
    return [
        np.pad(np.arange(n), (before, after), mode=names[mode])  # type: ignore[call-overload]
        for n, before, after in zip(sizes, lo, hi, strict=True)
    ]


def _folded(expr: ModePadAdjoint, tensors: Mapping[str, Value], entries: Entries[Value]) -> Value:
    """Place by place along one axis after the other, each slice added to the one that it was a copy of."""
    value = _value(expr.array, tensors, entries)
    sizes = _ints(shape(expr).spatial)
    rank = len(sizes)
    for axis, sources in enumerate(_sources(expr.mode, _ints(expr.lo), _ints(expr.hi), sizes)):
        slices = []
        for place, source in enumerate(sources.tolist()):

            def moved(cells: Cells, place: int = place, source: int = source, at: int = axis - rank) -> Cells:
                kept = np.zeros_like(np.take(cells, [0] * sizes[at], axis=at))
                np.moveaxis(kept, at, 0)[source] = np.moveaxis(cells, at, 0)[place]
                return kept

            slices.append(entries.move(value, moved))
        value = slices[0]
        for each in slices[1:]:
            value = entries.plus(value, each, lambda cells: cells)
    return value


def _pairing(expr: Correlate) -> Pairing:
    left, right, result = shape(expr.left), shape(expr.right), shape(expr)
    stride, dilation = _ints(expr.stride), _ints(expr.dilation)
    out, taps = _ints(result.spatial), _ints(right.spatial)
    rank = len(out)
    gone = [axis for axis in left.lead if axis.label not in result.labels]
    order = (*result.labels, *(axis.label for axis in gone))

    def laid_out(cells: Cells, labels: tuple[str, ...], spatial: int) -> Cells:
        """Lead axes in the common order (size 1 where missing), the result's space before the summed axes."""
        present = aligned(cells, labels, tuple(label for label in order if label in labels))
        missing = [at for at, label in enumerate(order) if label not in labels]
        full = np.expand_dims(present, missing)
        kept, lead = len(result.labels), len(order)
        axes = (*range(kept), *range(lead, lead + rank), *range(kept, lead), *range(lead + rank, lead + spatial))
        return full.transpose(axes)

    def windows(cells: Cells) -> Cells:
        lead, steps = cells.shape[: cells.ndim - rank], cells.strides[cells.ndim - rank :]
        return laid_out(
            as_strided(
                cells,
                lead + out + taps,
                cells.strides[: cells.ndim - rank]
                + tuple(step * s for step, s in zip(steps, stride, strict=True))
                + tuple(step * d for step, d in zip(steps, dilation, strict=True)),
                writeable=False,
            ),
            left.labels,
            2 * rank,
        )

    def kernel(cells: Cells) -> Cells:
        lead = cells.shape[: cells.ndim - rank]
        return laid_out(cells.reshape(lead + (1,) * rank + taps), right.labels, 2 * rank)

    kept = _ints(tuple(axis.size for axis in result.lead)) + out
    return Pairing(windows, kernel, kept, _ints(tuple(axis.size for axis in gone)) + taps)


def _whole(left: Shape, right: Shape) -> Pairing:
    """Every entry of one array with the same entry of another."""
    return Pairing(lambda cells: cells, lambda cells: aligned(cells, right.labels, left.labels), (), _ints(left.sizes))


def _spreading(left: Shape, right: Shape) -> Callable[[Cells], Cells]:
    def spread(cells: Cells) -> Cells:
        ordered = aligned(cells, right.labels, tuple(label for label in left.labels if label in right.labels))
        missing = [at for at, label in enumerate(left.labels) if label not in right.labels]
        whole = np.expand_dims(ordered, missing)
        if not right.spatial:
            whole = whole.reshape(whole.shape + (1,) * len(left.spatial))
        return np.broadcast_to(whole, _ints(left.sizes))

    return spread

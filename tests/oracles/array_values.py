"""Arrays as cells on random integers, and what every operator makes of them, from its definition."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from oracles.one_geometry import LEADS, Ints, Vector


class ImpossibleError(Exception):
    """An array that does not exist at this size."""


@dataclass(frozen=True)
class Value:
    """An array: the lead axes that it has, and cells [variant, N, g, c, f, space], of size 1 where it has none.

    Variants are the same array for other values of one tensor's entries; they give derivatives.
    """

    labels: frozenset[str]
    cells: Ints

    @property
    def space(self) -> Vector:
        """Its size along each spatial axis."""
        return self.cells.shape[5:]

    @property
    def axes(self) -> tuple[int, ...]:
        """Where its spatial axes are among those of its cells."""
        return tuple(range(5, self.cells.ndim))


def in_space(*at: int | slice) -> tuple[Any, ...]:
    """An index of an array's spatial axes, for all its lead axes."""
    return (..., *at)


def plus(left: Value, right: Value) -> Value:
    """The sum of arrays of one shape, or where one has no space and no other lead axes."""
    return _spread(left, right, np.add)


def times(left: Value, right: Value) -> Value:
    """The same of entrywise products."""
    return _spread(left, right, np.multiply)


def _spread(left: Value, right: Value, joined: Callable[[Ints, Ints], Ints]) -> Value:
    for whole, part in ((left, right), (right, left)):
        if not part.space and part.labels <= whole.labels:
            cells = part.cells.reshape(part.cells.shape[:5] + (1,) * len(whole.space))
            return replace(whole, cells=joined(whole.cells, cells))
    if (left.labels, left.space) != (right.labels, right.space):
        raise ImpossibleError("arrays of different shapes, entry by entry")
    return replace(left, cells=joined(left.cells, right.cells))


def total(array: Value) -> Value:
    """The sum over batch and space."""
    return Value(array.labels - {"N"}, array.cells.sum(axis=(1, *array.axes), keepdims=True).reshape(*_lead(array, 1)))


def _lead(array: Value, gone: int) -> tuple[int, ...]:
    sizes = list(array.cells.shape[:5])
    sizes[gone] = 1
    return tuple(sizes)


def dot(left: Value, right: Value) -> Value:
    """The sum of the products of all entries."""
    if (left.labels, left.space) != (right.labels, right.space):
        raise ImpossibleError("an inner product of arrays of different shapes")
    products = left.cells * right.cells
    return Value(frozenset(), products.reshape(len(products), -1).sum(axis=1).reshape(-1, 1, 1, 1, 1))


def pad(array: Value, lo: Vector, hi: Vector | None = None, mode: str = "") -> Value:
    """Zeros, or copies by `mode`, before and after; negative amounts of zeros crop."""
    hi = lo if hi is None else hi
    if mode:
        return replace(array, cells=_taken(array.cells, _sources(array.space, lo, hi, mode)))
    sizes = _existing(tuple(n + a + b for n, a, b in zip(array.space, lo, hi, strict=True)))
    before = [max(a, 0) for a in lo]
    grown = [a + n + max(b, 0) for a, n, b in zip(before, array.space, hi, strict=True)]
    # `np.pad` does this in five times the time, and it is done at every geometry.
    cells = np.zeros((*array.cells.shape[:5], *grown), dtype=array.cells.dtype)
    cells[in_space(*(slice(a, a + n) for a, n in zip(before, array.space, strict=True)))] = array.cells
    cut = tuple(slice(max(-a, 0), max(-a, 0) + n) for a, n in zip(lo, sizes, strict=True))
    return replace(array, cells=cells[in_space(*cut)])


def pad_adjoint(array: Value, lo: Vector, hi: Vector | None = None, mode: str = "") -> Value:
    """Every entry added to the one that padding would have copied it from."""
    hi = lo if hi is None else hi
    sizes = _existing(tuple(n - a - b for n, a, b in zip(array.space, lo, hi, strict=True)))
    sources = _sources(sizes, lo, hi, mode)
    found = np.zeros((*array.cells.shape[:5], *sizes), dtype=np.int64)
    for at in np.ndindex(array.space):
        found[in_space(*(source[i] for source, i in zip(sources, at, strict=True)))] += array.cells[in_space(*at)]
    return replace(array, cells=found)


def _sources(sizes: Vector, lo: Vector, hi: Vector, mode: str) -> list[list[int]]:
    """Along each axis, which entry each entry of the padded array is a copy of."""
    found = []
    for n, before, after in zip(sizes, lo, hi, strict=True):
        most = {"circular": n, "reflect": n - 1}.get(mode, max(before, after))
        if min(before, after) < 0 or max(before, after) > most:
            raise ImpossibleError("copies of entries that there are not")
        mirror = [*range(n), *range(n - 2, 0, -1)] if n > 1 else [0]
        copied: Callable[[int], int] = {
            "circular": lambda y, n=n: y % n,
            "reflect": lambda y, mirror=mirror: mirror[y % len(mirror)],
            "replicate": lambda y, n=n: sorted((0, y, n - 1))[1],
        }[mode]
        found.append([copied(y) for y in range(-before, n + after)])
    return found


def _taken(cells: Ints, sources: Sequence[Sequence[int]]) -> Ints:
    for at, source in enumerate(sources):
        cells = cells.take(source, axis=5 + at)
    return cells


def _existing(sizes: Vector) -> Vector:
    if min(sizes) < 1:
        raise ImpossibleError(f"an array of size {sizes}")
    return sizes


def crop(array: Value, sizes: Vector) -> Value:
    """The first entries."""
    _existing(sizes)
    if any(kept > n for kept, n in zip(sizes, array.space, strict=True)):
        raise ImpossibleError("a crop to more entries than there are")
    return replace(array, cells=array.cells[in_space(*map(slice, sizes))])


def insert_zeros(array: Value, strides: Vector) -> Value:
    """Zeros between neighbours."""
    _existing(strides)
    sizes = [s * (n - 1) + 1 for n, s in zip(array.space, strides, strict=True)]
    found = np.zeros((*array.cells.shape[:5], *sizes), dtype=np.int64)
    found[in_space(*(slice(None, None, s) for s in strides))] = array.cells
    return replace(array, cells=found)


def sum_pool(array: Value, sizes: Vector, strides: Vector) -> Value:
    """Every window's entries added up, window by window."""
    _existing((*sizes, *strides))
    reach = [n - k + 1 for n, k in zip(array.space, sizes, strict=True)]
    _existing(tuple(reach))
    found: Ints | int = 0
    for at in np.ndindex(sizes):
        found = found + array.cells[in_space(*(slice(a, a + n, s) for a, n, s in zip(at, reach, strides, strict=True)))]
    assert not isinstance(found, int)
    return replace(array, cells=found)


def rot180(array: Value) -> Value:
    """Every axis reversed."""
    return replace(array, cells=np.flip(array.cells, array.axes))


def flip(array: Value, axis: Vector) -> Value:
    """One axis reversed."""
    return replace(array, cells=np.flip(array.cells, 5 + axis[0]))


def correlate(
    left: Value, right: Value, stride: Vector = (), dilation: Vector = (), mode: str = "valid"
) -> Value:
    """The cross-correlation; lead axes that both have are summed over, except the group."""
    ones = (1,) * len(left.space)
    stride, dilation = _existing(stride or ones), _existing(dilation or ones)
    if mode == "full":
        left = pad(left, tuple(d * (k - 1) for d, k in zip(dilation, right.space, strict=True)))
    reach = [n - d * (k - 1) for n, k, d in zip(left.space, right.space, dilation, strict=True)]
    _existing(tuple(reach))
    shared = tuple(1 + at for at, label in enumerate(LEADS) if label != "g" and label in left.labels & right.labels)
    found: Ints | int = 0
    for at in np.ndindex(right.space):
        window = (slice(d * a, d * a + n, s) for a, n, s, d in zip(at, reach, stride, dilation, strict=True))
        tap = right.cells[in_space(*at)]
        found = found + left.cells[in_space(*window)] * tap.reshape(tap.shape + (1,) * len(at))
    assert not isinstance(found, int)
    kept = (left.labels | right.labels) - {label for label in left.labels & right.labels if label != "g"}
    return Value(kept, found.sum(axis=shared, keepdims=True))


def convolve(left: Value, right: Value, **options: object) -> Value:
    """The true convolution."""
    return correlate(left, rot180(right), **options)  # type: ignore[arg-type]


OPERATORS: Mapping[str, Callable[..., Value]] = {
    "pad": pad,
    "pad_adjoint": pad_adjoint,
    "crop": crop,
    "insert_zeros": insert_zeros,
    "sum_pool": sum_pool,
    "rot180": rot180,
    "flip": flip,
    "correlate": correlate,
    "convolve": convolve,
    "sum": total,
    "dot": dot,
    "times": times,
}

"""Expressions of the array language read entry by entry, straight from the definition of each operator.

Slow and plain: an entry outside an array is 0, and every operator says which entries of its operands it reads.
Only the expression types come from symconv; sizes, lead axes and values are worked out here.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symconv.arrays.array import Array, Defined, Tensor
from symconv.arrays.borders import ModePad, ModePadAdjoint
from symconv.arrays.moves import Crop, Flip, InsertZeros, Pad, Rot180, SumPool
from symconv.arrays.products import Convolve, Correlate, Dot, Plus, Scaled, Times, Total

Index = tuple[int, ...]
Tensors = dict[str, NDArray[np.int64]]


class NoSuchArrayError(Exception):
    """The operands of an operator do not fit."""


def dense(expr: Array, tensors: Tensors, labels: tuple[str, ...]) -> NDArray[np.int64]:
    """All entries of `expr`, its lead axes in the order `labels`."""
    leads, sizes = lead(expr), size(expr)
    if {*labels} != {*leads}:
        raise NoSuchArrayError(f"lead axes {[*leads]}, not {[*labels]}")
    extents = [leads[label] for label in labels]
    found: NDArray[np.int64] = np.zeros((*extents, *sizes), dtype=np.int64)
    for at in np.ndindex(found.shape):
        found[at] = entry(expr, tensors, dict(zip(labels, at, strict=False)), at[len(labels) :])
    return found


def size(expr: Array) -> Index:
    """The spatial size of an expression."""
    match expr:
        case Tensor(spatial=spatial) | Defined(spatial=spatial):
            found = _ints(spatial)
        case Pad(array=inner, lo=lo, hi=hi):
            found = tuple(n + a + b for n, a, b in zip(size(inner), _ints(lo), _ints(hi), strict=True))
        case Crop(array=inner, sizes=sizes):
            found = _ints(sizes)
            if any(kept > n for kept, n in zip(found, size(inner), strict=True)):
                raise NoSuchArrayError("a crop to more entries than there are")
        case InsertZeros(array=inner, strides=strides):
            found = tuple(s * (n - 1) + 1 for n, s in zip(size(inner), _ints(strides), strict=True))
        case SumPool(array=inner, sizes=sizes, strides=strides):
            found = tuple(
                len([first for first in range(0, n, s) if first + k <= n])
                for n, k, s in zip(size(inner), _ints(sizes), _ints(strides), strict=True)
            )
        case ModePad(array=inner, lo=lo, hi=hi, mode=mode):
            most = {"circular": 0, "reflect": 1}
            for n, *amounts in zip(size(inner), _ints(lo), _ints(hi), strict=True):
                if min(amounts) < 0 or (mode in most and max(amounts) > n - most[mode]):
                    raise NoSuchArrayError("copies of entries that there are not")
            found = tuple(n + a + b for n, a, b in zip(size(inner), _ints(lo), _ints(hi), strict=True))
        case ModePadAdjoint(array=inner, lo=lo, hi=hi, mode=mode):
            found = tuple(n - a - b for n, a, b in zip(size(inner), _ints(lo), _ints(hi), strict=True))
            if all(n >= 1 for n in found):
                size(ModePad(Tensor("", (), found), lo, hi, mode))
        case Rot180(array=inner) | Flip(array=inner) | Scaled(array=inner):
            found = size(inner)
        case Correlate(left=left, right=right) | Convolve(left=left, right=right):
            found = tuple(
                len([i for i in range(n + 2 * around) if s * i + d * (k - 1) < n + 2 * around])
                for n, k, s, d, around in zip(
                    size(left), size(right), _ints(expr.stride), _ints(expr.dilation), _around(expr), strict=True
                )
            )
        case Total(array=inner):
            size(inner)
            found = ()
        case Plus(left=left, right=right) | Times(left=left, right=right):
            found = size(left)
            if size(right) not in ((), found):
                raise NoSuchArrayError("arrays of different sizes, entry by entry")
            ours, theirs = lead(left), lead(right)
            if not theirs.items() <= ours.items() or (size(right) and theirs != ours):
                raise NoSuchArrayError("arrays with different lead axes, entry by entry")
        case Dot(left=left, right=right):
            found = ()
            if size(left) != size(right) or lead(left) != lead(right):
                raise NoSuchArrayError("an inner product of arrays of different sizes")
    if any(n < 1 for n in found):
        raise NoSuchArrayError(f"an array of size {found}")
    return found


def lead(expr: Array) -> dict[str, int]:
    """The lead axes of an expression with their sizes; a product contracts what both sides carry, except g."""
    match expr:
        case Tensor(lead=axes) | Defined(lead=axes):
            return {axis.label: _int(axis.size) for axis in axes}
        case Correlate(left=left, right=right) | Convolve(left=left, right=right):
            ours, theirs = lead(left), lead(right)
            both = {*ours} & {*theirs}
            if any(ours[label] != theirs[label] for label in both):
                raise NoSuchArrayError("lead axes of different sizes")
            return {label: n for label, n in (ours | theirs).items() if label == "g" or label not in both}
        case Total(array=inner):
            return {label: n for label, n in lead(inner).items() if label != "N"}
        case Plus(left=left) | Times(left=left):
            return lead(left)
        case Dot():
            return {}
        case (
            Pad(array=inner)
            | ModePad(array=inner)
            | ModePadAdjoint(array=inner)
            | Crop(array=inner)
            | InsertZeros(array=inner)
            | SumPool(array=inner)
            | Rot180(array=inner)
            | Flip(array=inner)
            | Scaled(array=inner)
        ):
            return lead(inner)
    raise TypeError(f"{expr} is read nowhere")


def entry(expr: Array, tensors: Tensors, where: dict[str, int], at: Index) -> int:
    """One entry: `where` gives the index on the lead axes, `at` on the spatial axes."""
    if any(not 0 <= i < n for i, n in zip(at, size(expr), strict=True)):
        return 0
    match expr:
        case Tensor(name=name, lead=axes):
            if tensors[name].shape != (*lead(expr).values(), *size(expr)):
                raise NoSuchArrayError(f"{name} of a size that it does not have")
            return int(tensors[name][(*(where[axis.label] for axis in axes), *at)])
        case Pad(array=inner, lo=lo):
            return entry(inner, tensors, where, tuple(i - a for i, a in zip(at, _ints(lo), strict=True)))
        case ModePad(array=inner, lo=lo, mode=mode):
            return entry(inner, tensors, where, _copied(at, _ints(lo), size(inner), mode))
        case ModePadAdjoint(array=inner, lo=lo, mode=mode):
            whole = size(inner)
            return sum(
                entry(inner, tensors, where, place)
                for place in product(*map(range, whole))
                if _copied(place, _ints(lo), size(expr), mode) == at
            )
        case Scaled(factor=factor, array=inner):
            return factor * entry(inner, tensors, where, at)
        case Crop(array=inner):
            return entry(inner, tensors, where, at)
        case InsertZeros(array=inner, strides=strides):
            steps = _ints(strides)
            if any(i % s for i, s in zip(at, steps, strict=True)):
                return 0
            return entry(inner, tensors, where, tuple(i // s for i, s in zip(at, steps, strict=True)))
        case SumPool(array=inner, sizes=sizes, strides=strides):
            firsts = (s * i for i, s in zip(at, _ints(strides), strict=True))
            window = (range(first, first + k) for first, k in zip(firsts, _ints(sizes), strict=True))
            return sum(entry(inner, tensors, where, place) for place in product(*window))
        case Rot180(array=inner):
            return entry(inner, tensors, where, _opposite(at, size(inner)))
        case Flip(array=inner, axis=axis):
            turned = list(at)
            turned[axis] = size(inner)[axis] - 1 - at[axis]
            return entry(inner, tensors, where, tuple(turned))
        case Correlate(left=left, right=right) | Convolve(left=left, right=right):
            ours, theirs, taps = lead(left), lead(right), size(right)
            gone = sorted(({*ours} & {*theirs}) - {"g"})
            summed = 0
            for chosen in product(*(range(ours[label]) for label in gone)):
                inside = where | dict(zip(gone, chosen, strict=True))
                for a in product(*map(range, taps)):
                    reached = tuple(
                        s * i + d * tap - around
                        for i, s, d, tap, around in zip(
                            at, _ints(expr.stride), _ints(expr.dilation), a, _around(expr), strict=True
                        )
                    )
                    kernel = _opposite(a, taps) if isinstance(expr, Convolve) else a
                    summed += entry(left, tensors, inside, reached) * entry(right, tensors, inside, kernel)
            return summed
        case Total(array=inner):
            examples = range(lead(inner).get("N", 1))
            return sum(
                entry(inner, tensors, where | {"N": example}, inside)
                for example in examples
                for inside in product(*map(range, size(inner)))
            )
        case Plus(left=left, right=right):
            there = at if size(right) else ()
            return entry(left, tensors, where, at) + entry(right, tensors, where, there)
        case Times(left=left, right=right):
            there = at if size(right) else ()
            return entry(left, tensors, where, at) * entry(right, tensors, where, there)
        case Dot(left=left, right=right):
            labels = lead(left)
            return sum(
                entry(left, tensors, dict(zip(labels, chosen, strict=True)), inside)
                * entry(right, tensors, dict(zip(labels, chosen, strict=True)), inside)
                for chosen in product(*map(range, labels.values()))
                for inside in product(*map(range, size(left)))
            )
        case Defined(name=name):
            raise TypeError(f"{name} is given by its entries, which are read elsewhere")
    raise TypeError(f"{expr} is read nowhere")


def _around(expr: Correlate | Convolve) -> Index:
    """How far the right side may stand out of the left one on either side."""
    taps = size(expr.right)
    if expr.mode == "valid":
        return (0,) * len(taps)
    return tuple(d * (k - 1) for d, k in zip(_ints(expr.dilation), taps, strict=True))


def _copied(at: Index, lo: Index, sizes: Index, mode: str) -> Index:
    """Which entry of an array of the given sizes a place of the padded one is a copy of."""
    found = []
    for i, before, n in zip(at, lo, sizes, strict=True):
        y = i - before
        if mode == "circular":
            y %= n
        elif mode == "reflect" and not 0 <= y < n:
            y = -y if y < 0 else 2 * (n - 1) - y
        found.append(min(max(y, 0), n - 1))
    return tuple(found)


def _opposite(at: Index, sizes: Index) -> Index:
    return tuple(n - 1 - i for i, n in zip(at, sizes, strict=True))


def _int(value: Any) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{value} is no number")
    return value


def _ints(values: tuple[Any, ...]) -> Index:
    return tuple(map(_int, values))

"""Operators that do nothing at a concrete size, left out: for showing a formula, never for deciding one."""

from __future__ import annotations

from dataclasses import replace

from symconv.arrays.array import Array, Convolve, Correlate, Crop, InsertZeros, Pad, Plus, Rot180, Total, shape


def simplified(expr: Array) -> Array:
    """`expr` without padding by 0, cropping to the whole, inserting no zeros and rotating a single entry.

    The value is the same, as its tests check.

    >>> from symconv.arrays.array import Tensor, crop, pad
    >>> from symconv.statements.write import statement
    >>> a = Tensor("A", (), (3,))
    >>> statement(simplified(crop(pad(a, 0), 3)))
    'A'
    """
    match expr:
        case Pad(array=inner, lo=lo, hi=hi):
            inner = simplified(inner)
            return replace(expr, array=inner) if any(lo + hi) else inner
        case Crop(array=inner, sizes=sizes):
            inner = simplified(inner)
            return inner if shape(inner).spatial == sizes else replace(expr, array=inner)
        case InsertZeros(array=inner, strides=strides):
            inner = simplified(inner)
            idle = all(s == 1 or n == 1 for s, n in zip(strides, shape(inner).spatial, strict=True))
            return inner if idle else replace(expr, array=inner)
        case Rot180(array=inner):
            inner = simplified(inner)
            return inner if all(n == 1 for n in shape(inner).spatial) else replace(expr, array=inner)
        case Correlate(left=left, right=right) | Convolve(left=left, right=right):
            return replace(expr, left=simplified(left), right=simplified(right))
        case Plus(left=left, right=right):
            return replace(expr, left=simplified(left), right=simplified(right))
        case Total(array=inner):
            return replace(expr, array=simplified(inner))
        case _:
            return expr

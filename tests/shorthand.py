"""Expressions of the array language in a few letters: one number stands for every axis, and the usual is left out."""

from __future__ import annotations

from collections.abc import Sequence

from symconv.arrays.array import Array
from symconv.arrays.moves import Crop, Flip, InsertZeros, Pad, Rot180, SumPool
from symconv.arrays.products import Convolve, Correlate, Dot, Mode, Plus, Scaled, Times, Total
from symconv.sizes import Size

PerAxis = Size | Sequence[Size]


def per_axis(array: Array, value: PerAxis) -> tuple[Size, ...]:
    """`value` as one size for each spatial axis; a sequence as it is, also where its length is wrong."""
    return tuple(value) if isinstance(value, Sequence) else (value,) * len(array.shape.spatial)


def pad(array: Array, lo: PerAxis, hi: PerAxis | None = None) -> Pad:
    """As many zeros after as before, where that is left out."""
    return Pad(array, per_axis(array, lo), per_axis(array, lo if hi is None else hi))


def crop(array: Array, sizes: PerAxis) -> Crop:
    return Crop(array, per_axis(array, sizes))


def insert_zeros(array: Array, strides: PerAxis) -> InsertZeros:
    return InsertZeros(array, per_axis(array, strides))


def sum_pool(array: Array, sizes: PerAxis, strides: PerAxis) -> SumPool:
    return SumPool(array, per_axis(array, sizes), per_axis(array, strides))


def rot180(array: Array) -> Rot180:
    return Rot180(array)


def flip(array: Array, axis: int) -> Flip:
    return Flip(array, axis)


def correlate(
    left: Array, right: Array, stride: PerAxis = 1, dilation: PerAxis = 1, mode: Mode = "valid"
) -> Correlate:
    return Correlate(left, right, per_axis(left, stride), per_axis(left, dilation), mode)


def convolve(
    left: Array, right: Array, stride: PerAxis = 1, dilation: PerAxis = 1, mode: Mode = "valid"
) -> Convolve:
    return Convolve(left, right, per_axis(left, stride), per_axis(left, dilation), mode)


def total(array: Array) -> Total:
    return Total(array)


def plus(left: Array, right: Array) -> Plus:
    return Plus(left, right)


def scaled(factor: int, array: Array) -> Scaled:
    return Scaled(factor, array)


def times(left: Array, right: Array) -> Times:
    return Times(left, right)


def dot(left: Array, right: Array) -> Dot:
    return Dot(left, right)

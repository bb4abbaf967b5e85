"""An expression of the array language as a line of mathematics."""

from __future__ import annotations

from collections.abc import Sequence

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
    Plus,
    Rot180,
    Scaled,
    Tensor,
    Total,
)
from symconv.layers.notation import Notation
from symconv.layers.tensors import GRADIENT_OF
from symconv.page.dialect import Dialect
from symconv.sizes import Size, joined


def formula(expr: Array, notation: Notation, dialect: Dialect) -> str:
    """`expr` in the letters of `notation` and the signs of `dialect`."""

    def inner(array: Array) -> str:
        return formula(array, notation, dialect)

    def bracketed(array: Array) -> str:
        return f"({inner(array)})" if isinstance(array, Correlate | Convolve | Plus) else inner(array)

    match expr:
        case Tensor(name=name) | Defined(name=name):
            letter = notation.letter(name).upper()
            if name in GRADIENT_OF:
                return dialect.array_gradient(notation, letter)
            return dialect.array(letter)
        case Pad(array=array, lo=lo, hi=hi):
            amounts = [joined(lo)] if lo == hi else [joined(lo), joined(hi)]
            return dialect.call("pad", [inner(array)], amounts)
        case ModePad(array=array, lo=lo, hi=hi, mode=mode) | ModePadAdjoint(array=array, lo=lo, hi=hi, mode=mode):
            name = "pad" if isinstance(expr, ModePad) else "pad_adjoint"
            return dialect.call(name, [inner(array)], [joined(lo), joined(hi), mode])
        case Grad(scalar=scalar, by=by):
            return dialect.call("grad", [inner(scalar), inner(by)])
        case Crop(array=array, sizes=sizes):
            return dialect.call("crop", [inner(array)], [joined(sizes)])
        case InsertZeros(array=array, strides=strides):
            return dialect.call("insert_zeros", [inner(array)], [joined(strides)])
        case Rot180(array=array):
            return dialect.call("rot180", [inner(array)])
        case Flip(array=array, axis=axis):
            return dialect.call("flip", [inner(array)], [str(axis)])
        case Correlate() | Convolve():
            sign = dialect.operator("correlate" if isinstance(expr, Correlate) else "convolve", options(expr, dialect))
            return f"{bracketed(expr.left)} {sign} {bracketed(expr.right)}"
        case Total(array=array):
            return dialect.call("sum", [inner(array)])
        case Plus(left=left, right=right):
            return f"{inner(left)} + {inner(right)}"
        case Scaled(factor=factor, array=array):
            return f"{factor} {bracketed(array)}"
        case Dot(left=left, right=right):
            return dialect.call("dot", [inner(left), inner(right)])


def options(expr: Correlate | Convolve, dialect: Dialect) -> list[str]:
    """What a correlation is qualified by: stride, dilation and mode, where they are not the usual ones."""
    found = [
        dialect.option(name, joined(values))
        for name, values in (("stride", expr.stride), ("dilation", expr.dilation))
        if not _idle(values)
    ]
    return found if expr.mode == "valid" else [*found, expr.mode]


def _idle(values: Sequence[Size]) -> bool:
    return all(value == 1 for value in values)

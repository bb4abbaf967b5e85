"""An expression of the array language as the text that a user would type."""

from __future__ import annotations

from functools import singledispatch

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
from symconv.sizes import joined


@singledispatch
def statement(expr: Array) -> str:
    """`expr` in the language that users type.

    >>> from symconv.arrays.array import correlate, pad, rot180
    >>> print(statement(correlate(pad(Tensor("dZ", (), (2,)), 1), rot180(Tensor("K", (), (2,))))))
    correlate(pad(dZ, 1), rot180(K))
    """
    raise TypeError(f"not an expression of the array language: {expr!r}")


@statement.register(Tensor)
@statement.register(Defined)
def _(expr: Tensor | Defined) -> str:
    return expr.name


@statement.register
def _(expr: Pad) -> str:
    amounts = [joined(expr.lo)] if expr.lo == expr.hi else [joined(expr.lo), joined(expr.hi)]
    return f"pad({', '.join([statement(expr.array), *amounts])})"


@statement.register
def _(expr: Crop) -> str:
    return f"crop({statement(expr.array)}, {joined(expr.sizes)})"


@statement.register
def _(expr: InsertZeros) -> str:
    return f"insert_zeros({statement(expr.array)}, {joined(expr.strides)})"


@statement.register
def _(expr: Rot180) -> str:
    return f"rot180({statement(expr.array)})"


@statement.register
def _(expr: Flip) -> str:
    return f"flip({statement(expr.array)}, {expr.axis})"


@statement.register(Convolve)
@statement.register(Correlate)
def _(expr: Correlate | Convolve) -> str:
    parts = [statement(expr.left), statement(expr.right)]
    parts += [
        f"{name}={joined(values)}"
        for name, values in (("stride", expr.stride), ("dilation", expr.dilation))
        if any(value != 1 for value in values)
    ]
    if expr.mode != "valid":
        parts.append(f"mode={expr.mode}")
    return f"{'correlate' if isinstance(expr, Correlate) else 'convolve'}({', '.join(parts)})"


@statement.register
def _(expr: Total) -> str:
    return f"sum({statement(expr.array)})"


@statement.register
def _(expr: Plus) -> str:
    return f"{statement(expr.left)} + {statement(expr.right)}"


@statement.register
def _(expr: Scaled) -> str:
    return f"{expr.factor}*{statement(expr.array)}"


@statement.register
def _(expr: Dot) -> str:
    return f"dot({statement(expr.left)}, {statement(expr.right)})"


@statement.register(ModePad)
@statement.register(ModePadAdjoint)
def _(expr: ModePad | ModePadAdjoint) -> str:
    name = "pad" if isinstance(expr, ModePad) else "pad_adjoint"
    return f"{name}({statement(expr.array)}, {joined(expr.lo)}, {joined(expr.hi)}, mode={expr.mode})"


@statement.register
def _(expr: Grad) -> str:
    return f"grad({statement(expr.scalar)}, {expr.by.name})"

"""The formulas that are stated as equal to a closed form of a layer."""

from __future__ import annotations

from symconv.layers.layer import Layer
from symconv.sizes import Size
from symconv.statements.theorems import (
    T1_NOTES,
    T2_UNCROPPED,
    T4_FULL,
    T5_CONVOLUTION,
    T7_UNCROPPED,
    Theorem,
)


def other_forms(layer: Layer) -> tuple[Theorem, ...]:
    """The formulas that are stated as equal to a closed form of `layer`, each under its own conditions."""
    plain = all(a.s == a.d == 1 and a.pl == a.pr == a.op == 0 for a in layer.axes)
    if layer.transposed:
        idle = all(_below(a.op, a.s) for a in layer.axes) and layer.convention == "cross-correlation"
        return (T7_UNCROPPED,) if idle else ()
    if layer.convention == "convolution":
        return (T4_FULL, T5_CONVOLUTION) if plain else ()
    return (T1_NOTES, T2_UNCROPPED) if plain else (T2_UNCROPPED,)


def _below(left: Size, right: Size) -> bool:
    return isinstance(left, int) and isinstance(right, int) and left < right

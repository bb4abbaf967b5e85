"""Every operator that a statement can call: whoever adds one lists its class here."""

from __future__ import annotations

from symconv.arrays.array import Called, Grad
from symconv.arrays.borders import ModePad, ModePadAdjoint
from symconv.arrays.moves import Crop, Flip, InsertZeros, Pad, Rot180, SumPool
from symconv.arrays.products import Convolve, Correlate, Dot, Times, Total

OPERATORS: tuple[type[Called], ...] = (
    Pad,
    Crop,
    InsertZeros,
    Rot180,
    Flip,
    Correlate,
    Convolve,
    Total,
    Dot,
    Times,
    Grad,
    ModePad,
    ModePadAdjoint,
    SumPool,
)

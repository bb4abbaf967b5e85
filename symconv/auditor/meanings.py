"""What a sign between two arrays can mean in notes about convolution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from symconv.auditor.polynomials import Block, correlated, padded, turned
from symconv.errors import ShapeError
from symconv.layers.layer import Convention

Order = Literal["as written", "exchanged", "kernel along input"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """An operation: its convention, its mode (None: what the sizes ask for), and which operand moves.

    As written, the right operand is the kernel and moves along the left one. Where it is too large for that, notes
    mean one of two things: the operands exchanged, or the left operand moved along the kernel.
    """

    convention: Convention
    mode: Literal["valid", "full"] | None = None
    order: Order = "as written"

    def __str__(self) -> str:
        words = f"{self.mode} {self.convention}" if self.mode else self.convention
        return words if self.order == "as written" else f"{words} ({self.order})"

    def value(self, left: Block, right: Block, options: Mapping[str, int], wanted: tuple[int, ...] | None) -> Block:
        """The operation on two arrays: valid, or full where only that has the size that is wanted.

        Raises ShapeError where the operands do not fit.
        """
        if len(left.shape) != len(right.shape):
            raise ShapeError("the arrays have other numbers of axes")
        stride, dilation = options.get("s", 1), options.get("d", 1)
        if self.order == "exchanged":
            left, right = right, left
        kernel = turned(right) if self.convention == "convolution" else right
        if self.order == "kernel along input":
            return correlated(kernel, left, stride, dilation)
        full = tuple((n + dilation * (k - 1) - 1) // stride + 1 for n, k in zip(left.shape, right.shape, strict=True))
        if self.mode == "full" or (self.mode is None and wanted == full and stride == 1):
            around = [dilation * (size - 1) for size in right.shape]
            return correlated(padded(left, around, around), kernel, stride, dilation)
        return correlated(left, kernel, stride, dilation)

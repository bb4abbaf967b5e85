"""What a sign between two arrays can mean in notes about convolution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
        if self.is_full(left.shape, right.shape, options, wanted):
            around = [dilation * (size - 1) for size in right.shape]
            return correlated(padded(left, around, around), kernel, stride, dilation)
        return correlated(left, kernel, stride, dilation)

    def is_full(
        self, left: Sequence[int], right: Sequence[int], options: Mapping[str, int], wanted: Sequence[int] | None
    ) -> bool:
        """Whether the mode is full: because it is, or because only that has the size that is wanted."""
        if self.mode is not None:
            return self.mode == "full"
        dilation = options.get("d", 1)
        full = tuple(n + dilation * (k - 1) for n, k in zip(left, right, strict=True))
        valid = tuple(n - dilation * (k - 1) for n, k in zip(left, right, strict=True))
        return options.get("s", 1) == 1 and wanted is not None and tuple(wanted) == full != valid

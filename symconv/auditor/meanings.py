"""What a sign between two arrays can mean in notes about convolution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from symconv.auditor.polynomials import PolynomialArray, correlated, padded, turned
from symconv.auditor.tree import Amounts, WrittenMode
from symconv.errors import ShapeError
from symconv.layers.layer import Convention

OperandOrder = Literal["as written", "exchanged", "kernel along input"]


@dataclass(frozen=True, slots=True)
class SignMeaning:
    """An operation: its convention, its mode (None: what the sizes ask for), and which operand moves.

    As written, the right operand is the kernel and moves along the left one. Where it is too large for that, notes
    mean one of two things: the operands exchanged, or the left operand moved along the kernel.
    """

    convention: Convention
    mode: Literal["valid", "full"] | None = None
    order: OperandOrder = "as written"

    def at(self, mode: WrittenMode) -> SignMeaning:
        """The operation where a mode is written at its sign; as it is where none is."""
        return replace(self, mode=mode) if mode else self

    @property
    def flipped(self) -> SignMeaning:
        """The operation of the other convention."""
        return replace(self, convention="convolution" if self.convention != "convolution" else "cross-correlation")

    def __str__(self) -> str:
        words = f"{self.mode} {self.convention}" if self.mode else self.convention
        return words if self.order == "as written" else f"{words} ({self.order})"

    def value(
        self,
        left: PolynomialArray,
        right: PolynomialArray,
        options: Mapping[str, Amounts],
        wanted: tuple[int, ...] | None,
    ) -> PolynomialArray:
        """The operation on two arrays: valid, or full where only that has the size that is wanted.

        Raises ShapeError where the operands do not fit.
        """
        rank = len(left.shape)
        if rank != len(right.shape):
            raise ShapeError("the arrays have other numbers of axes")
        strides, dilations = per_axis(options, "s", rank), per_axis(options, "d", rank)
        if self.order == "exchanged":
            left, right = right, left
        kernel = turned(right) if self.convention == "convolution" else right
        if self.order == "kernel along input":
            return correlated(kernel, left, strides, dilations)
        if "p" in options:
            before, after = sides(options["p"], rank)
            left = padded(left, before, after)
        elif self.is_full(left.shape, right.shape, options, wanted):
            around = [d * (size - 1) for size, d in zip(right.shape, dilations, strict=True)]
            left = padded(left, around, around)
        return correlated(left, kernel, strides, dilations)

    def is_full(
        self, left: Sequence[int], right: Sequence[int], options: Mapping[str, Amounts], wanted: Sequence[int] | None
    ) -> bool:
        """Whether the mode is full: because it is, or because only that has the size that is wanted."""
        if self.mode is not None:
            return self.mode == "full"
        rank = len(left)
        if wanted is None or any(stride != 1 for stride in per_axis(options, "s", rank)):
            return False
        reach = [d * (k - 1) for k, d in zip(right, per_axis(options, "d", rank), strict=True)]
        full = [n + each for n, each in zip(left, reach, strict=True)]
        valid = [n - each for n, each in zip(left, reach, strict=True)]
        return list(wanted) == full != valid


def per_axis(options: Mapping[str, Amounts], name: str, rank: int) -> list[int]:
    """A stride or dilation for each axis, 1 where none is given; raises ShapeError for another number of axes."""
    return sides(options[name], rank)[0] if name in options else [1] * rank


def sides(amounts: Amounts, rank: int) -> tuple[list[int], list[int]]:
    """What is before and what is after on each axis; raises ShapeError for another number of axes."""
    pairs = amounts * rank if len(amounts) == 1 else amounts
    if len(pairs) != rank:
        raise ShapeError(f"{len(amounts)} amounts for {rank} axes")
    return [before for before, _ in pairs], [after for _, after in pairs]

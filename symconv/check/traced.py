"""Arrays of symbolic sizes as code of torch and jax has them: by position, each position one axis of an expression.

The expressions are those of the array language, so what code computes with them can be proved of all sizes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from symconv.arrays.array import Array, Condition, Sizes, at_least
from symconv.arrays.move import Move
from symconv.arrays.moves import Flip, InsertZeros, Pad, Rot180
from symconv.arrays.numbers import Cells
from symconv.arrays.products import Correlate, Plus, Scaled, Total
from symconv.arrays.reading import Read
from symconv.arrays.shape import BATCH
from symconv.arrays.sums import Guard
from symconv.sizes import Size, floordiv


class UnreadableError(Exception):
    """What no expression of the array language says."""


@dataclass(frozen=True, slots=True)
class EveryStep(Move):
    """Every so many-th entry of every axis, from the first: what a slice with a step takes."""

    name = "every_step"
    array: Array
    strides: Sizes

    @staticmethod
    def length(n: Size, s: Size) -> Size:
        return floordiv(n - 1, s) + 1

    @staticmethod
    def needs(n: Size, s: Size) -> tuple[Condition, ...]:
        return (at_least(s, 1, "a slice needs a step of 1 or more"),)

    @staticmethod
    def reads(y: Size, n: Size, v: Size, s: Size) -> Read:
        return Read(s * y)

    @staticmethod
    def moved(cells: Cells, n: int, s: int) -> Cells:
        return cells[::s]


@dataclass(frozen=True, slots=True)
class Traced:
    """An expression, and which of its axes each position is: the group, of which there is one, has none.

    `needs` is what has to hold besides for the code not to raise.
    """

    array: Array
    axes: tuple[str, ...]
    needs: tuple[Guard, ...] = ()

    @property
    def shape(self) -> tuple[Size, ...]:
        """The sizes by position."""
        sizes = self.array.shape.by_axis
        return tuple(sizes[axis] for axis in self.axes)

    @property
    def rank(self) -> int:
        """The number of spatial axes."""
        return len(self.array.shape.spatial)

    def among(self, *needs: Guard) -> Traced:
        """The same where these hold too."""
        return replace(self, needs=(*self.needs, *needs))

    def permuted(self, order: Sequence[int]) -> Traced:
        """The positions in another order.

        Raises UnreadableError for an order that is none.
        """
        places = [_position(self, at) for at in order]
        if sorted(places) != list(range(len(self.axes))):
            raise UnreadableError(f"{tuple(order)} is no order of {len(self.axes)} axes")
        return replace(self, axes=tuple(self.axes[at] for at in places))

    def flipped(self, positions: Sequence[int]) -> Traced:
        """Some spatial axes reversed."""
        axes = [self._spatial(at, "turned round") for at in positions]
        if len({*axes}) == len(axes) == self.rank:
            return replace(self, array=Rot180(self.array))
        found = self.array
        for axis in axes:
            found = Flip(found, axis)
        return replace(self, array=found)

    def padded(self, sides: Sequence[tuple[Size, Size]]) -> Traced:
        """Zeros before and after each position; negative numbers cut off."""
        before: list[Size] = [0] * self.rank
        after: list[Size] = [0] * self.rank
        for at, (lo, hi) in enumerate(sides):
            if (lo, hi) != (0, 0):
                axis = self._spatial(at, "padded or cut")
                before[axis], after[axis] = lo, hi
        if all(side == 0 for side in (*before, *after)):
            return self
        return replace(self, array=Pad(self.array, tuple(before), tuple(after)))

    def spread(self, steps: Sequence[Size]) -> Traced:
        """Zeros between neighbours at each position, so that they stand so many steps apart."""
        along = self._along(steps, "spread")
        return self if along is None else replace(self, array=InsertZeros(self.array, along))

    def strided(self, steps: Sequence[Size]) -> Traced:
        """Every so many-th entry at each position, from the first."""
        along = self._along(steps, "taken in steps")
        return self if along is None else replace(self, array=EveryStep(self.array, along))

    def summed(self, positions: Sequence[int]) -> Traced:
        """The sum over batch and space, the only one that the array language has."""
        axes = {self.axes[_position(self, at)] for at in positions}
        over = {BATCH, *self.array.shape.spatial_axes} & {*self.axes}
        if axes != over:
            raise UnreadableError("a sum over anything but the batch and all of space")
        return replace(self, array=Total(self.array), axes=tuple(axis for axis in self.axes if axis not in over))

    def plus(self, other: Traced) -> Traced:
        """The sum entry by entry of arrays with the same axes, each at the same position."""
        if self.axes != other.axes:
            raise UnreadableError("arrays with other axes are added")
        return Traced(Plus(self.array, other.array), self.axes, self.needs + other.needs)

    def times(self, factor: int) -> Traced:
        """A whole multiple."""
        return replace(self, array=Scaled(factor, self.array))

    def biased(self, bias: Traced) -> Traced:
        """With a bias for each channel added everywhere."""
        if len(bias.axes) != 1 or self.axes[1] != bias.axes[0]:
            raise UnreadableError("a bias that has not the channels of what it is added to")
        return Traced(Plus(self.array, bias.array), self.axes, self.needs + bias.needs)

    def correlated(self, kernel: Traced, strides: Sequence[Size], dilations: Sequence[Size]) -> Traced:
        """The cross-correlation of (a, i, space) with (b, i, space), which is (a, b, space)."""
        places = self.array.shape.spatial_axes
        if self.axes[2:] != places or kernel.axes[2:] != places or kernel.rank != self.rank:
            raise UnreadableError("a convolution over axes that are not those of space in order")
        (batch, channel), (filters, theirs) = self.axes[:2], kernel.axes[:2]
        if channel != theirs or batch == filters:
            raise UnreadableError("a convolution that sums over other axes than both arrays have in common")
        found = Correlate(self.array, kernel.array, tuple(strides), tuple(dilations))
        return Traced(found, (batch, filters, *places), self.needs + kernel.needs)

    def _along(self, steps: Sequence[Size], done: str) -> tuple[Size, ...] | None:
        """The steps along the spatial axes; None where all of them are 1."""
        along: list[Size] = [1] * self.rank
        for at, step in enumerate(steps):
            if step != 1:
                along[self._spatial(at, done)] = step
        return None if all(step == 1 for step in along) else tuple(along)

    def _spatial(self, at: int, done: str) -> int:
        """The number of the spatial axis at a position."""
        axis = self.axes[_position(self, at)]
        places = self.array.shape.spatial_axes
        if axis not in places:
            raise UnreadableError(f"a batch or channels {done}")
        return places.index(axis)


def _position(array: Traced, at: int) -> int:
    count = len(array.axes)
    if not -count <= at < count:
        raise UnreadableError(f"there is no axis {at} among {count}")
    return at % count

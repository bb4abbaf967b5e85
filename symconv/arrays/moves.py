"""The operators that move entries along each axis by itself: padding, cropping, zeros between, turning round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symconv.arrays.array import Array, Condition, Sizes, at_least
from symconv.arrays.move import AxisArguments, Move
from symconv.arrays.numbers import Cells
from symconv.arrays.reading import Read
from symconv.arrays.spelling import Argument, Spelling
from symconv.arrays.sums import Guard
from symconv.errors import ShapeError
from symconv.sizes import Size, floordiv


class Bordered(Move):
    """An operator with an amount before and after every axis; as much after as before where that is left out."""

    __slots__ = ()
    arguments = (Argument.SPATIAL, Argument.SIZE, Argument.SIZE)
    optional = 1
    lo: Sizes
    hi: Sizes

    @classmethod
    def called(cls, arguments: Sequence[Any], options: Mapping[str, Any]) -> Array:
        array, lo, *hi = arguments
        return super().called((array, lo, *(hi or [lo])), options)

    @staticmethod
    def idle(*along: Any) -> bool:
        """Where nothing is added or taken away."""
        _, lo, hi, *_ = along
        return bool(lo == hi == 0)


@dataclass(frozen=True, slots=True)
class Pad(Bordered):
    """Zeros before and after every axis; a negative amount crops, after the positive side is added."""

    name = "pad"
    array: Array
    lo: Sizes
    hi: Sizes

    def spelling(self) -> Spelling[Array]:
        return Spelling("call", self.name, self.operands, (self.lo,) if self.lo == self.hi else (self.lo, self.hi))

    @staticmethod
    def length(n: Size, lo: Size, hi: Size) -> Size:
        return n + lo + hi

    @staticmethod
    def needs(n: Size, lo: Size, hi: Size) -> tuple[Condition, ...]:
        return (at_least(n + lo + hi, 1, lambda pad: f"pad leaves nothing of an array of size {pad.array.shape}"),)

    @staticmethod
    def reads(y: Size, n: Size, v: Size, lo: Size, hi: Size) -> Read:
        return Read(y - lo)

    @staticmethod
    def moved(cells: Cells, n: int, lo: int, hi: int) -> Cells:
        if lo == hi == 0:
            return cells
        import numpy as np

        grown = np.zeros((n + max(lo, 0) + max(hi, 0), *cells.shape[1:]), dtype=cells.dtype)
        grown[max(lo, 0) : max(lo, 0) + n] = cells
        return grown[max(-lo, 0) : len(grown) - max(-hi, 0)]


@dataclass(frozen=True, slots=True)
class Crop(Move):
    """The first `sizes` entries of every axis."""

    name = "crop"
    arguments = (Argument.SPATIAL, Argument.SIZE)
    array: Array
    sizes: Sizes

    @staticmethod
    def length(n: Size, kept: Size) -> Size:
        return kept

    @staticmethod
    def needs(n: Size, kept: Size) -> tuple[Condition, ...]:
        words = f"crop cannot keep the first {kept} of {n} entries"
        return at_least(kept, 1, words), at_least(n, kept, words)

    @staticmethod
    def reads(y: Size, n: Size, v: Size, kept: Size) -> Read:
        return Read(y)

    @staticmethod
    def moved(cells: Cells, n: int, kept: int) -> Cells:
        return cells[:kept]

    @staticmethod
    def idle(n: Size, kept: Size) -> bool:
        return n == kept


@dataclass(frozen=True, slots=True)
class InsertZeros(Move):
    """`strides - 1` zeros between neighbours."""

    name = "insert_zeros"
    arguments = (Argument.SPATIAL, Argument.SIZE)
    array: Array
    strides: Sizes

    @staticmethod
    def length(n: Size, s: Size) -> Size:
        return s * (n - 1) + 1

    @staticmethod
    def needs(n: Size, s: Size) -> tuple[Condition, ...]:
        return (at_least(s, 1, "insert_zeros needs a stride of 1 or more"),)

    @staticmethod
    def reads(y: Size, n: Size, v: Size, s: Size) -> Read:
        """Entry v where y = s*v; division would not say that it is a whole number."""
        return Read(v, n, ((Guard(y - s * v, "="),),))

    @staticmethod
    def moved(cells: Cells, n: int, s: int) -> Cells:
        if s == 1:
            return cells
        import numpy as np

        spread = np.zeros((s * (n - 1) + 1, *cells.shape[1:]), dtype=cells.dtype)
        spread[::s] = cells
        return spread

    @staticmethod
    def idle(n: Size, s: Size) -> bool:
        return s == 1 or n == 1


@dataclass(frozen=True, slots=True)
class Rot180(Move):
    """Every spatial axis reversed."""

    name = "rot180"
    array: Array

    @staticmethod
    def length(n: Size) -> Size:
        return n

    @staticmethod
    def reads(y: Size, n: Size, v: Size) -> Read:
        return Read(n - 1 - y)

    @staticmethod
    def moved(cells: Cells, n: int) -> Cells:
        return cells[::-1]

    @staticmethod
    def idle(n: Size) -> bool:
        return n == 1


@dataclass(frozen=True, slots=True)
class SumPool(Move):
    """The sums over the windows of `sizes` entries that start `strides` apart."""

    name = "sum_pool"
    arguments = (Argument.SPATIAL, Argument.SIZE, Argument.SIZE)
    adds = True
    array: Array
    sizes: Sizes
    strides: Sizes

    @staticmethod
    def length(n: Size, k: Size, s: Size) -> Size:
        return floordiv(n - k, s) + 1

    @staticmethod
    def needs(n: Size, k: Size, s: Size) -> tuple[Condition, ...]:
        return (
            at_least(k, 1, "sum_pool needs a window of 1 or more"),
            at_least(s, 1, "sum_pool needs a stride of 1 or more"),
            at_least(n, k, f"sum_pool has no window of {k} in {n} entries"),
        )

    @staticmethod
    def reads(y: Size, n: Size, v: Size, k: Size, s: Size) -> Read:
        """All entries of window y, which starts at entry s*y."""
        return Read(s * y + v, over=k)

    @staticmethod
    def moved(cells: Cells, n: int, k: int, s: int) -> Cells:
        """Each window's entries side by side."""
        import numpy as np

        return np.stack([cells[first : n - k + 1 + first : s] for first in range(k)], axis=1)

    @staticmethod
    def idle(n: Size, k: Size, s: Size) -> bool:
        return k == 1 and (s == 1 or n == 1)


@dataclass(frozen=True, slots=True)
class Flip(Move):
    """One spatial axis reversed, counted from 0."""

    name = "flip"
    arguments = (Argument.SPATIAL, Argument.AXIS)
    array: Array
    axis: int

    def along(self) -> list[AxisArguments]:
        """Whether each axis is the one."""
        sizes = self.array.shape.spatial
        if not 0 <= self.axis < len(sizes):
            raise ShapeError(f"flip has no axis {self.axis}: the array has {len(sizes)}, counted from 0")
        return [(n, number == self.axis) for number, n in enumerate(sizes)]

    @staticmethod
    def length(n: Size, turned: bool) -> Size:
        return n

    @staticmethod
    def reads(y: Size, n: Size, v: Size, turned: bool) -> Read:
        return Read(n - 1 - y if turned else y)

    @staticmethod
    def moved(cells: Cells, n: int, turned: bool) -> Cells:
        return cells[::-1] if turned else cells

    @staticmethod
    def idle(n: Size, turned: bool) -> bool:
        return n == 1 or not turned

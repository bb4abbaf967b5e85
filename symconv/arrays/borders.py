"""Borders that are copies of an array's own entries instead of zeros, and the transpose of such a padding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Literal, get_args

from symconv.arrays.array import Array, Condition, Sizes, at_least
from symconv.arrays.moves import Bordered
from symconv.arrays.numbers import Cells
from symconv.arrays.reading import Read
from symconv.arrays.spelling import Option, Spelling
from symconv.arrays.sums import Guard, within
from symconv.sizes import Size

PadMode = Literal["circular", "reflect", "replicate"]
Source = tuple[tuple[Guard, ...], Size]


def copied(mode: PadMode, y: Size, n: Size) -> tuple[Source, Source, Source]:
    """Before, inside and after an axis of n entries: when place y is there, and which entry it is a copy of."""
    before, after = {
        "circular": (y + n, y - n),
        "reflect": (-1 * y, 2 * (n - 1) - y),
        "replicate": (0, n - 1),
    }[mode]
    return ((Guard(-1 - y, ">="),), before), (within(y, n), y), ((Guard(y - n, ">="),), after)


def sources(n: int, lo: int, hi: int, mode: PadMode) -> list[int]:
    """Which of n entries every place of the padded axis is a copy of: NumPy's own padding of the numbers."""
    import numpy as np

    names = {"circular": "wrap", "reflect": "reflect", "replicate": "edge"}
    found: list[int] = np.pad(np.arange(n), (lo, hi), mode=names[mode]).tolist()  # type: ignore[call-overload]
    return found


class CopiedBorder(Bordered):
    """What a padding by copies and its adjoint share: the mode, and how they are written."""

    __slots__ = ()
    options: ClassVar[Mapping[str, Option]] = {"mode": Option(get_args(PadMode), required=True)}
    mode: PadMode

    def spelling(self) -> Spelling[Array]:
        return Spelling("call", self.name, self.operands, (self.lo, self.hi), {"mode": self.mode})


@dataclass(frozen=True, slots=True)
class ModePad(CopiedBorder):
    """Every axis extended by copies of its own entries, as `mode` says, instead of by zeros.

    Place y outside `0 .. n-1` reads entry y mod n (circular; at most n more on a side), the mirror image without
    repeating the edge (reflect; at most n-1), or the nearest entry (replicate).
    """

    name = "pad"
    array: Array
    lo: Sizes
    hi: Sizes
    mode: PadMode

    @staticmethod
    def length(n: Size, lo: Size, hi: Size, mode: PadMode) -> Size:
        return n + lo + hi

    @staticmethod
    def needs(n: Size, lo: Size, hi: Size, mode: PadMode) -> tuple[Condition, ...]:
        found = [at_least(n, 1, f"{mode} padding copies entries, and there are {n}")]
        for amount in (lo, hi):
            words = f"{mode} padding by {amount} does not fit an axis of {n}"
            found.append(at_least(amount, 0, words))
            if mode != "replicate":
                found.append(at_least(n if mode == "circular" else n - 1, amount, words))
        return tuple(found)

    @staticmethod
    def reads(y: Size, n: Size, v: Size, lo: Size, hi: Size, mode: PadMode) -> Read:
        """The entry is a variable, tied to the place in one way for each piece of the axis."""
        inside = within(y, n + lo + hi)
        pieces = copied(mode, y - lo, n)
        return Read(v, n, tuple((*guards, *inside, Guard(v - source, "=")) for guards, source in pieces))

    @staticmethod
    def moved(cells: Cells, n: int, lo: int, hi: int, mode: PadMode) -> Cells:
        return cells[sources(n, lo, hi, mode)]


@dataclass(frozen=True, slots=True)
class ModePadAdjoint(CopiedBorder):
    """The transpose of such a `pad` as a linear map: every entry is added to the one that it was a copy of."""

    name = "pad_adjoint"
    adds = True
    array: Array
    lo: Sizes
    hi: Sizes
    mode: PadMode

    @staticmethod
    def length(n: Size, lo: Size, hi: Size, mode: PadMode) -> Size:
        return n - lo - hi

    @staticmethod
    def needs(n: Size, lo: Size, hi: Size, mode: PadMode) -> tuple[Condition, ...]:
        """It fits where the padding itself would."""
        size, *amounts = ModePad.needs(n - lo - hi, lo, hi, mode)
        return (replace(size, words=ModePadAdjoint._too_small), *amounts)

    def _too_small(self) -> str:
        return f"an array of size {self.array.shape} is too small to be a padded one"

    @staticmethod
    def reads(y: Size, n: Size, v: Size, lo: Size, hi: Size, mode: PadMode) -> Read:
        """Every place of the padded array that is a copy of entry y adds to it."""
        inside = within(y, n - lo - hi)
        pieces = copied(mode, v - lo, n - lo - hi)
        return Read(v, n, tuple((*guards, *inside, Guard(y - source, "=")) for guards, source in pieces))

    @staticmethod
    def moved(cells: Cells, n: int, lo: int, hi: int, mode: PadMode) -> Cells:
        """The copies of an entry stand side by side, in order."""
        import numpy as np

        padded = sources(n - lo - hi, lo, hi, mode)
        found = np.zeros((n - lo - hi, max(Counter(padded).values()), *cells.shape[1:]), dtype=cells.dtype)
        seen = Counter[int]()
        for place, source in enumerate(padded):
            found[source, seen[source]] = cells[place]
            seen[source] += 1
        return found

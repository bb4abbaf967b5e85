"""The monomials of a term from what it says along each axis: all combinations, in blocks of a size that fits a cache.

The place of an entry in row-major order is the sum over the axes of its place along each, times that axis' step. So a
block is an outer sum; nothing that is as large as all monomials is ever made.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from symconv.exact.lattices import Columns, Lattice, lattices

BLOCK = 2**15
# Monomials of a lattice from which on it is gone through by itself.
A_LATTICE = 256
# Monomials for one row along an axis from which on it pays to look whether rows go on in equal steps.
AN_AXIS = 32


@dataclass(frozen=True, slots=True)
class Combined:
    """A term: the names of its factors, and along each axis the place of the entry and of each factor.

    Along an axis, places are counted in steps of that axis.
    """

    factors: tuple[str, ...]
    along: tuple[Columns, ...]

    @property
    def count(self) -> int:
        """How many monomials there are; Python has no room for that in a `len`."""
        return math.prod(len(each[0]) for each in self.along)

    def lattices(self, most: int = BLOCK) -> Iterator[Lattice] | None:
        """All monomials as lattices of a block at most; None where they are few, or are none."""
        rows = max((len(each[0]) for each in self.along), default=0)
        if self.count <= most or rows > most or rows * AN_AXIS > self.count:
            return None
        found = lattices(self.along)
        if found is None or len(found) * A_LATTICE > self.count:
            return None
        return (piece for each in found for piece in each.cut(most))

    def blocks(self, most: int = BLOCK) -> Iterator[Columns]:
        """All monomials, a block at a time; a block's arrays are used again for the next."""
        # The last axes make the inner part, one axis is cut into runs, and those before it are gone through row by row.
        at, inner = len(self.along), (np.zeros(1, dtype=np.int64),) * (len(self.factors) + 1)
        while at and len(inner[0]) * len(self.along[at - 1][0]) <= most:
            at -= 1
            pairs = zip(self.along[at], inner, strict=True)
            inner = tuple(np.add.outer(one, other).reshape(-1) for one, other in pairs)
        if not at:
            yield inner
            return
        middle, before = self.along[at - 1], self.along[: at - 1]
        rows = max(1, most // len(inner[0]))
        room = tuple(np.empty((rows, len(column)), dtype=np.int64) for column in inner)
        for first in product(*(range(len(each[0])) for each in before)):
            offset = [sum(int(each[n][at]) for each, at in zip(before, first, strict=True)) for n in range(len(inner))]
            for start in range(0, len(middle[0]), rows):
                some = [column[start : start + rows] + more for column, more in zip(middle, offset, strict=True)]
                for one, column, block in zip(some, inner, room, strict=True):
                    np.add.outer(one, column, out=block[: len(one)])
                yield tuple(block[: len(some[0])].reshape(-1) for block in room)


def distinct(columns: Columns) -> bool:
    """Whether no row stands twice; where two columns ascend together, as they mostly do, nothing is sorted."""
    if len(columns[0]) < 2:
        return True
    for one in columns:
        if not (one[1:] < one[:-1]).any():
            stays = one[1:] == one[:-1]
            if any((other[1:] > other[:-1])[stays].all() for other in columns):
                return True
    rows = np.stack(columns, axis=1)
    return len(np.unique(rows, axis=0)) == len(rows)

"""A layer as its numbers, counted out: sizes, shapes, and which entries of input and kernel meet in which of Z.

Nothing of symconv is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import product
from math import prod

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Vector = tuple[int, ...]

LEADS = ("N", "g", "c", "f")
SHAPED_LIKE = {"X": "X", "K": "K", "B": "B", "Z": "Z", "dX": "X", "dK": "K", "dB": "B", "vX": "X", "vK": "K", "dZ": "Z"}


@dataclass(frozen=True)
class Axis:
    """The numbers of one spatial axis."""

    n: int
    k: int
    s: int = 1
    d: int = 1
    pl: int = 0
    pr: int = 0
    op: int = 0


@dataclass(frozen=True)
class Geometry:
    """The numbers of a layer, and the sizes of free tensors along each axis.

    `like` says of free tensors with batch and channels whose they are.
    """

    axes: tuple[Axis, ...]
    transposed: bool = False
    turned: bool = False
    bias: bool = True
    batch: int = 1
    groups: int = 1
    ins: int = 1
    outs: int = 1
    free: tuple[tuple[str, Vector], ...] = ()
    like: tuple[tuple[str, str], ...] = ()

    @property
    def output(self) -> Vector:
        """The size of Z along each axis: counted for a direct layer."""
        if self.transposed:
            return tuple((x.n - 1) * x.s + x.d * (x.k - 1) + 1 - x.pl - x.pr + x.op for x in self.axes)
        return tuple(len(self._rows(x)) for x in self.axes)

    @property
    def exists(self) -> bool:
        """Whether there is such a layer: no size below its least, and an output."""
        positive = all(min(x.n, x.k, x.s, x.d) >= 1 and min(x.pl, x.pr, x.op) >= 0 for x in self.axes)
        return positive and min(self.output) >= 1

    @property
    def entries(self) -> int:
        """How many entries X, K and Z have."""
        x, k, z = (prod(sizes) for sizes in ((a.n for a in self.axes), (a.k for a in self.axes), self.output))
        return self.groups * (self.batch * self.ins * x + self.ins * self.outs * k + self.batch * self.outs * z)

    def sizes(self, name: str) -> Vector:
        """The value of a size's name along each axis."""
        return self.output if name == "o" else tuple(SIZES[name](x) for x in self.axes)

    def shape(self, name: str) -> tuple[tuple[int, ...], Vector]:
        """The sizes of a tensor: those of the lead axes N, g, c, f (1 where it has none), and of space."""
        of = SHAPED_LIKE[name]
        whole = (self.batch, self.groups, self.ins, self.outs)
        lead = tuple(size if label in LABELS[of] else 1 for label, size in zip(LEADS, whole, strict=True))
        return lead, () if of == "B" else self.sizes({"X": "n", "K": "k", "Z": "o"}[of])

    def meetings(self) -> Ints:
        """`[m, a, i]`: 1 where kernel entry a and input entry i meet in output entry m, all counted row by row."""
        along = [self._meetings(x, size) for x, size in zip(self.axes, self.output, strict=True)]
        return reduce(np.kron, along)

    def _meetings(self, x: Axis, size: int) -> Ints:
        found = np.zeros((size, x.k, x.n), dtype=np.int64)
        for moved, a in product(range(x.n if self.transposed else size), range(x.k)):
            reached = x.s * moved + x.d * a - x.pl
            m, i = (reached, moved) if self.transposed else (moved, reached)
            if 0 <= m < size and 0 <= i < x.n:
                found[m, x.k - 1 - a if self.turned else a, i] = 1
        return found

    @staticmethod
    def _rows(x: Axis) -> range:
        """Where the kernel may start in the padded input."""
        return range(0, x.n + x.pl + x.pr - x.d * (x.k - 1), x.s)


SIZES: Mapping[str, Callable[[Axis], int]] = {
    "n": lambda x: x.n,
    "k": lambda x: x.k,
    "s": lambda x: x.s,
    "d": lambda x: x.d,
    "p": lambda x: x.pl,
    "pl": lambda x: x.pl,
    "pr": lambda x: x.pr,
    "op": lambda x: x.op,
    "D": lambda x: x.d * (x.k - 1),
    "r": lambda x: (x.n + x.pl + x.pr - x.d * (x.k - 1) - 1) % x.s,
}
LABELS = {name: frozenset(axes) for name, axes in {"X": "Ngc", "K": "gcf", "Z": "Ngf", "B": "gf"}.items()}

"""What meets along one axis of a layer: the numbers that the reasons for its closed forms are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from symconv.layers.layer import Layer
from symconv.sizes import concrete


@dataclass(frozen=True, slots=True)
class Meeting:
    """One axis: windows of `k` cells each, which lie `s` apart on so many cells; everything counts from 1.

    A direct layer's outputs have windows on its input, a transposed layer's inputs have theirs on its output. The
    cell of window i that kernel entry a meets is `s*(i - 1) + d*(a - 1) + 1 - pl`; where the kernel is read `backwards`
    (true convolution) it is k + 1 - a that meets it. What is below 1 or beyond the last cell is padding.
    """

    windows: int
    cells: int
    k: int
    s: int
    d: int
    pl: int
    pr: int
    backwards: bool

    @property
    def reach(self) -> int:
        """D, how far the last cell of a window lies behind its first."""
        return self.d * (self.k - 1)

    @property
    def leftover(self) -> int:
        """How many cells, with the padding, lie behind the last window: r, or a transposed layer's output padding."""
        return self.cells + self.pl + self.pr - self.reach - 1 - self.s * (self.windows - 1)

    @property
    def before(self) -> int:
        """With the windows at places 1, 1 + s, ...: of the places that meet the first cell, how many lie before 1.

        Where none does, how many places at the beginning meet no cell, as a negative number.
        """
        return self.reach - self.pl

    @property
    def after(self) -> int:
        """The same at the end: of the places that meet the last cell, how many lie behind the last window's."""
        return self.reach - self.pr + self.leftover

    @property
    def spare_windows(self) -> int:
        """How many more windows would find room behind the last one."""
        return self.leftover // self.s

    @property
    def spare_taps(self) -> int:
        """How many more places than a kernel has entries the windows, taken together, could move to by steps of d."""
        return self.leftover // self.d

    def triples(self) -> Iterator[tuple[int, int, int]]:
        """The windows, cells and kernel entries that meet, window by window."""
        for window in range(1, self.windows + 1):
            for tap in range(1, self.k + 1):
                cell = self.s * (window - 1) + self.d * (tap - 1) + 1 - self.pl
                if 1 <= cell <= self.cells:
                    yield window, cell, self.k + 1 - tap if self.backwards else tap

    def met(self, cell: int) -> tuple[tuple[int, int], ...]:
        """The windows that a cell lies in, each with the kernel entry that meets it there.

        >>> Meeting(windows=3, cells=4, k=2, s=1, d=1, pl=0, pr=0, backwards=False).met(2)
        ((1, 2), (2, 1))
        """
        return tuple((window, tap) for window, at, tap in self.triples() if at == cell)

    @property
    def instance(self) -> int:
        """A cell that lies in as many windows as any, of those the one nearest the middle."""
        counted = Counter(cell for _, cell, _ in self.triples())
        return min(range(1, self.cells + 1), key=lambda cell: (-counted[cell], abs(2 * cell - self.cells - 1)))

    @property
    def lone_windows(self) -> tuple[int, ...]:
        """The windows with no cell in them, only padding."""
        return _missing(self.windows, (window for window, _, _ in self.triples()))

    @property
    def lone_cells(self) -> tuple[int, ...]:
        """The cells that lie in no window."""
        return _missing(self.cells, (cell for _, cell, _ in self.triples()))

    @property
    def lone_taps(self) -> tuple[int, ...]:
        """The kernel entries that meet no cell, only padding."""
        return _missing(self.k, (tap for _, _, tap in self.triples()))


def meetings(layer: Layer) -> tuple[Meeting, ...]:
    """What meets along each axis of a layer.

    >>> from symconv import Conv1d
    >>> (axis,) = meetings(Conv1d(input=6, kernel=2, stride=3, padding=[(0, 1)]))
    >>> axis.before, axis.after, axis.lone_cells
    (1, 2, (3, 6))
    """
    backwards = layer.convention == "convolution"
    found = []
    for axis, output in zip(layer.axes, map(concrete, layer.output), strict=True):
        windows, cells = (concrete(axis.n), output) if layer.transposed else (output, concrete(axis.n))
        k, s, d, pl, pr = map(concrete, (axis.k, axis.s, axis.d, axis.pl, axis.pr))
        found.append(Meeting(windows, cells, k, s, d, pl, pr, backwards))
    return tuple(found)


def _missing(count: int, seen: Iterator[int]) -> tuple[int, ...]:
    known = set(seen)
    return tuple(at for at in range(1, count + 1) if at not in known)

"""Grids on a page: where they stand, and how their cells, titles and arrows are drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from symconv.page.maths import Maths, Signed
from symconv.page.runs import runs
from symconv.pictures.grids import ZERO, Grid
from symconv.pictures.operands import Position
from symconv.pictures.shapes import HATCH, INK, INPUT, PAPER, PRODUCED, QUIET, Box, Drawn, Label, Lines, Note, length

CELL = 60.0
MARGIN = 24.0
GRID_GAP = 64.0
HEAD = 30.0
TURN = 44.0
# Where grids begin, below the formula and their titles.
TOP = MARGIN + 2 * HEAD + 10
BETWEEN_GRIDS = 2.4 * GRID_GAP
ENTRY, TAP, TITLE, SUM, CAPTION, SIGN = 17.0, 12.5, 17.0, 19.0, 13.0, 26.0
FILLS = {"entry": INPUT, "inserted": PAPER}
# Cells that are dashed.
OPEN = ("padding", "cropped")


@dataclass(frozen=True, slots=True)
class Sheet:
    """All steps of a picture.

    `still` is the same in every step, `turned` the rotated kernel around `pivot`, `moving` what each step has.
    """

    width: float
    height: float
    still: tuple[Drawn, ...]
    turned: tuple[Drawn, ...]
    pivot: tuple[float, float]
    moving: tuple[tuple[Drawn, ...], ...]

    def step(self, number: int) -> tuple[Drawn, ...]:
        """All that is seen in a step."""
        return (*self.still, *self.turned, *self.moving[number])


@dataclass(frozen=True, slots=True)
class Placed:
    """A grid on the page, its upper left corner at (x, y)."""

    grid: Grid
    x: float
    y: float

    @property
    def width(self) -> float:
        """How wide it is."""
        return CELL * len(self.grid.rows[0])

    @property
    def room(self) -> float:
        """How wide it is with its title."""
        return max(self.width, length(runs(self.grid.title), TITLE))

    @property
    def height(self) -> float:
        """How high it is."""
        return CELL * len(self.grid.rows)

    def corner(self, place: Position) -> tuple[float, float]:
        """The upper left corner of a cell."""
        row, column = place
        return self.x + CELL * column, self.y + CELL * row

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def title(self) -> Label:
        """What is written above a grid."""
        return Label(self.middle[0], self.y - 18, self.grid.title, TITLE, "arrays")

    def cells(self, fill: str | None) -> Iterable[Drawn]:
        """A grid's cells and their labels; padding and what is cropped is dashed, and filled with nothing."""
        found = [(self.corner(place), cell) for place, cell in self.grid.cells()]
        dashed = dict.fromkeys(edge for corner, cell in found if cell.kind in OPEN for edge in edges(*corner))
        if dashed:
            yield Lines(tuple(dashed), QUIET, 1.2, dashed=True)
        for (x, y), cell in found:
            if cell.kind not in OPEN:
                yield Box(x, y, CELL, FILLS[cell.kind] if fill is None or cell.said == ZERO else fill)
            yield lettered(x, y, cell.said, colour=QUIET if cell.kind in OPEN else INK)

    def outline(self, places: Iterable[Position], width: float = 3.5) -> Lines:
        """The edges around some cells, without those between two of them."""
        counted = Counter(edge for place in places for edge in edges(*self.corner(place)))
        return Lines(tuple(edge for edge, count in counted.items() if count == 1), INK, width)

    def produced(self, place: Position) -> Iterable[Drawn]:
        """The entry that a step gives."""
        x, y = self.corner(place)
        yield Box(x, y, CELL, PRODUCED)
        yield lettered(x, y, self.grid.at(place).said)
        yield self.outline([place])

    def arrow(self, after: Placed, done: str) -> Iterable[Drawn]:
        """From a grid to what it becomes, with what is done to it."""
        if self.y == after.y:
            x1, x2, y = self.x + self.width + 12, after.x - 12, self.middle[1]
            yield Lines(((x1, y, x2, y), (x2 - 8, y - 6, x2, y), (x2 - 8, y + 6, x2, y)), INK, 1.8)
            yield Note((x1 + x2) / 2, y - 14, done, CAPTION)
        else:
            x, y1, y2 = self.middle[0], self.y + self.height + 8, after.y - 34
            yield Lines(((x, y1, x, y2), (x - 6, y2 - 8, x, y2), (x + 6, y2 - 8, x, y2)), INK, 1.8)
            yield Note(x + 12, (y1 + y2) / 2, done, CAPTION, anchor="start")


def lettered(
    x: float, y: float, said: Maths, down: float = 0.5, size: float = ENTRY, colour: str = INK, halo: str = ""
) -> Label:
    """What is written into the cell with the corner (x, y), so much of its height down."""
    return Label(x + CELL / 2, y + down * CELL, said, size, colour=colour, room=CELL - 6, halo=halo)


def factors(x: float, y: float, entry: Maths, tap: Maths, fill: str, colour: str = INK) -> Iterable[Label]:
    """In a cell with a hatched `fill`, an entry and below it what the kernel multiplies it by."""
    yield lettered(x, y, entry, 0.36, colour=colour, halo=fill)
    yield lettered(x, y, Signed("×", tap), 0.76, TAP, colour, fill)


def stacked(above: Grid | None, below: Grid) -> tuple[Grid, ...]:
    """What a grid was before something was done to it, where something was, and the grid."""
    return (above, below) if above else (below,)


def high(grids: Sequence[Grid]) -> float:
    """How high grids are one above the other, with room for an arrow and a title between them."""
    return sum(CELL * len(grid.rows) for grid in grids) + (HEAD + TURN) * (len(grids) - 1)


def column(grids: Sequence[Grid], x: float, middle: float, least: float = 0) -> tuple[list[Placed], float]:
    """The grids of a column that begins at x, and where it ends; the titles have room too."""
    placed = [Placed(grid, 0, 0) for grid in grids]
    wide = max(least, *(each.room for each in placed))
    y = middle - high(grids) / 2
    found = []
    for each in placed:
        found.append(replace(each, x=x + (wide - each.width) / 2, y=y))
        y += each.height + HEAD + TURN
    return found, x + wide


def hatching(corners: Iterable[tuple[float, float]]) -> Lines:
    """Diagonals through cells."""
    segments = []
    for x, y in corners:
        for number in range(1, 10):
            along = number * CELL / 5
            start, end = max(along - CELL, 0), min(along, CELL)
            segments.append((x + start, y + along - start, x + end, y + along - end))
    return Lines(tuple(segments), HATCH, 1.4)


def edges(x: float, y: float) -> tuple[tuple[float, float, float, float], ...]:
    """The four edges of a cell."""
    right, low = x + CELL, y + CELL
    return (x, y, right, y), (x, low, right, low), (x, y, x, low), (right, y, right, low)

"""Where everything stands on a page: a frame as shapes.

Two axes stand side by side: the left operand, the kernel, the result. One axis is a strip with the kernel sliding
under it and the result below.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from symconv.page.maths import Signed
from symconv.page.runs import Run, runs
from symconv.page.text import written
from symconv.pictures.frames import ZERO, Frame, Grid
from symconv.pictures.operands import Position
from symconv.pictures.shapes import (
    HATCH,
    INK,
    INPUT,
    KERNEL,
    LEADING,
    OUTPUT,
    PAPER,
    PRODUCED,
    QUIET,
    WINDOW,
    Box,
    Drawn,
    GridSign,
    Label,
    Lines,
    Note,
    Paragraph,
    Wrapped,
    length,
)

CELL = 60.0
MARGIN = 24.0
GRID_GAP = 64.0
HEAD = 30.0
TURN = 44.0
BETWEEN_GRIDS = 2.4 * GRID_GAP
LEAST_WIDTH = 560.0
ENTRY, TAP, TITLE, SUM, CAPTION, SIGN = 17.0, 12.5, 17.0, 19.0, 13.0, 26.0
ADDED = 56.0
FILLS = {"entry": INPUT, "inserted": PAPER}
# Cells that are dashed.
OPEN = ("padding", "cropped")
# What an arrow between grids says.
ARROWS = {"crop": "crop", "rot180": "180°"}


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


@dataclass(frozen=True, slots=True)
class Sheet:
    """A picture: `still` is the same in every step, `turned` the rotated kernel around `pivot`, `moving` the step."""

    width: float
    height: float
    still: tuple[Drawn, ...]
    turned: tuple[Drawn, ...]
    pivot: tuple[float, float]
    moving: tuple[Drawn, ...]
    below: Wrapped


def sheets(frames: Sequence[Frame]) -> tuple[Sheet, ...]:
    """The sheets of a layer's frames: alike but for what moves.

    >>> from symconv import Conv1d
    >>> from symconv.pictures.frames import frames
    >>> [sheet.height for sheet in sheets(frames(Conv1d(input=4, kernel=2)))] == 3 * [sheets(frames(
    ...     Conv1d(input=4, kernel=2)))[0].height]
    True
    """
    first = frames[0]
    arranged = _strips(first) if len(first.left.rows) == 1 and len(first.right.rows) == 1 else _side_by_side(first)
    head = length(runs(first.formula), TITLE) + length((Run(_step(first, first.count)),), CAPTION)
    width = max(arranged.width, head + 3 * MARGIN, LEAST_WIDTH)
    shift = (width - arranged.width) / 2
    grids = arranged.moved(shift)
    sums = [Wrapped(MARGIN, grids.bottom + 36, width - 2 * MARGIN, frame.sum, SUM) for frame in frames]
    depth = max(len(each.lines) for each in sums)
    caption_y = grids.bottom + 36 + depth * LEADING * SUM + 8
    found = []
    for frame, total in zip(frames, sums, strict=True):
        caption = Paragraph(MARGIN, caption_y, width - 2 * MARGIN, caption_of(frame), CAPTION)
        counter = Note(width - MARGIN, MARGIN + 4, _step(frame, frame.number + 1), CAPTION, anchor="end")
        found.append(
            Sheet(
                width,
                caption_y + len(caption.lines) * LEADING * CAPTION + MARGIN - 8,
                (*grids.still(frame), caption),
                grids.turned(frame),
                grids.kernel.middle,
                (*grids.moving(frame), total, counter),
                total,
            )
        )
    return tuple(found)


def _step(frame: Frame, number: int) -> str:
    return f"step {number} of {frame.count}"


def caption_of(frame: Frame) -> str:
    """The layer, what is shown of it, and how to read the picture."""
    kinds = {cell.kind for row in frame.left.rows for cell in row}
    reading = ["dashed: padding"] if "padding" in kinds else []
    reading += ["0 in white: inserted zero"] if "inserted" in kinds else []
    reading.append(f"hatched: where {frame.slides} lies")
    said = [f"{frame.layer}.", "; ".join(reading).capitalize() + "."]
    if frame.layer.shows_channels:
        said.append("Shown: the first example and the first channels.")
    if frame.partial:
        said.append("The dots stand for the terms of the others.")
    return " ".join(said)


@dataclass(frozen=True, slots=True)
class Arranged:
    """The grids of a picture on the page; `kernel` is the right operand as it is multiplied."""

    left: Placed
    kernel: Placed
    unturned: Placed | None
    uncut: Placed | None
    result: Placed
    width: float
    bottom: float
    strips: bool

    def moved(self, by: float) -> Arranged:
        """The same further to the right."""

        found = {
            name: replace(placed, x=placed.x + by)
            for name in ("left", "kernel", "unturned", "uncut", "result")
            if (placed := getattr(self, name))
        }
        return replace(self, **found)

    def still(self, frame: Frame) -> Iterable[Drawn]:
        """What is the same in every step."""
        yield Label(MARGIN, MARGIN + 4, frame.formula, TITLE, "arrays", anchor="start")
        yield from cells(self.left, None)
        yield from cells(self.result, OUTPUT)
        for placed in (self.left, self.kernel, self.unturned, self.uncut, self.result):
            if placed and not (self.strips and self.unturned is None and placed is self.kernel):
                yield _title(placed)
        if self.unturned:
            yield from cells(self.unturned, KERNEL)
            yield from _arrow(self.unturned, self.kernel, "180°")
        if self.uncut and frame.uncut:
            yield from cells(self.uncut, OUTPUT)
            yield from _arrow(self.uncut, self.result, ", ".join(ARROWS[each] for each in frame.uncut.afterwards))
        if not self.strips:
            yield from self._signs(frame)

    def _signs(self, frame: Frame) -> Iterable[Drawn]:
        """What stands between the grids, all of the equation that they are."""
        middle = self.left.middle[1]
        x = (self.left.x + self.left.width + self.kernel.x) / 2
        yield GridSign(x, middle, replace(frame.operator, options=()), SIGN)
        for number, option in enumerate(frame.operator.options):
            yield Note(x, middle + 24 + number * LEADING * CAPTION, written(option), CAPTION)
        x = self.kernel.x + self.kernel.width + SIGN
        for each in frame.added:
            yield GridSign(x, middle, "+", SIGN)
            yield Label(x + SIGN, middle, each, TITLE, "entries")
            x += ADDED
        yield GridSign((x + (self.uncut or self.result).x - SIGN) / 2, middle, "=", SIGN)

    def turned(self, frame: Frame) -> tuple[Drawn, ...]:
        """The kernel as it is multiplied; a strip's kernel that is not turned stands only under the strip."""
        return () if self.strips and frame.unturned is None else tuple(cells(self.kernel, KERNEL))

    def moving(self, frame: Frame) -> Iterable[Drawn]:
        """The window, the products in it, and the entry that they give."""
        window = [place for place, _ in frame.window]
        corners = [self.left.corner(place) for place in window]
        yield from (Box(x, y, CELL, WINDOW) for x, y in corners)
        yield Lines(tuple(line for x, y in corners for line in _hatch(x, y)), HATCH, 1.4)
        for (ours, theirs), (x, y) in zip(frame.window, corners, strict=True):
            cell, tap = frame.left.at(ours), frame.right.at(theirs)
            if self.strips:
                yield Label(x + CELL / 2, y + CELL / 2, cell.said, ENTRY, room=CELL - 6, halo=WINDOW)
                yield Box(x, y + CELL + 12, CELL, KERNEL)
                yield Label(x + CELL / 2, y + 1.5 * CELL + 12, tap.said, ENTRY, room=CELL - 6)
            else:
                yield Label(x + CELL / 2, y + 0.36 * CELL, cell.said, ENTRY, room=CELL - 6, halo=WINDOW)
                yield Label(x + CELL / 2, y + 0.76 * CELL, Signed("×", tap.said), TAP, room=CELL - 6, halo=WINDOW)
        yield Lines(_outline(self.left, window), INK, 3.5)
        if self.uncut and frame.uncut:
            yield from _produced(self.uncut, frame.uncut.place)
        yield from _produced(self.result, frame.place)


def _produced(placed: Placed, place: Position) -> Iterable[Drawn]:
    """The entry that a step gives."""
    x, y = placed.corner(place)
    yield Box(x, y, CELL, PRODUCED)
    yield Label(x + CELL / 2, y + CELL / 2, placed.grid.at(place).said, ENTRY, room=CELL - 6)
    yield Lines(_outline(placed, [place]), INK, 3.5)


def cells(placed: Placed, fill: str | None) -> Iterable[Drawn]:
    """A grid's cells and their labels; padding and what is cropped is dashed, and filled with nothing."""
    dashed: dict[tuple[float, float, float, float], None] = {}
    for row, line in enumerate(placed.grid.rows):
        for column, cell in enumerate(line):
            x, y = placed.corner((row, column))
            if cell.kind in OPEN:
                dashed.update(dict.fromkeys(_edges(x, y)))
    if dashed:
        yield Lines(tuple(dashed), QUIET, 1.2, dashed=True)
    for row, line in enumerate(placed.grid.rows):
        for column, cell in enumerate(line):
            x, y = placed.corner((row, column))
            colour = QUIET if cell.kind in OPEN else INK
            if cell.kind not in OPEN:
                yield Box(x, y, CELL, FILLS[cell.kind] if fill is None or cell.said == ZERO else fill)
            yield Label(x + CELL / 2, y + CELL / 2, cell.said, ENTRY, colour=colour, room=CELL - 6)


def _side_by_side(frame: Frame) -> Arranged:
    kernels = _stacked(frame.unturned, frame.right)
    results = _stacked(frame.uncut.grid if frame.uncut else None, frame.result)
    top = MARGIN + 2 * HEAD + 10
    height = max(Placed(frame.left, 0, 0).height, kernels.height, results.height)
    middle = top + height / 2
    options = max((length((Run(written(each)),), CAPTION) for each in frame.operator.options), default=0)
    x = MARGIN
    left, x = _column((frame.left,), x, middle)
    (*before, kernel), x = _column(kernels.grids, x + max(GRID_GAP, options + 16), middle)
    (*product, result), x = _column(results.grids, x + GRID_GAP + ADDED * len(frame.added), middle)
    return Arranged(
        left[0],
        kernel,
        before[0] if before else None,
        product[0] if product else None,
        result,
        x + MARGIN,
        top + height,
        strips=False,
    )


@dataclass(frozen=True, slots=True)
class Stacked:
    """Grids one above the other, with room for an arrow and a title between them."""

    grids: tuple[Grid, ...]

    @property
    def height(self) -> float:
        """How high they are together."""
        return sum(CELL * len(grid.rows) for grid in self.grids) + (HEAD + TURN) * (len(self.grids) - 1)


def _stacked(above: Grid | None, below: Grid) -> Stacked:
    return Stacked((above, below) if above else (below,))


def _column(grids: tuple[Grid, ...], x: float, middle: float) -> tuple[list[Placed], float]:
    """The grids of a column that begins at x, and where it ends; the titles have room too."""
    placed = [Placed(grid, 0, 0) for grid in grids]
    wide = max(max(each.width, length(runs(each.grid.title), TITLE)) for each in placed)
    y = middle - Stacked(grids).height / 2
    found = []
    for each in placed:
        found.append(replace(each, x=x + (wide - each.width) / 2, y=y))
        y += each.height + HEAD + TURN
    return found, x + wide


def _strips(frame: Frame) -> Arranged:
    y = MARGIN + 2 * HEAD + 10
    left = Placed(frame.left, MARGIN, y)
    unturned = uncut = None
    wide = max(left.width, length(runs(frame.left.title), TITLE), CELL * len(frame.result.rows[0]))
    if frame.unturned:
        unturned = Placed(frame.unturned, MARGIN, y)
        wide = max(wide, 2 * unturned.width + BETWEEN_GRIDS)
        y += CELL + HEAD + 16
        left = Placed(frame.left, MARGIN, y)
    kernel = Placed(frame.right, MARGIN, y)
    if unturned:
        kernel = Placed(frame.right, MARGIN + unturned.width + BETWEEN_GRIDS, unturned.y)
    result = Placed(frame.result, MARGIN, left.y + 2 * CELL + 12 + HEAD + 16)
    if frame.uncut:
        uncut = Placed(frame.uncut.grid, MARGIN, result.y)
        room = max(uncut.width, length(runs(uncut.grid.title), TITLE))
        uncut = replace(uncut, x=MARGIN + (room - uncut.width) / 2)
        result = replace(result, x=MARGIN + room + BETWEEN_GRIDS)
        wide = max(wide, room + BETWEEN_GRIDS + result.width)
    return Arranged(left, kernel, unturned, uncut, result, wide + 2 * MARGIN, result.y + CELL, strips=True)


def _title(placed: Placed) -> Label:
    return Label(placed.middle[0], placed.y - 18, placed.grid.title, TITLE, "arrays")


def _arrow(before: Placed, after: Placed, done: str) -> Iterable[Drawn]:
    """From a grid to what it becomes, with what is done to it."""
    if before.y == after.y:
        x1, x2, y = before.x + before.width + 12, after.x - 12, before.middle[1]
        yield Lines(((x1, y, x2, y), (x2 - 8, y - 6, x2, y), (x2 - 8, y + 6, x2, y)), INK, 1.8)
        yield Note((x1 + x2) / 2, y - 14, done, CAPTION)
    else:
        x, y1, y2 = before.middle[0], before.y + before.height + 8, after.y - 34
        yield Lines(((x, y1, x, y2), (x - 6, y2 - 8, x, y2), (x + 6, y2 - 8, x, y2)), INK, 1.8)
        yield Note(x + 12, (y1 + y2) / 2, done, CAPTION, anchor="start")


def _hatch(x: float, y: float) -> Iterable[tuple[float, float, float, float]]:
    """Diagonals through a cell."""
    apart = CELL / 5
    for number in range(1, 10):
        along = number * apart
        start, end = max(along - CELL, 0), min(along, CELL)
        yield x + start, y + along - start, x + end, y + along - end


def _outline(placed: Placed, places: Sequence[Position]) -> tuple[tuple[float, float, float, float], ...]:
    """The edges around some cells, without those between two of them."""
    counted: dict[tuple[float, float, float, float], int] = {}
    for place in places:
        for edge in _edges(*placed.corner(place)):
            counted[edge] = counted.get(edge, 0) + 1
    return tuple(edge for edge, count in counted.items() if count == 1)


def _edges(x: float, y: float) -> tuple[tuple[float, float, float, float], ...]:
    right, low = x + CELL, y + CELL
    return (x, y, right, y), (x, low, right, low), (x, y, x, low), (right, y, right, low)

"""Where everything stands on a page: a frame as shapes.

Two axes stand side by side: the left operand, the kernel, the result. One axis is a strip with the kernel sliding
under it and the result below.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from symconv.page.maths import InfixOperator, Signed
from symconv.page.runs import Run, runs
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
LEAST_WIDTH = 560.0
ENTRY, TAP, TITLE, SUM, CAPTION, SIGN = 17.0, 12.5, 17.0, 19.0, 13.0, 26.0
FILLS = {"entry": INPUT, "inserted": PAPER}


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
    reading.append("hatched: where the kernel lies")
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
    result: Placed
    width: float
    bottom: float
    strips: bool

    def moved(self, by: float) -> Arranged:
        """The same further to the right."""

        def further(placed: Placed) -> Placed:
            return replace(placed, x=placed.x + by)

        unturned = further(self.unturned) if self.unturned else None
        left, kernel, result = map(further, (self.left, self.kernel, self.result))
        return replace(self, left=left, kernel=kernel, unturned=unturned, result=result)

    def still(self, frame: Frame) -> Iterable[Drawn]:
        """What is the same in every step."""
        yield Label(MARGIN, MARGIN + 4, frame.formula, TITLE, "arrays", anchor="start")
        yield from cells(self.left, None)
        yield from cells(self.result, OUTPUT)
        for placed in (self.left, self.kernel, self.result, *([self.unturned] if self.unturned else [])):
            if not (self.strips and self.unturned is None and placed is self.kernel):
                yield _title(placed)
        if self.unturned:
            yield from cells(self.unturned, KERNEL)
            yield from _arrow(self.unturned, self.kernel)
        if not self.strips:
            middle, sliding = self.left.middle[1], InfixOperator("correlate")
            yield GridSign((self.left.x + self.left.width + self.kernel.x) / 2, middle, sliding, SIGN)
            yield GridSign((self.kernel.x + self.kernel.width + self.result.x) / 2, middle, "=", SIGN)

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
        x, y = self.result.corner(frame.place)
        yield Box(x, y, CELL, PRODUCED)
        yield Label(x + CELL / 2, y + CELL / 2, frame.result.at(frame.place).said, ENTRY, room=CELL - 6)
        yield Lines(_outline(self.result, [frame.place]), INK, 3.5)


def cells(placed: Placed, fill: str | None) -> Iterable[Drawn]:
    """A grid's cells and their labels; padding is dashed, and filled with nothing."""
    dashed: dict[tuple[float, float, float, float], None] = {}
    for row, line in enumerate(placed.grid.rows):
        for column, cell in enumerate(line):
            x, y = placed.corner((row, column))
            if cell.kind == "padding":
                dashed.update(dict.fromkeys(_edges(x, y)))
    if dashed:
        yield Lines(tuple(dashed), QUIET, 1.2, dashed=True)
    for row, line in enumerate(placed.grid.rows):
        for column, cell in enumerate(line):
            x, y = placed.corner((row, column))
            colour = QUIET if cell.kind == "padding" else INK
            if cell.kind != "padding":
                yield Box(x, y, CELL, FILLS[cell.kind] if fill is None or cell.said == ZERO else fill)
            yield Label(x + CELL / 2, y + CELL / 2, cell.said, ENTRY, colour=colour, room=CELL - 6)


def _side_by_side(frame: Frame) -> Arranged:
    left, kernel, result = (Placed(grid, 0, 0) for grid in (frame.left, frame.right, frame.result))
    unturned = Placed(frame.unturned, 0, 0) if frame.unturned else None
    stack = kernel.height + (HEAD + TURN + unturned.height if unturned else 0)
    top = MARGIN + 2 * HEAD + 10
    height = max(left.height, result.height, stack)
    middle = top + height / 2
    x = MARGIN
    across = []
    for placed in (left, kernel, result):
        wide = max(placed.width, length(runs(placed.grid.title), TITLE))
        across.append(x + (wide - placed.width) / 2)
        x += wide + GRID_GAP
    kernel_y = middle + stack / 2 - kernel.height
    return Arranged(
        Placed(frame.left, across[0], middle - left.height / 2),
        Placed(frame.right, across[1], kernel_y),
        Placed(frame.unturned, across[1], middle - stack / 2) if frame.unturned else None,
        Placed(frame.result, across[2], middle - result.height / 2),
        x - GRID_GAP + MARGIN,
        top + height,
        strips=False,
    )


def _strips(frame: Frame) -> Arranged:
    y = MARGIN + 2 * HEAD + 10
    left = Placed(frame.left, MARGIN, y)
    unturned = None
    wide = max(left.width, length(runs(frame.left.title), TITLE), CELL * len(frame.result.rows[0]))
    if frame.unturned:
        unturned = Placed(frame.unturned, MARGIN, y)
        wide = max(wide, 2 * unturned.width + 2.4 * GRID_GAP)
        y += CELL + HEAD + 16
        left = Placed(frame.left, MARGIN, y)
    kernel = Placed(frame.right, MARGIN, y)
    if unturned:
        kernel = Placed(frame.right, MARGIN + unturned.width + 2.4 * GRID_GAP, unturned.y)
    result = Placed(frame.result, MARGIN, left.y + 2 * CELL + 12 + HEAD + 16)
    return Arranged(left, kernel, unturned, result, wide + 2 * MARGIN, result.y + CELL, strips=True)


def _title(placed: Placed) -> Label:
    return Label(placed.middle[0], placed.y - 18, placed.grid.title, TITLE, "arrays")


def _arrow(before: Placed, after: Placed) -> Iterable[Drawn]:
    """From the kernel to the rotated one, with what is done to it."""
    if before.y == after.y:
        x1, x2, y = before.x + before.width + 12, after.x - 12, before.middle[1]
        yield Lines(((x1, y, x2, y), (x2 - 8, y - 6, x2, y), (x2 - 8, y + 6, x2, y)), INK, 1.8)
        yield Note((x1 + x2) / 2, y - 14, "180°", CAPTION)
    else:
        x, y1, y2 = before.middle[0], before.y + before.height + 8, after.y - 34
        yield Lines(((x, y1, x, y2), (x - 6, y2 - 8, x, y2), (x + 6, y2 - 8, x, y2)), INK, 1.8)
        yield Note(x + 12, (y1 + y2) / 2, "180°", CAPTION, anchor="start")


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

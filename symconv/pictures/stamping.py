"""Where the grids of stamps stand.

Two axes stand side by side: the given entries, the kernel, the canvas. One axis is a staircase: a row for each copy,
with its entry before it, and the canvas below, where each column adds up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from symconv.page.maths import Product
from symconv.page.runs import runs
from symconv.pictures.operands import Position
from symconv.pictures.placing import (
    BETWEEN_GRIDS,
    CAPTION,
    CELL,
    GRID_GAP,
    HEAD,
    MARGIN,
    SIGN,
    TITLE,
    TOP,
    Placed,
    Sheet,
    column,
    factors,
    hatching,
    high,
    lettered,
    stacked,
)
from symconv.pictures.shapes import (
    INK,
    INPUT,
    KERNEL,
    OUTPUT,
    PAPER,
    PRODUCED,
    QUIET,
    WINDOW,
    Box,
    Drawn,
    GridSign,
    Label,
    Note,
    length,
)
from symconv.pictures.stamps import Copy, Stamp

# Between the steps of a staircase.
STAIR = 8.0


def stampings(stamps: Sequence[Stamp], least: float) -> Sheet:
    """The grids of a layer's stamps, in the middle of a page that is at least so wide."""
    if len(stamps[0].canvas.rows) == 1 and len(stamps[0].given.rows) == 1:
        return _staircase(stamps, least)
    return _side_by_side(stamps, least)


def _side_by_side(stamps: Sequence[Stamp], least: float) -> Sheet:
    first = stamps[0]
    kernels = stacked(first.unturned, first.kernel)
    height = max(map(high, ((first.given,), kernels, (first.canvas,))))
    middle = TOP + height / 2
    scaled = max(length(runs(_scaled(stamp)), TITLE) for stamp in stamps)

    def placed(start: float) -> tuple[Placed, list[Placed], Placed, float]:
        (given,), x = column((first.given,), start, middle)
        laid, x = column(kernels, x + GRID_GAP, middle, scaled)
        (canvas,), x = column((first.canvas,), x + GRID_GAP, middle)
        return given, laid, canvas, x + MARGIN

    width = max(placed(MARGIN)[-1], least)
    given, laid, canvas, _ = placed(MARGIN + (width - placed(MARGIN)[-1]) / 2)
    kernel = laid[-1]
    still = [*given.cells(INPUT), given.title, *canvas.cells(PAPER), canvas.title]
    if len(laid) > 1:
        still += [*laid[0].cells(KERNEL), laid[0].title, *laid[0].arrow(kernel, "180°")]
    still += [
        GridSign((given.x + given.width + kernel.x) / 2, middle, "->", SIGN),
        GridSign((kernel.x + kernel.width + canvas.x) / 2, middle, "->", SIGN),
    ]
    moving = tuple(
        (
            *given.produced(stamp.now.place),
            replace(kernel.title, said=_scaled(stamp), kind="entries"),
            *_on_canvas(stamp, canvas),
        )
        for stamp in stamps
    )
    return Sheet(width, TOP + height, tuple(still), tuple(kernel.cells(KERNEL)), kernel.middle, moving)


def _scaled(stamp: Stamp) -> Product:
    """The copy that a step lays."""
    return Product((stamp.given.at(stamp.now.place).said, stamp.kernel.title))


def _on_canvas(stamp: Stamp, canvas: Placed) -> Iterable[Drawn]:
    """What lies there by now, and the copy that is laid."""
    places = [place for place, _ in stamp.now.laid]
    yield from _heaped(stamp, canvas, places)
    yield from _copied(stamp, stamp.now, canvas)
    yield canvas.outline(places, 1.8)
    yield canvas.outline([stamp.followed])


def _heaped(stamp: Stamp, canvas: Placed, apart: Sequence[Position]) -> Iterable[Drawn]:
    """How many copies lie on each cell of the result, but for those that are drawn otherwise."""
    heaps = stamp.heaps()
    for place, cell in canvas.grid.cells():
        count = heaps[place]
        if cell.name and place not in apart and (count or place == stamp.followed):
            x, y = canvas.corner(place)
            yield Box(x, y, CELL, PRODUCED if place == stamp.followed else OUTPUT)
            yield lettered(x, y, cell.said, 0.4)
            yield Note(x + CELL / 2, y + 0.78 * CELL, f"{count} term{'' if count == 1 else 's'}", CAPTION - 2, INK)


def _copied(stamp: Stamp, copy: Copy, canvas: Placed) -> Iterable[Drawn]:
    """A copy of the kernel, its entry beside each of the kernel's: hatched as it is laid, empty where it is cut off."""
    given, laying = stamp.given.at(copy.place).said, copy == stamp.now
    found = []
    for place, tap in copy.laid:
        cut = canvas.grid.at(place).kind == "cropped"
        fill = PAPER if cut else WINDOW if laying else OUTPUT
        found.append((*canvas.corner(place), tap, fill, QUIET if cut else INK))
    yield from (Box(x, y, CELL, fill) for x, y, _, fill, _ in found)
    if laying:
        yield hatching((x, y) for x, y, *_ in found)
    for x, y, tap, fill, colour in found:
        yield from factors(x, y, given, stamp.kernel.at(tap).said, fill, colour)


@dataclass(frozen=True, slots=True)
class Staircase:
    """A canvas of one row, above it a row for each copy, and beside that the entry that lays it."""

    canvas: Placed
    given: float
    tops: tuple[float, ...]

    def row(self, number: int) -> Placed:
        """Where a copy stands: above the cells onto which it is laid."""
        return replace(self.canvas, y=self.tops[number])

    def entry(self, stamp: Stamp, number: int, fill: str) -> Iterable[Drawn]:
        """The given entry that lays a copy."""
        y, said = self.tops[number], stamp.given.rows[0][number].said
        yield Box(self.given, y, CELL, fill)
        yield lettered(self.given, y, said)

    def moving(self, stamp: Stamp) -> Iterable[Drawn]:
        """The copies by now, and what the columns add up to."""
        yield from self.entry(stamp, stamp.number, PRODUCED)
        for number, copy in enumerate(stamp.copies):
            yield from _copied(stamp, copy, self.row(number))
            yield self.row(number).outline([place for place, _ in copy.laid if place == stamp.followed])
        yield from _heaped(stamp, self.canvas, ())
        yield self.canvas.outline([stamp.followed])


def _staircase(stamps: Sequence[Stamp], least: float) -> Sheet:
    first = stamps[0]
    kernels = stacked(first.unturned, first.kernel)
    wide = 2 * MARGIN + CELL + GRID_GAP + CELL * len(first.canvas.rows[0])
    head = 2 * MARGIN + CELL * len(first.kernel.rows[0]) * len(kernels) + BETWEEN_GRIDS * (len(kernels) - 1)
    width = max(wide, head, least)
    x, below = MARGIN + (width - wide) / 2, TOP + CELL + HEAD + 20
    tops = tuple(below + number * (CELL + STAIR) for number in range(first.count))
    canvas = Placed(first.canvas, x + CELL + GRID_GAP, tops[-1] + CELL + HEAD + 20)
    stairs = Staircase(canvas, x, tops)
    start, apart = MARGIN + (width - head) / 2, CELL * len(first.kernel.rows[0]) + BETWEEN_GRIDS
    placed = [Placed(grid, start + number * apart, TOP) for number, grid in enumerate(kernels)]
    still: list[Drawn] = [*(each.title for each in (*placed, canvas)), *canvas.cells(PAPER)]
    still.append(Label(x + CELL / 2, tops[0] - 18, first.given.title, TITLE, "arrays"))
    still += [shape for number in range(first.count) for shape in stairs.entry(first, number, INPUT)]
    if len(placed) > 1:
        still += [*placed[0].cells(KERNEL), *placed[0].arrow(placed[1], "180°")]
    kernel = placed[-1]
    moving = tuple(tuple(stairs.moving(stamp)) for stamp in stamps)
    return Sheet(width, canvas.y + CELL, tuple(still), tuple(kernel.cells(KERNEL)), kernel.middle, moving)

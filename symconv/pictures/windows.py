"""Where the grids of a sliding window stand.

Two axes stand side by side: the left operand, the kernel, the result. One axis is a strip with the kernel sliding
under it and the result below.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from symconv.page.maths import Signed
from symconv.page.runs import Run, runs
from symconv.page.text import written
from symconv.pictures.frames import Frame
from symconv.pictures.placing import (
    BETWEEN_GRIDS,
    CAPTION,
    CELL,
    ENTRY,
    GRID_GAP,
    HEAD,
    MARGIN,
    SIGN,
    TAP,
    TITLE,
    Grids,
    Placed,
    arrow,
    cells,
    column,
    hatching,
    outline,
    produced,
    stacked,
    title,
)
from symconv.pictures.shapes import (
    HATCH,
    INK,
    KERNEL,
    LEADING,
    OUTPUT,
    WINDOW,
    Box,
    Drawn,
    GridSign,
    Label,
    Lines,
    Note,
    length,
)

ADDED = 56.0
# What an arrow between grids says.
ARROWS = {"crop": "crop", "rot180": "180°"}


def windows(frames: Sequence[Frame], least: float) -> Grids:
    """The grids of a layer's frames, in the middle of a page that is at least so wide."""
    first = frames[0]
    arranged = _strips(first) if len(first.left.rows) == 1 and len(first.right.rows) == 1 else _side_by_side(first)
    width = max(arranged.width, least)
    grids = arranged.moved((width - arranged.width) / 2)
    return Grids(
        width,
        grids.bottom,
        tuple(grids.still(first)),
        grids.turned(first),
        grids.kernel.middle,
        tuple(tuple(grids.moving(frame)) for frame in frames),
    )


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
        yield from cells(self.left, None)
        yield from cells(self.result, OUTPUT)
        for placed in (self.left, self.kernel, self.unturned, self.uncut, self.result):
            if placed and not (self.strips and self.unturned is None and placed is self.kernel):
                yield title(placed)
        if self.unturned:
            yield from cells(self.unturned, KERNEL)
            yield from arrow(self.unturned, self.kernel, "180°")
        if self.uncut and frame.uncut:
            yield from cells(self.uncut, OUTPUT)
            yield from arrow(self.uncut, self.result, ", ".join(ARROWS[each] for each in frame.uncut.afterwards))
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
        yield Lines(tuple(line for x, y in corners for line in hatching(x, y)), HATCH, 1.4)
        for (ours, theirs), (x, y) in zip(frame.window, corners, strict=True):
            cell, tap = frame.left.at(ours), frame.right.at(theirs)
            if self.strips:
                yield Label(x + CELL / 2, y + CELL / 2, cell.said, ENTRY, room=CELL - 6, halo=WINDOW)
                yield Box(x, y + CELL + 12, CELL, KERNEL)
                yield Label(x + CELL / 2, y + 1.5 * CELL + 12, tap.said, ENTRY, room=CELL - 6)
            else:
                yield Label(x + CELL / 2, y + 0.36 * CELL, cell.said, ENTRY, room=CELL - 6, halo=WINDOW)
                yield Label(x + CELL / 2, y + 0.76 * CELL, Signed("×", tap.said), TAP, room=CELL - 6, halo=WINDOW)
        yield Lines(outline(self.left, window), INK, 3.5)
        if self.uncut and frame.uncut:
            yield from produced(self.uncut, frame.uncut.place)
        yield from produced(self.result, frame.place)


def _side_by_side(frame: Frame) -> Arranged:
    kernels = stacked(frame.unturned, frame.right)
    results = stacked(frame.uncut.grid if frame.uncut else None, frame.result)
    top = MARGIN + 2 * HEAD + 10
    height = max(Placed(frame.left, 0, 0).height, kernels.height, results.height)
    middle = top + height / 2
    options = max((length((Run(written(each)),), CAPTION) for each in frame.operator.options), default=0)
    x = MARGIN
    left, x = column((frame.left,), x, middle)
    (*before, kernel), x = column(kernels.grids, x + max(GRID_GAP, options + 16), middle)
    (*product, result), x = column(results.grids, x + GRID_GAP + ADDED * len(frame.added), middle)
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



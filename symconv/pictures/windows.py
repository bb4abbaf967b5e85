"""Where the grids of a sliding window stand.

Two axes stand side by side: the left operand, the kernel, the result. One axis is a strip with the kernel sliding
under it and the result below.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from symconv.page.runs import Run
from symconv.page.text import written
from symconv.pictures.frames import Frame
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
from symconv.pictures.shapes import KERNEL, LEADING, OUTPUT, WINDOW, Box, Drawn, GridSign, Label, Note, length

ADDED = 56.0
# What an arrow between grids says.
ARROWS = {"crop": "crop", "rot180": "180°"}


def windows(frames: Sequence[Frame], least: float) -> Sheet:
    """The grids of a layer's frames, in the middle of a page that is at least so wide."""
    first = frames[0]
    arranged = _strips(first) if len(first.left.rows) == 1 and len(first.right.rows) == 1 else _side_by_side(first)
    width = max(arranged.width, least)
    grids = arranged.moved((width - arranged.width) / 2)
    return Sheet(
        width,
        grids.bottom,
        tuple(grids.still(first)),
        tuple(grids.kernels[-1].cells(KERNEL)) if grids.kernel_stands else (),
        grids.kernels[-1].middle,
        tuple(tuple(grids.moving(frame)) for frame in frames),
    )


@dataclass(frozen=True, slots=True)
class Arranged:
    """The grids of a picture on the page: `kernels` up to the one that is multiplied, `results` up to the result."""

    left: Placed
    kernels: Sequence[Placed]
    results: Sequence[Placed]
    width: float
    bottom: float
    strips: bool

    def moved(self, by: float) -> Arranged:
        """The same further to the right."""
        left, *others = (replace(each, x=each.x + by) for each in (self.left, *self.kernels, *self.results))
        return replace(self, left=left, kernels=others[: len(self.kernels)], results=others[len(self.kernels) :])

    @property
    def kernel_stands(self) -> bool:
        """Whether it has a place of its own; a strip's kernel that is not turned stands only under the strip."""
        return not self.strips or len(self.kernels) > 1

    def still(self, frame: Frame) -> Iterable[Drawn]:
        """What is the same in every step."""
        yield from self.left.cells(None)
        yield from self.results[-1].cells(OUTPUT)
        kernels = self.kernels[::-1] if self.kernel_stands else ()
        yield from (each.title for each in (self.left, *kernels, *self.results))
        for before, after in pairwise(self.kernels):
            yield from before.cells(KERNEL)
            yield from before.arrow(after, "180°")
        if frame.uncut:
            before, after = self.results
            yield from before.cells(OUTPUT)
            yield from before.arrow(after, ", ".join(ARROWS[each] for each in frame.uncut.afterwards))
        if not self.strips:
            yield from self._signs(frame)

    def _signs(self, frame: Frame) -> Iterable[Drawn]:
        """What stands between the grids, all of the equation that they are."""
        kernel, middle = self.kernels[-1], self.left.middle[1]
        x = (self.left.x + self.left.width + kernel.x) / 2
        yield GridSign(x, middle, replace(frame.operator, options=()), SIGN)
        for number, option in enumerate(frame.operator.options):
            yield Note(x, middle + 24 + number * LEADING * CAPTION, written(option), CAPTION)
        x = kernel.x + kernel.width + SIGN
        for each in frame.added:
            yield GridSign(x, middle, "+", SIGN)
            yield Label(x + SIGN, middle, each, TITLE, "entries")
            x += ADDED
        yield GridSign((x + self.results[0].x - SIGN) / 2, middle, "=", SIGN)

    def moving(self, frame: Frame) -> Iterable[Drawn]:
        """The window, the products in it, and the entry that they give."""
        window = [place for place, _ in frame.window]
        corners = [self.left.corner(place) for place in window]
        yield from (Box(x, y, CELL, WINDOW) for x, y in corners)
        yield hatching(corners)
        for (ours, theirs), (x, y) in zip(frame.window, corners, strict=True):
            entry, tap = frame.left.at(ours).said, frame.right.at(theirs).said
            if self.strips:
                yield lettered(x, y, entry, halo=WINDOW)
                yield Box(x, y + CELL + 12, CELL, KERNEL)
                yield lettered(x, y + CELL + 12, tap)
            else:
                yield from factors(x, y, entry, tap, WINDOW)
        yield self.left.outline(window)
        places = (frame.uncut.place, frame.place) if frame.uncut else (frame.place,)
        for placed, place in zip(self.results, places, strict=True):
            yield from placed.produced(place)


def _side_by_side(frame: Frame) -> Arranged:
    kernels = stacked(frame.unturned, frame.right)
    results = stacked(frame.uncut.grid if frame.uncut else None, frame.result)
    height = max(map(high, ((frame.left,), kernels, results)))
    middle = TOP + height / 2
    options = max((length((Run(written(each)),), CAPTION) for each in frame.operator.options), default=0)
    (left,), x = column((frame.left,), MARGIN, middle)
    turned, x = column(kernels, x + max(GRID_GAP, options + 16), middle)
    given, x = column(results, x + GRID_GAP + ADDED * len(frame.added), middle)
    return Arranged(left, turned, given, x + MARGIN, TOP + height, strips=False)


def _strips(frame: Frame) -> Arranged:
    left = Placed(frame.left, MARGIN, TOP)
    kernels = [Placed(grid, MARGIN, TOP) for grid in stacked(frame.unturned, frame.right)]
    wide = max(left.room, CELL * len(frame.result.rows[0]))
    if frame.unturned:
        kernels[1] = replace(kernels[1], x=MARGIN + kernels[0].width + BETWEEN_GRIDS)
        left = replace(left, y=TOP + CELL + HEAD + 16)
        wide = max(wide, 2 * kernels[0].width + BETWEEN_GRIDS)
    results = [Placed(frame.result, MARGIN, left.y + 2 * CELL + 12 + HEAD + 16)]
    bottom = results[0].y + CELL
    if frame.uncut:
        uncut = replace(results[0], grid=frame.uncut.grid)
        result = replace(results[0], x=MARGIN + uncut.room + BETWEEN_GRIDS)
        results = [replace(uncut, x=MARGIN + (uncut.room - uncut.width) / 2), result]
        wide = max(wide, uncut.room + BETWEEN_GRIDS + result.width)
    return Arranged(left, kernels, results, wide + 2 * MARGIN, bottom, strips=True)

"""Where everything stands on a page: the steps of a picture as shapes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symconv.page.runs import Run, runs
from symconv.pictures.frames import Frame
from symconv.pictures.placing import CAPTION, MARGIN, SUM, TITLE, Sheet
from symconv.pictures.shapes import LEADING, QUIET, Label, Lines, Note, Paragraph, Wrapped, length, moved
from symconv.pictures.stamping import stampings
from symconv.pictures.stamps import Stamp
from symconv.pictures.windows import windows
from symconv.pictures.words import PictureStep, caption_of

LEAST_WIDTH = 560.0


def sheet(steps: Sequence[PictureStep]) -> Sheet:
    """The steps of a picture, all of one kind, with their sums and a caption below. What stands beside them is still.

    >>> from symconv import Conv1d
    >>> from symconv.pictures.frames import frames
    >>> len(sheet(frames(Conv1d(input=4, kernel=2))).moving)
    3
    """
    alone, first = _alone(steps), steps[0]
    if not isinstance(first, Stamp) or first.beside is None:
        return alone
    window, right = _alone([first.beside]), alone.width
    height = max(alone.height, window.height)
    line = Lines(((right, 2 * MARGIN, right, height - MARGIN),), QUIET, 1)
    beside = (moved(shape, right) for shape in window.step(0))
    return replace(alone, width=right + window.width, height=height, still=(*alone.still, line, *beside))


def wordless(steps: Sequence[PictureStep]) -> Sheet:
    """The steps of a picture without the sums and the caption below, for who writes these there."""
    grids = _grids(steps)
    return _headed(replace(grids, height=grids.height + MARGIN), steps)


def _alone(steps: Sequence[PictureStep]) -> Sheet:
    grids = _grids(steps)
    room, below = grids.width - 2 * MARGIN, grids.height + 36
    sums = [Wrapped(MARGIN, below, room, step.sum, SUM) for step in steps]
    depth = max(len(each.lines) for each in sums)
    caption = Paragraph(MARGIN, below + depth * LEADING * SUM + 8, room, caption_of(steps[0]), CAPTION)
    summed = replace(
        grids,
        height=caption.y + len(caption.lines) * LEADING * CAPTION + MARGIN - 8,
        still=(*grids.still, caption),
        moving=tuple((*each, total) for each, total in zip(grids.moving, sums, strict=True)),
    )
    return _headed(summed, steps)


def _grids(steps: Sequence[PictureStep]) -> Sheet:
    first = steps[0]
    head = length(runs(first.formula), TITLE) + length((Run(_counted(first, first.count)),), CAPTION)
    least = max(head + 3 * MARGIN, LEAST_WIDTH)
    if isinstance(first, Stamp):
        return stampings([step for step in steps if isinstance(step, Stamp)], least)
    return windows([step for step in steps if isinstance(step, Frame)], least)


def _headed(drawn: Sheet, steps: Sequence[PictureStep]) -> Sheet:
    """The same with the formula above it and the number of each step."""
    heading = Label(MARGIN, MARGIN + 4, steps[0].formula, TITLE, "arrays", anchor="start")
    moving = []
    for step, shapes in zip(steps, drawn.moving, strict=True):
        counted = _counted(step, step.number + 1)
        moving.append((*shapes, Note(drawn.width - MARGIN, MARGIN + 4, counted, CAPTION, anchor="end")))
    return replace(drawn, still=(heading, *drawn.still), moving=tuple(moving))


def _counted(step: PictureStep, number: int) -> str:
    return f"step {number} of {step.count}"

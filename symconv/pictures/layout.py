"""Where everything stands on a page: the steps of a picture as shapes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from symconv.page.runs import Run, runs
from symconv.pictures.frames import Frame
from symconv.pictures.placing import CAPTION, MARGIN, SUM, TITLE, Grids
from symconv.pictures.shapes import LEADING, QUIET, Drawn, Label, Lines, Note, Paragraph, Wrapped, length, moved
from symconv.pictures.stamping import stampings
from symconv.pictures.stamps import Stamp
from symconv.pictures.windows import windows
from symconv.pictures.words import PictureStep, caption_of

LEAST_WIDTH = 560.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A picture: `still` is the same in every step, `turned` the rotated kernel around `pivot`, `moving` the step.
    """

    width: float
    height: float
    still: tuple[Drawn, ...]
    turned: tuple[Drawn, ...]
    pivot: tuple[float, float]
    moving: tuple[Drawn, ...]


def sheets(steps: Sequence[PictureStep]) -> tuple[Sheet, ...]:
    """The sheets of a picture's steps, all of one kind: alike but for what moves. What stands beside them is still.

    >>> from symconv import Conv1d
    >>> from symconv.pictures.frames import frames
    >>> [sheet.height for sheet in sheets(frames(Conv1d(input=4, kernel=2)))] == 3 * [sheets(frames(
    ...     Conv1d(input=4, kernel=2)))[0].height]
    True
    """
    alone, first = _alone(steps), steps[0]
    if not isinstance(first, Stamp) or first.beside is None:
        return alone
    (window,) = _alone([first.beside])
    right = alone[0].width
    shapes = (moved(shape, right) for shape in (*window.still, *window.turned, *window.moving))
    line = Lines(((right, 2 * MARGIN, right, max(alone[0].height, window.height) - MARGIN),), QUIET, 1)
    beside = (line, *shapes)
    width, height = right + window.width, max(alone[0].height, window.height)
    return tuple(replace(sheet, width=width, height=height, still=(*sheet.still, *beside)) for sheet in alone)


def wordless(steps: Sequence[PictureStep]) -> tuple[Sheet, ...]:
    """The sheets of a picture's steps without the sum and the caption below, for who writes these there."""
    drawing = _grids(steps)
    return tuple(
        _sheet(drawing, steps[0], step, moving, drawing.bottom + MARGIN)
        for step, moving in zip(steps, drawing.moving, strict=True)
    )


def _alone(steps: Sequence[PictureStep]) -> tuple[Sheet, ...]:
    first = steps[0]
    drawing = _grids(steps)
    room = drawing.width - 2 * MARGIN
    sums = [Wrapped(MARGIN, drawing.bottom + 36, room, step.sum, SUM) for step in steps]
    depth = max(len(each.lines) for each in sums)
    caption = Paragraph(
        MARGIN, drawing.bottom + 36 + depth * LEADING * SUM + 8, room, caption_of(first), CAPTION
    )
    height = caption.y + len(caption.lines) * LEADING * CAPTION + MARGIN - 8
    return tuple(
        _sheet(drawing, first, step, moving, height, total, caption)
        for step, moving, total in zip(steps, drawing.moving, sums, strict=True)
    )


def _grids(steps: Sequence[PictureStep]) -> Grids:
    first = steps[0]
    head = length(runs(first.formula), TITLE) + length((Run(_counted(first, first.count)),), CAPTION)
    least = max(head + 3 * MARGIN, LEAST_WIDTH)
    if isinstance(first, Stamp):
        return stampings([step for step in steps if isinstance(step, Stamp)], least)
    return windows([step for step in steps if isinstance(step, Frame)], least)


def _sheet(
    drawing: Grids,
    first: PictureStep,
    step: PictureStep,
    moving: tuple[Drawn, ...],
    height: float,
    total: Wrapped | None = None,
    caption: Paragraph | None = None,
) -> Sheet:
    heading = Label(MARGIN, MARGIN + 4, first.formula, TITLE, "arrays", anchor="start")
    counter = Note(drawing.width - MARGIN, MARGIN + 4, _counted(step, step.number + 1), CAPTION, anchor="end")
    return Sheet(
        drawing.width,
        height,
        (heading, *drawing.still, *([caption] if caption else [])),
        drawing.turned,
        drawing.pivot,
        (*moving, *([total] if total else []), counter),
    )


def _counted(step: PictureStep, number: int) -> str:
    return f"step {number} of {step.count}"

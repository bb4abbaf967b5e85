"""The rotation by 180 degrees as a vertical flip and then a horizontal one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from symconv.lectures.lesson import Lesson
from symconv.lectures.matrices import cells, matrix
from symconv.lectures.tables.closed import in_matrices
from symconv.page.document import Block, Display, prose
from symconv.page.maths import Arrow, Relation
from symconv.sizes import concrete


def rotation(lesson: Lesson, of: str) -> Iterator[Block]:
    """The kernel turned, where a closed form turns it."""
    found = in_matrices(lesson, of)
    layer = lesson.derivation.layer
    if found is None or not found.turns_the_kernel or layer.rank > 2 or layer.shows_channels:
        return
    kernel = np.atleast_2d(cells(lesson.vocabulary.entries("K"), tuple(concrete(axis.k) for axis in layer.axes)))
    upright, upside_down, turned = (
        matrix(each, lesson.full) for each in (kernel, kernel[::-1, :], kernel[::-1, ::-1])
    )
    if layer.rank == 1:
        yield prose("The kernel turned:")
        yield Display(Relation(upright, Arrow("rot180"), turned))
    else:
        yield prose("The kernel turned by 180 degrees is flipped top to bottom, then left to right:")
        yield Display(
            Relation(Relation(upright, Arrow("vertical flip"), upside_down), Arrow("horizontal flip"), turned)
        )

"""Arrays of entries as matrices: the last two axes, slices of further axes side by side."""

from __future__ import annotations

from itertools import accumulate

import numpy as np

from symconv.arrays.numbers import Cells, objects
from symconv.page.cut import LARGEST_MATRIX
from symconv.page.maths import Dots, Matrix, Number


def matrix(names: Cells, whole: bool) -> Matrix:
    """The matrix of an array of entries; an array of three axes and more has bars between its slices.

    Unless it is to be shown `whole`, dots stand for slices that are left out, and a format may leave out its middle.
    """
    slices = as_slices(names)
    shown = range(len(slices)) if whole else shown_slices(names)
    dots = [objects([Dots()] * slices.shape[1], (slices.shape[1], 1))]
    before, after = dots if shown[0] > 0 else [], dots if shown[-1] < len(slices) - 1 else []
    columns = [*before, *(slices[at] for at in shown), *after]
    bars = tuple(at - 1 for at in accumulate(each.shape[1] for each in columns[:-1]))
    return Matrix(tuple(map(tuple, np.concatenate(columns, axis=1).tolist())), bars, whole=whole)


def as_slices(names: Cells) -> Cells:
    """An array as its slices along the last two axes; a row is one slice of one row."""
    spatial = np.atleast_2d(names)
    return spatial.reshape(-1, *spatial.shape[-2:])


def shown_slices(names: Cells) -> tuple[int, ...]:
    """Which slices in a row are shown where there is no room for all: from the first that is more than zeros.

    >>> zeros, entries = [[Number(0)] * 5] * 5, [[Number(1)] * 5] * 5
    >>> shown_slices(np.array([zeros, entries, entries, zeros], dtype=object))
    (1,)
    """
    slices = as_slices(names)
    count, _, wide = slices.shape
    if count * wide <= LARGEST_MATRIX or count == 1:
        return tuple(range(count))
    # Dots take a column on either side.
    room = max(1, (LARGEST_MATRIX - 1) // wide)
    telling = [at for at in range(count) if any(cell != Number(0) for cell in slices[at].reshape(-1))]
    first = (telling or [0])[0]
    return tuple(range(first, min(first + room, count)))

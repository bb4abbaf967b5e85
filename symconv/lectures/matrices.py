"""Arrays of entries as matrices: the last two axes, slices of further axes side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from symconv.arrays.numbers import Cells
from symconv.page.maths import Maths, Matrix


def cells(entries: Sequence[Maths], sizes: tuple[int, ...]) -> Cells:
    """Entries in row-major order as an array, each a piece of mathematics."""
    found = np.empty(len(entries), dtype=object)
    found[:] = entries
    return found.reshape(sizes)


def matrix(names: Cells, whole: bool) -> Matrix:
    """The matrix of an array of entries; an array of three axes and more has bars between its slices.

    Unless it is to be shown `whole`, a format may leave out its middle.
    """
    spatial = np.atleast_2d(names)
    slices = spatial.reshape(-1, *spatial.shape[-2:])
    rows = np.concatenate(list(slices), axis=1)
    bars = tuple(slices.shape[2] * number - 1 for number in range(1, len(slices)))
    return Matrix(tuple(map(tuple, rows.tolist())), bars, whole=whole)

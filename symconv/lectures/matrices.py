"""Arrays of entries' names as matrices: the last two axes, slices of further axes side by side."""

from __future__ import annotations

import numpy as np

from symconv.arrays.numbers import Cells
from symconv.page.dialect import Dialect
from symconv.page.document import Matrix

# Larger matrices are shown by their first rows and columns and the last one.
MOST = 8
FIRST = 4
GAP = 2


def matrix(names: Cells, dialect: Dialect, full: bool) -> Matrix:
    """The matrix of an array of texts; an array of three axes and more has bars between its slices.

    Unless `full`, dots stand for the middle of a matrix that is large, or too wide for the dialect's page.
    """
    spatial = np.atleast_2d(names)
    slices = spatial.reshape(-1, *spatial.shape[-2:])
    rows = np.concatenate(list(slices), axis=1)
    widest = max(dialect.width(str(cell)) for cell in rows.reshape(-1))
    fitting = max(FIRST, min(MOST, dialect.room // (widest + GAP)))
    kept_rows = _kept(rows.shape[0], rows.shape[0] if full else MOST)
    kept_columns = _kept(rows.shape[1], rows.shape[1] if full else fitting)
    bars = {slices.shape[2] * number - 1 for number in range(1, len(slices))}
    return Matrix(
        tuple(
            tuple(dialect.dots if row is None or column is None else str(rows[row, column]) for column in kept_columns)
            for row in kept_rows
        ),
        tuple(number for number, column in enumerate(kept_columns) if column in bars),
    )


def _kept(count: int, most: int) -> list[int | None]:
    """The rows or columns that are shown, at most so many; None stands for those that are not."""
    if count <= most:
        return list(range(count))
    return [*range(min(FIRST, most - 2)), None, count - 1]

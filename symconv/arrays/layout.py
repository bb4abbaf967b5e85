"""Where the entries of two arrays meet in memory: views for NumPy, without a copy and without an operator's name."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.lib.stride_tricks import as_strided

from symconv.arrays.kinds import Pairing
from symconv.arrays.numbers import Cells, aligned
from symconv.arrays.shape import Shape, ints


def windows_with_taps(
    left: Shape, right: Shape, result: Shape, stride: tuple[int, ...], dilation: tuple[int, ...]
) -> Pairing:
    """Every entry of the right side with the entry of the left that it meets in each place of the result."""
    out, taps = ints(result.spatial), ints(right.spatial)
    rank = len(out)
    gone = [axis for axis in left.lead if axis.label not in result.labels]
    order = (*result.labels, *(axis.label for axis in gone))

    def laid_out(cells: Cells, labels: tuple[str, ...]) -> Cells:
        """Lead axes in the common order (size 1 where missing), the result's space before the summed axes."""
        present = aligned(cells, labels, tuple(label for label in order if label in labels))
        full = np.expand_dims(present, [at for at, label in enumerate(order) if label not in labels])
        kept, lead = len(result.labels), len(order)
        space, summed = range(lead, lead + rank), range(lead + rank, lead + 2 * rank)
        return full.transpose((*range(kept), *space, *range(kept, lead), *summed))

    def windows(cells: Cells) -> Cells:
        lead = cells.ndim - rank
        steps = cells.strides[lead:]
        # Window i starts at stride*i and takes every dilation-th entry: in memory both are steps of a fixed length,
        # so all windows are one view with two axes for each spatial one. Nothing checks that it stays inside the
        # array: the shapes do.
        view = as_strided(
            cells,
            cells.shape[:lead] + out + taps,
            cells.strides[:lead]
            + tuple(step * s for step, s in zip(steps, stride, strict=True))
            + tuple(step * d for step, d in zip(steps, dilation, strict=True)),
            writeable=False,
        )
        return laid_out(view, left.labels)

    def kernel(cells: Cells) -> Cells:
        lead = cells.shape[: cells.ndim - rank]
        return laid_out(cells.reshape(lead + (1,) * rank + taps), right.labels)

    kept = ints(axis.size for axis in result.lead) + out
    return Pairing(windows, kernel, kept, ints(axis.size for axis in gone) + taps)


def entry_with_entry(left: Shape, right: Shape) -> Pairing:
    """Every entry of one array with the same entry of another."""
    return Pairing(lambda cells: cells, lambda cells: aligned(cells, right.labels, left.labels), (), ints(left.sizes))


def spreading(left: Shape, right: Shape) -> Callable[[Cells], Cells]:
    """An array as large as another: along the axes that it lacks, its entries are repeated."""

    def spread(cells: Cells) -> Cells:
        ordered = aligned(cells, right.labels, tuple(label for label in left.labels if label in right.labels))
        whole = np.expand_dims(ordered, [at for at, label in enumerate(left.labels) if label not in right.labels])
        if not right.spatial:
            whole = whole.reshape(whole.shape + (1,) * len(left.spatial))
        return np.broadcast_to(whole, ints(left.sizes))

    return spread


def everywhere(left: Shape, right: Shape) -> Pairing:
    """Every entry of one array with the entry of the other, spread over it, that it meets."""
    return Pairing(lambda cells: cells, spreading(left, right), ints(left.sizes), ())

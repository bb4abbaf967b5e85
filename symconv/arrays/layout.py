"""Where the entries of two arrays meet in memory: views for NumPy, without a copy and without an operator's name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from symconv.arrays.kinds import Pairing
from symconv.arrays.numbers import Cells, aligned
from symconv.arrays.shape import Lead, Shape, ints

# For each place of a result, along one axis: which place of the left array meets which of the right one.
Meetings = list[list[tuple[int, int]]]
NOWHERE = -1


def windows_with_taps(
    left: Shape, right: Shape, result: Shape, stride: tuple[int, ...], dilation: tuple[int, ...]
) -> Pairing:
    """Every entry of the right side with the entry of the left that it meets in each place of the result."""
    import numpy as np

    out, taps = ints(result.spatial), ints(right.spatial)
    rank = len(out)
    left_out, right_out = (_laying_out(of, result, left) for of in (left, right))

    def windows(cells: Cells) -> Cells:
        lead = cells.ndim - rank
        steps = cells.strides[lead:]
        # Window i starts at stride*i and takes every dilation-th entry: in memory both are steps of a fixed length,
        # so all windows are one view with two axes for each spatial one. Nothing checks that it stays inside the
        # array: the shapes do.
        view = np.lib.stride_tricks.as_strided(
            cells,
            cells.shape[:lead] + out + taps,
            cells.strides[:lead]
            + tuple(step * s for step, s in zip(steps, stride, strict=True))
            + tuple(step * d for step, d in zip(steps, dilation, strict=True)),
            writeable=False,
        )
        return left_out(view)

    def kernel(cells: Cells) -> Cells:
        lead = cells.shape[: cells.ndim - rank]
        return right_out(cells.reshape(lead + (1,) * rank + taps))

    summed = ints(axis.size for axis in _gone(left, result)) + taps
    return Pairing(windows, kernel, ints(result.sizes), summed)


def met(left: Shape, right: Shape, result: Shape, meetings: Sequence[Meetings]) -> Pairing:
    """Every entry of one array with the entry of the other that it meets in each place of the result, as listed."""
    import numpy as np

    rank = len(meetings)
    widths = [max(1, *map(len, along)) for along in meetings]
    tables = [_filled(along, width) for along, width in zip(meetings, widths, strict=True)]

    def picked(cells: Cells, side: int, of: Shape) -> Cells:
        lead = cells.ndim - rank
        # One zero more along each axis, which NOWHERE counts back to.
        found = np.zeros((*cells.shape[:lead], *(n + 1 for n in cells.shape[lead:])), dtype=cells.dtype)
        found[tuple(slice(n) for n in cells.shape)] = cells
        for number, table in enumerate(tables):
            found = found.take(table[..., side], axis=lead + 2 * number)
        places, which = range(lead, lead + 2 * rank, 2), range(lead + 1, lead + 2 * rank, 2)
        return _laying_out(of, result, left)(found.transpose((*range(lead), *places, *which)))

    kept = ints(result.sizes)
    summed = ints(axis.size for axis in _gone(left, result)) + tuple(widths)
    return Pairing(lambda cells: picked(cells, 0, left), lambda cells: picked(cells, 1, right), kept, summed)


def _filled(along: Meetings, width: int) -> Cells:
    """Meetings as `[place, which meeting there, side]`; places with fewer than `width` have some that are nowhere."""
    import numpy as np

    nowhere = (NOWHERE, NOWHERE)
    return np.array([[*each, *(nowhere for _ in range(width - len(each)))] for each in along], dtype=np.intp)


def _gone(left: Shape, result: Shape) -> list[Lead]:
    """The lead axes that a product sums over."""
    return [axis for axis in left.lead if axis.label not in result.labels]


def _laying_out(of: Shape, result: Shape, left: Shape) -> Callable[[Cells], Cells]:
    """Lead axes in the common order (size 1 where missing), the result's space before the summed axes."""
    rank, lead, has = len(result.spatial), len(of.lead), {axis.label: at for at, axis in enumerate(of.lead)}
    axes = [
        *(has.get(axis.label) for axis in result.lead),
        *range(lead, lead + rank),
        *(has.get(axis.label) for axis in _gone(left, result)),
        *range(lead + rank, lead + 2 * rank),
    ]
    order = [axis for axis in axes if axis is not None]
    places = tuple(None if axis is None else slice(None) for axis in axes)
    return lambda cells: cells.transpose(order)[places]


def entry_with_entry(left: Shape, right: Shape) -> Pairing:
    """Every entry of one array with the same entry of another."""
    return Pairing(lambda cells: cells, lambda cells: aligned(cells, right.labels, left.labels), (), ints(left.sizes))


def spreading(left: Shape, right: Shape) -> Callable[[Cells], Cells]:
    """An array as large as another: along the axes that it lacks, its entries are repeated."""
    import numpy as np

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

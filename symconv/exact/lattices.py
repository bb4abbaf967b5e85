"""Places that go on in equal steps: the monomials of a term as lattices, looked up through views of memory.

What a term says along one axis is mostly regular: where one of its columns stands still, all others go on in equal
steps, and the next value begins a step further. A lattice is that, along all axes: a view of memory says where every
monomial's entry and factors stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from symconv.exact.monomials import Integers

# The entry that a monomial belongs to and its factors, one row a monomial: of a whole array, or of one axis.
Columns = tuple[Integers, ...]
# How many rows there are, and how far apart neighbours are in each column.
EqualSteps = tuple[int, tuple[int, ...]]
# Rows along the innermost axis of a lattice beyond which NumPy's steps from row to row cost nothing.
INNERMOST = 16


@dataclass(frozen=True, slots=True)
class Lattice:
    """Rows of columns: `first`, and from there every combination of so many steps of each run."""

    first: tuple[int, ...]
    runs: tuple[EqualSteps, ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many rows there are along each run."""
        return tuple(count for count, _ in self.runs)

    def view(self, column: int, cells: Integers) -> Integers:
        """What stands in an array at each place of a column, as a view; raises ValueError for places that it lacks."""
        width = cells.itemsize
        return np.ndarray(
            self.sizes,
            cells.dtype,
            cells,
            self.first[column] * width,
            tuple(steps[column] * width for _, steps in self.runs),
        )

    def cut(self, most: int) -> Iterator[Lattice]:
        """The lattice in pieces of at most so many rows, where the innermost run is not longer."""
        at, inner = len(self.runs), 1
        while at and inner * self.runs[at - 1][0] <= most:
            at -= 1
            inner *= self.runs[at][0]
        if not at:
            yield self
            return
        before, (count, steps), after = self.runs[: at - 1], self.runs[at - 1], self.runs[at:]
        rows = max(1, most // inner)
        for places in product(*(range(n) for n, _ in before)):
            first = _moved(self.first, [(place, step) for place, (_, step) in zip(places, before, strict=True)])
            for start in range(0, count, rows):
                some = (min(rows, count - start), steps)
                yield Lattice(_moved(first, [(start, steps)]), (some, *after))


def lattices(along: Sequence[Columns]) -> list[Lattice] | None:
    """All combinations of rows along each axis as lattices; None where an axis' rows go on in no equal steps.

    >>> from symconv.exact.lattices import lattices
    >>> places = np.array([0, 0, 1, 1]), np.array([0, 1, 1, 2]), np.array([0, 1, 0, 1])
    >>> lattices([places])
    [Lattice(first=(0, 0, 0), runs=((2, (0, 1, 1)), (2, (1, 1, 0))))]
    """
    found = [_along_one(columns) for columns in along]
    if not all(found):
        return None
    return [
        Lattice(
            tuple(map(sum, zip(*(each.first for each in some), strict=True))),
            _ordered([run for each in some for run in each.runs]),
        )
        for some in product(*found)
    ]


def _ordered(runs: Sequence[EqualSteps]) -> tuple[EqualSteps, ...]:
    """The runs of more than one row, the last of the long ones innermost."""
    left = [run for run in runs if run[0] > 1]
    long = [at for at, (count, _) in enumerate(left) if count >= INNERMOST]
    inner = [left.pop(long[-1])] if long else []
    return (*left, *inner)


def _along_one(columns: Columns) -> list[Lattice]:
    """The rows of one axis as lattices of at most two runs, the longer one last; none where they are not such."""
    if len(columns[0]) < 2:
        return [Lattice(tuple(int(each[0]) for each in columns), ())] if len(columns[0]) else []
    # What takes few values makes few runs.
    by_values = sorted(range(len(columns)), key=lambda by: _values(columns[by]))
    found = (_runs(columns, by) for by in by_values)
    return _joined(next(filter(None, found), []))


def _values(column: Integers) -> int:
    """How many values there are in a column."""
    ordered = np.sort(column)
    return 1 + int(np.count_nonzero(ordered[1:] != ordered[:-1]))


def _runs(columns: Columns, by: int) -> list[Lattice]:
    """The rows, those together in which one column stands still; none where others do not go on in equal steps."""
    key = columns[by]
    if (key[1:] < key[:-1]).any():
        order = np.argsort(key, kind="stable")
        columns = tuple(column[order] for column in columns)
        key = columns[by]
    rows = np.stack(columns, axis=1)
    steps = rows[1:] - rows[:-1]
    ends = np.flatnonzero(key[1:] != key[:-1])
    firsts = np.concatenate(([0], ends + 1))
    counts = np.concatenate((ends + 1, [len(key)])) - firsts
    # Each run's first step is that of all its rows.
    own = steps[np.minimum(firsts, len(steps) - 1)]
    same = (steps == np.repeat(own, counts, axis=0)[1:]).all(axis=1)
    same[ends] = True
    if not same.all():
        return []
    return [
        Lattice(tuple(first), ((count, tuple(step)),) if count > 1 else ())
        for first, step, count in zip(rows[firsts].tolist(), own.tolist(), counts.tolist(), strict=True)
    ]


def _joined(runs: Sequence[Lattice]) -> list[Lattice]:
    """Runs that are alike and begin in equal steps put together, the longer of the two steps last."""
    found: list[list[Lattice]] = []
    for each in runs:
        last = found[-1] if found else []
        if last and each.runs == last[0].runs and (len(last) < 2 or _apart(each, last[-1]) == _apart(*last[1::-1])):
            last.append(each)
        else:
            found.append([each])
    return [
        Lattice(
            some[0].first,
            tuple(sorted([*some[0].runs, *([(len(some), _apart(*some[1::-1]))] if len(some) > 1 else [])])),
        )
        for some in found
    ]


def _apart(one: Lattice, other: Lattice) -> tuple[int, ...]:
    return tuple(a - b for a, b in zip(one.first, other.first, strict=True))


def _moved(first: tuple[int, ...], by: Sequence[tuple[int, tuple[int, ...]]]) -> tuple[int, ...]:
    return tuple(place + sum(times * steps[at] for times, steps in by) for at, place in enumerate(first))

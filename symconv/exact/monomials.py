"""Integer multilinear forms as NumPy index arrays: the entries of the exact engine.

An array of forms is a list of monomials, each a coefficient times a product of variables, with the place of
the entry it belongs to. A variable is a number: 0 stands for no variable, so monomials of different degree
share one table. Polynomials as exponent vectors grow with variables x monomials; this grows with monomials.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from symconv.arrays.kinds import Entries, Pairing
from symconv.arrays.numbers import Cells
from symconv.deadline import NEVER, Deadline
from symconv.errors import TooLargeError

Integers = NDArray[np.signedinteger]
# A product of two coefficients, summed over every monomial that memory holds, stays within 64 bits.
MOST_COEFFICIENT = 2**30


@dataclass(frozen=True, slots=True)
class MonomialTable:
    """Monomials: `coefficients[j] * product of variables[i][j]` belongs to `owners[j]`.

    `coefficients` is None where all are 1.
    """

    owners: Integers
    variables: tuple[Integers, ...]
    coefficients: Integers | None = None

    def __len__(self) -> int:
        return len(self.owners)


@dataclass(frozen=True, slots=True)
class Forms:
    """An array of forms: `slots` holds at each place the number of a form (0: the zero form).

    Form number j is the sum of the monomials `first[j-1]` up to `first[j]` of the table; `first` is None
    where every form is one monomial.
    """

    slots: Cells
    table: MonomialTable
    first: Integers | None = None


def index_type(largest: int) -> type[np.signedinteger]:
    """The smallest integer type that holds every number up to `largest`: half the memory is half the time."""
    return np.int32 if largest < 2**31 else np.int64


def variables(base: int, sizes: tuple[int, ...]) -> Forms:
    """An array of independent variables, numbered from `base` (which is at least 1) in row-major order."""
    count = math.prod(sizes)
    numbers = np.arange(count, dtype=index_type(base + count))
    return Forms((numbers + 1).reshape(sizes), MonomialTable(numbers, (numbers + base,)))


@dataclass(frozen=True, slots=True)
class FormEntries(Entries[Forms]):
    """Forms moved, multiplied and added, for `symconv.arrays`, until the time is up.

    Raises TimeUpError, and TooLargeError where a product has more than `most` monomials.
    """

    deadline: Deadline = NEVER
    most: float = math.inf

    def sizes(self, value: Forms) -> tuple[int, ...]:
        return value.slots.shape

    def move(self, value: Forms, rearranged: Callable[[Cells], Cells]) -> Forms:
        """Only the slots move."""
        return Forms(rearranged(value.slots), value.table, value.first)

    def product(self, left: Forms, right: Forms, pairing: Pairing) -> Forms:
        """Every pair of monomials of every pair of forms that meet."""
        self.deadline.check()
        size = pairing.kept + pairing.summed
        a = np.broadcast_to(pairing.left(left.slots), size)
        b = np.broadcast_to(pairing.right(right.slots), size)
        # A bit for every pair that could meet is the most that a product needs, so no more than two are held.
        met = np.broadcast_to(pairing.left(left.slots) != 0, size) & (pairing.right(right.slots) != 0)
        places = np.broadcast_to(_numbered(pairing.kept).reshape(pairing.kept + (1,) * len(pairing.summed)), size)
        if (count := int((_counts(left, a[met]) * _counts(right, b[met])).sum())) > self.most:
            raise TooLargeError(f"a product of {count:,} monomials")
        entry, rows_a, rows_b = _rows(left, right, places[met], a[met], b[met])
        found = MonomialTable(
            entry,
            tuple(column[rows_a] for column in left.table.variables)
            + tuple(column[rows_b] for column in right.table.variables),
            _times(left.table.coefficients, rows_a, right.table.coefficients, rows_b),
        )
        return from_table(found, pairing.kept)

    def total(self, value: Forms, axes: tuple[int, ...]) -> Forms:
        kept = tuple(1 if axis in axes else size for axis, size in enumerate(value.slots.shape))
        places = np.broadcast_to(_numbered(kept), value.slots.shape)
        found = monomials(value)
        return from_table(
            replace(found, owners=places.reshape(-1)[found.owners]),
            tuple(size for axis, size in enumerate(value.slots.shape) if axis not in axes),
        )

    def plus(self, left: Forms, right: Forms, spread: Callable[[Cells], Cells]) -> Forms:
        both = concatenated([monomials(left), monomials(replace(right, slots=spread(right.slots)))])
        return from_table(both, left.slots.shape)

    def scaled(self, value: Forms, factor: int) -> Forms:
        table = value.table
        coefficients = _coefficients(table)
        _check_range(coefficients, abs(factor))
        return replace(value, table=MonomialTable(table.owners, table.variables, coefficients * factor))

    def gradient(self, scalar: Forms, by: Forms) -> Forms:
        """The monomial rule, without an upstream variable."""
        numbers = by.table.variables[0]
        found = derivative(monomials(scalar), int(numbers[0]), len(numbers))
        return from_table(found, by.slots.shape)


def monomials(value: Forms) -> MonomialTable:
    """The monomials of an array with, as owner, the row-major place of the entry each belongs to."""
    flat = value.slots.reshape(-1)
    places = np.flatnonzero(flat)
    if value.first is None:
        rows = flat[places] - 1
        owners = places
    else:
        counts, rows = _runs(value.first, flat[places])
        owners = np.repeat(places, counts)
    return _picked(value.table, owners, rows)


def from_table(table: MonomialTable, sizes: tuple[int, ...]) -> Forms:
    """An array of the given sizes from monomials whose owners are row-major places."""
    if (table.owners[1:] < table.owners[:-1]).any():
        order = np.argsort(table.owners, kind="stable")
        table = _picked(table, table.owners[order], order)
    count = math.prod(sizes)
    first = np.concatenate(([0], np.cumsum(np.bincount(table.owners, minlength=count))))
    return Forms(_numbered(sizes) + 1, table, first)


def concatenated(tables: list[MonomialTable]) -> MonomialTable:
    """All monomials of `tables` in one table."""
    if not tables:
        return MonomialTable(np.zeros(0, dtype=np.int32), ())
    width = max(len(table.variables) for table in tables)
    nothing = np.zeros(1, dtype=np.int32)
    columns = [
        tuple(np.broadcast_to(nothing, len(table)) for _ in range(width - len(table.variables))) + table.variables
        for table in tables
    ]
    coefficients = None
    if any(table.coefficients is not None for table in tables):
        coefficients = np.concatenate([_coefficients(table) for table in tables])
    return MonomialTable(
        np.concatenate([table.owners for table in tables]),
        tuple(np.concatenate(each) for each in zip(*columns, strict=True)),
        coefficients,
    )


def derivative(table: MonomialTable, first: int, count: int, upstream: int | None = None) -> MonomialTable:
    """The chain rule: the gradient with respect to variables `first .. first+count-1` of the sum over all
    entries of entry * upstream variable, where entry j's upstream variable is number `upstream + j`; of the
    plain sum of all entries where there is none.

    Monomial rule: a variable is taken out of a monomial, once for each time that it occurs there; what is
    left, times the upstream variable of the monomial's entry, belongs to the gradient's entry for it.
    """
    parts = []
    for at, column in enumerate(table.variables):
        here = (column >= first) & (column < first + count)
        rows = slice(None) if here.all() else here
        others = tuple(other[rows] for number, other in enumerate(table.variables) if number != at)
        coefficients = None if table.coefficients is None else table.coefficients[rows]
        above = () if upstream is None else (table.owners[rows] + upstream,)
        parts.append(MonomialTable(column[rows] - first, (*above, *others), coefficients))
    return concatenated([part for part in parts if len(part)] or parts[:1])


def first_difference(left: MonomialTable, right: MonomialTable) -> int | None:
    """The first entry in which two arrays of forms differ, None where they are equal.

    Forms are equal exactly when they have the same monomials with the same coefficients, once like
    monomials are added.
    """
    rows = [(table.owners, *_normal(table.variables)) for table in (left, right)]
    width = max(map(len, rows))
    nothing = np.zeros(1, dtype=np.int32)
    wide = [
        [each[0], *(np.broadcast_to(nothing, len(each[0])) for _ in range(width - len(each))), *each[1:]]
        for each in rows
    ]
    if left.coefficients is right.coefficients is None:
        # All coefficients 1: equal as bags of monomials, which sorting decides without adding anything up.
        bags = _packed(*wide)
        for bag in bags:
            bag.sort()
        if np.array_equal(*bags):
            return None
    ours, theirs = _packed(*wide)
    signs = np.concatenate([_coefficients(left), -_coefficients(right)])
    distinct, which = np.unique(np.concatenate([ours, theirs]), return_inverse=True)
    left_over = np.zeros(len(distinct), dtype=np.int64)
    np.add.at(left_over, which.reshape(-1), signs)
    owners = np.concatenate([left.owners, right.owners])[left_over[which.reshape(-1)] != 0]
    return int(owners.min()) if len(owners) else None


def terms(table: MonomialTable, entry: int) -> list[tuple[int, tuple[int, ...]]]:
    """The form of one entry: coefficients and variable numbers, like monomials added, in order."""
    here = np.flatnonzero(table.owners == entry)
    found: dict[tuple[int, ...], int] = {}
    for row, coefficient in zip(here, _coefficients(table)[here], strict=True):
        monomial = tuple(sorted(int(column[row]) for column in table.variables if column[row]))
        found[monomial] = found.get(monomial, 0) + int(coefficient)
    return [(coefficient, monomial) for monomial, coefficient in sorted(found.items()) if coefficient]


def _numbered(sizes: tuple[int, ...]) -> Integers:
    count = math.prod(sizes)
    return np.arange(count, dtype=index_type(count)).reshape(sizes)


def _picked(table: MonomialTable, owners: Integers, rows: Integers) -> MonomialTable:
    coefficients = None if table.coefficients is None else table.coefficients[rows]
    return MonomialTable(owners, tuple(column[rows] for column in table.variables), coefficients)


def _counts(value: Forms, slots: Integers) -> Integers:
    """How many monomials forms have, by number."""
    return np.ones_like(slots) if value.first is None else value.first[slots] - value.first[slots - 1]


def _runs(first: Integers, slots: Integers) -> tuple[Integers, Integers]:
    """For forms by number: how many monomials each has, and the rows of all of them one after the other."""
    starts = first[slots - 1]
    counts = first[slots] - starts
    before = np.cumsum(counts) - counts
    return counts, np.repeat(starts - before, counts) + np.arange(counts.sum())


def _rows(
    left: Forms, right: Forms, entry: Integers, a: Integers, b: Integers
) -> tuple[Integers, Integers, Integers]:
    """Entry and table rows for every pair of monomials from forms `a[j]` and `b[j]`."""
    if left.first is not None:
        counts, rows_a = _runs(left.first, a)
        entry, b = np.repeat(entry, counts), np.repeat(b, counts)
    else:
        rows_a = a - 1
    if right.first is not None:
        counts, rows_b = _runs(right.first, b)
        entry, rows_a = np.repeat(entry, counts), np.repeat(rows_a, counts)
    else:
        rows_b = b - 1
    return entry, rows_a, rows_b


def _times(left: Integers | None, rows_a: Integers, right: Integers | None, rows_b: Integers) -> Integers | None:
    if left is None or right is None:
        one, rows = (right, rows_b) if left is None else (left, rows_a)
        return None if one is None else one[rows]
    _check_range(left, int(np.abs(right).max(initial=1)))
    return left[rows_a] * right[rows_b]


def _check_range(coefficients: Integers, factor: int) -> None:
    """Raise TooLargeError where a product of coefficients, or a sum of such, might leave 64 bits."""
    if int(np.abs(coefficients).max(initial=1)) * factor > MOST_COEFFICIENT:
        raise TooLargeError(f"a coefficient of more than {MOST_COEFFICIENT:,} is beyond the exact engine")


def _coefficients(table: MonomialTable) -> Integers:
    return np.ones(len(table), dtype=np.int64) if table.coefficients is None else table.coefficients


def _normal(columns: tuple[Integers, ...]) -> tuple[Integers, ...]:
    """Factors in ascending order in every row, columns without any variable left out."""
    used = tuple(column for column in columns if column.any())
    if len(used) < 2:
        return used
    if len(used) == 2:
        return np.minimum(*used), np.maximum(*used)
    return tuple(np.sort(np.stack(used), axis=0))


def _packed(left: list[Integers], right: list[Integers]) -> tuple[Integers, Integers]:
    """One integer for each row of two lists of columns: equal exactly where the rows are.

    A row is read as the digits of a number, each column with a base as large as the span of its values on both sides.
    Integers are compared and sorted many times faster than rows are.
    """
    lows, spans = [], []
    for pair in zip(left, right, strict=True):
        present = [column for column in pair if len(column)]
        lows.append(min((int(column.min()) for column in present), default=0))
        spans.append(max((int(column.max()) for column in present), default=0) - lows[-1] + 1)
    if math.prod(spans) >= 2**63:
        # No such number has room in 64 bits: the rows' ranks among all of them serve as well.
        rows = np.concatenate([np.stack(left, axis=1), np.stack(right, axis=1)])
        ranks = np.unique(rows, axis=0, return_inverse=True)[1].reshape(-1)
        return ranks[: len(left[0])], ranks[len(left[0]) :]
    keys = []
    for columns in (left, right):
        key = np.zeros(len(columns[0]), dtype=np.int64)
        for column, low, span in zip(columns, lows, spans, strict=True):
            key *= span
            key += column
            key -= low
        keys.append(key)
    return keys[0], keys[1]

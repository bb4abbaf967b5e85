"""Which entries could stand at one place of a false equation and make it true, without judging it with each of them.

At one size an equation is linear in each of its pieces: it asks `rest + factor * piece = 0`, in every cell. Both are
found by working the sides out once with an unknown for the piece; each entry that is tried there costs a product.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from symconv.auditor.entrywise import UNKNOWN, Evaluation
from symconv.auditor.index_ranges import free_indices
from symconv.auditor.judgement import chain_order, judge, side_values
from symconv.auditor.letters import NoValueError, OutsideError
from symconv.auditor.polynomials import (
    EntryMonomial,
    EntryPolynomial,
    PolynomialArray,
    PolynomialValue,
    added,
    multiplied,
    scaled,
)
from symconv.auditor.reading import SectionReading
from symconv.auditor.statements import NotedEquation
from symconv.auditor.tree import (
    Activation,
    BigSum,
    Expr,
    Lettered,
    Partial,
    ShortGradient,
    Where,
    added_terms,
    entries,
    exchanged,
    nodes,
    parts,
)
from symconv.errors import ShapeError, TooLargeError

# Whether an entry may stand where another does.
Fits = Callable[[Lettered], bool]
# Whether a term, by its number, may be taken so many times.
Weighs = Callable[[int, int], bool]


@dataclass(frozen=True, slots=True)
class Possible:
    """What says in less time than a judgement which changes may make an equation true; no is certain.

    `entry` says of an entry which others may stand in its place.
    """

    entry: Callable[[Lettered], Fits]
    term: Weighs


def possible(statement: NotedEquation, reading: SectionReading) -> Possible:
    """Which changes may make an equation true in a reading of one size."""
    balance = _balance(statement, reading)

    def entry(at: Lettered) -> Fits:
        found = _in_a_term(at, balance) if balance is not None else None
        return found or _fitting(statement, at, reading)

    def term(number: int, times: int) -> bool:
        return balance is None or not added([balance.gap, scaled(1 - times, balance.right[number])])

    return Possible(entry, term)


def of_all(every: Sequence[Possible]) -> Possible:
    """What all of them say may be."""

    def entry(at: Lettered) -> Fits:
        found = [each.entry(at) for each in every]
        return lambda new: all(fits(new) for fits in found)

    return Possible(entry, lambda number, times: all(each.term(number, times) for each in every))


@dataclass(frozen=True, slots=True)
class _Balance:
    """The sides of an equation between numbers as terms, each with its value, and what the left has more.

    `term` says in which term a letter stands, by its identity, and whether that is added to the gap or taken away.
    """

    here: Evaluation
    gap: EntryPolynomial
    right: tuple[EntryPolynomial, ...]
    term: Mapping[int, tuple[int, Expr, EntryPolynomial]]


def _balance(statement: NotedEquation, reading: SectionReading) -> _Balance | None:
    """The equation in terms; None where it is none between numbers, or an index is left open."""
    if not _is_closed(statement, reading):
        return None
    try:
        here = _evaluation(statement, reading)
        sides = [
            [(term, here.value(term)) for term in added_terms(side.tree)] for side in (statement.left, statement.right)
        ]
    except (NoValueError, ShapeError, TooLargeError):
        return None
    ours, theirs = (
        tuple((term, value) for term, value in side if not isinstance(value, PolynomialArray)) for side in sides
    )
    if len(ours) + len(theirs) < sum(map(len, sides)):
        return None
    gap = added([*(value for _, value in ours), *(scaled(-1, value) for _, value in theirs)])
    found: dict[int, tuple[int, Expr, EntryPolynomial]] = {}
    for sign, terms in ((1, ours), (-1, theirs)):
        for term, value in terms:
            found |= {id(entry): (sign, term, value) for entry in entries(term)}
    return _Balance(here, gap, tuple(value for _, value in theirs), found)


def _is_closed(statement: NotedEquation, reading: SectionReading) -> bool:
    """Whether the sides are compared as they stand: no index is open, and no gradient goes through an activation."""
    sides = statement.left.tree, statement.right.tree
    through = "A" in reading.notes.roles.values()
    return not through and all(side is not None and not free_indices(side) for side in sides)


def _evaluation(statement: NotedEquation, reading: SectionReading) -> Evaluation:
    """The reading without further indices; raises NoValueError for a line above it that has no value."""
    order = chain_order(statement, reading.world, reading.notes)
    return Evaluation(reading.world, reading.notes, reading.notes.sizes, order)


def _in_a_term(entry: Lettered, balance: _Balance) -> Fits | None:
    """Which entries fit, by an unknown in one term; None where the entry is not in one by sums and products."""
    if id(entry) not in balance.term:
        return None
    sign, term, value = balance.term[id(entry)]
    piece = _piece(term, entry)
    if piece is None or any(isinstance(node, BigSum) for node in nodes(term)):
        return None
    try:
        opened = replace(balance.here, unknown=piece).value(term)
    except (NoValueError, ShapeError, TooLargeError):
        return None
    if isinstance(opened, PolynomialArray):
        return None
    cell = _cell(added([balance.gap, scaled(-sign, value)]), scaled(-sign, opened))
    return None if cell is None else _Place(piece, entry, balance.here, (cell,)).fits


def _fitting(statement: NotedEquation, entry: Lettered, reading: SectionReading) -> Fits:
    """Whether an equation may be true with another in place of this very entry, by an unknown in both sides.

    Where the sides are not sums and products of pieces, the equation is judged with each that is asked.
    """

    def judged(new: Lettered) -> bool:
        said = judge(_with(statement, entry, new), reading, others=False)
        # Of sizes that do not fit another reading may say that they do.
        return said.outcome != "refuted" or said.reason.startswith("sizes")

    return _without_judging(statement, entry, reading) or judged


def _with(statement: NotedEquation, old: Lettered, new: Lettered) -> NotedEquation:
    """The statement with another entry in one of its trees."""
    left, right = (
        side if side.tree is None else replace(side, tree=exchanged(side.tree, old, new), size=None)
        for side in (statement.left, statement.right)
    )
    return replace(statement, left=left, right=right)


def _without_judging(statement: NotedEquation, entry: Lettered, reading: SectionReading) -> Fits | None:
    """Which entries fit, by an unknown in place of one; None where this does not see through the sides."""
    left, right = statement.left.tree, statement.right.tree
    if left is None or right is None or not _is_closed(statement, reading):
        return None
    piece = _piece(left, entry) or _piece(right, entry)
    if piece is None or any(isinstance(node, BigSum) for side in (left, right) for node in nodes(side)):
        return None
    try:
        here = _evaluation(statement, reading)
        ours, theirs = side_values(replace(here, unknown=piece), left, right)
    except OutsideError:
        # Another entry does not exist, whatever stands here.
        return lambda _: False
    except (NoValueError, ShapeError, TooLargeError):
        return None
    cells = [_cell(one, other) for one, other in zip(_cells(ours), _cells(theirs), strict=True)]
    return None if None in cells else _Place(piece, entry, here, tuple(each for each in cells if each)).fits


@dataclass(frozen=True, slots=True)
class _Place:
    """A piece of an equation, the entry in it that is exchanged, and what each cell asks: a rest and a factor."""

    piece: Expr
    entry: Lettered
    here: Evaluation
    cells: tuple[tuple[EntryPolynomial, EntryPolynomial], ...]

    def fits(self, new: Lettered) -> bool:
        try:
            value = self.here.value(exchanged(self.piece, self.entry, new))
        except OutsideError:
            return False
        except (NoValueError, ShapeError, TooLargeError):
            return True
        if isinstance(value, PolynomialArray):
            return True
        return not any(added([rest, multiplied(factor, value)]) for rest, factor in self.cells)


def _piece(expr: Expr, entry: Lettered) -> Expr | None:
    """The largest piece with the entry in it that is not made of others by sums and products; None where none is."""
    if isinstance(expr, Lettered | Partial | ShortGradient | Activation):
        return expr if any(node is entry for node in nodes(expr)) else None
    if isinstance(expr, BigSum | Where):
        return None
    return next((found for found in (_piece(each, entry) for each in parts(expr)) if found is not None), None)


def _cells(value: PolynomialValue) -> tuple[EntryPolynomial, ...]:
    return value.cells if isinstance(value, PolynomialArray) else (value,)


def _cell(ours: EntryPolynomial, theirs: EntryPolynomial) -> tuple[EntryPolynomial, EntryPolynomial] | None:
    """What is left of a difference without the unknown, and what it is multiplied with; None where it has powers."""
    rest: dict[EntryMonomial, int] = {}
    factor: dict[EntryMonomial, int] = {}
    for monomial, coefficient in added([ours, scaled(-1, theirs)]).items():
        times = monomial.count(UNKNOWN)
        if times > 1:
            return None
        if times:
            factor[tuple(each for each in monomial if each != UNKNOWN)] = coefficient
        else:
            rest[monomial] = coefficient
    return rest, factor

"""Which entries could stand at one place of a false equation and make it true, without judging it with each of them.

At one size an equation is linear in each of its pieces: it asks `rest + factor * piece = 0`, in every cell. Both are
found by working the sides out once with an unknown for the piece; each entry that is tried there costs a product.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from symconv.auditor.entrywise import UNKNOWN, Evaluation
from symconv.auditor.index_ranges import free_indices
from symconv.auditor.judgement import chain_order, judge, side_values
from symconv.auditor.letters import Notes, NoValueError, OutsideError
from symconv.auditor.polynomials import (
    EntryPolynomial,
    EntryVariable,
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
    Addition,
    BigSum,
    Expr,
    Lettered,
    Partial,
    ShortGradient,
    Where,
    exchanged,
    nodes,
    parts,
)
from symconv.auditor.world import World
from symconv.errors import ShapeError, TooLargeError

# Whether an entry may stand where another does.
Fits = Callable[[Lettered], bool]
# Whether a term, by its number, may be taken so many times.
Weighs = Callable[[int, int], bool]


@dataclass(frozen=True, slots=True)
class Possible:
    """What says in less time than a judgement which changes may make an equation true; no is certain."""

    entry: Callable[[NotedEquation, Lettered], Fits]
    term: Callable[[NotedEquation], Weighs]


def fitting(statement: NotedEquation, entry: Lettered, reading: SectionReading) -> Fits:
    """Whether an equation may be true in a reading of one size with another in place of this very entry.

    No is certain; where the sides are not sums and products of pieces, the equation is judged with each that is asked.
    """

    def judged(new: Lettered) -> bool:
        said = judge(
            _with(statement, entry, new),
            reading.world,
            reading.notes,
            reading.einstein,
            reading.established,
            others=False,
        )
        # Of sizes that do not fit another reading may say that they do.
        return said.outcome != "refuted" or said.reason.startswith("sizes")

    return _without_judging(statement, entry, reading.world, reading.notes) or judged


def weighing(statement: NotedEquation, reading: SectionReading) -> Weighs:
    """Whether an equation may be true in a reading of one size with one term of its right side taken so many times.

    No is certain; yes is also said of whatever is no sum of numbers.
    """
    left, right = statement.left.tree, statement.right.tree
    if left is None or not isinstance(right, Addition) or free_indices(left) or free_indices(right):
        return lambda *_: True
    if "A" in reading.notes.roles.values():
        return lambda *_: True
    here = Evaluation(reading.world, reading.notes, reading.notes.sizes)
    try:
        ours, theirs = side_values(here, left, right)
        values = [here.value(term) for term in right.terms]
    except (NoValueError, ShapeError, TooLargeError):
        return lambda *_: True
    if isinstance(ours, PolynomialArray) or isinstance(theirs, PolynomialArray):
        return lambda *_: True
    gap = added([ours, scaled(-1, theirs)])

    def weighs(number: int, times: int) -> bool:
        value = values[number]
        return isinstance(value, PolynomialArray) or not added([gap, scaled(1 - times, value)])

    return weighs


def _with(statement: NotedEquation, old: Lettered, new: Lettered) -> NotedEquation:
    """The statement with another entry in one of its trees."""
    left, right = (
        side if side.tree is None else replace(side, tree=exchanged(side.tree, old, new), size=None)
        for side in (statement.left, statement.right)
    )
    return replace(statement, left=left, right=right)


def _without_judging(statement: NotedEquation, entry: Lettered, world: World, notes: Notes) -> Fits | None:
    """Which entries fit, by an unknown in place of one; None where this does not see through the sides."""
    left, right = statement.left.tree, statement.right.tree
    if left is None or right is None or "A" in notes.roles.values() or free_indices(left) or free_indices(right):
        return None
    piece = _piece(left, entry) or _piece(right, entry)
    if piece is None or any(isinstance(node, BigSum) for side in (left, right) for node in nodes(side)):
        return None
    try:
        here = Evaluation(world, notes, notes.sizes, chain_order(statement, world, notes))
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
    rest: dict[tuple[EntryVariable, ...], int] = {}
    factor: dict[tuple[EntryVariable, ...], int] = {}
    for monomial, coefficient in added([ours, scaled(-1, theirs)]).items():
        times = monomial.count(UNKNOWN)
        if times > 1:
            return None
        if times:
            factor[tuple(each for each in monomial if each != UNKNOWN)] = coefficient
        else:
            rest[monomial] = coefficient
    return rest, factor

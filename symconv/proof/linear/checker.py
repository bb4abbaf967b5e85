"""The checker of linear certificates: trusted, and all that stands between a certificate and its being believed.

Every value is an integer. A row is a size that is at least 0; products of symbols, and quotients, are unknowns like
any other. A proof is a list of steps, each about the branch that comes next. A branch has rows and, where cases are
counted, the cases that still count. A step closes its branch or turns it into branches that take its place, so that
what is wanted of the branch holds if it holds of them; a proof holds if its last step closes the last branch.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from symconv.proof.linear import steps
from symconv.sizes import Size, symbol_of, terms

if TYPE_CHECKING:
    from symconv.arrays.sums import Guard

Proofs = Sequence[steps.LinearProof]
CaseGuards: TypeAlias = "tuple[Guard, ...]"


class StepError(Exception):
    """A step of a linear certificate that does not hold."""


@dataclass(frozen=True, slots=True)
class Branch:
    """Rows that are at least 0 and, where cases are counted, those of each side that still count, by number."""

    rows: tuple[Size, ...]
    cases: tuple[dict[int, CaseGuards], dict[int, CaseGuards]] | None = None


def check_goals(assumed: Iterable[Guard], goals: Iterable[Guard], proofs: Proofs) -> None:
    """Returns where the proofs show that all goals hold under what is assumed; raises StepError where they do not.

    One proof is due for each row of a goal that is not among the assumed rows, in this order.
    """
    _close_each(denials(rows_of(assumed), goals), proofs)


def check_count(
    assumed: Iterable[Guard], left: Iterable[CaseGuards], right: Iterable[CaseGuards], proofs: Proofs
) -> None:
    """Returns where the one proof shows that, under what is assumed, as many left cases hold as right ones."""
    _close_each([Branch(rows_of(assumed), (dict(enumerate(left)), dict(enumerate(right))))], proofs)


def rows_of(guards: Iterable[Guard]) -> tuple[Size, ...]:
    """What the guards say as rows; an equation says two."""
    found: list[Size] = []
    for guard in guards:
        if guard.relation not in ("=", ">="):
            raise StepError("a guard says = 0 or >= 0")
        found += [guard.value, -1 * guard.value] if guard.relation == "=" else [guard.value]
    return tuple(found)


def denials(rows: tuple[Size, ...], goals: Iterable[Guard]) -> list[Branch]:
    """A branch for each row of the goals that is not among the rows, in which it is at most -1."""
    # A set, once: by their hashes rows are told apart at once.
    return [Branch((*rows, -1 * row - 1)) for known in [{*rows}] for row in rows_of(goals) if row not in known]


def _close_each(branches: Sequence[Branch], proofs: Proofs) -> None:
    if len(branches) != len(proofs):
        raise StepError("there is not one proof for each goal")
    for branch, proof in zip(branches, proofs, strict=True):
        waiting = [branch]
        for step in proof:
            if not waiting:
                raise StepError("there is a step after the last branch")
            waiting += reversed(after(waiting.pop(), step))
        if waiting:
            raise StepError("a branch is not closed")


def after(branch: Branch, step: steps.Step) -> list[Branch]:
    """The branches that take the place of `branch`; raises StepError where the step does not hold."""
    rows, cases = branch.rows, branch.cases
    match step:
        case steps.Contradiction(weights):
            if _number(_taken(rows, weights)) >= 0:
                raise StepError("the rows do not add up to a negative number")
            return []
        case steps.Divide(weights, divisor, row):
            # With sum = divisor*row + number >= 0 and number < divisor, divisor*row > -divisor: so row > -1.
            whole = type(divisor) is int and divisor > 0
            if not whole or _number([*_taken(rows, weights), (_plain(row), -divisor)]) >= divisor:
                raise StepError("the row does not follow by division")
            return [Branch((*rows, row), cases)]
        case steps.Multiply(one, other):
            return [Branch((*rows, _plain(_row(rows, one)) * _plain(_row(rows, other))), cases)]
        case steps.Floor(quotient, positive):
            a, b, q = quotient.numerator, quotient.denominator, symbol_of(quotient)
            if _row(rows, positive) != b - 1:
                raise StepError("the divisor is not known to be positive")
            return [Branch((*rows, a - b * q, b * q + b - 1 - a), cases)]
        case steps.Split(row):
            return [Branch((*rows, _plain(row)), cases), Branch((*rows, -1 * row - 1), cases)]
        case steps.Same(left, right) if cases:
            (mine, ours), (yours, theirs) = _taken_out(cases[0], left), _taken_out(cases[1], right)
            apart = denials(rows_of(mine), yours) + denials(rows_of(yours), mine)
            return [*(Branch(rows + each.rows) for each in apart), Branch(rows, (ours, theirs))]
        case steps.Never(side, number) if cases and side in (0, 1):
            never, rest = _taken_out(cases[side], number)
            return [Branch(rows + rows_of(never)), Branch(rows, (cases[0], rest) if side else (rest, cases[1]))]
        case steps.Counted() if cases == ({}, {}):
            return []
    raise StepError(f"no such step here: {step}")


def _row(rows: Sequence[Size], number: int) -> Size:
    if type(number) is not int or not 0 <= number < len(rows):
        raise StepError("there is no such row")
    return rows[number]


def _taken(rows: Sequence[Size], weights: steps.Weights) -> list[tuple[Size, int]]:
    found = [(_row(rows, number), weight) for number, weight in weights]
    if any(type(weight) is not int or weight < 0 for _, weight in found):
        raise StepError("a row is taken a whole number of times, not less than 0")
    return found


def _number(summands: Iterable[tuple[Size, int]]) -> int:
    """The number that weighted rows add up to, in which all unknowns cancel."""
    total: dict[object, int] = {}
    for row, weight in summands:
        for monomial, coefficient in terms(row):
            total[monomial] = total.get(monomial, 0) + weight * coefficient
    number = total.pop((), 0)
    if any(total.values()):
        raise StepError("the unknowns do not cancel")
    return number


def _plain(row: Size) -> Size:
    if any(type(coefficient) is not int for _, coefficient in terms(row)):
        raise StepError("a row has whole coefficients")
    # Unknowns and binary digits are counted: a forger's squares of squares would go on for ever.
    if sum(len(monomial) + coefficient.bit_length() for monomial, coefficient in terms(row)) > 1_000:
        raise StepError("a row is too large")
    return row


def _taken_out(cases: dict[int, CaseGuards], number: int) -> tuple[CaseGuards, dict[int, CaseGuards]]:
    if number not in cases:
        raise StepError("there is no such case")
    return cases[number], {at: case for at, case in cases.items() if at != number}

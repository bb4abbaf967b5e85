"""The search for a plan: which terms to pair, and which equations eliminate which variables.

Nothing here is trusted: the kernel carries out whatever is found and refuses what does not hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations

from symconv.arrays.sums import Case, GuardedSum, Part, Term
from symconv.deadline import NEVER, Deadline
from symconv.proof.kernel import (
    AxisPlan,
    Claim,
    Elimination,
    KernelError,
    PairPlan,
    collected,
    coordinates,
    eliminate,
    split,
    turned,
)
from symconv.sizes import terms

# Terms of a side beyond which no pairing is looked for.
MOST_TERMS = 4


def plans(claim: Claim, deadline: Deadline = NEVER) -> Iterator[tuple[PairPlan, ...]]:
    """Every plan worth trying, the likeliest first; none where some variable cannot be eliminated.

    Raises TimeUpError.
    """
    if claim.left.sum is None or claim.right.sum is None:
        yield ()
        return
    left, right = collected(claim.left.sum), collected(claim.right.sum)
    if left == right:
        yield ()
        return
    if len(left.terms) != len(right.terms) or len(left.terms) > MOST_TERMS:
        return
    for order in permutations(range(len(right.terms))):
        choices = [list(_pairs(left, right, one, other, deadline)) for one, other in enumerate(order)]
        if all(choices):
            yield from _combined(choices)


def _combined(choices: Sequence[Sequence[PairPlan]]) -> Iterator[tuple[PairPlan, ...]]:
    if not choices:
        yield ()
        return
    for first in choices[0]:
        for rest in _combined(choices[1:]):
            yield (first, *rest)


def _pairs(left: GuardedSum, right: GuardedSum, one: int, other: int, deadline: Deadline) -> Iterator[PairPlan]:
    """The plans for two terms: one for each way to match their factors by name."""
    ours, theirs = left.terms[one], right.terms[other]
    if ours.coefficient != theirs.coefficient or sorted(ours.factors) != sorted(theirs.factors):
        return
    names = dict.fromkeys(
        [
            *(place.axis for place in left.index),
            *(part.axis for part in ours.parts),
            *(part.axis for part in theirs.parts),
        ]
    )
    for order in _orders(ours, theirs, deadline):
        try:
            axes = tuple(
                AxisPlan(axis, _steps(ours.part(axis), deadline), _steps(turned(theirs.part(axis), order), deadline))
                for axis in names
            )
        except KernelError:
            return
        yield PairPlan(one, other, order, axes)


def _orders(ours: Term, theirs: Term, deadline: Deadline) -> Iterator[tuple[int, ...]]:
    for order in deadline.watched(permutations(range(len(theirs.factors)))):
        if all(ours.factors[at] == theirs.factors[to] for at, to in enumerate(order)):
            yield order


def _steps(part: Part, deadline: Deadline) -> tuple[tuple[Elimination, ...], ...]:
    """The eliminations for every case."""
    return tuple(_eliminations(case, deadline) for case in part.cases)


def _eliminations(case: Case, deadline: Deadline) -> tuple[Elimination, ...]:
    """Eliminations for every bound variable, those first that need no division."""
    at = coordinates(case)
    found = []
    while at.bound:
        deadline.check()
        step = _next(at)
        at = eliminate(at, step).case
        found.append(step)
    return tuple(found)


def _next(case: Case) -> Elimination:
    """The next variable and the equation for it: without division where that goes, and as short as there is."""
    found: list[tuple[bool, int, int, str]] = []
    for number, guard in enumerate(case.guards):
        if guard.relation != "=":
            continue
        for variable in case.bound:
            try:
                multiplier, _ = split(guard.value, variable.unknown)
            except KernelError:
                continue
            found.append((multiplier not in (1, -1), len(terms(guard.value)), number, variable.name))
    if not found:
        raise KernelError("no equation determines some variable")
    _, _, number, name = min(found)
    return Elimination(name, number)

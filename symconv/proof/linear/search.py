"""The search for linear certificates of obligations: goal by goal, or case by case where cases are counted.

Untrusted, as everything here but the checker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import product
from math import inf

from symconv.arrays.sums import Guard
from symconv.proof.linear.checker import Branch, CaseGuards, after, denials, rows_of
from symconv.proof.linear.closing import AT_ONCE, COUNTED_AT_ONCE, EFFORT, FEW_CASES, Closer, NotFoundError
from symconv.proof.linear.facts import Fact, Tree, begun, contradiction, forked, later, written
from symconv.proof.linear.steps import Counted, LinearProof, Never, Same, Split, Step
from symconv.proof.smt import Certify, Confirmed, KernelError, Obligation, agreed

# Splits under each other on the way to cases that can be told apart.
DEEPEST_CASES = 4
# Questions to the simplex until a way to take cases out of the count is given up.
ATTEMPT = 100

Cases = tuple[dict[int, CaseGuards], dict[int, CaseGuards]]


def certifier(until: float = inf, thorough: bool = True) -> Certify:
    """The search for certificates, once for each obligation: one plan after the other has the same."""
    found = cache(partial(certificate, until=until, thorough=thorough))
    # A certificate does not rest on the instances that solvers are given.
    return lambda obligation: found(replace(obligation, instances=()))


def certificate(obligation: Obligation, until: float = inf, thorough: bool = True) -> tuple[LinearProof, ...] | None:
    """A linear certificate of an obligation, which the checker accepts; None where none is found before
    `time.perf_counter()` passes `until`.

    Unless `thorough`, by few questions, and products that are spoken of alone: that takes milliseconds, and nearly
    always finds what there is.
    """
    assumed, goals, counts = obligation.assumptions, obligation.goals, obligation.counts
    try:
        if counts is None:
            found = goal_proofs(assumed, goals, until, thorough)
        else:
            found = count_proofs(assumed, *counts, until, thorough)
        return agreed(Confirmed(obligation, certificate=found)).certificate
    except (NotFoundError, KernelError):
        # What the checker refuses is not found: solvers may still confirm the obligation.
        return None


def goal_proofs(
    assumed: Sequence[Guard], goals: Sequence[Guard], until: float = inf, thorough: bool = True
) -> tuple[LinearProof, ...]:
    """What `checker.check_goals` wants; raises NotFoundError where it is not found, or not in time."""
    rows = rows_of(assumed)
    given = tuple(map(Fact, rows))
    closer = Closer(given, [guard.value for guard in (*assumed, *goals)], until)
    effort = None if thorough else AT_ONCE
    found = []
    for branch in denials(rows, goals):
        denial = begun(branch.rows[-1])
        found.append(written(_widened(closer, partial(closer.closed, [denial]), effort), (*given, denial)))
    return tuple(found)


def count_proofs(
    assumed: Sequence[Guard],
    left: Sequence[CaseGuards],
    right: Sequence[CaseGuards],
    until: float = inf,
    thorough: bool = True,
) -> tuple[LinearProof, ...]:
    """What `checker.check_count` wants; raises NotFoundError where it is not found, or not in time."""
    if not thorough and len(left) + len(right) > FEW_CASES:
        raise NotFoundError
    given = tuple(map(Fact, rows_of(assumed)))
    guards = [*assumed, *(guard for case in (*left, *right) for guard in case)]
    closer = Closer(given, [guard.value for guard in guards], until)
    cases = dict(enumerate(left)), dict(enumerate(right))
    effort = None if thorough else COUNTED_AT_ONCE
    return (written(_widened(closer, partial(_counted, closer, cases, (), DEEPEST_CASES), effort), given),)


def _widened(closer: Closer, search: Callable[[], Tree], effort: int | None) -> Tree:
    """What a search finds: with the products that are spoken of, and where that does not go with others, unless it has
    so little `effort`."""
    for closer.wide in (False, True) if effort is None else (False,):
        closer.effort = EFFORT if effort is None else effort
        lasting = closer.lasting()
        try:
            return later(lasting, search())
        except NotFoundError:
            continue
    raise NotFoundError


def _counted(closer: Closer, cases: Cases, facts: tuple[Fact, ...], splits: int) -> Tree:
    """The branch that begins with these facts, closed: cases are taken out of the count until none is left."""
    with closer.branch(facts) as weights:
        if weights is not None:
            return contradiction(closer.derived, weights)
        if not any(cases):
            return forked(closer.derived, Counted(), [])
        for step in _ways(cases):
            # The last of the branches goes on counting; the others say what has to be shown of the cases.
            *shown, rest = after(Branch((), cases), step)
            starts = [tuple(map(begun, branch.rows)) for branch in shown]
            effort, closer.effort = closer.effort, min(closer.effort, ATTEMPT)
            try:
                apart = [(begins, closer.closed(begins)) for begins in starts]
            except NotFoundError:
                continue
            finally:
                closer.effort += effort - min(effort, ATTEMPT)
            assert rest.cases is not None
            return forked(closer.derived, step, [*apart, ((), _counted(closer, rest.cases, (), splits))])
        return _split(closer, cases, splits)


def _ways(cases: Cases) -> Iterator[Step]:
    """The steps by which cases may leave the count."""
    # Cases that are told of in the same order are likely to be the same.
    for one, other in sorted(product(*cases), key=lambda pair: abs(pair[0] - pair[1])):
        yield Same(one, other)
    for side in (0, 1):
        yield from (Never(side, number) for number in cases[side])


def _split(closer: Closer, cases: Cases, splits: int) -> Tree:
    """Split at the first row of a case that is not decided yet."""
    rows = dict.fromkeys(row for side in cases for case in side.values() for row in rows_of(case))
    undecided = next((row for row in rows if not closer.decides(row)), None)
    if undecided is None or not splits:
        raise NotFoundError
    halves = (begun(undecided), begun(-1 * undecided - 1))
    branches = [((fact,), _counted(closer, cases, (fact,), splits - 1)) for fact in halves]
    return forked(closer.derived, Split(undecided), branches)

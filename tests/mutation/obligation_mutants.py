"""Obligations with one mistake made in them: a goal made stronger, an assumption dropped, a case changed.

A mutant may well hold: an assumption can be superfluous. `python -m mutation.obligation_mutants` (in `tests`) looks at
every mutant of every obligation of the library: what the search finds for it, and the certificate of the obligation
that it was, must be refused by the checker unless both solvers confirm the mutant.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count

from proof.proved import THEOREMS, proof_of

from mutation.confirmed import answers
from symconv.arrays.sums import Guard
from symconv.proof.linear.checker import StepError, check_count, check_goals
from symconv.proof.linear.search import certificate
from symconv.proof.linear.steps import LinearProof
from symconv.proof.smt import Answer, Obligation, is_evident


@dataclass(frozen=True, slots=True)
class Mutant:
    """An obligation with one mistake, and what the mistake is."""

    obligation: Obligation
    mistake: str


def library_obligations() -> Iterator[tuple[str, Obligation]]:
    """Every obligation of the library that is not evident, by a name of its own."""
    for name, theorem in THEOREMS.items():
        for obligation in proof_of(theorem).proved.obligations:
            if not is_evident(obligation):
                yield f"{name}: {obligation.name}", obligation


def mutants(obligation: Obligation) -> Iterator[Mutant]:
    """The obligation with every one of the mistakes."""
    for dropped in dict.fromkeys(obligation.assumptions):
        kept = tuple(each for each in obligation.assumptions if each != dropped)
        yield Mutant(replace(obligation, assumptions=kept), f"without {dropped}")
    for at, goal in enumerate(obligation.goals):
        for stronger in _stronger(goal):
            goals = (*obligation.goals[:at], stronger, *obligation.goals[at + 1 :])
            yield Mutant(replace(obligation, goals=goals), f"{goal} made {stronger}")
    if obligation.counts is not None:
        for side, number, changed in _changed(obligation.counts):
            cases = list(obligation.counts[side])
            cases[number : number + 1] = changed
            counts = (tuple(cases), obligation.counts[1]) if side == 0 else (obligation.counts[0], tuple(cases))
            yield Mutant(replace(obligation, counts=counts), f"case {number} of side {side} changed")


def _stronger(goal: Guard) -> list[Guard]:
    """Goals that say more, or something else."""
    if goal.relation == "=":
        return [Guard(goal.value - 1, "="), Guard(goal.value + 1, "=")]
    return [Guard(goal.value - 1, ">="), Guard(goal.value, "=")]


def _changed(counts: tuple[Cases, Cases]) -> Iterator[tuple[int, int, list[Case]]]:
    """Each case left out, counted twice, and without each of its guards, or with one made stronger."""
    for side, cases in enumerate(counts):
        for number, case in enumerate(cases):
            yield side, number, []
            yield side, number, [case, case]
            for guard in dict.fromkeys(case):
                kept = tuple(each for each in case if each != guard)
                yield side, number, [kept]
                yield side, number, [(*kept, _stronger(guard)[0])]


Case = tuple[Guard, ...]
Cases = tuple[Case, ...]


def accepted(obligation: Obligation, found: tuple[LinearProof, ...]) -> bool:
    """Whether the checker takes the certificate for a proof of the obligation."""
    try:
        if obligation.counts is None:
            check_goals(obligation.assumptions, obligation.goals, found)
        else:
            check_count(obligation.assumptions, *obligation.counts, found)
    except StepError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of a mutant: whether a certificate was accepted, and what the solvers say where one was."""

    name: str
    mistake: str
    accepted: bool
    answers: tuple[Answer, ...]

    @property
    def wrong(self) -> bool:
        """A certificate was accepted of what a solver does not confirm."""
        return self.accepted and set(self.answers) != {"unsat"}


def judged(obligations: Iterable[tuple[str, Obligation]], every: int = 1) -> Iterator[Judgement]:
    """The mutants of the obligations, or every so many of them, judged."""
    numbers = count()
    for name, obligation in obligations:
        original = certificate(obligation)
        for mutant in mutants(obligation):
            if next(numbers) % every:
                continue
            certificates = [each for each in (original, certificate(mutant.obligation)) if each is not None]
            taken = [each for each in certificates if accepted(mutant.obligation, each)]
            said = [answers(mutant.obligation, each) for each in taken]
            yield Judgement(name, mutant.mistake, bool(taken), tuple(answer for each in said for answer in each))


def main() -> int:
    """Judge every mutant; 1 where one is wrong."""
    counts: Counter[str] = Counter()
    for each in judged(library_obligations()):
        counts["accepted, and confirmed by both solvers" if each.accepted else "refused"] += not each.wrong
        if each.wrong:
            counts["WRONGLY ACCEPTED"] += 1
            print("WRONGLY ACCEPTED", each)
    print(f"{counts.total()} mutants:", *(f"{count} {kind};" for kind, count in counts.items()))
    return 1 if counts["WRONGLY ACCEPTED"] else 0


if __name__ == "__main__":
    sys.exit(main())

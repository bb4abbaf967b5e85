"""The search for a plan: which terms go together, and which equations eliminate which variables.

Nothing here is trusted: the kernel carries out whatever is found and refuses what does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, permutations, product

from symconv.arrays.sums import Case, Place, Term, Variable
from symconv.deadline import NEVER, Deadline
from symconv.proof.coordinates import coordinates, eliminate, split, turned
from symconv.proof.example import samples
from symconv.proof.instances import instances, instances_used
from symconv.proof.kernel import Claim, collected, numbered, obligations
from symconv.proof.plan import AxisPlan, Elimination, PairPlan, Plan, ProductInstance, Steps, Together, Zero
from symconv.proof.samples import Sampled, TooManyError, orders, sampled
from symconv.proof.smt import Certify, KernelError, is_evident
from symconv.sizes import terms, unknowns
from symconv.unknown import Coordinate

# Terms of a side beyond which no pairing is looked for by names alone, and plans that are tried of that kind.
MOST_PAIRED = 4
MOST_PLANS = 24
# Orders of the same factors that are tried where several look alike at all samples.
MOST_ALIKE = 3


def plans(claim: Claim, deadline: Deadline = NEVER, sampling: bool = True) -> Iterator[Plan]:
    """Every plan worth trying, the likeliest first; raises TimeUpError.

    Unless `sampling`, none where names do not say which terms go together.
    """
    if claim.left.sum is None or claim.right.sum is None:
        yield Plan()
        return
    ours, theirs = (collected(each, deadline.check) for each in (claim.left.sum, claim.right.sum))
    if ours == theirs:
        yield Plan()
        return
    found, left = numbered(ours, theirs), len(ours.terms)
    matching = Matching.of(found, claim.left.sum.index, deadline)
    if not _is_plain(found[:left], found[left:]):
        if not sampling:
            return
        yield from _by_samples(claim, matching)
    yield from islice(_by_names(matching, left), MOST_PLANS)


def completed(
    claim: Claim,
    plan: Plan,
    milliseconds: Callable[[], int],
    certify: Certify = lambda _: None,
    solving: bool = True,
) -> Plan:
    """The plan with the instances of PRODUCT that its obligations need: those that their certificates use, or z3.

    Unless `solving`, z3 is not asked: every obligation needs a certificate.

    Raises KernelError where none are enough for one of them, or the plan is refused for its form.
    """
    chosen, every = [], list(obligations(claim, replace(plan, instances=())))
    for number, each in enumerate(every):
        if is_evident(each):
            continue
        certificate = certify(each)
        if certificate is not None:
            found: tuple[ProductInstance, ...] | None = instances_used(each, certificate)
        else:
            found = instances(each, milliseconds()) if solving else None
        if found is None:
            raise KernelError(f"not confirmed: {each.name} ({number} of {len(every)} obligations before it hold)")
        if found:
            chosen.append((each.name, found))
    return replace(plan, instances=tuple(chosen))


def _is_plain(left: Sequence[Term], right: Sequence[Term]) -> bool:
    """Whether names alone say which terms go together, and in which order of their factors."""
    ours, theirs = (sorted((sorted(term.factors), abs(term.coefficient)) for term in side) for side in (left, right))
    kinds = [tuple(factors) for factors, _ in ours]
    return ours == theirs and len({*kinds}) == len(kinds) and all(len({*each}) == len(each) for each in kinds)


@dataclass(frozen=True, slots=True)
class Matching:
    """The terms of both sides, numbered, to be paired; the axes that they speak of, first those of the places."""

    terms: Sequence[Term]
    places: Mapping[str, Variable]
    axes: tuple[str, ...]
    deadline: Deadline

    @classmethod
    def of(cls, terms: Sequence[Term], index: Sequence[Place], deadline: Deadline) -> Matching:
        """The terms of sums with this index."""
        places = {place.axis: place.variable for place in index}
        axes = dict.fromkeys([*places, *(part.axis for term in terms for part in term.parts)])
        return cls(terms, places, tuple(axes), deadline)

    def paired(self, one: int, other: int, order: tuple[int, ...]) -> PairPlan | None:
        """The plan for two terms with their factors in this order; None where their variables do not go together."""
        ours, theirs = self.terms[one], self.terms[other]
        said = {*self.places, *(part.axis for part in (*ours.parts, *theirs.parts))}
        planned = []
        for axis in (axis for axis in self.axes if axis in said):
            parts = ours.part(axis), turned(theirs.part(axis), order)
            left, right = (tuple(map(_eliminations, self.deadline.watched(part.cases))) for part in parts)
            if len({sum(isinstance(step, Together) for step in steps) for steps in (*left, *right)}) > 1:
                return None
            planned.append(AxisPlan(axis, left, right))
        return PairPlan(one, other, order, tuple(planned))


def _by_samples(claim: Claim, matching: Matching) -> Iterator[Plan]:
    """The classes that look alike at a few sizes, as far as they add up; by other orders where several look right."""
    sizes = list(samples(claim))
    terms = matching.deadline.watched(matching.terms)
    try:
        seen = [sampled(term, matching.places, matching.axes, claim, sizes) for term in terms]
    except TooManyError:
        return
    tried: list[Plan] = []
    for number in range(MOST_ALIKE):
        plan = _classes(matching, seen, number)
        if plan is not None and plan not in tried:
            tried.append(plan)
            yield plan


def _classes(matching: Matching, seen: Sequence[Sampled], choice: int) -> Plan | None:
    """The classes of terms that look alike, each by order number `choice` of its factors, or the last there is.

    None where they do not add up.
    """
    firsts: list[int] = []
    totals: dict[int, int] = {}
    pairs, zeros = [], []
    deadline = matching.deadline
    for number, term in enumerate(deadline.watched(matching.terms)):
        empty = seen[number].empty
        if empty is not None:
            zeros.append(Zero(number, empty))
            continue
        likely = ((first, [*islice(orders(seen[first], seen[number], deadline), choice + 1)]) for first in firsts)
        first, alike = next((each for each in likely if each[1]), (number, []))
        totals[first] = totals.get(first, 0) + term.coefficient
        if not alike:
            firsts.append(number)
            continue
        pair = matching.paired(first, number, alike[-1])
        if pair is None:
            return None
        pairs.append(pair)
    return None if any(totals.values()) else Plan(tuple(pairs), tuple(zeros))


def _by_names(matching: Matching, left: int) -> Iterator[Plan]:
    """The terms of the two sides paired off, in every way that their names allow."""
    if len(matching.terms) != 2 * left or left > MOST_PAIRED:
        return
    for chosen in permutations(range(left, 2 * left)):
        choices = [list(_pairs(matching, one, other)) for one, other in enumerate(chosen)]
        yield from map(Plan, product(*choices))


def _pairs(matching: Matching, one: int, other: int) -> Iterator[PairPlan]:
    """The plans for two terms: one for each way to match their factors by name."""
    ours, theirs = matching.terms[one], matching.terms[other]
    if ours.coefficient != -theirs.coefficient or sorted(ours.factors) != sorted(theirs.factors):
        return
    for order in matching.deadline.watched(permutations(range(len(theirs.factors)))):
        if all(ours.factors[at] == theirs.factors[to] for at, to in enumerate(order)):
            pair = matching.paired(one, other, order)
            if pair is not None:
                yield pair


@lru_cache(maxsize=512)
def _eliminations(case: Case) -> Steps:
    """Eliminations, those first that need no division; what no equation determines runs together, by its size."""
    at = coordinates(case)
    found: list[Elimination | Together] = []
    while at.bound:
        step = _next(at)
        if step is None:
            found += [Together(each.name) for each in sorted(at.bound, key=lambda each: str(each.size))]
            break
        at = eliminate(at, step).case
        found.append(step)
    return tuple(found)


def _next(case: Case) -> Elimination | None:
    """The next variable and the equation for it: without division where that goes, and as short as there is.

    Of those that divide it is the one about the first coordinates: then two terms take their quotients of the same.
    """
    found: list[tuple[bool, list[int], int, int, str]] = []
    for number, guard in enumerate(case.guards):
        if guard.relation != "=":
            continue
        named = {*unknowns(guard.value)}
        for variable in case.bound:
            if variable.unknown not in named:
                continue
            try:
                multiplier, _ = split(guard.value, variable.unknown)
            except KernelError:
                continue
            divides = multiplier not in (1, -1)
            about = sorted({each.factor for each in unknowns(guard.value) if isinstance(each, Coordinate)})
            found.append((divides, about if divides else [], len(terms(guard.value)), number, variable.name))
    if not found:
        return None
    *_, number, name = min(found)
    return Elimination(name, number)

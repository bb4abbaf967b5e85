"""The terms of both sides, not yet collected, in the classes of a plan."""

from __future__ import annotations

from dataclasses import dataclass, replace

from symconv.arrays.sums import GuardedSum, Term
from symconv.deadline import NEVER
from symconv.proof.kernel import Claim, KernelError, alike, collected
from symconv.proof.plan import PairPlan, Plan
from symconv.proof.search import Matching


@dataclass(frozen=True, slots=True)
class Classed:
    """A term: the number of the first of its class, or None where it is 0; and what the plan says of the two.

    Without a plan the term is the first itself. `axis` is the one along which a term is 0; `number` is the term's own
    among the collected ones, if it is among them.
    """

    term: Term
    first: int | None
    pair: PairPlan | None = None
    axis: str = ""
    number: int | None = None


def members(claim: Claim, plan: Plan) -> list[Classed]:
    """Every term of the left side and then of the right, in order."""
    assert claim.left.sum is not None
    assert claim.right.sum is not None
    sides = claim.left.sum, claim.right.sum
    ours, theirs = (collected(side) for side in sides)
    firsts = {pair.right: pair.left for pair in plan.pairs}
    if ours == theirs:
        firsts |= {len(ours.terms) + at: at for at in range(len(theirs.terms))}
    pairs = {pair.right: pair for pair in plan.pairs}
    zeros = {zero.term: zero.axis for zero in plan.zeros}
    found: list[Classed] = []
    seen: dict[object, int] = {}
    for side, whole, start in ((sides[0], ours, 0), (sides[1], theirs, len(ours.terms))):
        numbers = {alike(term): start + at for at, term in enumerate(whole.terms)}
        for term in side.terms:
            own = _alone(side, term)
            number = numbers.get(alike(own))
            if number in zeros:
                found.append(Classed(own, None, None, zeros[number], number))
                continue
            # What cancels in a sum is a class of its own.
            group: object = firsts.get(number, number) if number is not None else (start, alike(own))
            first = seen.setdefault(group, len(found))
            pair = None
            if first < len(found):
                pair = pairs[number] if number in pairs else _like(found[first].term, own, side)
            found.append(Classed(own, first, pair, "", number))
    return found


def _like(one: Term, other: Term, side: GuardedSum) -> PairPlan:
    """The plan for two terms that the kernel collects: they are the same but for names and the order of guards."""
    plan = Matching.of((one, other), side.index, NEVER).paired(0, 1, tuple(range(len(one.factors))))
    if plan is None:
        raise KernelError("two like terms have no plan")
    # What the kernel collects, it asks nothing about: no obligation has this name.
    return replace(plan, left=-1, right=-1)


def _alone(side: GuardedSum, term: Term) -> Term:
    """The term with its variables named as the kernel names them, its coefficient 1."""
    (found,) = collected(GuardedSum(side.index, (Term(1, term.factors, term.parts),))).terms
    return found

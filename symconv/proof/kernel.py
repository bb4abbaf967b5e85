"""The trusted kernel: rules and nothing else, and the only place that can make a `Proved`. It searches for nothing.

    prove(claim, plan, example, solvers) -> Proved    which has all of these; raises KernelError for a step that fails
    obligations(claim, plan)                 what is left to solvers, as `symconv.proof.smt` asks it
    collected(sum), numbered(ours, theirs)   the terms as a plan numbers them, for whoever searches for one

A claim (`symconv.proof.sides`) is two guarded sums and sizes under hypotheses; a plan (`symconv.proof.plan`) says which
terms go together, and which equation eliminates which bound variable. The kernel carries the plan out itself, so a
wrong one is refused, and what is left are obligations of linear integer arithmetic: each has a certificate, which a
checker of under a hundred lines accepts, or solvers are asked.

The rules, each a function of its own below or, where another module is named, in that:

- EXAMPLE (`symconv.proof.sides.check_example`): some whole numbers satisfy the hypotheses together and let both sides
  exist, so that nothing is proved of nothing.
- EXISTS, SHAPE (`obligations`): where one side's arrays exist so do the other's, and the sizes agree.
- COLLECT (`collected`): terms that differ in their coefficient alone, in what bound variables are called, or in how
  often and in which order guards are listed, are one term with the sum of the coefficients; none where that is 0.
- SAME (`obligations`): a sum is equal to itself.
- CLASSES (`_check_classes`): left minus right is 0 if each of its terms is 0 or in a class whose terms are all equal to
  its first but for their coefficients, which add up to 0.
- NOWHERE (`_nowhere`): a term is 0 if along one axis no values of the variables satisfy all guards of any case, since
  it is a product over the axes; so not along an axis of which there may be none.
- AXES (`_pair`): two terms with the same factors are equal but for the coefficient if along every axis their parts have
  the same coefficient function. A term's coefficient at given places of its factors is the product over the axes of
  what its parts give, and the entries of a tensor are independent unknowns; so equal parts give equal terms. As
  A[i]*A[j] = A[j]*A[i], the factors of one term may be taken in another order: one order for all axes, since a factor
  stands at one place along all of them.
  The parts of one axis mention no other axis. Hence what is shown for an axis with symbols for all its parameters
  holds for each of any number of such axes at once: that is the step to every rank, and, with the channel split into
  group and channel in the group, to all groups and channels.
- COORDINATES, ELIMINATE, TOGETHER (`symconv.proof.coordinates`): when two coefficient functions are the same.
- CERTIFICATE (`symconv.proof.linear.checker`): an obligation holds where the checker accepts a certificate of it.
- PRODUCT, QUOTIENT, AGREE (`symconv.proof.smt`): what a question may rest on, and when an answer confirms it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count, islice
from typing import Any

from symconv.arrays.sums import Case, Guard, GuardedSum, Part, Term, Variable, replaced, within
from symconv.proof.coordinates import coordinates, eliminate, together, turned
from symconv.proof.plan import PairPlan, Plan, Steps, Together, Zero
from symconv.proof.sides import Claim, Example, Side, check, check_example
from symconv.proof.smt import Certify, Confirmed, KernelError, Obligation, Solver, agreed, confirm
from symconv.sizes import Size
from symconv.unknown import Coordinate, Unknown

__all__ = [
    "Claim",
    "KernelError",
    "Proved",
    "Side",
    "collected",
    "numbered",
    "obligations",
    "prove",
]


IMPOSSIBLE = Guard(-1, ">=")
_KEY = object()


class Proved:
    """A claim that the kernel has proved, by which plan, an example of it, and who confirmed each obligation."""

    __slots__ = ("claim", "confirmed", "example", "plan")
    claim: Claim
    plan: Plan
    example: Example
    confirmed: tuple[Confirmed, ...]

    def __init__(
        self,
        claim: Claim,
        plan: Plan,
        example: Example,
        confirmed: tuple[Confirmed, ...],
        key: object,
    ) -> None:
        if key is not _KEY:
            raise KernelError("only the kernel makes a Proved")
        for name, value in (("claim", claim), ("plan", plan), ("example", example), ("confirmed", confirmed)):
            object.__setattr__(self, name, value)

    def __init_subclass__(cls) -> None:
        raise KernelError("only the kernel makes a Proved")

    def __setattr__(self, name: str, value: object) -> None:
        raise KernelError("a Proved cannot be changed")

    @property
    def obligations(self) -> tuple[Obligation, ...]:
        """What had to hold, in the order in which it was asked."""
        return tuple(each.obligation for each in self.confirmed)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Proved) and self.__reduce__() == other.__reduce__()

    def __hash__(self) -> int:
        return hash(self.__reduce__())

    def __copy__(self) -> Proved:
        return self

    def __deepcopy__(self, _: object) -> Proved:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        # What is stored is the proof, not the fact: whoever reads it carries it out again.
        return _restored, (self.claim, self.plan, self.example, self.confirmed)


def prove(
    claim: Claim,
    plan: Plan,
    example: Example,
    solvers: Iterable[Solver],
    milliseconds: Callable[[], int] = lambda: 10_000,
    certify: Certify = lambda _: None,
) -> Proved:
    """The proof of `claim` by `plan`; `milliseconds` says, before each question, how long a solver may take.

    `certify` gives a certificate of an obligation, which is checked, or None: then the solvers are asked.

    Raises KernelError where a step fails or is not confirmed, DisagreementError where the solvers disagree.
    """
    found = tuple(obligations(claim, plan))
    check_example(claim, example)
    confirmed = tuple(confirm(each, solvers, milliseconds, certify) for each in found)
    return Proved(claim, plan, tuple(example), confirmed, _KEY)


def _restored(claim: Claim, plan: Plan, example: Example, confirmed: tuple[Confirmed, ...]) -> Proved:
    """What was proved in another process: all is done again here but asking, where the answers are on record."""
    if tuple(each.obligation for each in confirmed) != tuple(obligations(claim, plan)):
        raise KernelError("these are not the obligations of the claim and the plan")
    check_example(claim, example)
    return Proved(claim, plan, example, tuple(map(agreed, confirmed)), _KEY)


def obligations(claim: Claim, plan: Plan) -> Iterator[Obligation]:
    """What has to hold for the plan to prove the claim, each with its instances of PRODUCT."""
    instances = dict(plan.instances)
    for each in _bare(claim, replace(plan, instances=())):
        yield replace(each, instances=instances[each.name]) if each.name in instances else each


# A plan is completed first, and then carried out.
@lru_cache(maxsize=2)
def _bare(claim: Claim, plan: Plan) -> tuple[Obligation, ...]:
    """The obligations without instances."""
    return tuple(_obligations(claim, plan))


def _obligations(claim: Claim, plan: Plan) -> Iterator[Obligation]:
    """The rules EXISTS, SHAPE, SAME, CLASSES."""
    left, right = claim.left, claim.right
    check(claim)
    yield Obligation("exists: right where left", claim.hypotheses + left.exists, right.exists)
    yield Obligation("exists: left where right", claim.hypotheses + right.exists, left.exists)
    assumed = claim.hypotheses + left.exists
    agree = tuple(Guard(a - b, "=") for (_, a), (_, b) in zip(left.sizes, right.sizes, strict=True))
    yield Obligation("sizes agree", assumed, agree)
    if left.sum is None or right.sum is None:
        return
    ours, theirs = collected(left.sum), collected(right.sum)
    if ours == theirs:
        return
    found, places = numbered(ours, theirs), {place.axis: place.variable for place in left.sum.index}
    _check_classes(found, plan)
    for zero in plan.zeros:
        yield from _nowhere(zero, found[zero.term], places, assumed, claim.absent)
    for pair in plan.pairs:
        yield from _pair(pair, found[pair.left], found[pair.right], places, assumed)


def numbered(ours: GuardedSum, theirs: GuardedSum) -> tuple[Term, ...]:
    """The terms of the one side minus the other, both collected: those of the one first."""
    return (*ours.terms, *(replace(term, coefficient=-term.coefficient) for term in theirs.terms))


def _check_classes(found: Sequence[Term], plan: Plan) -> None:
    """The rule CLASSES, but for what is left to solvers."""
    others = [*(pair.right for pair in plan.pairs), *(zero.term for zero in plan.zeros)]
    totals = {at: term.coefficient for at, term in enumerate(found) if at not in others}
    if len(set(others)) != len(others) or not {*others} <= {*range(len(found))}:
        raise KernelError("the plan does not put each term into one class")
    for pair in plan.pairs:
        if pair.left not in totals:
            raise KernelError("the first term of a pair is not the first of its class")
        totals[pair.left] += found[pair.right].coefficient
    if any(totals.values()):
        raise KernelError("the coefficients of a class do not add up to 0")


def collected(array: GuardedSum, going_on: Callable[[], object] = lambda: None) -> GuardedSum:
    """The rule COLLECT: like terms added up, in the order in which they first come, their variables named anew.

    The new names are v_0, v_1 and so on, in the order of each term's lists, but for a name that a place has.
    `going_on` is asked at each case, of which there may be thousands, and ends all this by what it raises.
    """
    first: dict[object, Term] = {}
    coefficients: dict[object, int] = {}
    taken = {place.variable.name for place in array.index}
    for term in array.terms:
        fresh = (name for name in (f"v_{number}" for number in count()) if name not in taken)
        named = ((part.axis, (_named(case, fresh, going_on) for case in part.cases)) for part in term.parts)
        found = Term(1, term.factors, tuple(Part(axis, tuple(cases)) for axis, cases in named))
        key = alike(found)
        first.setdefault(key, found)
        coefficients[key] = coefficients.get(key, 0) + term.coefficient
    total = (replace(first[key], coefficient=number) for key, number in coefficients.items() if number)
    return GuardedSum(array.index, tuple(total))


def alike(term: Term) -> object:
    """What is the same for terms that are alike: the guards of a case hold together, in whatever order."""
    cases = ((part.axis, tuple((c.bound, frozenset(c.guards), c.index) for c in part.cases)) for part in term.parts)
    return term.factors, tuple(cases)


def _named(case: Case, fresh: Iterator[str], going_on: Callable[[], object]) -> Case:
    """The case with fresh names for its bound variables, and every guard once."""
    going_on()
    return _called(case, tuple(islice(fresh, len(case.bound))))


# One theorem after the other has the same cases along the lead axes.
@lru_cache(maxsize=512)
def _called(case: Case, names: tuple[str, ...]) -> Case:
    """The case with these names for its bound variables, and every guard once."""
    bound = tuple(Variable(name, variable.size) for name, variable in zip(names, case.bound, strict=True))
    values: Mapping[Unknown, Size] = {old.unknown: new.at for old, new in zip(case.bound, bound, strict=True)}
    moved = replaced(case, values) if values else case
    return Case(bound, tuple(dict.fromkeys(moved.guards)), moved.index)


def _nowhere(
    zero: Zero, term: Term, places: Mapping[str, Variable], assumed: tuple[Guard, ...], absent: str | None
) -> Iterator[Obligation]:
    """The rule NOWHERE, for an axis that is there."""
    if zero.axis not in (*places, *(part.axis for part in term.parts)) or zero.axis == absent:
        raise KernelError(f"nothing is 0 along the axis {zero.axis}")
    box = assumed + _box(places.get(zero.axis))
    for number, case in enumerate(term.part(zero.axis).cases):
        inside = tuple(guard for variable in case.bound for guard in within(variable.at, variable.size))
        name = f"term {zero.term}, axis {zero.axis}: case {number} holds nowhere"
        yield Obligation(name, box + inside + case.guards, (IMPOSSIBLE,))


def _pair(
    pair: PairPlan, one: Term, other: Term, places: Mapping[str, Variable], assumed: tuple[Guard, ...]
) -> Iterator[Obligation]:
    """The rule AXES for two terms of a class."""
    if sorted(pair.order) != list(range(len(other.factors))):
        raise KernelError("the order of the factors is no permutation")
    if one.factors != tuple(other.factors[at] for at in pair.order):
        raise KernelError("the terms of a pair have other factors")
    axes = {*places, *(part.axis for part in one.parts), *(part.axis for part in other.parts)}
    if {each.axis for each in pair.axes} != axes or len(pair.axes) != len(axes):
        raise KernelError("the plan does not cover every axis once")
    for plan in pair.axes:
        name, place = f"terms {pair.left} and {pair.right}, axis {plan.axis}", places.get(plan.axis)
        ours = _reduced(one.part(plan.axis), plan.left, len(pair.order))
        theirs = _reduced(turned(other.part(plan.axis), pair.order), plan.right, len(pair.order))
        yield from _same(name, assumed, _box(place), ours, theirs)


def _box(place: Variable | None) -> tuple[Guard, ...]:
    return () if place is None else within(place.at, place.size)


@dataclass(frozen=True, slots=True)
class Reduced:
    """A case without variables: its guards at given coordinates, what the eliminations need, and who runs together."""

    guards: tuple[Guard, ...]
    needed: tuple[Guard, ...]
    together: int


def _reduced(part: Part, plan: Sequence[Steps], factors: int) -> list[Reduced]:
    if len(plan) != len(part.cases):
        raise KernelError("the plan does not cover every case once")
    found = []
    for case, steps in zip(part.cases, plan, strict=True):
        at, needed, common = coordinates(case), tuple[Guard, ...](), 0
        for step in steps:
            if isinstance(step, Together):
                at, common = together(at, step, Coordinate(factors + common)), common + 1
            else:
                done = eliminate(at, step)
                at, needed = done.case, needed + done.needed
        if at.bound:
            raise KernelError(f"{at.bound[0].name} is not eliminated")
        found.append(Reduced(at.guards, needed, common))
    return found


def _same(
    name: str, assumed: tuple[Guard, ...], box: tuple[Guard, ...], ours: Sequence[Reduced], theirs: Sequence[Reduced]
) -> Iterator[Obligation]:
    """Two coefficient functions agree everywhere in the box of the entries."""
    if len({each.together for each in (*ours, *theirs)}) > 1:
        raise KernelError("not every case has a variable to run together with")
    needed = dict.fromkeys(guard for each in (*ours, *theirs) for guard in each.needed)
    yield Obligation(f"{name}: multipliers are positive", assumed, tuple(needed))
    if len(ours) == len(theirs) == 1:
        yield Obligation(f"{name}: right where left", assumed + box + ours[0].guards, theirs[0].guards)
        yield Obligation(f"{name}: left where right", assumed + box + theirs[0].guards, ours[0].guards)
    else:
        counts = tuple(each.guards for each in ours), tuple(each.guards for each in theirs)
        yield Obligation(f"{name}: as many on both sides", assumed + box, counts=counts)

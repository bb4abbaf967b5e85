"""The trusted kernel: rules and nothing else, and the only place that can make a `Proved`. It searches for nothing.

    prove(claim, plan, example, solvers) -> Proved    which has all of these; raises KernelError for a step that fails
    obligations(claim, plan)                 what is left to solvers, as `symconv.proof.smt` asks it
    collected(sum), turned(part, order)      single rules, for whoever searches for a plan or tells a proof:
    coordinates(case), eliminate(case, step), split(value, index)

A claim (`symconv.proof.sides`) is two guarded sums and sizes under hypotheses; a plan says which term goes with which,
and which equation eliminates which bound variable. The kernel carries the plan out itself, so a wrong one is refused,
and asks solvers only whether questions of linear integer arithmetic are unsatisfiable.

The rules, each a function of its own below:

- EXAMPLE (`symconv.proof.sides.check_example`): some whole numbers satisfy the hypotheses together and let both sides
  exist, so that nothing is proved of nothing.
- EXISTS, SHAPE (`obligations`): where one side's arrays exist so do the other's, and the sizes agree.
- COLLECT (`collected`): terms that differ in their coefficient alone, in what bound variables are called, or in how
  often and in which order guards are listed, are one term with the sum of the coefficients; none where that is 0.
- SAME (`obligations`): a sum is equal to itself.
- PAIR (`obligations`): two sums are equal if their terms can be paired off so that those of each pair are equal.
- AXES (`_pair`): two terms with the same coefficient and the same factors are equal if along every axis their parts
  have the same coefficient function. A term's coefficient at given places of its factors is the product over the
  axes of what its parts give, and the entries of a tensor are independent unknowns; so equal parts give equal terms.
  The parts of one axis mention no other axis. Hence what is shown for an axis with symbols for all its parameters
  holds for each of any number of such axes at once: that is the step to every rank, and, with the channel split into
  group and channel in the group, to all groups and channels.
- COORDINATES (`coordinates`): the coefficient function of a part is the number of values of its bound variables with
  which all guards hold and every factor stands at its given place.
- ELIMINATE (`eliminate`): a bound variable that an equation determines, as `v = e`, is replaced by `e`, guarded by v's
  box; where the equation is `p*v = e` with p >= 1, by `v = e // p`, guarded by `p*(e // p) = e` too. Either way
  exactly one value of v can satisfy the equation, so the number of solutions stays the same.
- AGREE (`symconv.proof.smt.agreed`): an obligation holds where it is evident, or where the first solver says that its
  negation is unsatisfiable and none says that it is satisfiable. Who said what stands in the `Proved`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from symconv.arrays.sums import Case, Guard, GuardedSum, Part, Term, Variable, replaced, within
from symconv.proof.sides import Claim, Example, Side, check, check_example
from symconv.proof.smt import Confirmed, KernelError, Obligation, Solver, agreed, confirm
from symconv.sizes import Coordinate, Index, Monomial, Polynomial, Size, Unknown, symbol_of, terms, unknowns

__all__ = [
    "AxisPlan",
    "Claim",
    "Eliminated",
    "Elimination",
    "KernelError",
    "PairPlan",
    "Proved",
    "Side",
    "collected",
    "coordinates",
    "eliminate",
    "obligations",
    "prove",
    "split",
    "turned",
]


@dataclass(frozen=True, slots=True)
class Elimination:
    """Eliminate bound variable `variable` by the guard number `guard` of the case as it then stands."""

    variable: str
    guard: int


@dataclass(frozen=True, slots=True)
class AxisPlan:
    """The eliminations along one axis: a sequence for every case of the left part, and of the right."""

    axis: str
    left: tuple[tuple[Elimination, ...], ...]
    right: tuple[tuple[Elimination, ...], ...]


@dataclass(frozen=True, slots=True)
class PairPlan:
    """Left term `left` equals right term `right`, of the collected sums; factor `order[j]` is the left's factor j."""

    left: int
    right: int
    order: tuple[int, ...]
    axes: tuple[AxisPlan, ...]


_KEY = object()


class Proved:
    """A claim that the kernel has proved, by which plan, an example of it, and who confirmed each obligation."""

    __slots__ = ("claim", "confirmed", "example", "plan")
    claim: Claim
    plan: tuple[PairPlan, ...]
    example: Example
    confirmed: tuple[Confirmed, ...]

    def __init__(
        self,
        claim: Claim,
        plan: tuple[PairPlan, ...],
        example: Example,
        confirmed: tuple[Confirmed, ...],
        key: object,
    ) -> None:
        if key is not _KEY:
            raise KernelError("only the kernel makes a Proved")
        for name, value in (("claim", claim), ("plan", plan), ("example", example), ("confirmed", confirmed)):
            object.__setattr__(self, name, value)

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
    plan: Sequence[PairPlan],
    example: Example,
    solvers: Sequence[Solver],
    milliseconds: Callable[[], int] = lambda: 10_000,
) -> Proved:
    """The proof of `claim` by `plan`; `milliseconds` says, before each question, how long a solver may take.

    Raises KernelError where a step fails or is not confirmed, DisagreementError where the solvers disagree.
    """
    found = tuple(obligations(claim, plan))
    check_example(claim, example)
    confirmed = tuple(confirm(each, solvers, milliseconds) for each in found)
    return Proved(claim, tuple(plan), tuple(example), confirmed, _KEY)


def _restored(claim: Claim, plan: tuple[PairPlan, ...], example: Example, confirmed: tuple[Confirmed, ...]) -> Proved:
    """What was proved in another process: all is done again here but asking, where the answers are on record."""
    if tuple(each.obligation for each in confirmed) != tuple(obligations(claim, plan)):
        raise KernelError("these are not the obligations of the claim and the plan")
    check_example(claim, example)
    return Proved(claim, plan, example, tuple(map(agreed, confirmed)), _KEY)


def obligations(claim: Claim, plan: Sequence[PairPlan]) -> Iterator[Obligation]:
    """What has to hold for the plan to prove the claim: the rules EXISTS, SHAPE, SAME, PAIR."""
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
    paired = [sorted(pair.left for pair in plan), sorted(pair.right for pair in plan)]
    if paired != [list(range(len(ours.terms))), list(range(len(theirs.terms)))]:
        raise KernelError("the plan does not pair off all terms")
    for pair in plan:
        yield from _pair(pair, ours, theirs, assumed)


def collected(array: GuardedSum) -> GuardedSum:
    """The rule COLLECT: like terms added up, in the order in which they first come, their variables named anew.

    The new names are v_0, v_1 and so on, in the order of each term's lists, but for a name that a place has.
    """
    first: dict[object, Term] = {}
    coefficients: dict[object, int] = {}
    taken = {place.variable.name for place in array.index}
    for term in array.terms:
        fresh = (name for name in (f"v_{number}" for number in count()) if name not in taken)
        parts = tuple(Part(part.axis, tuple(_named(case, fresh) for case in part.cases)) for part in term.parts)
        # The guards of a case hold together, in whatever order.
        cases = ((part.axis, tuple((c.bound, frozenset(c.guards), c.index) for c in part.cases)) for part in parts)
        alike = term.factors, tuple(cases)
        first.setdefault(alike, Term(1, term.factors, parts))
        coefficients[alike] = coefficients.get(alike, 0) + term.coefficient
    total = (replace(first[alike], coefficient=found) for alike, found in coefficients.items() if found)
    return GuardedSum(array.index, tuple(total))


def _named(case: Case, fresh: Iterator[str]) -> Case:
    """The case with fresh names for its bound variables, and every guard once."""
    bound = tuple(Variable(next(fresh), variable.size) for variable in case.bound)
    values: Mapping[Unknown, Size] = {old.unknown: new.at for old, new in zip(case.bound, bound, strict=True)}
    moved = replaced(case, values)
    return Case(bound, tuple(dict.fromkeys(moved.guards)), moved.index)


def _pair(pair: PairPlan, left: GuardedSum, right: GuardedSum, assumed: tuple[Guard, ...]) -> Iterator[Obligation]:
    """The rule AXES for two terms."""
    one, other = left.terms[pair.left], right.terms[pair.right]
    if sorted(pair.order) != list(range(len(other.factors))):
        raise KernelError("the order of the factors is no permutation")
    if one.coefficient != other.coefficient or one.factors != tuple(other.factors[at] for at in pair.order):
        raise KernelError("the terms of a pair have other factors or coefficients")
    places = {place.axis: place.variable for place in left.index}
    axes = {*places, *(part.axis for part in one.parts), *(part.axis for part in other.parts)}
    if {each.axis for each in pair.axes} != axes or len(pair.axes) != len(axes):
        raise KernelError("the plan does not cover every axis once")
    for plan in pair.axes:
        name, place = f"terms {pair.left} and {pair.right}, axis {plan.axis}", places.get(plan.axis)
        ours = _reduced(one.part(plan.axis), plan.left)
        theirs = _reduced(turned(other.part(plan.axis), pair.order), plan.right)
        yield from _same(name, place, assumed, ours, theirs)


def turned(part: Part, order: Sequence[int]) -> Part:
    """The part with the places of the factors in another order: factor j is what was factor `order[j]`."""
    cases = (Case(case.bound, case.guards, tuple(case.index[at] for at in order)) for case in part.cases)
    return Part(part.axis, tuple(cases))


Reduced = list[tuple[tuple[Guard, ...], tuple[Guard, ...]]]


def _reduced(part: Part, plan: Sequence[Sequence[Elimination]]) -> Reduced:
    """For every case, its guards at given coordinates and the conditions that the eliminations need."""
    if len(plan) != len(part.cases):
        raise KernelError("the plan does not cover every case once")
    found = []
    for case, steps in zip(part.cases, plan, strict=True):
        at, needed = coordinates(case), tuple[Guard, ...]()
        for step in steps:
            done = eliminate(at, step)
            at, needed = done.case, needed + done.needed
        if at.bound:
            raise KernelError(f"{at.bound[0].name} is not eliminated")
        found.append((at.guards, needed))
    return found


def coordinates(case: Case) -> Case:
    """The rule COORDINATES: every factor j stands at its given place."""
    given = (Guard(at - symbol_of(Coordinate(j)), "=") for j, at in enumerate(case.index) if at is not None)
    return Case(case.bound, (*case.guards, *given), ())


@dataclass(frozen=True, slots=True)
class Eliminated:
    """A case without a variable, the value that stands for it now, and what its multiplier needs to be."""

    case: Case
    value: Size
    needed: tuple[Guard, ...]


def eliminate(case: Case, step: Elimination) -> Eliminated:
    """The rule ELIMINATE."""
    variable = next((each for each in case.bound if each.name == step.variable), None)
    if variable is None or not 0 <= step.guard < len(case.guards):
        raise KernelError("no such variable or guard")
    guard = case.guards[step.guard]
    if guard.relation != "=":
        raise KernelError("only an equation eliminates a variable")
    value, whole, needed = _determined(*split(guard.value, variable.unknown))
    left = tuple(each for each in case.bound if each is not variable)
    if any(variable.unknown in unknowns(each.size) for each in left):
        raise KernelError("the box of another variable depends on this one")
    guards = case.guards[: step.guard] + case.guards[step.guard + 1 :]
    found = replaced(Case(left, guards, ()), {variable.unknown: value})
    return Eliminated(Case(left, found.guards + within(value, variable.size) + whole, ()), value, needed)


def split(value: Size, index: Index) -> tuple[Size, Size]:
    """`value` as `multiplier * index + rest`; raises KernelError where it is not of that form."""
    multiplier: Size = 0
    rest: Size = 0
    for monomial, coefficient in terms(value):
        if index in monomial:
            at = monomial.index(index)
            multiplier = multiplier + _term(monomial[:at] + monomial[at + 1 :], coefficient)
        else:
            rest = rest + _term(monomial, coefficient)
    if multiplier == 0 or index in unknowns(multiplier) or index in unknowns(rest):
        raise KernelError(f"no equation for {index}: {value}")
    return multiplier, rest


def _term(monomial: Monomial, coefficient: int) -> Size:
    return Polynomial(((monomial, coefficient),)) if monomial else coefficient


def _determined(multiplier: Size, rest: Size) -> tuple[Size, tuple[Guard, ...], tuple[Guard, ...]]:
    """The value v with `multiplier*v + rest = 0`, the guards that there is one, and what must be positive."""
    if multiplier in (1, -1):
        return -multiplier * rest, (), ()
    if all(coefficient < 0 for _, coefficient in terms(multiplier)):
        multiplier, rest = -multiplier, -rest
    value = (-rest) // multiplier
    return value, (Guard(multiplier * value + rest, "="),), (Guard(multiplier - 1, ">="),)


def _same(
    name: str, place: Variable | None, assumed: tuple[Guard, ...], ours: Reduced, theirs: Reduced
) -> Iterator[Obligation]:
    """Two coefficient functions agree everywhere in the box of the entries."""
    box = assumed if place is None else assumed + within(place.at, place.size)
    needed = tuple(guard for _, conditions in (*ours, *theirs) for guard in conditions)
    yield Obligation(f"{name}: multipliers are positive", assumed, tuple(dict.fromkeys(needed)))
    if len(ours) == len(theirs) == 1:
        yield Obligation(f"{name}: right where left", box + ours[0][0], theirs[0][0])
        yield Obligation(f"{name}: left where right", box + theirs[0][0], ours[0][0])
    else:
        counts = tuple(guards for guards, _ in ours), tuple(guards for guards, _ in theirs)
        yield Obligation(f"{name}: as many on both sides", box, counts=counts)

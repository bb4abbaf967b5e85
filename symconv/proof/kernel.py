"""The trusted kernel: the only place that can make a `Proved`. It searches for nothing.

It is given a claim (two guarded sums and the sizes that must agree, under hypotheses on the parameters), a
plan (which term goes with which, and which equation eliminates which bound variable) and a solver. It carries
the plan out itself, so a wrong plan is refused, and asks the solver only whether a list of assertions, in
linear integer arithmetic without quantifiers, is unsatisfiable.

What else has to be right: `symconv.sizes` (polynomials), `symconv.arrays.sums` (what a guarded sum means),
`symconv.layers.definition` and `symconv.arrays.entries` (that the claim says what the statement says), and the solver.

The rules, each a function below:

- EXISTS, SHAPE: where one side's arrays exist so do the other's, and the sizes agree.
- SAME: a sum is equal to itself.
- PAIR: two sums are equal if their terms can be paired off so that the terms of each pair are equal.
- AXES: two terms with the same coefficient and the same factors are equal if along every axis their parts have
  the same coefficient function. A term's coefficient at given places of its factors is the product over the
  axes of what its parts give, and the entries of a tensor are independent unknowns; so equal parts give equal
  terms. The parts of one axis mention no other axis. Hence what is shown for an axis with symbols for all its
  parameters holds for each of any number of such axes at once: that is the step to every rank, and, with the
  channel split into group and channel in the group, to all groups and channels.
- COORDINATES: the coefficient function of a part is the number of values of its bound variables with which
  all guards hold and every factor stands at its given place.
- ELIMINATE: a bound variable that an equation determines, as `v = e`, is replaced by `e`, guarded by v's box;
  where the equation is `p*v = e` with p >= 1, by `v = e // p`, guarded by `p*(e // p) = e` too. Either way
  exactly one value of v can satisfy the equation, so the number of solutions stays the same.
- PRODUCT: for integers, p >= 0 and e >= 0 give p*e >= 0, and e = 0 gives p*e = 0. With these instances the
  products themselves may be treated as unknowns, which makes every question linear.
- QUOTIENT: for q = a // b with b >= 1, b*q <= a <= b*q + b - 1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from symconv.arrays.sums import Case, Guard, GuardedSum, Part, Place, replaced, within
from symconv.sizes import Atom, Monomial, Polynomial, Quotient, Size, Symbol, symbol, symbols, terms


class KernelError(Exception):
    """A step of a plan that does not hold, or that the solver did not confirm."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a claim: the conditions under which it exists, its sizes, and for an array its entries."""

    exists: tuple[Guard, ...]
    sizes: tuple[tuple[str, Size], ...]
    sum: GuardedSum | None


@dataclass(frozen=True, slots=True)
class Claim:
    """`left = right` for all parameters that satisfy the hypotheses."""

    text: str
    hypotheses: tuple[Guard, ...]
    left: Side
    right: Side


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
    """Left term `left` equals right term `right`, whose factor `order[j]` is the left's factor j."""

    left: int
    right: int
    order: tuple[int, ...]
    axes: tuple[AxisPlan, ...]


@dataclass(frozen=True, slots=True)
class Obligation:
    """Under the assumptions, all goals hold; or, with `counts`, as many left cases hold as right ones."""

    name: str
    assumptions: tuple[Guard, ...]
    goals: tuple[Guard, ...] = ()
    counts: tuple[tuple[tuple[Guard, ...], ...], tuple[tuple[Guard, ...], ...]] | None = None


Solve = Callable[[str], bool]
_KEY = object()
PLACE = "place_"


class Proved:
    """A claim that the kernel has proved, with the obligations that it discharged. Nothing else can make one."""

    __slots__ = ("claim", "obligations", "plan")
    claim: Claim
    plan: tuple[PairPlan, ...]
    obligations: tuple[Obligation, ...]

    def __init__(
        self, claim: Claim, plan: tuple[PairPlan, ...], obligations: tuple[Obligation, ...], key: object
    ) -> None:
        if key is not _KEY:
            raise KernelError("only the kernel makes a Proved")
        for name, value in (("claim", claim), ("plan", plan), ("obligations", obligations)):
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> None:
        raise KernelError("a Proved cannot be changed")


def prove(claim: Claim, plan: Sequence[PairPlan], solve: Solve) -> Proved:
    """The proof of `claim` by `plan`; raises KernelError where a step fails or is not confirmed.

    `solve` answers whether an SMT-LIB text is unsatisfiable.
    """
    found = tuple(obligations(claim, plan))
    for obligation in found:
        if not trivial(obligation) and not solve(smt(obligation)):
            raise KernelError(f"not confirmed: {obligation.name}")
    return Proved(claim, tuple(plan), found, _KEY)


def obligations(claim: Claim, plan: Sequence[PairPlan]) -> Iterable[Obligation]:
    """What has to hold for the plan to prove the claim: the rules EXISTS, SHAPE, SAME, PAIR."""
    left, right = claim.left, claim.right
    _check_sides(left, right)
    yield Obligation("exists: right where left", claim.hypotheses + left.exists, right.exists)
    yield Obligation("exists: left where right", claim.hypotheses + right.exists, left.exists)
    assumed = claim.hypotheses + left.exists
    if [axis for axis, _ in left.sizes] != [axis for axis, _ in right.sizes]:
        raise KernelError("the sides have different axes")
    agree = tuple(Guard(a - b, "=") for (_, a), (_, b) in zip(left.sizes, right.sizes, strict=True))
    yield Obligation("sizes agree", assumed, agree)
    if (left.sum is None) != (right.sum is None):
        raise KernelError("an array is no size")
    if left.sum is None or right.sum is None:
        return
    if left.sum == right.sum:
        return
    if sorted(pair.left for pair in plan) != list(range(len(left.sum.terms))) or sorted(
        pair.right for pair in plan
    ) != list(range(len(right.sum.terms))):
        raise KernelError("the plan does not pair off all terms")
    for pair in plan:
        yield from _pair(pair, left.sum, right.sum, assumed)


def _check_sides(left: Side, right: Side) -> None:
    """Each side's entries are indexed along its own axes, once each and in boxes of its own sizes."""
    for side in (left, right):
        if side.sum is not None:
            places = [(place.axis, place.variable.size) for place in side.sum.index]
            if sorted(axis for axis, _ in places) != sorted({axis for axis, _ in places}) or dict(places) != dict(
                side.sizes
            ):
                raise KernelError("the entries of a side are not indexed as its sizes say")
            for term in side.sum.terms:
                if len({part.axis for part in term.parts}) != len(term.parts):
                    raise KernelError("a term has two parts along one axis")
                if any(len(case.index) != len(term.factors) for part in term.parts for case in part.cases):
                    raise KernelError("a case does not give one place for each factor")


def _pair(pair: PairPlan, left: GuardedSum, right: GuardedSum, assumed: tuple[Guard, ...]) -> Iterable[Obligation]:
    """The rule AXES for two terms."""
    one, other = left.terms[pair.left], right.terms[pair.right]
    if sorted(pair.order) != list(range(len(other.factors))):
        raise KernelError("the order of the factors is no permutation")
    if one.coefficient != other.coefficient or one.factors != tuple(other.factors[at] for at in pair.order):
        raise KernelError("the terms of a pair have other factors or coefficients")
    places = {place.axis: place for place in left.index}
    if places.keys() != {place.axis for place in right.index}:
        raise KernelError("the sides have different axes")
    if any(places[place.axis].variable.name != place.variable.name for place in right.index):
        raise KernelError("the sides index their entries by different variables")
    axes = dict.fromkeys([*places, *(part.axis for part in one.parts), *(part.axis for part in other.parts)])
    for parts in (one.parts, other.parts):
        _check_apart(parts, tuple(places.values()), assumed)
    plans = {each.axis: each for each in pair.axes}
    if plans.keys() != axes.keys() or len(plans) != len(pair.axes):
        raise KernelError("the plan does not cover every axis once")
    for axis, plan in plans.items():
        ours = _reduced(one.part(axis), plan.left, places.get(axis))
        turned = tuple(
            Case(case.bound, case.guards, tuple(case.index[at] for at in pair.order)) for case in other.part(axis).cases
        )
        theirs = _reduced(Part(axis, turned), plan.right, places.get(axis))
        yield from _same(f"terms {pair.left} and {pair.right}, axis {axis}", places.get(axis), assumed, ours, theirs)


def _check_apart(parts: Sequence[Part], places: Sequence[Place], assumed: Sequence[Guard]) -> None:
    """The parts of one axis mention no variable of another, and no variable is called as a parameter is."""
    owner = {place.variable.name: place.axis for place in places}
    for part in parts:
        for case in part.cases:
            for variable in case.bound:
                if owner.setdefault(variable.name, part.axis) != part.axis:
                    raise KernelError(f"{variable.name} belongs to two axes")
    sizes = [place.variable.size for place in places]
    sizes += [variable.size for part in parts for case in part.cases for variable in case.bound]
    for value in [guard.value for guard in assumed] + sizes:
        for name in symbols(value):
            if name in owner or "_" in name:
                raise KernelError(f"{name} is a variable and a parameter")
    for name in owner:
        if "_" not in name or name.startswith(PLACE):
            raise KernelError(f"{name} is no name for a variable")
    for part in parts:
        for case in part.cases:
            for value in [guard.value for guard in case.guards] + [at for at in case.index if at is not None]:
                for name in symbols(value):
                    if owner.get(name, part.axis) != part.axis or ("_" in name and name not in owner):
                        raise KernelError(f"axis {part.axis} mentions {name}")


def _reduced(
    part: Part, plan: Sequence[Sequence[Elimination]], place: Place | None
) -> list[tuple[tuple[Guard, ...], tuple[Guard, ...]]]:
    """For every case, its guards at given coordinates and the conditions that the eliminations need."""
    if len(plan) != len(part.cases):
        raise KernelError("the plan does not cover every case once")
    found = []
    for case, steps in zip(part.cases, plan, strict=True):
        taken = [] if place is None else [place.variable.name]
        names = [variable.name for variable in case.bound] + taken
        if len(set(names)) != len(names):
            raise KernelError("two variables of one name")
        at = coordinates(case)
        needed: list[Guard] = []
        for step in steps:
            at, positive = eliminate(at, step)
            needed += positive
        if at.bound:
            raise KernelError(f"{at.bound[0].name} is not eliminated")
        found.append((at.guards, tuple(needed)))
    return found


def coordinates(case: Case) -> Case:
    """The rule COORDINATES: every factor j stands at its given place."""
    given = tuple(Guard(at - symbol(f"{PLACE}{j}"), "=") for j, at in enumerate(case.index) if at is not None)
    return Case(case.bound, case.guards + given, ())


def eliminate(case: Case, step: Elimination) -> tuple[Case, tuple[Guard, ...]]:
    """The rule ELIMINATE: the case without the variable, and what its multiplier needs to be."""
    variable = next((each for each in case.bound if each.name == step.variable), None)
    if variable is None or not 0 <= step.guard < len(case.guards):
        raise KernelError("no such variable or guard")
    guard = case.guards[step.guard]
    if guard.relation != "=":
        raise KernelError("only an equation eliminates a variable")
    multiplier, rest = split(guard.value, variable.name)
    value, extra, needed = _determined(multiplier, rest)
    left = tuple(each for each in case.bound if each is not variable)
    if any(variable.name in symbols(each.size) for each in left):
        raise KernelError("the box of another variable depends on this one")
    guards = case.guards[: step.guard] + case.guards[step.guard + 1 :]
    found = replaced(Case(left, guards, ()), {variable.name: value})
    return Case(left, found.guards + within(value, variable.size) + extra, ()), needed


def split(value: Size, name: str) -> tuple[Size, Size]:
    """`value` as `multiplier * name + rest`; raises KernelError where it is not of that form."""
    multiplier: Size = 0
    rest: Size = 0
    atom = Symbol(name)
    for monomial, coefficient in terms(value):
        if atom in monomial:
            at = monomial.index(atom)
            multiplier = multiplier + _term(monomial[:at] + monomial[at + 1 :], coefficient)
        else:
            rest = rest + _term(monomial, coefficient)
    if multiplier == 0 or name in symbols(multiplier) or name in symbols(rest):
        raise KernelError(f"no equation for {name}: {value}")
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
    name: str,
    place: Place | None,
    assumed: tuple[Guard, ...],
    ours: Sequence[tuple[tuple[Guard, ...], tuple[Guard, ...]]],
    theirs: Sequence[tuple[tuple[Guard, ...], tuple[Guard, ...]]],
) -> Iterable[Obligation]:
    """Two coefficient functions agree everywhere in the box of the entries."""
    box = assumed
    if place is not None:
        box += within(symbol(place.variable.name), place.variable.size)
    needed = tuple(guard for _, conditions in (*ours, *theirs) for guard in conditions)
    yield Obligation(f"{name}: multipliers are positive", assumed, tuple(dict.fromkeys(needed)))
    if len(ours) == len(theirs) == 1:
        yield Obligation(f"{name}: right where left", box + ours[0][0], theirs[0][0])
        yield Obligation(f"{name}: left where right", box + theirs[0][0], ours[0][0])
    else:
        counts = tuple(guards for guards, _ in ours), tuple(guards for guards, _ in theirs)
        yield Obligation(f"{name}: as many on both sides", box, counts=counts)


def trivial(obligation: Obligation) -> bool:
    """Whether every goal stands among the assumptions, or is a true statement about numbers."""
    return obligation.counts is None and all(
        goal in obligation.assumptions or _evident(goal) for goal in obligation.goals
    )


def _evident(goal: Guard) -> bool:
    return isinstance(goal.value, int) and (goal.value == 0 if goal.relation == "=" else goal.value >= 0)


def smt(obligation: Obligation) -> str:
    """The obligation in SMT-LIB, negated: unsatisfiable means that it holds. Products and quotients are unknowns
    about which only the instances of PRODUCT and QUOTIENT are known, so an answer of "sat" means nothing.
    """
    assumptions = list(dict.fromkeys(obligation.assumptions))
    goals = [goal for goal in dict.fromkeys(obligation.goals) if goal not in assumptions and not _evident(goal)]
    if obligation.counts is None:
        negated = f"(not (and {' '.join(map(_guard, goals))}))"
        guards = [*assumptions, *goals]
    else:
        left, right = (" ".join(map(_counted, side)) for side in obligation.counts)
        negated = f"(not (= (+ 0 0 {left}) (+ 0 0 {right})))"
        guards = [*assumptions, *(g for side in obligation.counts for case in side for g in case)]
    facts = _facts(guards)
    body = [*map(_guard, assumptions), *facts, negated]
    unknowns = sorted({word for line in body for word in _words(line)})
    if not obligation.name.isprintable():
        raise KernelError("the name of an obligation is no line")
    lines = [f"; {obligation.name}", "(set-logic QF_LIA)"]
    lines += [f"(declare-const {each} Int)" for each in unknowns]
    lines += [f"(assert {each})" for each in body]
    return "\n".join([*lines, "(check-sat)"]) + "\n"


def _facts(guards: Sequence[Guard]) -> list[str]:
    """The instances of QUOTIENT for the quotients that occur, and of PRODUCT for the products that occur."""
    values: list[Size] = [guard.value for guard in guards]
    facts: dict[str, None] = {}
    for quotient in _quotients(values):
        q = Polynomial((((quotient,), 1),))
        a, b = quotient.numerator, quotient.denominator
        bounds = (Guard(a - b * q, ">="), Guard(b * q + b - 1 - a, ">="))
        values += [q, *(bound.value for bound in bounds)]
        facts[f"(=> {_guard(Guard(b - 1, '>='))} (and {' '.join(map(_guard, bounds))}))"] = None
    known = {monomial for value in values for monomial, _ in terms(value) if len(monomial) > 1}
    factors = dict.fromkeys(atom for monomial in sorted(known, key=str) for atom in monomial)
    for value in dict.fromkeys(values):
        for atom in factors:
            p = Polynomial((((atom,), 1),))
            if not {monomial for monomial, _ in terms(p * value) if len(monomial) > 1} <= known:
                continue
            # An equation, or a goal that is not met, also gives the inequalities next to it.
            for e in (value, -value, value - 1, -value - 1):
                fact = f"(=> (and {_guard(Guard(p, '>='))} {_guard(Guard(e, '>='))}) {_guard(Guard(p * e, '>='))})"
                facts[fact] = None
    return list(facts)


def _quotients(values: Iterable[Size]) -> list[Quotient]:
    """Every quotient in the values, the inner ones too."""
    found: dict[Quotient, None] = {}
    for value in values:
        for monomial, _ in terms(value):
            for atom in monomial:
                if isinstance(atom, Quotient):
                    found.update(dict.fromkeys(_quotients([atom.numerator, atom.denominator])))
                    found[atom] = None
    return list(found)


def _counted(case: Sequence[Guard]) -> str:
    return f"(ite (and true {' '.join(map(_guard, case))}) 1 0)"


def _guard(guard: Guard) -> str:
    if guard.relation not in ("=", ">="):
        raise KernelError("a guard says = 0 or >= 0")
    return f"({guard.relation} {_polynomial(guard.value)} 0)"


def _polynomial(value: Size) -> str:
    summands = [_summand(monomial, coefficient) for monomial, coefficient in terms(value)]
    return summands[0] if len(summands) == 1 else f"(+ {' '.join(summands)})" if summands else "0"


def _summand(monomial: Monomial, coefficient: int) -> str:
    number = str(coefficient) if coefficient >= 0 else f"(- {-coefficient})"
    if not monomial:
        return number
    unknown = f"|{'*'.join(_atom(atom) for atom in monomial)}|"
    return unknown if coefficient == 1 else f"(* {number} {unknown})"


def _atom(atom: Atom) -> str:
    """An atom's name inside a quoted symbol; the names of symbols are words, so no two atoms are called alike."""
    for name in symbols(Polynomial((((atom,), 1),))):
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name, re.ASCII):
            raise KernelError("the name of a symbol is no word")
    return atom.name if isinstance(atom, Symbol) else f"({atom})"


def _words(line: str) -> Iterable[str]:
    """The quoted names in a line of SMT-LIB: every second piece between bars."""
    return (f"|{piece}|" for piece in line.split("|")[1::2])



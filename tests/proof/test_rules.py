"""The kernel's rules one by one, against counting over small integers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracles.size_readings import holds, value
from quick import examples
from strategies.polynomials import NUMBERS, PARAMETERS, polynomials

from proof.proved import SOLVERS, prove
from symconv.arrays.sums import Case, Guard, GuardedSum, Part, Place, Term, Variable
from symconv.proof.coordinates import coordinates, eliminate, split
from symconv.proof.kernel import Claim, KernelError, Side
from symconv.proof.plan import AxisPlan, Elimination, PairPlan
from symconv.proof.smt import Solver
from symconv.sizes import Size, floordiv, index, symbol, symbol_of
from symconv.unknown import Coordinate, Index

n, k, p = symbol("n"), symbol("k"), symbol("p")
u, v, w = index("u"), index("v"), index("w")


# split


@pytest.mark.parametrize(
    ("size", "multiplier", "rest"),
    [
        (v, 1, 0),
        (-v, -1, 0),
        (3 - v, -1, 3),
        (p * v + n * k - v, p - 1, n * k),
        (2 * p * v - 4, 2 * p, -4),
        (v * w + v * p + w, w + p, w),
        (floordiv(n, p) * v + floordiv(n, p), floordiv(n, p), floordiv(n, p)),
    ],
    ids=str,
)
def test_split(size: Size, multiplier: Size, rest: Size) -> None:
    assert split(size, Index("v")) == (multiplier, rest)


@pytest.mark.parametrize(
    "size",
    [
        0,
        5,
        n + p,
        v * v,
        v * v + v,
        v * w * v - v,
        floordiv(v, p),
        floordiv(n, v),
        v + floordiv(v, p),
        v * floordiv(v, p),
        v + floordiv(floordiv(n + v, p), k),
    ],
    ids=str,
)
def test_split_refuses(size: Size) -> None:
    with pytest.raises(KernelError, match="no equation for v"):
        split(size, Index("v"))


@settings(derandomize=True, deadline=None, max_examples=examples(300))
@given(polynomials(("n", "k", "v")), st.tuples(NUMBERS, NUMBERS, NUMBERS))
def test_split_says_the_same(size: Size, numbers: tuple[int, int, int]) -> None:
    try:
        multiplier, rest = split(size, Index("v"))
    except KernelError:
        return
    values = dict(zip(("n", "k", "v"), numbers, strict=True))
    assert value(multiplier, values) * values["v"] + value(rest, values) == value(size, values)
    elsewhere = values | {"v": values["v"] + 1}
    assert value(multiplier, values) == value(multiplier, elsewhere)
    assert value(rest, values) == value(rest, elsewhere)


# eliminate: as many solutions before as after

BOUND = ("v", "w", "x")


@st.composite
def affine(draw: st.DrawFn, names: Sequence[str]) -> Size:
    """A parameter, a number, or a parameter times an index: what occurs in guards."""
    found: Size = draw(NUMBERS) + draw(st.sampled_from((0, n, p, -p)))
    for name in names:
        found = found + draw(st.sampled_from((0, 0, 1, -1, 2, -2, p, -p, p + 1, k, n * p))) * index(name)
    return found


@st.composite
def eliminations(draw: st.DrawFn) -> tuple[Case, Elimination]:
    names = BOUND[: draw(st.integers(1, 3))]
    sizes = st.sampled_from((1, 2, 3, n, k, n + 1, p * k, n - k))
    bound = tuple(Variable(name, draw(sizes)) for name in names)
    guards = [
        Guard(draw(affine((*names, "u"))), draw(st.sampled_from(("=", ">=", ">="))))
        for _ in range(draw(st.integers(0, 2)))
    ]
    chosen = draw(st.sampled_from(names))
    others = [name for name in (*names, "u") if name != chosen]
    multiplier = draw(st.sampled_from((1, -1, 2, -2, 3, p, -p, p + 1, -2 * p, n * p, p * k, -p - k)))
    at = draw(st.integers(0, len(guards)))
    guards.insert(at, Guard(multiplier * index(chosen) + draw(affine(others)), "="))
    return Case(bound, tuple(guards), ()), Elimination(chosen, at)


def solutions(case: Case, values: Mapping[str, int]) -> int:
    boxes = [range(value(variable.size, values)) for variable in case.bound]
    names = [variable.name for variable in case.bound]
    return sum(holds(case.guards, {**values, **dict(zip(names, at, strict=True))}) for at in product(*boxes))


@settings(derandomize=True, deadline=None, max_examples=examples(250))
@given(eliminations(), st.integers(-2, 4))
def test_an_elimination_keeps_the_number_of_solutions(chosen: tuple[Case, Elimination], place: int) -> None:
    case, step = chosen
    done = eliminate(case, step)
    found, needed = done.case, done.needed
    assert {variable.name for variable in found.bound} == {each.name for each in case.bound} - {step.variable}
    tried = 0
    for numbers in product((1, 2, 4), (1, 3), (1, 2, 3)):
        values = {**dict(zip(PARAMETERS, numbers, strict=True)), "u": place}
        if holds(needed, values):
            tried += 1
            assert solutions(found, values) == solutions(case, values), values
    assert tried


@settings(derandomize=True, deadline=None, max_examples=examples(100))
@given(eliminations(), st.integers(-2, 4))
def test_all_eliminations_one_after_the_other_keep_it(chosen: tuple[Case, Elimination], place: int) -> None:
    case, step = chosen
    done = eliminate(case, step)
    found, conditions = done.case, list(done.needed)
    progress = True
    while progress:
        progress = False
        for at, guard in enumerate(found.guards):
            for variable in found.bound:
                try:
                    done = eliminate(found, Elimination(variable.name, at))
                except KernelError:
                    continue
                found, conditions = done.case, conditions + list(done.needed)
                progress = guard.relation == "="
                break
            if progress:
                break
    assume(len(found.bound) < len(case.bound) - 1 or len(case.bound) == 1)
    for numbers in product((1, 2, 4), (1, 3), (1, 2)):
        values = {**dict(zip(PARAMETERS, numbers, strict=True)), "u": place}
        free = dict.fromkeys(BOUND, 0)
        # A condition may not depend on a variable, which is only so where the equation's multiplier does not.
        if holds(conditions, values | free):
            assert solutions(found, values) == solutions(case, values), values


def test_an_elimination_by_division() -> None:
    case = Case((Variable("v", n), Variable("w", k)), (Guard(w - 1, ">="), Guard(p * v - u + w, "=")), ())
    found = eliminate(case, Elimination("v", 1))
    quotient = floordiv(u - w, p)
    assert found.value == quotient
    assert found.needed == (Guard(p - 1, ">="),)
    assert found.case == Case(
        (Variable("w", k),),
        (
            Guard(w - 1, ">="),
            Guard(quotient, ">="),
            Guard(n - 1 - quotient, ">="),
            Guard(p * quotient - u + w, "="),
        ),
        (),
    )


def test_an_elimination_without_division() -> None:
    case = Case((Variable("v", n),), (Guard(u - v - 1, "="), Guard(v - p, ">=")), ())
    found = eliminate(case, Elimination("v", 0))
    assert found.value == u - 1
    assert found.needed == ()
    assert found.case == Case((), (Guard(u - 1 - p, ">="), Guard(u - 1, ">="), Guard(n - u, ">=")), ())


REFUSED = {
    "inequality": (Case((Variable("v", n),), (Guard(v - u, ">="),), ()), Elimination("v", 0), "only an equation"),
    "not bound": (Case((), (Guard(v - u, "="),), ()), Elimination("v", 0), "no such variable"),
    "no guards": (Case((Variable("v", n),), (), ()), Elimination("v", 0), "no such variable or guard"),
    "box of another": (
        Case((Variable("v", n), Variable("w", v)), (Guard(v - u, "="),), ()),
        Elimination("v", 0),
        "box of another variable",
    ),
    "square": (Case((Variable("v", n),), (Guard(v * v - u, "="),), ()), Elimination("v", 0), "no equation for v"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_an_elimination_is_refused(kind: str) -> None:
    case, step, message = REFUSED[kind]
    with pytest.raises(KernelError, match=message):
        eliminate(case, step)


def test_coordinates_name_the_place_of_every_factor_that_has_the_axis() -> None:
    case = Case((Variable("v", n),), (Guard(v, ">="),), (v, None, u - v))
    place = [symbol_of(Coordinate(at)) for at in range(3)]
    assert coordinates(case) == Case(
        case.bound, (Guard(v, ">="), Guard(v - place[0], "="), Guard(u - v - place[2], "=")), ()
    )


# Parts in several cases


def one_axis(*cases: Case) -> Side:
    array = GuardedSum((Place("0", Variable("u_0", n)),), (Term(1, ("A",), (Part("0", cases),)),))
    return Side((), (("0", n),), array)


u_0 = index("u_0")
HALVES = [Case((), half, (u_0,)) for half in ((Guard(k - 1 - u_0, ">="),), (Guard(u_0 - k, ">="),))]


def by_counts(left: Side, right: Side, cases: tuple[int, int]) -> tuple[Claim, tuple[PairPlan, ...]]:
    made = Claim("by counts", (Guard(n - 1, ">="),), left, right)
    return made, (PairPlan(0, 1, (0,), (AxisPlan("0", ((),) * cases[0], ((),) * cases[1]),)),)


def test_a_part_in_two_cases_is_the_part_in_one() -> None:
    whole = one_axis(Case((), (), (u_0,)))
    assert prove(*by_counts(one_axis(*HALVES), whole, (2, 1)), SOLVERS).obligations[-1].counts is not None
    assert prove(*by_counts(whole, one_axis(*HALVES), (1, 2)), SOLVERS).obligations


@pytest.mark.parametrize("cases", [HALVES[:1] * 2, HALVES[1:] * 2, [*HALVES, HALVES[0]], [Case((), (), (u_0,))] * 2])
def test_a_part_in_other_cases_is_not(cases: list[Case]) -> None:
    whole = one_axis(Case((), (), (u_0,)))
    with pytest.raises(KernelError, match="as many on both sides"):
        prove(*by_counts(one_axis(*cases), whole, (len(cases), 1)), SOLVERS)


@pytest.mark.parametrize("solver", SOLVERS, ids=lambda solver: solver.name)
def test_a_part_without_cases_makes_a_question_that_solvers_read(solver: Solver) -> None:
    """No case at all is the term 0, which A[u_0] is not."""
    made, steps = by_counts(one_axis(), one_axis(Case((), (), (u_0,))), (0, 1))
    with pytest.raises(KernelError, match="as many on both sides"):
        prove(made, steps, [solver], lambda: 1_000)

"""Claims for the kernel: arrays of one axis written by hand, and the claims of statements with a plan."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from symconv.arrays.sums import Case, Guard, GuardedSum, Part, Place, Term, Variable
from symconv.layers.family import Family, family_of
from symconv.layers.layer import Axis
from symconv.proof.claim import claim
from symconv.proof.kernel import Claim, Side
from symconv.proof.plan import AxisPlan, Elimination, PairPlan, Together
from symconv.proof.search import plans
from symconv.sizes import Size, index, symbol
from symconv.statements.grammar import parse
from symconv.statements.theorems import PLAIN

n, p = symbol("n"), symbol("p")
u, v, w = (index(name) for name in ("u_0", "v_0", "w_0"))
SIZED = (Guard(n - 1, ">="),)
INDEX = (Place("0", Variable("u_0", n)),)
Steps = tuple[tuple[Elimination | Together, ...], ...]
Plan = tuple[PairPlan, ...]
NONE: Steps = ((),)


# Claims by hand: arrays of one axis, u_0 < n, whose terms have one part each.


def term(*cases: Case, coefficient: int = 1, factors: tuple[str, ...] = ("A",), axis: str = "0") -> Term:
    return Term(coefficient, factors, (Part(axis, cases),))


def side(*terms: Term, index: tuple[Place, ...] = INDEX, size: Size = n) -> Side:
    return Side((), (("0", size),), GuardedSum(index, terms))


def by_hand(left: Side, right: Side, hypotheses: tuple[Guard, ...] = SIZED) -> Claim:
    return Claim("by hand", hypotheses, left, right)


def plan(left: Steps = NONE, right: Steps = NONE, order: tuple[int, ...] = (0,), axis: str = "0") -> Plan:
    return (PairPlan(0, 1, order, (AxisPlan(axis, left, right),)),)


def step(variable: str, guard: int) -> Steps:
    return ((Elimination(variable, guard),),)


HERE = term(Case((), (), (u,)))


# A true statement with its plan, for plans to be spoiled: two terms (X K and B), bound variables on both sides.


def family(axis: Axis = PLAIN, transposed: bool = False, given: tuple[Guard, ...] = ()) -> Family:
    batch, groups, ins, outs = map(symbol, "Ngcf")
    return family_of((axis,), transposed=transposed, batch=batch, groups=groups, ins=ins, outs=outs, given=given)


@cache
def claimed(text: str, about: Family) -> Claim:
    return claim(parse(text), about)


@cache
def planned(text: str, about: Family) -> Plan:
    return next(iter(plans(claimed(text, about)))).pairs


def beside(same: Side) -> Side:
    """The same side with `n >= 1` asked once more in every case, so that no rule sees the two as one text."""
    assert same.sum is not None
    again = (Guard(n - 1, ">="),)
    terms = tuple(
        replace(
            each,
            parts=tuple(
                Part(part.axis, tuple(replace(case, guards=case.guards + again) for case in part.cases))
                for part in each.parts
            ),
        )
        for each in same.sum.terms
    )
    return replace(same, sum=replace(same.sum, terms=terms))

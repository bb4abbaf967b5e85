"""The rule COLLECT: like terms are added up, unlike ones stay apart, and no name is captured on the way."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.claims_by_hand import HERE, INDEX, beside, by_hand, n, p, plan, side, step, u, v, w
from oracles.sum_readings import monomials
from quick import examples

from proof.proved import SOLVERS, prove
from symconv.arrays.sums import Case, Guard, GuardedSum, Part, Place, Term, Variable, within
from symconv.proof.kernel import KernelError, collected
from symconv.sizes import Size, index


def term(coefficient: int, name: str, *guards: Guard) -> Term:
    """The sum over a variable of that name of A there."""
    variable = Variable(name, 3)
    return Term(coefficient, ("A",), (Part("0", (Case((variable,), guards, (variable.at,)),)),))


def coefficients(*terms: Term) -> list[int]:
    return [each.coefficient for each in collected(GuardedSum(INDEX, terms)).terms]


def test_like_terms_are_added_whatever_their_variables_are_called() -> None:
    assert coefficients(term(1, "v_7"), term(2, "v_9")) == [3]
    assert coefficients(term(1, "v_7"), term(-1, "v_9")) == []
    bounds = within(index("v_1"), 2)
    assert coefficients(term(1, "v_1", *bounds), term(1, "v_1", *reversed(bounds))) == [2]
    assert coefficients(term(1, "v_1", *bounds), term(1, "v_1", *bounds, bounds[0])) == [2]


def test_terms_stay_in_the_order_in_which_they_first_come() -> None:
    here, there = term(1, "v_1"), term(1, "v_1", Guard(v, "="))
    assert coefficients(here, there, term(5, "v_2"), term(-2, "v_0")) == [4, 1]


IN_RANGE = Guard(u, ">=")
UNLIKE: Mapping[str, Term] = {
    "another factor": Term(1, ("B",), HERE.parts),
    "a factor more": Term(1, ("A", "A"), (Part("0", (Case((), (), (u, u)),)),)),
    "a guard more": Term(1, ("A",), (Part("0", (Case((), (IN_RANGE,), (u,)),)),)),
    "an equation for a bound": Term(1, ("A",), (Part("0", (Case((), (Guard(u, "="),), (u,)),)),)),
    "another place": Term(1, ("A",), (Part("0", (Case((), (), (u + 1,)),)),)),
    "no place": Term(1, ("A",), (Part("0", (Case((), (), (None,)),)),)),
    "a variable more": Term(1, ("A",), (Part("0", (Case((Variable("v_0", n),), (), (u,)),)),)),
    "another box": Term(1, ("A",), (Part("0", (Case((Variable("v_0", p),), (), (u,)),)),)),
    "a case more": Term(1, ("A",), (Part("0", (Case((), (), (u,)),) * 2),)),
    "no case": Term(1, ("A",), (Part("0", ()),)),
    "another axis": Term(1, ("A",), (Part("1", (Case((), (), (u,)),)),)),
    "no part": Term(1, ("A",), ()),
}


@pytest.mark.parametrize("kind", UNLIKE)
def test_unlike_terms_stay_apart(kind: str) -> None:
    assert coefficients(HERE, UNLIKE[kind]) == [1, 1]


def test_every_unlike_term_is_unlike_every_other() -> None:
    assert coefficients(HERE, *UNLIKE.values()) == [1] * (len(UNLIKE) + 1)


def test_variables_exchanged_are_not_the_same_variables() -> None:
    """The box of v is n and that of w is p, or the other way round; A stands at v."""

    def at(*sizes: Size) -> Term:
        bound = tuple(Variable(name, size) for name, size in zip(("v_0", "w_0"), sizes, strict=True))
        return Term(1, ("A",), (Part("0", (Case(bound, (Guard(w, "="),), (v,)),)),))

    assert coefficients(at(n, p), at(p, n)) == [1, 1]
    assert coefficients(at(n, n), at(n, n)) == [2]


def test_a_place_named_as_new_variables_are_is_not_captured() -> None:
    """`sum over v of A[v_0 + v]` with v_0 the entry's place: the variable is called v_1."""
    here = (Place("0", Variable("v_0", n)),)
    each = Term(1, ("A",), (Part("0", (Case((Variable("w_0", n),), (), (v + w,)),)),))
    (found,) = collected(GuardedSum(here, (each,))).terms
    (case,) = found.part("0").cases
    assert case.bound == (Variable("v_1", n),)
    assert case.index == (v + index("v_1"),)


def test_a_sum_of_like_terms_is_proved_equal_to_their_multiple() -> None:
    once, again = Guard(v - u, "="), Guard(w - u, "=")
    one = Term(1, ("A",), (Part("0", (Case((Variable("v_0", n),), (once,), (v,)),)),))
    other = Term(2, ("A",), (Part("0", (Case((Variable("w_0", n),), (again,), (w,)),)),))
    three = beside(side(Term(3, ("A",), one.parts)))
    assert prove(by_hand(side(one, other), three), plan(step("v_0", 0), step("v_0", 0)), SOLVERS).obligations
    with pytest.raises(KernelError, match="do not add up to 0"):
        prove(by_hand(side(one, one), three), plan(step("v_0", 0), step("v_0", 0)), SOLVERS)


def test_a_sum_whose_terms_cancel_is_the_empty_sum() -> None:
    less = Term(-1, HERE.factors, HERE.parts)
    assert prove(by_hand(side(HERE, less), side()), (), SOLVERS).obligations
    with pytest.raises(KernelError, match="do not add up to 0"):
        prove(by_hand(side(HERE, HERE), side()), (), SOLVERS)


NAMES = ("v_0", "v_1", "w_0")


@st.composite
def sums(draw: st.DrawFn) -> GuardedSum:
    """Up to four terms of few kinds, so that many are alike, in boxes of numbers."""

    def case() -> Case:
        names = draw(st.permutations(NAMES))[: draw(st.integers(0, 2))]
        known = [*map(index, names), u]
        bound = tuple(Variable(name, draw(st.integers(1, 2))) for name in names)
        guards = tuple(
            Guard(draw(st.sampled_from(known)) - draw(st.integers(0, 1)), draw(st.sampled_from(("=", ">="))))
            for _ in range(draw(st.integers(0, 2)))
        )
        return Case(bound, guards, (draw(st.sampled_from(known)),))

    def one() -> Term:
        cases = tuple(case() for _ in range(draw(st.integers(1, 2))))
        return Term(draw(st.sampled_from((-1, 1, 2))), ("A",), (Part("0", cases),))

    terms = tuple(one() for _ in range(draw(st.integers(1, 4))))
    return GuardedSum((Place("0", Variable("u_0", 2)),), terms)


@settings(derandomize=True, deadline=None, max_examples=examples(300))
@given(sums())
def test_a_collected_sum_has_the_same_entries(array: GuardedSum) -> None:
    assert monomials(collected(array)) == monomials(array)
    assert collected(collected(array)) == collected(array)

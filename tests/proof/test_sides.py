"""What a claim may say: tangled variables are refused, and names that collide or get into the text for solvers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from oracles.claims_by_hand import (
    HERE,
    INDEX,
    SIZED,
    Plan,
    beside,
    by_hand,
    n,
    p,
    plan,
    side,
    step,
    term,
    u,
    v,
    w,
)

from proof.proved import SOLVERS, prove
from symconv.arrays.sums import Case, Guard, GuardedSum, Part, Place, Term, Variable, within
from symconv.proof.kernel import Claim, KernelError, Side
from symconv.proof.plan import AxisPlan, Elimination, PairPlan
from symconv.sizes import floordiv, index, symbol, symbol_of
from symconv.unknown import Coordinate


def lead(axis: str, *cases: Case) -> Part:
    return Part(axis, cases)


def of_parts(*parts: Part, index: tuple[Place, ...] = INDEX) -> Side:
    sizes = tuple((place.axis, place.variable.size) for place in index)
    return Side((), sizes, GuardedSum(index, (Term(1, ("A",), parts),)))


P_0 = symbol("p_0")
TWO = (Place("0", Variable("u_0", n)), Place("1", Variable("u_1", n)))
TANGLED: dict[str, tuple[Side, tuple[Guard, ...], str]] = {
    "a variable of two axes": (
        of_parts(
            lead("0", Case((Variable("v_0", n),), (Guard(v - u, "="),), (v,))),
            lead("1", Case((Variable("v_0", n),), (Guard(v, "="),), (v,))),
        ),
        SIZED,
        "v_0 belongs to two axes",
    ),
    "a bound variable named as the place on another axis": (
        of_parts(
            lead("0", Case((), (), (u,))), lead("1", Case((Variable("u_0", n),), (Guard(u, "="),), (u,))), index=TWO
        ),
        SIZED,
        "u_0 belongs to two axes",
    ),
    "a guard with the variable of another axis": (
        of_parts(
            lead("0", Case((Variable("v_0", n),), (Guard(v - u, "="),), (v,))), lead("1", Case((), within(v, n), (0,)))
        ),
        SIZED,
        "axis 1 mentions v_0",
    ),
    "a guard with the place on another axis": (
        of_parts(lead("0", Case((), (), (u,))), lead("1", Case((), within(u, n), (0,))), index=TWO),
        SIZED,
        "axis 1 mentions u_0",
    ),
    "a place with the variable of another axis": (
        of_parts(lead("0", Case((), (), (u,))), lead("1", Case((), (), (u,))), index=TWO),
        SIZED,
        "axis 1 mentions u_0",
    ),
    "another axis' variable in a quotient": (
        of_parts(lead("0", Case((), (), (u,))), lead("1", Case((), (), (floordiv(n, u),))), index=TWO),
        SIZED,
        "axis 1 mentions u_0",
    ),
    "a bound variable named like a parameter": (
        of_parts(lead("0", Case((Variable("p", n),), (Guard(p - u, "="),), (p,)))),
        (*SIZED, Guard(p - 1, ">=")),
        "p is a variable and a parameter",
    ),
    "a bound variable named like a size": (
        of_parts(lead("0", Case((Variable("n", 3),), (Guard(n - u, "="),), (n,)))),
        (),
        "n is a variable and a parameter",
    ),
    "a place named like a parameter": (
        of_parts(lead("0", Case((), (), (p,))), index=(Place("0", Variable("p", n)),)),
        (*SIZED, Guard(p - 1, ">=")),
        "p is a variable and a parameter",
    ),
    "a box that depends on another variable": (
        of_parts(
            lead(
                "0",
                Case((Variable("v_0", n), Variable("w_0", v)), (Guard(v - u, "="), Guard(w, "=")), (v,)),
            )
        ),
        SIZED,
        "no parameter: v_0",
    ),
    "a bound variable with a proper name that is a parameter's": (
        of_parts(lead("0", Case((Variable("p_0", n),), (Guard(P_0 - u, "="),), (P_0,)))),
        (*SIZED, Guard(P_0 - 1, ">=")),
        "p_0 is a variable and a parameter",
    ),
    "a bound variable with a proper name that is a size's": (
        of_parts(lead("0", Case((Variable("p_0", P_0),), (Guard(P_0 - u, "="),), (P_0,)))),
        SIZED,
        "p_0 is a variable and a parameter",
    ),
    "a place with a proper name that is a parameter's": (
        of_parts(lead("0", Case((), (), (P_0,))), index=(Place("0", Variable("p_0", n)),)),
        (*SIZED, Guard(P_0 - 1, ">=")),
        "p_0 is a variable and a parameter",
    ),
    "a parameter named as the place is": (
        of_parts(lead("0", Case((), (), (u,)))),
        (*SIZED, Guard(symbol("u_0") - 1, ">=")),
        "u_0 is a variable and a parameter",
    ),
    "a bound variable named like a parameter of another side's condition": (
        of_parts(lead("0", Case((Variable("p_0", n),), (Guard(index("p_0") - u, "="),), (index("p_0"),)))),
        (*SIZED, Guard(P_0 - 1, ">=")),
        "p_0 is a variable and a parameter",
    ),
    "a condition on a variable": (
        of_parts(lead("0", Case((), (), (u,)))),
        (*SIZED, Guard(u - 1, ">=")),
        "no parameter: u_0",
    ),
    "a size that is a variable": (
        of_parts(lead("0", Case((), (), (u,))), index=(Place("0", Variable("u_0", w)),)),
        SIZED,
        "no parameter: w_0",
    ),
    "a box that depends on the place": (
        of_parts(lead("0", Case((Variable("v_0", u),), (Guard(v, "="),), (u,)))),
        SIZED,
        "no parameter: u_0",
    ),
    "a condition on a coordinate": (
        of_parts(lead("0", Case((), (), (u,)))),
        (*SIZED, Guard(symbol_of(Coordinate(0)), "=")),
        "no parameter: place_0",
    ),
    "a guard on a coordinate": (
        of_parts(lead("0", Case((), (Guard(symbol_of(Coordinate(0)) - u, "="),), (u,)))),
        SIZED,
        "axis 0 mentions place_0",
    ),
    "a place that is a coordinate": (
        of_parts(lead("0", Case((), (), (symbol_of(Coordinate(0)),)))),
        SIZED,
        "axis 0 mentions place_0",
    ),
    "a guard with a variable that is bound nowhere": (
        of_parts(lead("0", Case((), (Guard(v - u, ">="),), (u,)))),
        SIZED,
        "axis 0 mentions v_0",
    ),
    "a place with a variable that is bound nowhere": (
        of_parts(lead("0", Case((), (), (v,)))),
        SIZED,
        "axis 0 mentions v_0",
    ),
    "a variable that is bound in the case before": (
        of_parts(
            lead("0", Case((Variable("v_0", n),), (Guard(v - u, "="),), (v,)), Case((), (Guard(v - u, "="),), (u,)))
        ),
        SIZED,
        "axis 0 mentions v_0",
    ),
    "two axes indexed by one variable": (
        of_parts(
            lead("0", Case((), (), (u,))),
            index=(Place("0", Variable("u_0", n)), Place("1", Variable("u_0", n + 1))),
        ),
        SIZED,
        "two axes are indexed by one variable",
    ),
    "the place of an axis that the array lacks": (
        of_parts(lead("0", Case((), (), (u,))), lead("1", Case((), (), (index("u_1"),)))),
        SIZED,
        "axis 1 mentions u_1",
    ),
    "two variables of one name": (
        of_parts(lead("0", Case((Variable("v_0", n), Variable("v_0", n)), (Guard(v - u, "="),) * 2, (v,)))),
        SIZED,
        "two variables of one name",
    ),
    "a bound variable named as the place": (
        of_parts(lead("0", Case((Variable("u_0", n),), (Guard(u, "="),), (u,)))),
        SIZED,
        "two variables of one name",
    ),
}


@pytest.mark.parametrize("kind", TANGLED)
def test_tangled_variables_are_refused(kind: str) -> None:
    both, hypotheses, message = TANGLED[kind]
    assert both.sum is not None
    plans = (
        PairPlan(
            0,
            1,
            (0,),
            tuple(
                AxisPlan(part.axis, *(tuple(tuple(Elimination(b.name, 0) for b in c.bound) for c in part.cases),) * 2)
                for part in both.sum.terms[0].parts
            ),
        ),
    )
    with pytest.raises(KernelError, match=message):
        prove(by_hand(both, beside(both), hypotheses), plans, SOLVERS)


# A variable may have any name that nothing else has: its type tells it from a parameter, not its name.


def moved(called: str, bound: bool, by: int) -> tuple[Claim, Plan]:
    """`A[at]` is `A[at + by]`, where a variable `called` so, bound or the place, is `at`."""
    at, place = index(called), INDEX if bound else (Place("0", Variable(called, n)),)
    if bound:
        variable = Variable(called, n)
        left, right = (
            of_parts(lead("0", Case((variable,), (Guard(at - u, "="), *again), (at + more,))), index=place)
            for again, more in (((), 0), (SIZED, by))
        )
        return by_hand(left, right), plan(step("v_0", 0), step("v_0", 0))
    left, right = (
        of_parts(lead("0", Case((), again, (at + more,))), index=place) for again, more in (((), 0), (SIZED, by))
    )
    return by_hand(left, right), plan()


@pytest.mark.parametrize("name", ["v_0", "v", "v0", "place_", "place_v_0"])
@pytest.mark.parametrize("bound", [True, False])
def test_a_variable_of_any_name_is_told_from_a_parameter(name: str, bound: bool) -> None:
    assert prove(*moved(name, bound, 0), SOLVERS).obligations
    with pytest.raises(KernelError, match="not confirmed"):
        prove(*moved(name, bound, 1), SOLVERS)


@pytest.mark.parametrize(
    ("name", "message"), [("n", "n is a variable and a parameter"), ("place_0", "two unknowns are called place_0")]
)
def test_a_name_that_another_unknown_has_is_refused(name: str, message: str) -> None:
    with pytest.raises(KernelError, match=message):
        prove(*moved(name, False, 1), SOLVERS)


@pytest.mark.parametrize("name", ["v 0", "v|0", "v)", "0v", "", "v*w", "(n//v)"])
def test_a_name_that_is_no_word_is_refused(name: str) -> None:
    with pytest.raises(KernelError, match="the name of a symbol is no word"):
        prove(*moved(name, False, 1), SOLVERS)


# Names that would collide with the kernel's own unknowns, or get into the solver's text. Every claim is false.

RESERVED = symbol("place_0")


def reserved_bound() -> tuple[Claim, Plan]:
    """`sum over place_0 of A[0]` is not `sum over place_0 of A[n-1]`: no equation determines place_0."""
    bound = (Variable("place_0", n),)
    left, right = (side(term(Case(bound, (), (at,)))) for at in (0, n - 1))
    return by_hand(left, right), plan(step("v_0", 0), step("v_0", 0))


def reserved_index() -> tuple[Claim, Plan]:
    """With n = 1, A[n] is not A[n+1], whatever the entries are called."""
    index = (Place("0", Variable("place_0", n)),)
    left, right = (side(term(Case((), (), (at,))), index=index) for at in (n, n + 1))
    return by_hand(left, right), plan()


def reserved_in(guard: bool) -> tuple[Claim, Plan]:
    """A[u] where u = place_0 or everywhere."""
    if guard:
        return by_hand(side(term(Case((), (Guard(RESERVED - u, "="),), (u,)))), side(HERE)), plan()
    return by_hand(side(term(Case((), (), (RESERVED,)))), side(HERE)), plan()


def reserved_parameter() -> tuple[Claim, Plan]:
    """A[0] is not A[1], though it would be with a parameter place_0 that is both 0 and 1 in the kernel's eyes."""
    left, right = (side(term(Case((), (), (at,)))) for at in (0, 1))
    return by_hand(left, right, (*SIZED, Guard(RESERVED - 2, ">="))), plan()


def two_parts_of_one_axis() -> tuple[Claim, Plan]:
    """The second part says that the term is 0."""
    nowhere = Case((), (Guard(-1, ">="),), (u,))
    doubled = Term(1, ("A",), (Part("0", (Case((), (), (u,)),)), Part("0", (nowhere,))))
    return by_hand(side(doubled), side(HERE)), plan()


def product_name() -> tuple[Claim, Plan]:
    """A parameter called `a*b` is not the product of a and b."""
    a, b = symbol("a"), symbol("b")
    one, other = (Side((), (("0", value),), None) for value in (a * b, 1))
    return Claim("by hand", (Guard(symbol("a*b") - 1, "="),), one, other), ()


def quotient_name() -> tuple[Claim, Plan]:
    """A parameter called `(a//b)` is not the quotient."""
    a, b = symbol("a"), symbol("b")
    one, other = (Side((), (("0", value),), None) for value in (floordiv(a, b), 1))
    return Claim("by hand", (Guard(b - 1, ">="), Guard(symbol("(a//b)") - 1, "=")), one, other), ()


def solver_text_in_a_name() -> tuple[Claim, Plan]:
    """A parameter whose name ends the assertion and adds `false`."""
    name = symbol("x| 0)) (assert false) (assert (= |x")
    return by_hand(side(HERE), side(term(Case((), (), (0,)))), (*SIZED, Guard(name, "="))), plan()


def solver_text_in_a_relation() -> tuple[Claim, Plan]:
    """A relation that ends the assertion and adds `false`."""
    guard = Guard(n, "= 0 0)) (assert false) (assert (=")  # type: ignore[arg-type]
    return by_hand(side(HERE), side(term(Case((), (), (0,)))), (*SIZED, guard)), plan()


def solver_text_in_an_axis() -> tuple[Claim, Plan]:
    """The name of an axis stands in the comment above the assertions."""
    axis = "0\n(assert false)\n;"
    index = (Place(axis, Variable("u_0", n)),)
    sides = [Side((), ((axis, n),), GuardedSum(index, (term(Case((), (), (at,)), axis=axis),))) for at in (u, u + 1)]
    return by_hand(sides[0], sides[1]), plan(axis=axis)


def empty_index() -> tuple[Claim, Plan]:
    """Arrays of n entries, whose entries are compared in an empty box only."""
    index = (Place("0", Variable("u_0", 0)),)
    return by_hand(side(HERE, index=index), side(term(Case((), (), (u + 1,))))), plan()


def empty_indices() -> tuple[Claim, Plan]:
    """The same, both sides compared in the empty box."""
    index = (Place("0", Variable("u_0", 0)),)
    return by_hand(side(HERE, index=index), side(term(Case((), (), (u + 1,))), index=index)), plan()


def strict_relation() -> tuple[Claim, Plan]:
    """`n > 0` is neither of the two relations, though it would make sense."""
    guard = Guard(n, ">")  # type: ignore[arg-type]
    both = side(HERE)
    return by_hand(both, beside(both), (guard,)), plan()


def places_beyond_the_factors() -> tuple[Claim, Plan]:
    """A case that gives places for two factors in a term that has one."""
    return by_hand(side(HERE), side(term(Case((), (), (u, u + 1))))), plan()


def factors_beyond_the_places(right: bool = False) -> tuple[Claim, Plan]:
    """A case that gives a place for one of the two factors of its term: nothing says where the other stands."""
    short, full = (side(term(Case((), (), at), factors=("A", "B"))) for at in ((u,), (u, None)))
    return by_hand(full if right else short, short if right else full), plan(order=(0, 1))


COLLISIONS: dict[str, tuple[Callable[[], tuple[Claim, Plan]], str]] = {
    "a bound variable with the reserved prefix": (reserved_bound, "no equation for v_0"),
    "an index variable with the reserved prefix": (reserved_index, "two unknowns are called place_0"),
    "a guard with the reserved prefix": (lambda: reserved_in(True), "two unknowns are called place_0"),
    "a place with the reserved prefix": (lambda: reserved_in(False), "two unknowns are called place_0"),
    "a parameter with the reserved prefix": (reserved_parameter, "two unknowns are called place_0"),
    "two parts of one axis": (two_parts_of_one_axis, "two parts along one axis"),
    "a parameter named like a product": (product_name, "the name of a symbol is no word"),
    "a parameter named like a quotient": (quotient_name, "the name of a symbol is no word"),
    "solver text in a parameter's name": (solver_text_in_a_name, "the name of a symbol is no word"),
    "solver text in a relation": (solver_text_in_a_relation, "a guard says = 0 or >= 0"),
    "solver text in an axis' name": (solver_text_in_an_axis, "the name of an obligation is no line"),
    "an index with another box than the size": (empty_index, "not indexed as its sizes say"),
    "an empty index on both sides": (empty_indices, "not indexed as its sizes say"),
    "a relation that is none": (strict_relation, "a guard says = 0 or >= 0"),
    "places beyond the factors": (places_beyond_the_factors, "one place for each factor"),
    "factors beyond the places": (factors_beyond_the_places, "one place for each factor"),
    "factors beyond the places on the right": (lambda: factors_beyond_the_places(True), "one place for each factor"),
}


@pytest.mark.parametrize("kind", COLLISIONS)
def test_what_is_no_proper_claim_is_refused(kind: str) -> None:
    make, message = COLLISIONS[kind]
    made, steps = make()
    with pytest.raises(KernelError, match=message):
        prove(made, steps, SOLVERS)

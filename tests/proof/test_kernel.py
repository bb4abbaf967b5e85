"""The kernel refuses every kind of false step and every spoiled claim."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from oracles.claims_by_hand import (
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
)

from proof.proved import SOLVERS, prove
from proof.true_claim import on_axis, true_claim
from symconv.arrays.sums import Case, Guard, GuardedSum, Place, Term, Variable
from symconv.proof.kernel import Claim, KernelError, Side
from symconv.proof.plan import AxisPlan, Elimination
from symconv.sizes import Size, floordiv


def test_the_true_claim_is_proved() -> None:
    made, steps = true_claim()
    proved = prove(made, steps, SOLVERS)
    assert proved.claim is made
    assert proved.plan.pairs == steps
    assert len(proved.obligations) == 3 + 3 * len(steps[0].axes) + 3 * len(steps[1].axes)


def with_step(variable: str | None, guard: int | None) -> Callable[[AxisPlan], tuple[AxisPlan, ...]]:
    """The plan of an axis with the first step of its left side changed."""

    def changed(old: AxisPlan) -> tuple[AxisPlan, ...]:
        first, *rest = old.left[0]
        assert isinstance(first, Elimination)
        new = Elimination(first.variable if variable is None else variable, first.guard if guard is None else guard)
        return (replace(old, left=((new, *rest), *old.left[1:])),)

    return changed


SPOILED: dict[str, tuple[Callable[[Plan], Plan], str]] = {
    "elimination by an inequality": (lambda q: on_axis(q, 0, "0", with_step(None, 0)), "only an equation"),
    "guard number too large": (lambda q: on_axis(q, 0, "0", with_step(None, 99)), "no such variable or guard"),
    "guard number negative": (lambda q: on_axis(q, 0, "0", with_step(None, -1)), "no such variable or guard"),
    "unknown variable": (lambda q: on_axis(q, 0, "0", with_step("v_99", None)), "no such variable or guard"),
    "the entry's own variable": (lambda q: on_axis(q, 0, "0", with_step("u_0", None)), "no such variable or guard"),
    "a parameter as variable": (lambda q: on_axis(q, 0, "0", with_step("n", None)), "no such variable or guard"),
    "elimination left out on the left": (
        lambda q: on_axis(q, 0, "0", lambda old: (replace(old, left=((),)),)),
        "is not eliminated",
    ),
    "elimination left out on the right": (
        lambda q: on_axis(q, 0, "c", lambda old: (replace(old, right=((),)),)),
        "is not eliminated",
    ),
    "variable eliminated twice": (
        lambda q: on_axis(q, 0, "0", lambda old: (replace(old, left=(old.left[0] * 2,)),)),
        "no such variable or guard",
    ),
    "axis missing": (lambda q: on_axis(q, 0, "N", lambda _: ()), "does not cover every axis once"),
    "axis missing in the second pair": (lambda q: on_axis(q, 1, "0", lambda _: ()), "does not cover every axis once"),
    "axis named twice": (lambda q: on_axis(q, 0, "N", lambda old: (old, old)), "does not cover every axis once"),
    "axis that is not there": (
        lambda q: on_axis(q, 0, "N", lambda old: (old, replace(old, axis="7"))),
        "does not cover every axis once",
    ),
    "axis instead of another": (
        lambda q: on_axis(q, 0, "N", lambda old: (replace(old, axis="7"),)),
        "does not cover every axis once",
    ),
    "no axes": (lambda q: (replace(q[0], axes=()), q[1]), "does not cover every axis once"),
    "case missing on the left": (
        lambda q: on_axis(q, 0, "0", lambda old: (replace(old, left=()),)),
        "does not cover every case once",
    ),
    "case missing on the right": (
        lambda q: on_axis(q, 0, "0", lambda old: (replace(old, right=()),)),
        "does not cover every case once",
    ),
    "case too many": (
        lambda q: on_axis(q, 0, "0", lambda old: (replace(old, right=(*old.right, ())),)),
        "does not cover every case once",
    ),
    "no pairs": (lambda _: (), "do not add up to 0"),
    "term left out": (lambda q: q[:1], "do not add up to 0"),
    "pair twice": (lambda q: (q[0], q[0], q[1]), "does not put each term into one class"),
    "left term paired twice": (lambda q: (q[0], replace(q[1], left=0)), "do not add up to 0"),
    "right term paired twice": (
        lambda q: (q[0], replace(q[1], right=q[0].right)),
        "does not put each term into one class",
    ),
    "term counted from the end": (lambda q: (q[0], replace(q[1], left=-1)), "not the first of its class"),
    "term out of range": (lambda q: (q[0], replace(q[1], right=4)), "does not put each term into one class"),
    "terms of other factors paired": (
        lambda q: (replace(q[0], right=q[1].right), replace(q[1], right=q[0].right)),
        "order of the factors is no permutation|other factors",
    ),
    "factors in another order": (lambda q: (replace(q[0], order=q[0].order[::-1]), q[1]), "other factors"),
    "factor used twice": (lambda q: (replace(q[0], order=(0, 0)), q[1]), "no permutation"),
    "factor left out": (lambda q: (replace(q[0], order=(0,)), q[1]), "no permutation"),
    "factor too many": (lambda q: (replace(q[0], order=(0, 1, 2)), q[1]), "no permutation"),
    "factor counted from the end": (lambda q: (replace(q[0], order=(0, -1)), q[1]), "no permutation"),
}


@pytest.mark.parametrize("kind", SPOILED)
def test_a_spoiled_plan_is_refused(kind: str) -> None:
    made, steps = true_claim()
    spoil, message = SPOILED[kind]
    spoiled = spoil(steps)
    assert spoiled != steps
    with pytest.raises(KernelError, match=message):
        prove(made, spoiled, SOLVERS)


def changed_right(changed: Callable[[GuardedSum], GuardedSum]) -> Claim:
    made, _ = true_claim()
    assert made.right.sum is not None
    return replace(made, right=replace(made.right, sum=changed(made.right.sum)))


def indexed(changed: Callable[[tuple[Place, ...]], tuple[Place, ...]]) -> Claim:
    """The right side with other axes, or boxes: entries and sizes alike, in the order of its sizes."""
    right = true_claim()[0].right
    assert right.sum is not None
    order = [axis for axis, _ in right.sizes]
    index = changed(tuple(sorted(right.sum.index, key=lambda each: order.index(each.axis))))
    sizes = tuple((each.axis, each.variable.size) for each in index)
    return replace(true_claim()[0], right=replace(right, sizes=sizes, sum=replace(right.sum, index=index)))


def boxed(place: Place, size: Size) -> Place:
    return Place(place.axis, Variable(place.variable.name, size))


def in_first(array: GuardedSum, changed: Callable[[Term], Term]) -> GuardedSum:
    return replace(array, terms=(changed(array.terms[0]), *array.terms[1:]))


def twice_the_first_factor(array: GuardedSum) -> Term:
    """The first term with another factor in place of its second: like no other."""
    first = array.terms[0]
    return replace(first, factors=first.factors[:1] * 2)


SPOILED_CLAIMS: dict[str, tuple[Callable[[], Claim], str]] = {
    "coefficient 2 for 1": (
        lambda: changed_right(lambda found: in_first(found, lambda each: replace(each, coefficient=2))),
        "do not add up to 0",
    ),
    "coefficient -1 for 1": (
        lambda: changed_right(lambda found: in_first(found, lambda each: replace(each, coefficient=-1))),
        "do not add up to 0",
    ),
    "another factor": (
        lambda: changed_right(lambda found: in_first(found, lambda each: replace(each, factors=("X", "X")))),
        "other factors",
    ),
    "a term less": (
        lambda: changed_right(lambda found: replace(found, terms=found.terms[:1])),
        "does not put each term into one class",
    ),
    "a term more": (
        lambda: changed_right(lambda found: replace(found, terms=(*found.terms, twice_the_first_factor(found)))),
        "do not add up to 0",
    ),
    "a like term more": (
        lambda: changed_right(lambda found: replace(found, terms=found.terms + found.terms[:1])),
        "do not add up to 0",
    ),
    "entries without an axis": (
        lambda: changed_right(lambda found: replace(found, index=found.index[1:])),
        "not indexed as its sizes say",
    ),
    "entries and sizes without an axis": (lambda: indexed(lambda found: found[1:]), "different axes"),
    "entries with an axis more": (
        lambda: changed_right(lambda found: replace(found, index=(*found.index, Place("1", Variable("u_1", n))))),
        "not indexed as its sizes say",
    ),
    "entries and sizes with an axis more": (
        lambda: indexed(lambda found: (*found, Place("1", Variable("u_1", n)))),
        "different axes",
    ),
    "entries with an axis twice": (
        lambda: changed_right(lambda found: replace(found, index=found.index + found.index[:1])),
        "not indexed as its sizes say",
    ),
    "entries by other variables": (
        lambda: changed_right(
            lambda found: replace(
                found,
                index=tuple(
                    Place(each.axis, Variable(f"{each.variable.name}x", each.variable.size)) for each in found.index
                ),
            )
        ),
        "different variables",
    ),
    "sizes of other axes": (
        lambda: replace(true_claim()[0], right=replace(true_claim()[0].right, sizes=(("0", n),))),
        "not indexed as its sizes say",
    ),
    "sizes and entries of other axes": (
        lambda: indexed(lambda found: (*found[:-1], Place("7", found[-1].variable))),
        "different axes",
    ),
    "sizes in another order": (
        lambda: replace(true_claim()[0], right=replace(true_claim()[0].right, sizes=true_claim()[0].right.sizes[::-1])),
        "different axes",
    ),
    "a size of another value": (
        lambda: replace(
            true_claim()[0],
            right=replace(true_claim()[0].right, sizes=((("0", n), *true_claim()[0].right.sizes[1:]))),
        ),
        "not indexed as its sizes say",
    ),
    "a size and a box of another value": (
        lambda: indexed(lambda found: tuple(boxed(each, n) if each.axis == "0" else each for each in found)),
        "not confirmed: sizes agree",
    ),
    "a box of another value": (
        lambda: changed_right(
            lambda found: replace(
                found, index=tuple(boxed(each, n) if each.axis == "0" else each for each in found.index)
            )
        ),
        "not indexed as its sizes say",
    ),
    "an array and a size": (
        lambda: replace(true_claim()[0], right=replace(true_claim()[0].right, sum=None)),
        "an array is no size",
    ),
    "a size and an array": (
        lambda: replace(true_claim()[0], left=replace(true_claim()[0].left, sum=None)),
        "an array is no size",
    ),
    "an existence that the other side lacks": (
        lambda: replace(
            true_claim()[0],
            right=replace(true_claim()[0].right, exists=(*true_claim()[0].right.exists, Guard(n - 2, ">="))),
        ),
        "not confirmed: exists: right where left",
    ),
    "an existence on the left alone": (
        lambda: replace(
            true_claim()[0],
            left=replace(true_claim()[0].left, exists=(*true_claim()[0].left.exists, Guard(n - 2, ">="))),
        ),
        "not confirmed: exists: left where right",
    ),
}


@pytest.mark.parametrize("kind", SPOILED_CLAIMS)
def test_a_spoiled_claim_is_refused(kind: str) -> None:
    make, message = SPOILED_CLAIMS[kind]
    assert make() != true_claim()[0]
    with pytest.raises(KernelError, match=message):
        prove(make(), true_claim()[1], SOLVERS)


def summed(*guards: Guard, at: Size | None = u, bound: tuple[Variable, ...] = (Variable("v_0", n),)) -> Side:
    return side(term(Case(bound, guards, (at,))))


# A bound variable that no equation of the right form determines; both sides are the same, so only the rule refuses.
NOT_DETERMINED: dict[str, tuple[Guard, ...]] = {
    "the square of the variable": (Guard(v * v - u, "="),),
    "the variable beside its square": (Guard(v * v + v - u, "="),),
    "the variable in a dividend": (Guard(floordiv(v, p) - u, "="),),
    "the variable in a divisor": (Guard(floordiv(u, v) - u, "="),),
    "the variable beside a quotient of it": (Guard(v + floordiv(v, p) - u, "="),),
    "the variable times a quotient of it": (Guard(v * floordiv(v, p) - u, "="),),
    "an equation without the variable": (Guard(u - p, "="),),
    "an inequality": (Guard(v - u, ">="),),
}


@pytest.mark.parametrize("kind", NOT_DETERMINED)
def test_an_equation_of_the_wrong_form_eliminates_nothing(kind: str) -> None:
    both = summed(*NOT_DETERMINED[kind])
    with pytest.raises(KernelError, match=r"no equation for v_0|only an equation"):
        prove(by_hand(both, beside(both), (*SIZED, Guard(p - 1, ">="))), plan(step("v_0", 0), step("v_0", 0)), SOLVERS)


@pytest.mark.parametrize("least", [-1, 0])
def test_a_multiplier_must_be_positive(least: int) -> None:
    both = summed(Guard(p * v - u, "="))
    steps = plan(step("v_0", 0), step("v_0", 0))
    with pytest.raises(KernelError, match="multipliers are positive"):
        prove(by_hand(both, beside(both), (*SIZED, Guard(p - least, ">="))), steps, SOLVERS)
    assert prove(by_hand(both, beside(both), (*SIZED, Guard(p - 1, ">="))), steps, SOLVERS).obligations


@pytest.mark.parametrize("value", [p * v - u, -p * v - u, (1 - p) * v - u, -2 * p * v + p - u])
def test_a_multiplier_of_unknown_sign_is_no_multiplier(value: Size) -> None:
    both = summed(Guard(value, "="))
    with pytest.raises(KernelError, match="multipliers are positive"):
        prove(by_hand(both, beside(both)), plan(step("v_0", 0), step("v_0", 0)), SOLVERS)

"""Terms in classes, terms that are 0, and sums over what runs together: what is not so is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from oracles.claims_by_hand import HERE, SIZED, by_hand, n, p, side, term, u

from proof.proved import SOLVERS, prove
from symconv.arrays.sums import Case, Guard, GuardedSum, Part, Place, Term, Variable
from symconv.layers.family import Family, family_of
from symconv.layers.layer import Axis
from symconv.proof.claim import claim
from symconv.proof.kernel import Claim, KernelError, Side
from symconv.proof.plan import AxisPlan, PairPlan, Plan, Steps, Together, Zero
from symconv.proving import prove as asked
from symconv.results import Proof, Refutation
from symconv.sizes import Size, index, symbol
from symconv.statements.grammar import parse

ISSUE = (
    "grad(dot(Z, Z), X) = 2*correlate(pad(insert_zeros(Z, s), D-pl, D-pr+r), rot180(K), dilation=d)",
    "grad(dot(Z - dZ, Z - dZ), K) = 2*crop(correlate(pad(X, pl, pr), Z - dZ, stride=d, dilation=s), k)",
    "grad(dot(Z, Z), B) = 2*sum(Z)",
    "dot(A - C, A - C) = dot(A, A) - 2*dot(A, C) + dot(C, C)",
    "grad(dot(grad(dot(Z, Z), X), vX), X) = 2*correlate(pad(correlate(vX, K), k-1), rot180(K))",
    "convolve(A + C, A + C, mode=full) = convolve(A, A, mode=full) + 2*convolve(A, C, mode=full)"
    " + convolve(C, C, mode=full)",
    "sum(convolve(A, B, mode=full)) = sum(A)*sum(B)",
    "dB - sum(dZ) = 0*dB",
    "((n - k)//s + 1 - k)//s + 1 = (n - k - s*(k - 1))//(s*s) + 1",
    "correlate(A, B, mode=full) = rot180(correlate(B, A, mode=full))",
    "(n//s)//d = n//(s*d)",
    "(s*n)//(s*d) = n//d",
    "(n//s)//2 = n//(2*s)",
    "((n//s)//s)//s = n//(s*s*s)",
)


@pytest.mark.parametrize("statement", ISSUE)
def test_a_statement_of_the_issue_is_proved(statement: str) -> None:
    assert isinstance(asked(statement), Proof)


@pytest.mark.parametrize(
    "statement",
    [
        "grad(dot(Z, Z), X) = correlate(pad(Z, k-1), rot180(K))",
        "dot(A - C, A - C) = dot(A, A) - dot(A, C) + dot(C, C)",
        "dot(A - C, A - C) = dot(A, A) + dot(C, C)",
        "convolve(A + C, A + C, mode=full) = convolve(A, A, mode=full) + convolve(C, C, mode=full)",
        "correlate(A, A, mode=full) = convolve(A, A, mode=full)",
        "dot(A, A) = dot(rot180(A), A)",
        "grad(dot(Z, Z), B) = sum(Z)",
        "(n//s)//d = n//(s+d)",
    ],
)
def test_what_is_nearly_the_same_is_refuted(statement: str) -> None:
    assert isinstance(asked(statement), Refutation)


# A[u] A[0] and the like along two axes: one order of the factors for all of them.

TWO = (Place("0", Variable("u_0", n)), Place("1", Variable("u_1", n)))
U = {"0": index("u_0"), "1": index("u_1")}
NONE: tuple[Steps, ...] = ((),)


def of_two(*places: tuple[Size, Size], coefficient: int = 1) -> Term:
    """A product of two entries of A, the places of both along each axis."""
    parts = (Part(axis, (Case((), (), at),)) for axis, at in zip(U, places, strict=True))
    return Term(coefficient, ("A", "A"), tuple(parts))


def two_axes(*terms: Term) -> Side:
    return Side((), (("0", n), ("1", n)), GuardedSum(TWO, terms))


def pair(left: int, right: int, *order: int, axes: tuple[str, ...] = ("0", "1")) -> PairPlan:
    return PairPlan(left, right, order, tuple(AxisPlan(axis, NONE, NONE) for axis in axes))


def test_factors_of_one_tensor_commute_in_one_order_for_all_axes() -> None:
    straight = of_two((U["0"], 0), (U["1"], 0))
    turned, crossed = of_two((0, U["0"]), (0, U["1"])), of_two((U["0"], 0), (0, U["1"]))
    assert prove(by_hand(two_axes(straight), two_axes(turned)), (pair(0, 1, 1, 0),), SOLVERS)
    for other, order in ((turned, (0, 1)), (crossed, (0, 1)), (crossed, (1, 0))):
        with pytest.raises(KernelError, match="not confirmed"):
            prove(by_hand(two_axes(straight), two_axes(other)), (pair(0, 1, *order),), SOLVERS)


def three(first: int, second: int, total: int) -> Claim:
    """a A[u]A[0] + b A[0]A[u] = c A[u]A[0]."""
    straight, turned = of_two((U["0"], 0), (U["1"], 0)), of_two((0, U["0"]), (0, U["1"]))
    left = two_axes(replace(straight, coefficient=first), replace(turned, coefficient=second))
    return by_hand(left, two_axes(replace(straight, coefficient=total)))


CLASS = (pair(0, 1, 1, 0), pair(0, 2, 0, 1))


def test_a_class_has_terms_of_both_sides() -> None:
    assert prove(three(1, 1, 2), CLASS, SOLVERS)
    assert prove(three(5, -2, 3), CLASS, SOLVERS)


@pytest.mark.parametrize("coefficients", [(1, 1, 1), (1, -1, 2), (2, 1, 2), (1, 1, -2)])
def test_a_class_that_does_not_add_up_is_refused(coefficients: tuple[int, int, int]) -> None:
    with pytest.raises(KernelError, match="do not add up to 0"):
        prove(three(*coefficients), CLASS, SOLVERS)


WRONG: dict[str, tuple[tuple[PairPlan, ...], str]] = {
    "a term left out": (CLASS[:1], "do not add up to 0"),
    "a term in two pairs": ((*CLASS, CLASS[1]), "each term into one class"),
    "a term paired with itself": ((*CLASS, pair(0, 0, 0, 1)), "not the first of its class"),
    "a chain of pairs": ((pair(0, 1, 1, 0), pair(1, 2, 1, 0)), "not the first of its class"),
    "a term that is not there": ((*CLASS, pair(0, 3, 0, 1)), "each term into one class"),
    "another order": ((pair(0, 1, 0, 1), CLASS[1]), "not confirmed"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_wrong_classes_are_refused(kind: str) -> None:
    pairs, message = WRONG[kind]
    with pytest.raises(KernelError, match=message):
        prove(three(1, 1, 2), pairs, SOLVERS)


# Terms that are 0

NOWHERE = term(Case((Variable("v_0", n),), (Guard(index("v_0") - n, ">="),), (u,)))
ODD = term(Case((Variable("v_0", n),), (Guard(2 * index("v_0") - 1 - 2 * u, "="),), (u,)))
SOMEWHERE = term(Case((Variable("v_0", n),), (Guard(index("v_0") - n + 1, ">="),), (u,)))


def nothing(*zeros: Term, axis: str = "0") -> tuple[Claim, Plan]:
    return by_hand(side(*zeros), side()), Plan((), tuple(Zero(at, axis) for at in range(len(zeros))))


@pytest.mark.parametrize("zero", [NOWHERE, ODD, term()], ids=["beyond its box", "odd and even", "no case"])
def test_a_term_without_a_place_is_0(zero: Term) -> None:
    assert prove(*nothing(zero), SOLVERS)


@pytest.mark.parametrize("other", [SOMEWHERE, HERE], ids=["at the end of its box", "everywhere"])
def test_a_term_with_a_place_is_not_0(other: Term) -> None:
    with pytest.raises(KernelError, match="holds nowhere"):
        prove(*nothing(other), SOLVERS)
    both = term(*NOWHERE.parts[0].cases, *other.parts[0].cases)
    with pytest.raises(KernelError, match="holds nowhere"):
        prove(*nothing(NOWHERE, both), SOLVERS)


def test_a_term_is_0_along_an_axis_that_is_there() -> None:
    made, _ = nothing(NOWHERE)
    for axis in ("7", ""):
        with pytest.raises(KernelError, match="nothing is 0 along"):
            prove(made, Plan((), (Zero(0, axis),)), SOLVERS)
    with pytest.raises(KernelError, match="nothing is 0 along"):
        prove(replace(made, absent="0"), Plan((), (Zero(0, "0"),)), SOLVERS)


def test_a_term_that_is_0_is_in_no_pair() -> None:
    made = by_hand(side(NOWHERE), side(HERE))
    with pytest.raises(KernelError, match="each term into one class"):
        prove(made, Plan((PairPlan(1, 0, (0,), (AxisPlan("0", NONE, NONE),)),), (Zero(0, "0"),)), SOLVERS)


# Sums over what runs together


def over(*sizes: Size, guard: Size | None = None) -> Term:
    """A[u], summed over variables that nothing else mentions, but for a guard on the first."""
    bound = tuple(Variable(f"v_{at}", size) for at, size in enumerate(sizes))
    return term(Case(bound, () if guard is None else (Guard(guard, ">="),), (u,)))


def run(*names: str) -> tuple[Steps, ...]:
    return (tuple(map(Together, names)),)


def summed(left: Term, right: Term, ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[Claim, Plan]:
    made = by_hand(side(left), side(right), (*SIZED, Guard(p, ">=")))
    return made, Plan((PairPlan(0, 1, (0,), (AxisPlan("0", run(*ours), run(*theirs)),)),))


def test_variables_that_nothing_mentions_run_together() -> None:
    assert prove(*summed(over(n, p), over(p, n), ("v_0", "v_1"), ("v_1", "v_0")), SOLVERS)


DIFFERENT: dict[str, tuple[Term, Term, tuple[str, ...], tuple[str, ...], str]] = {
    "other sizes": (over(n), over(p), ("v_0",), ("v_0",), "not confirmed"),
    "one size more": (over(n, p), over(n), ("v_0", "v_1"), ("v_0",), "run together"),
    "a size and none": (over(n), HERE, ("v_0",), (), "run together"),
    "sizes crossed": (over(n, p), over(p, n), ("v_0", "v_1"), ("v_0", "v_1"), "not confirmed"),
    "a guard more": (over(n), over(n, guard=index("v_0") - 1), ("v_0",), ("v_0",), "not confirmed"),
    "a variable twice": (over(n, p), over(p, n), ("v_0", "v_0"), ("v_0", "v_1"), "no such variable"),
    "a variable forgotten": (over(n, p), over(p, n), ("v_0",), ("v_1",), "is not eliminated"),
    "a parameter": (over(n), over(n, guard=index("v_0")), ("n",), ("v_0",), "no such variable"),
}


@pytest.mark.parametrize("kind", DIFFERENT)
def test_what_does_not_run_together_is_refused(kind: str) -> None:
    left, right, ours, theirs, message = DIFFERENT[kind]
    with pytest.raises(KernelError, match=message):
        prove(*summed(left, right, ours, theirs), SOLVERS)


def singled_out(rank: int | None) -> Family:
    """Two kinds of axes, of which the second stands for any number that is left."""
    first, rest = (Axis(symbol(f"n{at}"), symbol(f"k{at}")) for at in "01")
    return family_of((first, rest), rank)


def test_an_axis_of_which_there_may_be_none_is_known() -> None:
    tree = parse("dB = sum(dZ)")
    assert claim(tree, singled_out(None)).absent == "1"
    assert claim(tree, singled_out(2)).absent is None
    assert claim(tree, family_of((Axis(n, p),))).absent is None

"""The rule EXAMPLE: nothing is proved of nothing, and what is found is small."""

from __future__ import annotations

from dataclasses import replace

import pytest
from oracles.claims_by_hand import HERE, beside, by_hand, claimed, n, p, plan, side, term

from proof.proved import SOLVERS
from symconv.arrays.sums import Case, Guard
from symconv.layers.family import Family, family_of
from symconv.layers.layer import Axis
from symconv.proof.example import found_example
from symconv.proof.kernel import KernelError, prove
from symconv.proof.plan import Plan
from symconv.proof.sides import Example
from symconv.proving import prove as asked
from symconv.results import Proof, Undecided
from symconv.sizes import Size, floordiv, symbol

k, m, c, g = map(symbol, "kmcg")
NOTES = "dX = correlate(pad(dZ, k-1), rot180(K))"
SAME = by_hand(side(HERE), beside(side(HERE)), (Guard(n - 1, ">="), Guard(p - n, ">=")))

REFUSED: dict[str, tuple[Example, str]] = {
    "no example": ((), "one value for each parameter"),
    "a parameter without a value": ((("n", 1),), "one value for each parameter"),
    "a value too many": ((("n", 1), ("p", 1), ("q", 1)), "one value for each parameter"),
    "two values for one": ((("n", 1), ("n", 2), ("p", 1)), "one value for each parameter"),
    "a hypothesis that does not hold": ((("n", 2), ("p", 1)), "the example does not satisfy p - n >= 0"),
    "an array without entries": ((("n", 0), ("p", 1)), "the example does not satisfy n - 1 >= 0"),
    "a fraction": ((("n", 1.5), ("p", 2)), "whole numbers"),  # type: ignore[dict-item]
    "a truth value": ((("n", True), ("p", 2)), "whole numbers"),
    "a text": ((("n", "1"), ("p", 2)), "whole numbers"),  # type: ignore[dict-item]
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_example_is_refused(kind: str) -> None:
    example, message = REFUSED[kind]
    with pytest.raises(KernelError, match=message):
        prove(SAME, Plan(plan()), example, SOLVERS)


def test_an_example_is_carried_by_what_is_proved() -> None:
    assert prove(SAME, Plan(plan()), (("n", 2), ("p", 3)), SOLVERS).example == (("n", 2), ("p", 3))


@pytest.mark.parametrize("divisor", [p, p - 1, n - 2])
def test_nothing_is_divided_by_less_than_1(divisor: Size) -> None:
    made = replace(SAME, domain=(Guard(floordiv(n, divisor), ">="),))
    with pytest.raises(KernelError, match="does not satisfy"):
        prove(made, Plan(plan()), (("n", 2), ("p", 0)), SOLVERS)


def test_the_domain_counts_for_the_example_and_for_nothing_else() -> None:
    """Nothing follows from the domain: it says whether the claim is about anything."""
    made = replace(SAME, domain=(Guard(m - 3, ">="),))
    with pytest.raises(KernelError, match="m - 3 >= 0"):
        prove(made, Plan(plan()), (("n", 1), ("p", 1), ("m", 2)), SOLVERS)
    assert prove(made, Plan(plan()), (("n", 1), ("p", 1), ("m", 3)), SOLVERS)
    # A[u] is A[0] where there is one entry alone.
    first = by_hand(side(HERE), side(term(Case((), (), (0,)))))
    with pytest.raises(KernelError, match="not confirmed"):
        prove(replace(first, domain=(Guard(n - 1, "="),)), Plan(plan()), (("n", 1),), SOLVERS)
    assert prove(replace(first, hypotheses=(Guard(n - 1, "="),)), Plan(plan()), (("n", 1),), SOLVERS)


NOTHING: dict[str, tuple[str, Family]] = {
    "a contradiction across two axes": (
        NOTES,
        family_of((Axis(n, k), Axis(m, k)), 2, given=(Guard(n - m - 1, ">="), Guard(m - n, ">="))),
    ),
    "two axes that share symbols": (
        NOTES,
        family_of((Axis(n, 3), Axis(5 - n, 3)), 2),
    ),
    "a contradiction about a channel count": (NOTES, family_of((Axis(n, k),), ins=c, given=(Guard(-c, ">="),))),
    "a contradiction about the groups": (
        NOTES,
        family_of((Axis(n, k),), groups=g, given=(Guard(g - 3, ">="), Guard(2 - g, ">="))),
    ),
    "a contradiction about an unused symbol": (
        NOTES,
        family_of((Axis(n, k),), given=(Guard(symbol("q") - 1, ">="), Guard(symbol("q"), "="))),
    ),
    "an even number that is odd": (NOTES, family_of((Axis(n, k),), given=(Guard(2 * symbol("q") - 1, "="),))),
    "no layer beside free tensors": ("rot180(rot180(A)) = A", family_of((Axis(n, k),), given=(Guard(-n, ">="),))),
    "no layer beside a size": ("k + 0 = k", family_of((Axis(n, k),), given=(Guard(k - n - 1, ">="),))),
}


@pytest.mark.parametrize("kind", NOTHING)
def test_nothing_is_proved_of_no_layer(kind: str) -> None:
    found = asked(*NOTHING[kind], timeout=3)
    assert isinstance(found, Undecided), found
    assert "no layer was found" in found.reason


SOMETHING: dict[str, tuple[str, Family, dict[str, int]]] = {
    "the smallest": (NOTES, family_of((Axis(n, k),)), {"n": 1, "k": 1}),
    "a kernel of 7": (NOTES, family_of((Axis(n, 7),)), {"n": 7}),
    "a kernel of 3 with dilation 3": ("dK = correlate(X, dZ, dilation=1)", family_of((Axis(n, 3, 1, 3),)), {"n": 7}),
    "two axes that share symbols": (NOTES, family_of((Axis(n, 3), Axis(7 - n, 3)), 2), {"n": 3}),
    "a size far away": (
        NOTES,
        family_of((Axis(n, k),), given=(Guard(n * k - 9_991, "="), Guard(k - 2, ">="))),
        {"n": 103, "k": 97},
    ),
    "a quotient far away": (
        NOTES,
        family_of((Axis(n, k),), given=(Guard(floordiv(n, k) - 50, ">="), Guard(k - 3, ">="))),
        {},
    ),
}


@pytest.mark.parametrize("kind", SOMETHING)
def test_an_example_is_found(kind: str) -> None:
    statement, family, expected = SOMETHING[kind]
    found = found_example(claimed(statement, family), lambda: 3_000)
    assert found is not None
    assert dict(found) == expected or not expected


def test_a_proof_carries_its_example() -> None:
    found = asked(NOTES, family_of((Axis(n, 7),), ins=c))
    assert isinstance(found, Proof)
    assert dict(found.proved.example) == {"n": 7, "c": 1}
    assert "It says something, for instance, at n = 7, c = 1." in found.explain()

"""The search finds certificates of what is true and linear, of what needs products, splits and rounding; and of
nothing that is false."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import pytest

from symconv.arrays.sums import Guard
from symconv.proof.linear import search
from symconv.proof.linear.checker import StepError, check_count, check_goals
from symconv.proof.linear.closing import NotFoundError
from symconv.proof.linear.search import certificate, count_proofs, goal_proofs
from symconv.proof.linear.steps import Contradiction, Counted, Divide, LinearProof, Multiply, Same, Split
from symconv.proof.smt import Obligation
from symconv.sizes import Size, floordiv, symbol

n, k, s, d, m = map(symbol, ("n", "k", "s", "d", "m"))
x, y, a, b = map(symbol, ("x", "y", "a", "b"))


def at_least(*rows: Size) -> tuple[Guard, ...]:
    return tuple(Guard(row, ">=") for row in rows)


def zero(*rows: Size) -> tuple[Guard, ...]:
    return tuple(Guard(row, "=") for row in rows)


POSITIVE = at_least(n - 1, k - 1, s - 1, d - 1)

TRUE: dict[str, tuple[Sequence[Guard], Sequence[Guard]]] = {
    "nothing": ((), ()),
    "what is assumed": (POSITIVE, POSITIVE),
    "a sum": (at_least(x - y, y - a, a - b), at_least(x - b)),
    "a number": (POSITIVE, at_least(0, 7)),
    "an equation by elimination": (zero(x - 2 * y, y - 3 * a), zero(x - 6 * a)),
    "anything, from a contradiction": (at_least(x, -1 * x - 1), zero(y)),
    "anything, from a number below 0": (at_least(-3), zero(y)),
    "no odd number is even": (zero(2 * x - 2 * y - 1), at_least(-1)),
    "sum and difference are both even or both odd": (zero(x + y - 2 * a, x - y - 2 * b - 1), at_least(-1)),
    "a third rounded": (at_least(3 * x + 2), at_least(x)),
    "a half is no more": (POSITIVE, at_least(n - floordiv(n, 2))),
    "both halves": (POSITIVE, zero(floordiv(n + 1, 2) + floordiv(n, 2) - n)),
    "a half of a half": (POSITIVE, zero(floordiv(floordiv(n, 2), 2) - floordiv(n, 4))),
    "a quotient's own bound": (POSITIVE, at_least(n - s * floordiv(n, s))),
    "rounding up": (POSITIVE, zero(floordiv(n + s - 1, s) - floordiv(n - 1, s) - 1)),
    "a product": (POSITIVE, at_least(s * k - s)),
    "the product of a product": (POSITIVE, at_least(s * d * k - s * d)),
    "a quotient grows with what is divided": ((*POSITIVE, *at_least(m - n)), at_least(floordiv(m, s) - floordiv(n, s))),
    "a quotient falls with its divisor": ((*POSITIVE, *at_least(m - s)), at_least(floordiv(n, s) - floordiv(n, m))),
    "a multiple divided": ((*POSITIVE, *zero(n - s * x)), zero(floordiv(n, s) - x)),
    "a quotient of a quotient": (POSITIVE, zero(floordiv(floordiv(n, s), d) - floordiv(n, s * d))),
    "a factor that cancels": (POSITIVE, zero(floordiv(s * n, s * d) - floordiv(n, d))),
    "a divisor with a common factor": (POSITIVE, zero(floordiv(2 * n, 2 * s) - floordiv(n, s))),
    "a quotient of a half": (POSITIVE, zero(floordiv(floordiv(n, 2), k) - floordiv(n, 2 * k))),
    "a divisor with a common factor and a number": (POSITIVE, at_least(n - floordiv(n, 2 * k + 2 * s - 2))),
    "the output of two layers": (
        (*POSITIVE, *at_least(n - k, floordiv(n - k, s) + 1 - k)),
        zero(floordiv(floordiv(n - k, s) + 1 - k, s) - floordiv(n - k - s * (k - 1), s * s)),
    ),
}


@pytest.mark.parametrize("kind", TRUE)
def test_what_is_true_has_a_certificate(kind: str) -> None:
    assumed, goals = TRUE[kind]
    check_goals(assumed, goals, goal_proofs(assumed, goals))


@pytest.mark.parametrize("kind", TRUE)
def test_the_same_is_found_every_time(kind: str) -> None:
    assumed, goals = TRUE[kind]
    assert goal_proofs(assumed, goals) == goal_proofs(assumed, goals)


FALSE: dict[str, tuple[Sequence[Guard], Sequence[Guard]]] = {
    "more than is assumed": (at_least(x), at_least(x - 1)),
    "something of nothing": ((), at_least(x)),
    "a number below 0": (POSITIVE, at_least(-1)),
    "a third rounded the wrong way": (at_least(3 * x + 3), at_least(x)),
    "every number is even": (zero(x - y), zero(x - 2 * floordiv(y, 2))),
    "a product of what may be negative": (at_least(x), at_least(x * y)),
    "a product that is too small": (POSITIVE, at_least(s * k - s - k)),
    "a quotient by what may be 0": (at_least(n, s), at_least(floordiv(n, s))),
    "a quotient is exact": (POSITIVE, zero(n - s * floordiv(n, s))),
    "a sum of quotients": (POSITIVE, zero(floordiv(n + k, s) - floordiv(n, s) - floordiv(k, s))),
}


@pytest.mark.parametrize("kind", FALSE)
def test_what_is_false_has_none(kind: str) -> None:
    with pytest.raises(NotFoundError):
        goal_proofs(*FALSE[kind])


def test_only_what_is_used_is_written() -> None:
    """A sum needs no product, however many products there are."""
    assumed = (*POSITIVE, *at_least(s * k - n, d * n - s * k, x - y))
    assert goal_proofs(assumed, at_least(x - y + n - 1)) == ((Contradiction(((0, 1), (6, 1), (7, 1))),),)


def test_a_product_is_used_where_one_is_needed() -> None:
    (proof,) = goal_proofs(POSITIVE, at_least(s * k - s))
    assert [type(step) for step in proof] == [Divide, Multiply, Contradiction]


def test_a_split_that_is_not_used_is_not_written() -> None:
    """The quotient of a product by one of its factors needs one split for each half of the equation, at most."""
    for proof in goal_proofs(*TRUE["a multiple divided"]):
        assert sum(isinstance(step, Split) for step in proof) <= 1
        check_twice_closed(proof)


def check_twice_closed(proof: LinearProof) -> None:
    """As many branches are closed as the splits open."""
    splits = sum(isinstance(step, Split) for step in proof)
    assert sum(isinstance(step, Contradiction) for step in proof) == splits + 1


def test_out_of_time_nothing_is_found() -> None:
    assumed, goals = TRUE["the output of two layers"]
    now, started = time.perf_counter(), time.process_time()
    with pytest.raises(NotFoundError):
        goal_proofs(assumed, goals, now)
    with pytest.raises(NotFoundError):
        count_proofs((), [at_least(x)], [at_least(x)], now)
    assert time.process_time() - started < 1


Cases = Sequence[tuple[Guard, ...]]
COUNTS: dict[str, tuple[Sequence[Guard], Cases, Cases]] = {
    "nothing": ((), [], []),
    "a case and itself": ((), [at_least(x)], [at_least(x)]),
    "a case in other words": (at_least(x), [at_least(x - y, y)], [at_least(2 * x - 2 * y, 3 * y + 2)]),
    "cases in another order": ((), [at_least(x), at_least(y), zero(a)], [zero(a), at_least(x), at_least(y)]),
    "a case that never holds": (at_least(x), [at_least(-1 * x - 1), at_least(y)], [at_least(y)]),
    "two halves of everything": ((), [()], [at_least(x), at_least(-1 * x - 1)]),
    "two halves of a case": ((), [at_least(y)], [at_least(y, x), at_least(y, -1 * x - 1)]),
    "two halves, cut elsewhere": (
        at_least(x - y),
        [at_least(x), at_least(-1 * x - 1)],
        [at_least(y), at_least(-1 * y - 1)],
    ),
    "one more where it cannot be": (at_least(x, -1 * x - 1), [()], []),
    "a case by a product": (POSITIVE, [at_least(s * x - s)], [at_least(x - 1)]),
    "the same case twice": ((), [at_least(x), at_least(x)], [at_least(x), at_least(x)]),
}


@pytest.mark.parametrize("kind", COUNTS)
def test_equal_counts_have_a_certificate(kind: str) -> None:
    assumed, left, right = COUNTS[kind]
    found = count_proofs(assumed, left, right)
    check_count(assumed, left, right, found)
    assert found == count_proofs(assumed, left, right)


UNEQUAL: dict[str, tuple[Sequence[Guard], Cases, Cases]] = {
    "one and none": ((), [at_least(x)], []),
    "one and two": ((), [at_least(x)], [at_least(x), at_least(x)]),
    "a weaker case": ((), [at_least(x)], [at_least(x - 1)]),
    "another case": ((), [at_least(x)], [at_least(y)]),
    "halves that overlap": ((), [()], [at_least(x), at_least(-1 * x)]),
    "halves with a gap": ((), [()], [at_least(x), at_least(-1 * x - 2)]),
}


@pytest.mark.parametrize("kind", UNEQUAL)
def test_unequal_counts_have_none(kind: str) -> None:
    with pytest.raises(NotFoundError):
        count_proofs(*UNEQUAL[kind])


def test_a_certificate_is_about_one_obligation() -> None:
    """What proves one thing does not prove another that looks like it."""
    assumed, goals = TRUE["rounding up"]
    found = goal_proofs(assumed, goals)
    for other in (zero(floordiv(n + s, s) - floordiv(n - 1, s) - 1), zero(floordiv(n + s - 1, s) - floordiv(n, s) - 1)):
        with pytest.raises(StepError):
            check_goals(assumed, other, found)
    for fewer in range(len(assumed)):
        if assumed[fewer] == POSITIVE[2]:
            with pytest.raises(StepError):
                check_goals((*assumed[:fewer], *assumed[fewer + 1 :]), goals, found)


def test_matched_cases_are_told_apart_row_by_row() -> None:
    (proof,) = count_proofs((), COUNTS["cases in another order"][1], COUNTS["cases in another order"][2])
    assert [step for step in proof if isinstance(step, Same)] == [Same(0, 1), Same(1, 2), Same(2, 0)]
    assert not any(isinstance(step, Multiply) for step in proof)


def test_what_the_checker_refuses_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A defect of the search costs a certificate, not the answer: solvers are asked then."""
    wanted = Obligation("sizes agree", POSITIVE, zero(floordiv(2 * n, 2 * s) - floordiv(n, s)))
    assert certificate(wanted) is not None
    monkeypatch.setattr(search, "goal_proofs", lambda *_: ((Contradiction(((0, 1),)),),) * 2)
    assert certificate(wanted) is None
    counted = replace(wanted, counts=((at_least(x),), (at_least(x),)))
    assert certificate(counted) is not None
    monkeypatch.setattr(search, "count_proofs", lambda *_: ((Counted(),),))
    assert certificate(counted) is None

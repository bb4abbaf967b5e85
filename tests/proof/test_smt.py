"""Questions for solvers: the facts in them are true of all integers, and what is confirmed holds."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, reduce
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.size_readings import holds, value
from quick import examples
from strategies.polynomials import polynomials

from proof.proved import solve
from symconv.arrays.sums import Guard
from symconv.proof.instances import candidates, instances
from symconv.proof.plan import ProductInstance
from symconv.proof.smt import KernelError, Obligation, facts, is_evident, product_fact, question
from symconv.sizes import Size, floordiv, index, symbol, symbol_of
from symconv.statements.families import size_from_text
from symconv.unknown import Coordinate

n, k, p = symbol("n"), symbol("k"), symbol("p")

# PRODUCT and QUOTIENT: true statements, read back from the solver's text

TOKEN = re.compile(r"\(|\)|\|[^|]*\||[^\s()]+")
Tree = str | list["Tree"]


def tree(text: str) -> Tree:
    stack: list[list[Tree]] = [[]]
    for token in TOKEN.findall(text):
        if token == "(":
            stack.append([])
        elif token == ")":
            stack[-2].append(stack.pop())
        else:
            stack[-1].append(token)
    (found,) = stack[0]
    return found


Numbers = tuple[tuple[int, ...], ...]


def truth(found: Tree, numbers: Numbers) -> Any:
    """Whether a statement is true for each choice of n and k, all of them looked at together."""
    assert isinstance(found, list)
    head, *rest = found
    match head:
        case "=>":
            return np.logical_or(np.logical_not(truth(rest[0], numbers)), truth(rest[1], numbers))
        case "and":
            return reduce(np.logical_and, (truth(each, numbers) for each in rest))
        case "not":
            return np.logical_not(truth(rest[0], numbers))
        case ">=":
            return value_of(rest[0], numbers) >= value_of(rest[1], numbers)
        case "=":
            return value_of(rest[0], numbers) == value_of(rest[1], numbers)
    raise ValueError(f"not a statement: {found}")


@cache
def named(text: str, numbers: Numbers) -> Any:
    """What stands between bars for each choice of n and k, as integers of any length; many facts are about the same."""
    size = size_from_text(text.strip("|"))
    return np.array([value(size, {"n": n, "k": k}) for n, k in numbers], dtype=object)


def value_of(found: Tree, numbers: Numbers) -> Any:
    if isinstance(found, str):
        return named(found, numbers) if found.startswith("|") else int(found)
    head, *rest = found
    values = [value_of(each, numbers) for each in rest]
    match head:
        case "+":
            return sum(values)
        case "-":
            (only,) = values
            return -only
        case "*":
            one, other = values
            return one * other
    raise ValueError(f"not a number: {found}")


def test_the_reader_of_facts_sees_what_is_false() -> None:
    """So a false fact would be noticed."""
    fact = tree("(=> (and (>= |n| 0) (>= (+ |n| (- 1)) 0)) (= (+ |k*n| (* (- 2) |(n + 1)//k|)) 0))")
    assert truth(fact, ((0, 5), (1, 2), (2, 2))).tolist() == [True, True, False]


def all_facts(guards: list[Guard]) -> list[str]:
    """What a question about these may rest on: of quotients, and all instances of products that are ever tried."""
    tried = [each for some in candidates(Obligation("x", tuple(guards))) for each in some]
    return [*facts([guard.value for guard in guards]), *map(product_fact, tried)]


SMALL = (*product(range(-3, 4), repeat=2), (5, 3), (6, 2), (9, 4), (7, 7))


def false_at(text: str) -> list[tuple[int, ...]]:
    """The choices of n and k for which a statement is false."""
    found = np.broadcast_to(truth(tree(text), SMALL), len(SMALL))
    return [numbers for numbers, true in zip(SMALL, found, strict=True) if not true]


@settings(derandomize=True, deadline=None, max_examples=examples(120))
@given(st.lists(polynomials(("n", "k")), min_size=1, max_size=3), st.sampled_from(("=", ">=")))
def test_every_fact_is_true_of_all_integers(values: list[Size], relation: str) -> None:
    found = all_facts([Guard(each, "=" if relation == "=" else ">=") for each in values])
    for text in found:
        assert false_at(text) == [], text


def test_there_are_facts_of_both_kinds() -> None:
    quotient = floordiv(n - 1, p)
    found = all_facts([Guard(p * quotient - n, ">="), Guard(p - 1, ">="), Guard(quotient - k, "=")])
    text = "\n".join(found)
    assert "(=> (>= (+ |p| (- 1)) 0) (and (>= (+ " in text
    assert sum(fact.startswith("(=> (and") for fact in found) > 4


def test_without_products_and_quotients_there_are_no_facts() -> None:
    assert all_facts([Guard(n - 3 * k, ">="), Guard(n, "=")]) == []


@settings(derandomize=True, deadline=None, max_examples=examples(100))
@given(polynomials(("n", "k")), polynomials(("n", "k")))
def test_the_rule_product_is_true_of_whatever_it_is_given(one: Size, other: Size) -> None:
    """So nothing that a plan may say of it has to be believed."""
    assert false_at(product_fact(ProductInstance(one, other))) == []


# Obligations: whatever is confirmed holds


def confirmed(obligation: Obligation) -> bool:
    # As the search does: what is evident makes no question, and none is asked for instances.
    if is_evident(obligation):
        return True
    chosen = instances(obligation, 100) or ()
    return solve(question(replace(obligation, instances=chosen)), 500)


GUARDS = st.builds(Guard, polynomials(("n", "k")), st.sampled_from(("=", ">=")))


@settings(derandomize=True, deadline=None, max_examples=examples(150))
@given(st.lists(GUARDS, max_size=2), st.lists(GUARDS, min_size=1, max_size=2))
def test_what_is_confirmed_holds(assumptions: list[Guard], goals: list[Guard]) -> None:
    divisors = [Guard(n - 1, ">="), Guard(k - 1, ">=")]
    if confirmed(Obligation("goals", (*divisors, *assumptions), tuple(goals))):
        for numbers in product(range(1, 7), repeat=2):
            values = dict(zip(("n", "k"), numbers, strict=True))
            assert not holds(assumptions, values) or holds(goals, values), values


LINEAR = st.builds(Guard, polynomials(("n", "k"), quotients=False), st.just(">="))


@settings(derandomize=True, deadline=None, max_examples=examples(150))
@given(*(st.lists(st.lists(LINEAR, max_size=2), min_size=1, max_size=3) for _ in range(2)))
def test_counts_that_are_confirmed_agree(left: list[list[Guard]], right: list[list[Guard]]) -> None:
    counts = tuple(map(tuple, left)), tuple(map(tuple, right))
    if confirmed(Obligation("counts", (), counts=counts)):
        for numbers in product(range(-4, 5), repeat=2):
            values = dict(zip(("n", "k"), numbers, strict=True))
            ours, theirs = (sum(holds(case, values) for case in side) for side in (left, right))
            assert ours == theirs, values


BELOW, ABOVE, ALL = (Guard(k - 1 - n, ">="),), (Guard(n - k, ">="),), (Guard(0, ">="),)
COUNTED = {
    "a case and the other make one": ((BELOW, ABOVE), (ALL,), True),
    "one is two halves": ((ALL,), (ABOVE, BELOW), True),
    "one twice is twice one": ((ALL, ALL), (BELOW, BELOW, ABOVE, ABOVE), True),
    "a case that never holds counts nothing": ((BELOW, (Guard(-1, ">="),)), (BELOW,), True),
    "a half is not the whole": ((BELOW, BELOW), (ALL,), False),
    "twice is not once": ((ALL, ALL), (ALL,), False),
    "an overlap counts twice": ((BELOW, (Guard(n - k + 1, ">="),)), (ALL,), False),
    "a gap counts nothing": ((BELOW, (Guard(n - k - 1, ">="),)), (ALL,), False),
    "the same number elsewhere": ((BELOW, BELOW), (ABOVE, ABOVE), False),
}


@pytest.mark.parametrize("kind", COUNTED)
def test_counts(kind: str) -> None:
    left, right, expected = COUNTED[kind]
    assert confirmed(Obligation("counts", (), counts=(left, right))) is expected


def test_counts_are_never_evident() -> None:
    assert not is_evident(Obligation("counts", (), counts=((ALL,), (ALL, ALL))))
    assert not is_evident(Obligation("counts", (), counts=((ALL,), (ALL,))))


@pytest.mark.parametrize(
    ("assumptions", "goals", "expected"),
    [
        ((), (), True),
        ((Guard(n, ">="),), (Guard(n, ">="),), True),
        ((Guard(n, "="),), (Guard(n, ">="),), False),
        ((Guard(n, ">="),), (Guard(n, "="),), False),
        ((Guard(n, ">="),), (Guard(n, ">="), Guard(k, ">=")), False),
        ((), (Guard(0, "="), Guard(3, ">=")), True),
        ((), (Guard(1, "="),), False),
        ((), (Guard(-1, ">="),), False),
    ],
)
def test_evident(assumptions: tuple[Guard, ...], goals: tuple[Guard, ...], expected: bool) -> None:
    assert is_evident(Obligation("x", assumptions, goals)) is expected


# What gets into a question is what the obligation says, and nothing else.

BAD = {
    "a parameter and a variable called alike": ((symbol("v") - index("v"),), "two unknowns are called v"),
    "a variable called as a coordinate": ((index("place_0") - symbol_of(Coordinate(0)),), "two unknowns are called"),
    "called alike in two guards": ((symbol("v") - 1, index("v") - 2), "two unknowns are called v"),
    "called alike inside a quotient": ((floordiv(symbol("v") + 1, n) - index("v"),), "two unknowns are called v"),
    "a name with a bar": ((symbol("v|w"),), "the name of a symbol is no word"),
    "a name that is a product": ((symbol("n*k") - n * k,), "the name of a symbol is no word"),
    "a bad name inside a quotient": ((floordiv(symbol("v w"), n),), "the name of a symbol is no word"),
}


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("where", ["assumptions", "goals", "counts"])
def test_a_name_that_would_be_misread_is_refused(kind: str, where: str) -> None:
    values, message = BAD[kind]
    guards = tuple(Guard(each, "=") for each in values)
    made = {
        "assumptions": Obligation("x", guards, (Guard(k, ">="),)),
        "goals": Obligation("x", (), guards),
        "counts": Obligation("x", (), counts=((guards,), ())),
    }
    with pytest.raises(KernelError, match=message):
        question(made[where])


def test_a_title_of_two_lines_and_a_relation_of_its_own_are_refused() -> None:
    with pytest.raises(KernelError, match="no line"):
        question(Obligation("x\n(assert false)", (), (Guard(n, ">="),)))
    with pytest.raises(KernelError, match="a guard says = 0 or >= 0"):
        question(Obligation("x", (Guard(n, ">"),), (Guard(k, ">="),)))  # type: ignore[arg-type]


def test_the_same_name_for_one_unknown_is_no_mistake() -> None:
    text = question(Obligation("x", (Guard(index("v") - n, ">="),), (Guard(index("v") - n + 1, ">="),)))
    assert text.count("(declare-const ") == 2
    assert solve(text)

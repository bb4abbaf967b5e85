"""Guarded sums: boxes, guards, replacement, and how they are written."""

from __future__ import annotations

import pytest

from symconv.arrays.sums import Case, Guard, GuardedSum, Part, Place, Term, Variable, replaced, within
from symconv.sizes import Size, evaluate, index, symbol
from symconv.unknown import Index

U, V, N = index("i"), index("j"), symbol("n")


def holds(guards: tuple[Guard, ...], values: dict[str, int]) -> bool:
    found = [(evaluate(guard.value, values), guard.relation) for guard in guards]
    return all(value == 0 if relation == "=" else value >= 0 for value, relation in found)


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize("at", range(-3, 8))
def test_within_is_the_box(size: int, at: int) -> None:
    assert holds(within(U, size), {"i": at}) == (0 <= at < size)
    assert holds(within(2 * U - 1, N), {"i": at, "n": size}) == (0 <= 2 * at - 1 < size)


def test_a_replacement_reaches_guards_and_places_but_not_the_boxes() -> None:
    case = Case((Variable("j", 4),), (Guard(U + V, ">="), Guard(U - V, "=")), (U, None, 2 * U + V))
    found = replaced(case, {Index("i"): 3 - V})
    assert found.bound == (Variable("j", 4),)
    assert found.guards == (Guard(3, ">="), Guard(3 - 2 * V, "="))
    assert found.index == (3 - V, None, 6 - V)


def test_a_replacement_happens_all_at_once() -> None:
    case = Case((), (Guard(U - V, ">="),), (U, V))
    found = replaced(case, {Index("i"): V, Index("j"): U})
    assert found.guards == (Guard(V - U, ">="),)
    assert found.index == (V, U)


@pytest.mark.parametrize("value", [0, 5, N - 1, U])
def test_replacing_a_variable_that_does_not_occur_changes_nothing(value: Size) -> None:
    case = Case((), within(V, 3), (V, None))
    assert replaced(case, {Index("i"): value}) == case


def test_an_axis_without_a_part_is_unconstrained() -> None:
    part = Part("0", (Case((), within(U, 3), (U, U)),))
    term = Term(1, ("X", "K"), (part,))
    assert term.part("0") == part
    assert term.part("1") == Part("1", (Case((), (), (None, None)),))


def test_texts() -> None:
    case = Case((Variable("j", 4),), (Guard(U - V, "="),), (V, None))
    assert str(case) == "[j < 4; i - j = 0] at j, None"
    assert str(Part("0", (case, case))) == f"0: {case} + {case}"
    term = Term(-2, ("X", "B"), (Part("0", (case,)),))
    assert str(term) == f"-2 X B {{0: {case}}}"
    assert str(GuardedSum((Place("0", Variable("i", N)),), (term, term))) == f"[i < n] = {term} + {term}"

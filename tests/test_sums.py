"""Guarded sums: boxes, guards, replacement, and how they are written."""

from __future__ import annotations

import pytest

from symconv.sizes import Size, evaluate, symbol
from symconv.sums import Case, Guard, GuardedSum, Part, Place, Term, Variable, replaced, within

I, J, N = symbol("i"), symbol("j"), symbol("n")


def holds(guards: tuple[Guard, ...], values: dict[str, int]) -> bool:
    found = [(evaluate(guard.value, values), guard.relation) for guard in guards]
    return all(value == 0 if relation == "=" else value >= 0 for value, relation in found)


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize("at", range(-3, 8))
def test_within_is_the_box(size: int, at: int) -> None:
    assert holds(within(I, size), {"i": at}) == (0 <= at < size)
    assert holds(within(2 * I - 1, N), {"i": at, "n": size}) == (0 <= 2 * at - 1 < size)


def test_a_replacement_reaches_guards_and_places_but_not_the_boxes() -> None:
    case = Case((Variable("j", 4),), (Guard(I + J, ">="), Guard(I - J, "=")), (I, None, 2 * I + J))
    found = replaced(case, {"i": 3 - J})
    assert found.bound == (Variable("j", 4),)
    assert found.guards == (Guard(3, ">="), Guard(3 - 2 * J, "="))
    assert found.index == (3 - J, None, 6 - J)


def test_a_replacement_happens_all_at_once() -> None:
    case = Case((), (Guard(I - J, ">="),), (I, J))
    found = replaced(case, {"i": J, "j": I})
    assert found.guards == (Guard(J - I, ">="),)
    assert found.index == (J, I)


@pytest.mark.parametrize("value", [0, 5, N - 1, I])
def test_replacing_a_variable_that_does_not_occur_changes_nothing(value: Size) -> None:
    case = Case((), within(J, 3), (J, None))
    assert replaced(case, {"i": value}) == case


def test_an_axis_without_a_part_is_unconstrained() -> None:
    part = Part("0", (Case((), within(I, 3), (I, I)),))
    term = Term(1, ("X", "K"), (part,))
    assert term.part("0") == part
    assert term.part("1") == Part("1", (Case((), (), (None, None)),))


def test_texts() -> None:
    case = Case((Variable("j", 4),), (Guard(I - J, "="),), (J, None))
    assert str(case) == "[j < 4; i - j = 0] at j, None"
    assert str(Part("0", (case, case))) == f"0: {case} + {case}"
    term = Term(-2, ("X", "B"), (Part("0", (case,)),))
    assert str(term) == f"-2 X B {{0: {case}}}"
    assert str(GuardedSum((Place("0", Variable("i", N)),), (term, term))) == f"[i < n] = {term} + {term}"

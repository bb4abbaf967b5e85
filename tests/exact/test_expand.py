"""Guarded sums written out: all monomials of all entries, against asking every guard at every point."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.sum_readings import flat, monomials
from quick import examples

from symconv.arrays.shape import Lead, Shape
from symconv.arrays.sums import Case, Guard, GuardedSum, Part, Place, Term, Variable, within
from symconv.exact.expand import expand
from symconv.sizes import Size, index, symbol

# The result has axes N, 0, 1; factor P lacks N, factor Q lacks axis 1; c is summed over.
SHAPES = {
    "P": Shape((Lead("c", 3),), (4, 5)),
    "Q": Shape((Lead("N", 2), Lead("c", 3)), (6,)),
}
HAS = {"P": ("c", "0", "1"), "Q": ("N", "c", "0")}
RESULT = (Place("N", Variable("N", 2)), Place("0", Variable("m0", 3)), Place("1", Variable("m1", 2)))

COEFFICIENTS = st.integers(-2, 2)


@st.composite
def affine(draw: st.DrawFn, names: list[str]) -> Size:
    found: Size = draw(COEFFICIENTS)
    for name in names:
        found = found + draw(COEFFICIENTS) * index(name)
    return found


@st.composite
def cases(draw: st.DrawFn, axis: str, factors: tuple[str, ...], place: str | None) -> Case:
    bound = tuple(
        Variable(f"v{axis}{number}", draw(st.integers(1, 3))) for number in range(draw(st.integers(0, 2)))
    )
    names = [variable.name for variable in bound] + ([place] if place else [])
    guards = tuple(
        Guard(draw(affine(names)), draw(st.sampled_from(("=", ">=", ">=")))) for _ in range(draw(st.integers(0, 2)))
    )
    index = tuple(draw(affine(names)) if axis in HAS[name] else None for name in factors)
    return Case(bound, guards, index)


@st.composite
def sums(draw: st.DrawFn) -> GuardedSum:
    places = {place.axis: place.variable.name for place in RESULT}
    terms = []
    for _ in range(draw(st.integers(1, 2))):
        factors = draw(st.sampled_from((("P",), ("Q",), ("P", "Q"), ("P", "P"))))
        parts = [
            Part(axis, tuple(draw(st.lists(cases(axis, factors, places.get(axis)), min_size=1, max_size=2))))
            for axis in ("N", "c", "0", "1")
            if draw(st.integers(0, 4))
        ]
        terms.append(Term(draw(st.sampled_from((1, 2, -1))), factors, tuple(parts)))
    return GuardedSum(RESULT, tuple(terms))


def sizes(shape: Shape) -> tuple[int, ...]:
    return tuple(int(str(size)) for size in shape.sizes)


def written_out(array: GuardedSum) -> Counter[tuple[int, tuple[tuple[str, int], ...]]]:
    found: Counter[tuple[int, tuple[tuple[str, int], ...]]] = Counter()
    for each in expand(array, SHAPES):
        for at, *factors in zip(each.entry.tolist(), *(column.tolist() for column in each.factors), strict=True):
            found[at, tuple(zip(each.tensors, factors, strict=True))] += each.coefficient
    return Counter({key: coefficient for key, coefficient in found.items() if coefficient})


def read(array: GuardedSum) -> Counter[tuple[int, tuple[tuple[str, int], ...]]]:
    axes = tuple(place.axis for place in array.index)
    extents = tuple(int(str(place.variable.size)) for place in array.index)
    found: Counter[tuple[int, tuple[tuple[str, int], ...]]] = Counter()
    for (at, factors), coefficient in monomials(array).items():
        key = tuple((name, flat(place, HAS[name], sizes(SHAPES[name]))) for name, place in factors)
        found[flat(at, axes, extents), key] += coefficient
    return Counter({key: coefficient for key, coefficient in found.items() if coefficient})


@settings(deadline=None, derandomize=True, max_examples=examples(400))
@given(sums())
def test_the_monomials_are_those_whose_guards_hold(array: GuardedSum) -> None:
    assert written_out(array) == read(array)


def line(size: int, *cases: Case, coefficient: int = 1, factors: tuple[str, ...] = ("Q",)) -> GuardedSum:
    return GuardedSum(
        (Place("0", Variable("m", size)),), (Term(coefficient, factors, (Part("0", cases),)),)
    )


M, V = index("m"), index("v")


def pairs(array: GuardedSum) -> list[tuple[int, int]]:
    (found,) = expand(array, {"Q": Shape((), (9,))})
    return sorted(zip(found.entry.tolist(), found.factors[0].tolist(), strict=True))


def test_a_window() -> None:
    case = Case((Variable("v", 2),), within(2 * M + V - 1, 4), (2 * M + V - 1,))
    assert pairs(line(3, case)) == [(0, 0), (1, 1), (1, 2), (2, 3)]


def test_an_equation_that_determines_the_entry() -> None:
    case = Case((Variable("v", 4),), (Guard(3 * V - 2 - M, "="),), (V,))
    assert pairs(line(5, case)) == [(1, 1), (4, 2)]
    # The entry with the opposite sign, and one that is not determined but divided.
    assert pairs(line(5, Case((Variable("v", 4),), (Guard(M - 3 * V + 2, "="),), (V,)))) == [(1, 1), (4, 2)]
    assert pairs(line(5, Case((Variable("v", 4),), (Guard(2 * M - V, "="),), (V,)))) == [(0, 0), (1, 2)]


def test_two_equations_must_both_hold() -> None:
    both = (Guard(V - M, "="), Guard(M + V - 4, "="))
    assert pairs(line(5, Case((Variable("v", 5),), both, (V,)))) == [(2, 2)]


def test_cases_are_added_up() -> None:
    cases = (Case((), within(M, 2), (M,)), Case((), (Guard(M - 1, ">="),), (M + 3,)))
    assert pairs(line(3, *cases)) == [(0, 0), (1, 1), (1, 4), (2, 5)]


def test_a_guard_that_never_holds_leaves_nothing() -> None:
    for guard in (Guard(-1, ">="), Guard(1, "="), Guard(M - 9, ">=")):
        assert pairs(line(3, Case((), (guard,), (M,)))) == []
    assert pairs(line(2, Case((), (Guard(0, ">="), Guard(0, "=")), (M,)))) == [(0, 0), (1, 1)]


def test_coefficients_and_terms_are_kept_apart() -> None:
    one = line(2, Case((), (), (M,)), coefficient=3).terms[0]
    two = line(2, Case((), (), (M,)), coefficient=-1).terms[0]
    found = expand(GuardedSum((Place("0", Variable("m", 2)),), (one, two)), {"Q": Shape((), (9,))})
    assert [each.coefficient for each in found] == [3, -1]
    assert [each.tensors for each in found] == [("Q",), ("Q",)]


@pytest.mark.parametrize("kind", [np.int32, np.int64])
def test_places_have_the_type_asked_for(kind: type[np.signedinteger]) -> None:
    (found,) = expand(line(3, Case((), (), (M,))), {"Q": Shape((), (9,))}, kind)
    assert found.entry.dtype == kind
    assert found.factors[0].dtype == kind


def test_sizes_must_be_concrete() -> None:
    with pytest.raises(TypeError, match="concrete"):
        expand(line(3, Case((Variable("v", symbol("k")),), (), (V,))), {"Q": Shape((), (9,))})

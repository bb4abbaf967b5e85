"""The simplex: its answers agree with z3's over the rational numbers, and its conflicts are sums that say so."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
import z3
from quick import cases

from symconv.proof.linear.simplex import ABOVE, BELOW, Rational, Simplex

Row = tuple[tuple[int, ...], int, int]


def system(picker: random.Random) -> list[Row]:
    """Bounds on forms in four unknowns: coefficients, side and value."""
    rows = []
    for _ in range(picker.randint(5, 12)):
        coefficients = tuple(picker.choice((0, 0, 0, 1, 1, -1, 2, -3)) for _ in range(4))
        if any(coefficients):
            rows.append((coefficients, picker.choice((BELOW, ABOVE)), picker.randint(-4, 4)))
    return rows


def satisfiable(rows: list[Row]) -> bool:
    unknowns = [z3.Real(name) for name in "abcd"]
    solver = z3.Solver()
    for coefficients, side, value in rows:
        form = z3.Sum([each * unknown for each, unknown in zip(coefficients, unknowns, strict=True)])
        solver.add(form >= value if side == BELOW else form <= value)
    return bool(solver.check() == z3.sat)


def checked(simplex: Simplex[Row], rows: list[Row], unknowns: list[int]) -> list[tuple[Row, Rational]] | None:
    for row in rows:
        coefficients, side, value = row
        form = simplex.form({at: each for at, each in zip(unknowns, coefficients, strict=True) if each})
        conflict = simplex.bound(form, side, value, row)
        if conflict is not None:
            return conflict
    return simplex.check()


def is_contradiction(conflict: list[tuple[Row, Rational]]) -> bool:
    """Whether the weighted bounds, each as something at least 0, add up to a negative number."""
    total, number = [Fraction(0)] * 4, Fraction(0)
    for (coefficients, side, value), weight in conflict:
        assert weight > 0
        sign = 1 if side == BELOW else -1
        total = [old + sign * weight * each for old, each in zip(total, coefficients, strict=True)]
        number -= sign * weight * value
    return not any(total) and number < 0


@pytest.mark.parametrize("seed", cases(range(4)))
def test_it_agrees_with_z3(seed: int) -> None:
    picker = random.Random(seed)
    answers = []
    for _ in range(100):
        rows = system(picker)
        simplex: Simplex[Row] = Simplex()
        unknowns = [simplex.unknown() for _ in range(4)]
        conflict = checked(simplex, rows, unknowns)
        assert (conflict is None) == satisfiable(rows), rows
        answers.append(conflict is None)
        if conflict is not None:
            assert is_contradiction(conflict), (rows, conflict)
        else:
            values = [simplex.values[at] for at in unknowns]
            for coefficients, side, value in rows:
                form = sum(each * at for each, at in zip(coefficients, values, strict=True))
                assert form >= value if side == BELOW else form <= value
    assert 20 < sum(answers) < 80


@pytest.mark.parametrize("seed", cases(range(4)))
def test_bounds_are_taken_back(seed: int) -> None:
    """After bounds have come and gone, what is left has the answer that it has in a simplex of its own."""
    picker = random.Random(seed + 100)
    simplex: Simplex[Row] = Simplex()
    unknowns = [simplex.unknown() for _ in range(4)]
    for _ in range(25):
        kept, dropped, more = (system(picker)[:4] for _ in range(3))
        start = simplex.mark()
        if checked(simplex, kept, unknowns) is None:
            mark = simplex.mark()
            checked(simplex, dropped, unknowns)
            simplex.back(mark)
            assert simplex.check() is None
            conflict = checked(simplex, more, unknowns)
            assert (conflict is None) == satisfiable([*kept, *more])
            assert conflict is None or is_contradiction(conflict)
        simplex.back(start)


def test_a_cut_is_no_more_than_integers_allow() -> None:
    """The weighted sum of a cut has whole coefficients, and a value between two integers."""
    picker = random.Random(7)
    found = 0
    while found < 40:
        rows = system(picker)
        simplex: Simplex[Row] = Simplex()
        unknowns = [simplex.unknown() for _ in range(4)]
        if checked(simplex, rows, unknowns) is not None:
            continue
        cut = simplex.cut()
        if cut is None:
            continue
        found += 1
        total, number = [Fraction(0)] * 4, Fraction(0)
        for (coefficients, side, value), weight in cut:
            assert 0 < weight < 1
            sign = 1 if side == BELOW else -1
            total = [old + sign * weight * each for old, each in zip(total, coefficients, strict=True)]
            number -= sign * weight * value
        assert all(each.denominator == 1 for each in total)
        assert number.denominator > 1


def test_numbers_stay_whole_where_they_can() -> None:
    simplex: Simplex[str] = Simplex()
    one, other = simplex.unknown(), simplex.unknown()
    form = simplex.form({one: 1, other: 2})
    assert simplex.form({other: 2, one: 1}) == form
    assert simplex.form({one: 1}) == one
    simplex.bound(form, BELOW, 3, "form")
    simplex.bound(other, ABOVE, 1, "other")
    assert simplex.check() is None
    assert all(isinstance(value, int) for value in simplex.values)

"""Integer multilinear forms: arithmetic, derivatives, and a comparison that rejects every kind of difference."""

from __future__ import annotations

from collections import Counter
from math import prod
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracles.expression_readings import dense
from quick import examples
from shorthand import correlate, pad, plus, rot180, total
from strategies.expressions import expressions

from symconv.arrays.array import Array, Tensor
from symconv.arrays.numbers import Numbers
from symconv.errors import ShapeError
from symconv.exact.monomials import (
    FormEntries,
    Forms,
    MonomialTable,
    concatenated,
    derivative,
    first_difference,
    index_type,
    monomials,
    terms,
    variables,
)
from symconv.sizes import concrete

# A monomial as a person writes it: owner, coefficient, variables.
Row = tuple[int, int, tuple[int, ...]]
Polynomial = Counter[tuple[int, tuple[int, ...]]]


def table(*rows: Row, degree: int | None = None) -> MonomialTable:
    """A table of the given monomials; without a coefficient column where all are 1."""
    width = max([len(row[2]) for row in rows] + [0]) if degree is None else degree
    padded = [(0,) * (width - len(row[2])) + row[2] for row in rows]
    packed = np.array(padded, dtype=np.int64).reshape(len(rows), width)
    coefficients = np.array([row[1] for row in rows], dtype=np.int64)
    return MonomialTable(
        np.array([row[0] for row in rows], dtype=np.int64),
        tuple(packed[:, at] for at in range(width)),
        None if all(row[1] == 1 for row in rows) else coefficients,
    )


def polynomial(found: MonomialTable) -> Polynomial:
    """Coefficients by entry and monomial, like monomials added by a counter."""
    total: Polynomial = Counter()
    coefficients = [1] * len(found) if found.coefficients is None else found.coefficients.tolist()
    for row, (owner, coefficient) in enumerate(zip(found.owners.tolist(), coefficients, strict=True)):
        total[owner, tuple(sorted(int(column[row]) for column in found.variables if column[row]))] += coefficient
    return Counter({key: coefficient for key, coefficient in total.items() if coefficient})


def by_rows(*rows: Row) -> Polynomial:
    found: Polynomial = Counter()
    for owner, coefficient, product in rows:
        found[owner, tuple(sorted(product))] += coefficient
    return Counter({key: coefficient for key, coefficient in found.items() if coefficient})


ROWS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(-2, 2), st.lists(st.integers(1, 4), max_size=3).map(tuple)),
    max_size=8,
)


@settings(deadline=None, derandomize=True, max_examples=examples(500))
@given(ROWS, ROWS)
def test_a_difference_is_found_exactly_where_the_forms_differ(ours: list[Row], theirs: list[Row]) -> None:
    left, right = by_rows(*ours), by_rows(*theirs)
    differing = {key[0] for key in left.keys() | right.keys() if left[key] != right[key]}
    expected = min(differing, default=None)
    assert first_difference(table(*ours), table(*theirs)) == expected
    assert first_difference(table(*theirs), table(*ours)) == expected


@settings(deadline=None, derandomize=True, max_examples=examples(200))
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_monomials_and_of_factors_does_not_matter(rows: list[Row], random: Any) -> None:
    shuffled = [(owner, count, tuple(random.sample(product, len(product)))) for owner, count, product in rows]
    random.shuffle(shuffled)
    assert first_difference(table(*rows), table(*shuffled)) is None
    assert first_difference(table(*rows), table(*shuffled, degree=5)) is None


BASE: list[Row] = [(0, 1, (1, 2)), (2, 1, (1, 2)), (2, 1, (3, 4)), (5, 1, (3, 4))]


@pytest.mark.parametrize(
    ("changed", "entry"),
    [
        pytest.param([*BASE[:3], (5, 2, (3, 4))], 5, id="a coefficient"),
        pytest.param([*BASE[:3], (5, -1, (3, 4))], 5, id="a sign"),
        pytest.param([*BASE[:3], (5, 0, (3, 4))], 5, id="a zero coefficient"),
        pytest.param([*BASE[:3], (5, 1, (3, 5))], 5, id="a variable"),
        pytest.param([*BASE[:3], (5, 1, (3, 3))], 5, id="a square"),
        pytest.param([*BASE[:3], (5, 1, (3,))], 5, id="a factor missing"),
        pytest.param([*BASE[:3], (5, 1, (3, 4, 4))], 5, id="a factor more"),
        pytest.param(BASE[:3], 5, id="the last monomial missing"),
        pytest.param(BASE[1:], 0, id="the first monomial missing"),
        pytest.param([*BASE, (3, 1, (1, 2))], 3, id="a monomial more"),
        pytest.param([*BASE, (2, 1, (1, 2))], 2, id="a monomial twice"),
        pytest.param([*BASE[:2], (3, 1, (3, 4)), BASE[3]], 2, id="a monomial in another entry"),
        pytest.param([(0, 1, (1, 2)), (2, 1, (1, 2)), (2, 1, (1, 2)), (5, 1, (3, 4))], 2, id="one for the other"),
        pytest.param([], 0, id="nothing"),
        pytest.param([*BASE, (7, 1, ())], 7, id="a constant"),
    ],
)
def test_each_kind_of_difference_is_found_in_its_entry(changed: list[Row], entry: int) -> None:
    assert first_difference(table(*BASE), table(*changed)) == entry
    assert first_difference(table(*changed), table(*BASE)) == entry


@pytest.mark.parametrize(
    "same",
    [
        pytest.param(list(reversed(BASE)), id="another order"),
        pytest.param([(owner, c, product[::-1]) for owner, c, product in BASE], id="factors the other way round"),
        pytest.param([*BASE, (9, 0, (1, 1))], id="a zero monomial more"),
        pytest.param([*BASE, (9, 3, (1, 1)), (9, -3, (1, 1))], id="monomials that cancel"),
        pytest.param([*BASE[:3], (5, 3, (3, 4)), (5, -2, (4, 3))], id="a coefficient in two pieces"),
    ],
)
def test_what_is_equal_is_no_difference(same: list[Row]) -> None:
    assert first_difference(table(*BASE), table(*same)) is None


def test_like_monomials_are_added() -> None:
    assert first_difference(table((0, 1, (1, 2)), (0, 1, (2, 1))), table((0, 2, (1, 2)))) is None
    assert first_difference(table((0, 1, (1, 2)), (0, 1, (2, 1))), table((0, 3, (1, 2)))) == 0
    # As many monomials, and the same ones, but not equally often.
    two_one = table((0, 1, (1,)), (0, 1, (1,)), (0, 1, (2,)))
    one_two = table((0, 1, (1,)), (0, 1, (2,)), (0, 1, (2,)))
    assert first_difference(two_one, one_two) == 0


def test_empty_tables_are_equal() -> None:
    assert first_difference(table(), table()) is None
    assert first_difference(table(), table(degree=2)) is None
    assert first_difference(table(), table((3, 1, (1,)))) == 3


def test_the_first_of_several_differences_is_named() -> None:
    rows = [(entry, 1, (entry + 1,)) for entry in range(10)]
    wrong = [(entry, 1 if entry in (0, 1, 8) else 2, product) for entry, _, product in rows]
    assert first_difference(table(*rows), table(*wrong)) == 2
    assert first_difference(table(*rows[::-1]), table(*wrong)) == 2


@pytest.mark.parametrize("far", [2**20, 2**31 - 2, 2**33, 2**40])
def test_rows_wider_than_63_bits_are_told_apart(far: int) -> None:
    """Three columns of numbers up to `far` pack into 64 bits or they do not; the answer is the same."""
    rows = [(0, 1, (1, far, far)), (far, 1, (1, 2, far)), (far, 1, (far, far, far))]
    assert first_difference(table(*rows), table(*rows[::-1])) is None
    assert first_difference(table(*rows), table(*rows[:2], (far, 1, (far - 1, far, far)))) == far
    assert first_difference(table(*rows), table((0, 1, (2, far, far)), *rows[1:])) == 0
    assert first_difference(table(*rows), table(*rows[:2], (far, 2, (far, far, far)))) == far


def test_a_key_that_would_wrap_around_is_not_a_collision() -> None:
    """Packed without care, two columns that span 2**32 each would push the entry out of 64 bits."""
    high = 2**32
    wide: list[Row] = [(0, 1, (1, 1)), (0, 1, (high, high)), (1, 1, (1, 1))]
    assert first_difference(table(*wide, (1, 1, (1, 5))), table(*wide, (0, 1, (1, 5)))) == 0
    assert first_difference(table(*wide, (1, 1, (1, 5))), table(*wide[::-1], (1, 1, (5, 1)))) is None
    assert first_difference(table(*wide, (1, 1, (1, 5))), table(*wide, (1, 1, (2, 5)))) == 1


@settings(deadline=None, derandomize=True, max_examples=examples(300))
@given(ROWS, st.integers(1, 3), st.integers(1, 3))
def test_the_derivative_takes_each_variable_out_once_for_each_time_it_occurs(
    rows: list[Row], first: int, count: int
) -> None:
    upstream = 100
    expected = by_rows(
        *(
            (variable - first, coefficient, (*product[:at], *product[at + 1 :], upstream + owner))
            for owner, coefficient, product in rows
            for at, variable in enumerate(product)
            if first <= variable < first + count
        )
    )
    # One column at the least: a table without variables has no derivative to speak of.
    found = derivative(table(*rows, degree=3), first, count, upstream)
    assert polynomial(found) == expected


def test_derivatives_by_hand() -> None:
    square = table((0, 1, (1, 1)), (1, 3, (1, 2)), (1, 1, (2,)))
    assert polynomial(derivative(square, 1, 1, 10)) == {(0, (1, 10)): 2, (0, (2, 11)): 3}
    assert polynomial(derivative(square, 2, 1, 10)) == {(0, (1, 11)): 3, (0, (11,)): 1}
    assert polynomial(derivative(square, 5, 2, 10)) == {}


def test_a_cube_has_three_times_its_square() -> None:
    assert polynomial(derivative(table((0, 1, (1, 1, 1))), 1, 1, 9)) == {(0, (1, 1, 9)): 3}


@settings(deadline=None, derandomize=True, max_examples=examples(200))
@given(ROWS)
def test_the_terms_of_an_entry_are_its_polynomial(rows: list[Row]) -> None:
    found = table(*rows)
    for entry in range(4):
        listed = terms(found, entry)
        assert all(coefficient for coefficient, _ in listed)
        assert [product for _, product in listed] == sorted({product for _, product in listed})
        expected = {product: c for (owner, product), c in by_rows(*rows).items() if owner == entry}
        assert {product: coefficient for coefficient, product in listed} == expected


@settings(deadline=None, derandomize=True, max_examples=examples(200))
@given(ROWS, ROWS)
def test_tables_put_together_have_all_their_monomials(ours: list[Row], theirs: list[Row]) -> None:
    both = concatenated([table(*ours), table(*theirs)])
    assert len(both) == len(ours) + len(theirs)
    assert polynomial(both) == by_rows(*ours, *theirs)


def test_variables_are_numbered_in_row_major_order() -> None:
    found = variables(7, (2, 3))
    assert found.slots.shape == (2, 3)
    assert polynomial(monomials(found)) == {(at, (7 + at,)): 1 for at in range(6)}


@pytest.mark.parametrize(
    ("largest", "kind"), [(1, np.int32), (2**31 - 1, np.int32), (2**31, np.int64), (2**40, np.int64)]
)
def test_index_types_hold_what_they_must(largest: int, kind: type[np.signedinteger]) -> None:
    assert index_type(largest) is kind
    assert np.array([largest], dtype=index_type(largest))[0] == largest


A, B = Tensor("A", (), (3,)), Tensor("B", (), (2,))


def forms(expr: Array) -> tuple[Forms, dict[str, Any], list[int]]:
    """The expression in forms, its tensors' random values, and those as the variables' values (0: none)."""
    numbers = np.random.default_rng(3)
    sizes = {name: [concrete(size) for size in each.shape.sizes] for name, each in tensors_of(expr).items()}
    values = {name: numbers.integers(-9, 9, size=size) for name, size in sizes.items()}
    bases, base = {}, 1
    for name, each in values.items():
        bases[name], base = base, base + each.size
    given_forms = {name: variables(bases[name], each.shape) for name, each in values.items()}
    flat = [1, *(int(number) for each in values.values() for number in each.reshape(-1))]
    return expr.value(given_forms, FormEntries()), values, flat


def tensors_of(expr: Any) -> dict[str, Tensor]:
    if isinstance(expr, Tensor):
        return {expr.name: expr}
    inner = [getattr(expr, name) for name in ("array", "left", "right") if hasattr(expr, name)]
    return {name: each for one in inner for name, each in tensors_of(one).items()}


@settings(deadline=None, derandomize=True, max_examples=examples(300))
@given(expressions())
def test_forms_have_the_values_of_the_expression(expr: Array) -> None:
    try:
        found_shape = expr.shape
    except ShapeError:
        assume(False)
        return
    found, values, numbers = forms(expr)
    assert found.slots.shape == found_shape.sizes
    entries = [0] * found.slots.size
    for (owner, product), coefficient in polynomial(monomials(found)).items():
        entries[owner] += coefficient * prod(numbers[variable] for variable in product)
    assert entries == dense(expr, values, found_shape.labels).reshape(-1).tolist()
    assert entries == expr.value(values, Numbers()).reshape(-1).tolist()


def test_products_of_products_have_higher_degree() -> None:
    twice = correlate(correlate(A, B), B)
    found, _, _ = forms(twice)
    assert polynomial(monomials(found)) == {
        (0, (1, 4, 4)): 1,
        (0, (2, 4, 5)): 2,
        (0, (3, 5, 5)): 1,
    }


def test_sums_of_different_degrees_share_a_table() -> None:
    expr = plus(correlate(pad(A, 0, 1), B), rot180(A))
    found, _, _ = forms(expr)
    # Variables 1 2 3 are A's, 4 5 are B's.
    expected = {(0, (1, 4)): 1, (0, (2, 5)): 1, (0, (3,)): 1, (1, (2, 4)): 1, (1, (3, 5)): 1, (1, (2,)): 1}
    expected |= {(2, (3, 4)): 1, (2, (1,)): 1}
    assert polynomial(monomials(found)) == expected


def test_an_array_added_to_itself_doubles() -> None:
    found, _, _ = forms(plus(A, A))
    assert first_difference(monomials(found), table((0, 2, (1,)), (1, 2, (2,)), (2, 2, (3,)))) is None
    assert terms(monomials(found), 1) == [(2, (2,))]


def test_products_multiply_coefficients() -> None:
    three = MonomialTable(np.array([0, 1]), (np.array([1, 2]),), np.array([3, -2]))
    left = Forms(np.array([1, 2]), three)
    right = variables(3, (2,))
    expr = correlate(Tensor("A", (), (2,)), Tensor("B", (), (2,)))
    for a, b, expected in (
        (left, right, {(0, (1, 3)): 3, (0, (2, 4)): -2}),
        (right, left, {(0, (1, 3)): 3, (0, (2, 4)): -2}),
        (left, left, {(0, (1, 1)): 9, (0, (2, 2)): 4}),
    ):
        found = expr.value({"A": a, "B": b}, FormEntries())
        assert polynomial(monomials(found)) == expected


def test_entries_that_are_zero_have_no_monomials() -> None:
    found, _, _ = forms(total(correlate(pad(A, 2, -2), B)))
    assert polynomial(monomials(found)) == {(0, (1, 5)): 1}
    found, _, _ = forms(pad(A, 3, -3))
    assert polynomial(monomials(found)) == {}
    assert found.slots.tolist() == [0, 0, 0]

"""Expressions at a concrete size: every operator against its definition, entry by entry."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from oracles.expression_readings import NoSuchArrayError, dense
from oracles.expression_readings import lead as read_lead
from oracles.expression_readings import size as read_size
from quick import examples
from shorthand import convolve, correlate, crop, flip, insert_zeros, pad, plus, rot180, sum_pool, total
from strategies.expressions import expressions, lead_axes

from symconv.arrays.array import Array, Tensor
from symconv.arrays.moves import Crop, Pad
from symconv.arrays.numbers import Numbers, aligned
from symconv.arrays.products import Correlate, Plus, Total
from symconv.errors import ShapeError
from symconv.sizes import concrete, symbol

A5, A33 = Tensor("A", (), (5,)), Tensor("A", (), (3, 3))
B2, B3, B22 = Tensor("B", (), (2,)), Tensor("B", (), (3,)), Tensor("B", (), (2, 2))
LINE = np.array([1, 2, 3, 4, 5])
SQUARE = np.arange(1, 10).reshape(3, 3)


def named(expr: Array) -> dict[str, Tensor]:
    match expr:
        case Tensor():
            return {expr.name: expr}
        case Plus(left=left, right=right):
            return named(left) | named(right)
    if hasattr(expr, "left") and hasattr(expr, "right"):
        return named(expr.left) | named(expr.right)
    return named(expr.array) if hasattr(expr, "array") else {}


def random_values(expr: Array) -> dict[str, Any]:
    numbers = np.random.default_rng(7)
    sizes = {name: [concrete(size) for size in each.shape.sizes] for name, each in named(expr).items()}
    return {name: numbers.integers(-99, 99, size=size) for name, size in sizes.items()}


def value(expr: Array, **tensors: Any) -> list[Any]:
    return [*expr.value({name: np.asarray(each) for name, each in tensors.items()}, Numbers()).tolist()]


@settings(deadline=None, derandomize=True, max_examples=examples(500))
@given(expressions())
def test_every_expression_has_the_entries_that_its_operators_define(expr: Array) -> None:
    try:
        found = expr.shape
    except ShapeError:
        assume(False)
        return
    tensors = random_values(expr)
    computed = expr.value(tensors, Numbers())
    assert computed.shape == found.sizes
    np.testing.assert_array_equal(computed, dense(expr, tensors, found.labels))


@settings(deadline=None, derandomize=True, max_examples=examples(500))
@given(expressions())
def test_an_expression_has_a_shape_exactly_where_its_operands_fit(expr: Array) -> None:
    try:
        expected = (read_lead(expr), read_size(expr))
    except NoSuchArrayError:
        with pytest.raises(ShapeError):
            _ = expr.shape
        return
    found = expr.shape
    assert ({axis.label: axis.size for axis in found.lead}, found.spatial) == expected


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (A5, [1, 2, 3, 4, 5]),
        (pad(A5, 1), [0, 1, 2, 3, 4, 5, 0]),
        (pad(A5, 2, 0), [0, 0, 1, 2, 3, 4, 5]),
        (pad(A5, -1), [2, 3, 4]),
        (pad(A5, -2, 1), [3, 4, 5, 0]),
        (crop(A5, 2), [1, 2]),
        (crop(A5, 5), [1, 2, 3, 4, 5]),
        (insert_zeros(A5, 1), [1, 2, 3, 4, 5]),
        (insert_zeros(A5, 3), [1, 0, 0, 2, 0, 0, 3, 0, 0, 4, 0, 0, 5]),
        (sum_pool(A5, 1, 1), [1, 2, 3, 4, 5]),
        (sum_pool(A5, 2, 1), [3, 5, 7, 9]),
        (sum_pool(A5, 2, 2), [3, 7]),
        (sum_pool(A5, 1, 3), [1, 4]),
        (sum_pool(A5, 5, 7), [15]),
        (rot180(A5), [5, 4, 3, 2, 1]),
        (flip(A5, 0), [5, 4, 3, 2, 1]),
        (plus(A5, rot180(A5)), [6, 6, 6, 6, 6]),
    ],
)
def test_operators_by_hand(expr: Array, expected: list[int]) -> None:
    assert value(expr, A=LINE) == expected


@pytest.mark.parametrize(("lo", "hi"), [(-6, 3), (-5, 3), (-6, 7), (3, -6), (2, -6)])
def test_a_padding_adds_the_positive_side_before_it_crops(lo: int, hi: int) -> None:
    """Cropping more than there is eats into the zeros of the other side, and does not stop at the array."""
    line = [0] * max(lo, 0) + LINE.tolist() + [0] * max(hi, 0)
    expected = line[max(-lo, 0) : len(line) - max(-hi, 0)]
    assert expected
    assert value(pad(A5, lo, hi), A=LINE) == expected


def test_each_axis_has_its_own_padding() -> None:
    assert value(pad(A33, (1, -1), (0, 1)), A=SQUARE) == [[0, 0, 0], [2, 3, 0], [5, 6, 0], [8, 9, 0]]
    assert value(crop(A33, (2, 1)), A=SQUARE) == [[1], [4]]
    assert value(insert_zeros(A33, (1, 2)), A=SQUARE)[0] == [1, 0, 2, 0, 3]
    assert value(sum_pool(A33, (2, 1), (1, 2)), A=SQUARE) == [[1 + 4, 3 + 6], [4 + 7, 6 + 9]]


def test_flips_of_two_axes_are_a_rotation() -> None:
    assert value(flip(A33, 0), A=SQUARE) == [[7, 8, 9], [4, 5, 6], [1, 2, 3]]
    assert value(flip(A33, 1), A=SQUARE) == [[3, 2, 1], [6, 5, 4], [9, 8, 7]]
    assert value(flip(flip(A33, 0), 1), A=SQUARE) == value(rot180(A33), A=SQUARE) == SQUARE[::-1, ::-1].tolist()


@pytest.mark.parametrize("mode", ["valid", "full"])
@pytest.mark.parametrize("kernel", [[1], [1, 10], [1, 10, 100]])
def test_products_in_one_dimension_are_numpys(mode: Any, kernel: list[int]) -> None:
    b = Tensor("B", (), (len(kernel),))
    line = LINE.tolist()
    assert value(correlate(A5, b, mode=mode), A=line, B=kernel) == np.correlate(line, kernel, mode).tolist()
    assert value(convolve(A5, b, mode=mode), A=line, B=kernel) == np.convolve(line, kernel, mode).tolist()


def test_stride_and_dilation_by_hand() -> None:
    assert value(correlate(A5, B2, stride=2), A=LINE, B=[1, 10]) == [21, 43]
    assert value(correlate(A5, B2, dilation=2), A=LINE, B=[1, 10]) == [31, 42, 53]
    assert value(correlate(A5, B2, stride=3, dilation=1), A=LINE, B=[1, 10]) == [21, 54]
    assert value(convolve(A5, B2, dilation=2), A=LINE, B=[1, 10]) == [13, 24, 35]
    assert value(correlate(A5, B2, dilation=2, mode="full"), A=LINE, B=[1, 10]) == [10, 20, 31, 42, 53, 4, 5]
    assert value(correlate(A33, B22, stride=(1, 2)), A=SQUARE, B=[[1, 10], [100, 1000]]) == [[5421], [8754]]


def test_a_kernel_as_large_as_the_array() -> None:
    assert value(correlate(B3, B3), B=[1, 2, 3]) == [14]


def test_channels_are_contracted_and_groups_are_not() -> None:
    a = Tensor("A", lead_axes(("N", "g", "c")), (2,))
    b = Tensor("B", lead_axes(("g", "f", "c")), (1,))
    rng = np.random.default_rng(1)
    x, k = rng.integers(-9, 9, (2, 2, 2, 2)), rng.integers(-9, 9, (2, 3, 2, 1))
    expr = correlate(a, b)
    assert expr.shape.labels == ("N", "g", "f")
    np.testing.assert_array_equal(
        expr.value({"A": x, "B": k}, Numbers()), np.einsum("ngcx,gfc->ngfx", x, k[..., 0])
    )


def test_the_order_of_the_lead_axes_does_not_matter() -> None:
    rng = np.random.default_rng(2)
    x, k = rng.integers(-9, 9, (2, 2, 2, 2)), rng.integers(-9, 9, (2, 3, 2, 1))
    a = Tensor("A", lead_axes(("c", "N", "g")), (2,))
    b = Tensor("B", lead_axes(("c", "f", "g")), (1,))
    tensors = {"A": x.transpose(2, 0, 1, 3), "B": k.transpose(2, 1, 0, 3)}
    expected = np.einsum("ngcx,gfc->ngfx", x, k[..., 0])
    found = correlate(a, b).value(tensors, Numbers())
    order = ("N", "g", "f")
    assert {*correlate(a, b).shape.labels} == {*order}
    np.testing.assert_array_equal(aligned(found, correlate(a, b).shape.labels, order), expected)


def test_totals_keep_the_channels() -> None:
    a = Tensor("A", lead_axes(("N", "g", "c")), (3, 1))
    x = np.arange(24).reshape(2, 2, 2, 3, 1)
    np.testing.assert_array_equal(total(a).value({"A": x}, Numbers()), x.sum(axis=(0, 3, 4)))
    assert total(A5).value({"A": LINE}, Numbers()) == 15


def test_a_bias_is_added_at_every_place_of_its_channel() -> None:
    a = Tensor("A", lead_axes(("N", "g", "c")), (2,))
    b = Tensor("B", lead_axes(("c", "g")), ())
    x, bias = np.zeros((2, 2, 2, 2), dtype=int), np.array([[1, 2], [3, 4]])
    found = plus(a, b).value({"A": x, "B": bias}, Numbers())
    for n in range(2):
        for g in range(2):
            for c in range(2):
                assert found[n, g, c].tolist() == [bias[c, g]] * 2


def test_integers_are_exact_beyond_64_bits() -> None:
    big = 10**30
    line = np.array([big, 1, big], dtype=object)
    found = correlate(pad(B3, 1), B3).value({"B": line}, Numbers())
    assert found.tolist() == [big + big, 1 + 2 * big**2, 2 * big]


def test_the_arrays_given_are_not_changed() -> None:
    line = LINE.copy()
    plus(pad(rot180(A5), 1, -1), A5).value({"A": line}, Numbers())
    assert line.tolist() == LINE.tolist()


def test_only_concrete_sizes_can_be_evaluated() -> None:
    with pytest.raises(ShapeError, match="only concrete sizes"):
        Pad(A5, (symbol("p"),), (0,)).value({"A": LINE}, Numbers())


def test_a_tensor_without_a_value_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="B"):
        correlate(A5, B2).value({"A": LINE}, Numbers())


@pytest.mark.parametrize(
    "expr",
    [
        Crop(A5, (6,)),
        Pad(A5, (-3,), (-2,)),
        Correlate(B2, A5, (1,), (1,)),
        Correlate(A5, B3, (1,), (3,)),
        Total(Crop(A5, (0,))),
        Plus(A5, B2),
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused(expr: Array) -> None:
    with pytest.raises(ShapeError):
        expr.value({"A": LINE, "B": LINE[:2]}, Numbers())


@pytest.mark.parametrize("size", [1, 4, 6])
def test_a_value_of_another_size_than_the_tensors_is_refused(size: int) -> None:
    """Windows are views of memory: of a smaller array than declared they would show what lies behind it."""
    with pytest.raises(ShapeError):
        correlate(A5, B2).value({"A": np.ones(size, dtype=int), "B": np.ones(2, dtype=int)}, Numbers())

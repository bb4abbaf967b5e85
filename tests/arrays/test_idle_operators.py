"""Operators that do nothing, left out: the value stays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from oracles.expression_readings import dense
from quick import examples
from shorthand import correlate, crop, flip, insert_zeros, pad, plus, rot180, sum_pool, total
from strategies.expressions import expressions

from symconv.arrays.array import Array, Tensor
from symconv.errors import ShapeError
from symconv.sizes import concrete
from symconv.statements.write import statement

A, ONE, ROW = Tensor("A", (), (3,)), Tensor("B", (), (1,)), Tensor("B", (), (1, 2))


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        (pad(A, 0), "A"),
        (pad(A, 0, 1), "pad(A, 0, 1)"),
        (pad(A, 1, 0), "pad(A, 1, 0)"),
        (crop(A, 3), "A"),
        (crop(A, 2), "crop(A, 2)"),
        (insert_zeros(A, 1), "A"),
        (insert_zeros(A, 2), "insert_zeros(A, 2)"),
        (insert_zeros(ONE, 5), "B"),
        (insert_zeros(ROW, (5, 1)), "B"),
        (insert_zeros(ROW, (1, 5)), "insert_zeros(B, 1x5)"),
        (sum_pool(A, 1, 1), "A"),
        (sum_pool(ONE, 1, 5), "B"),
        (sum_pool(A, 1, 2), "sum_pool(A, 1, 2)"),
        (sum_pool(A, 2, 1), "sum_pool(A, 2, 1)"),
        (rot180(ONE), "B"),
        (rot180(ROW), "rot180(B)"),
        (rot180(A), "rot180(A)"),
        (crop(pad(insert_zeros(A, 1), 0), 3), "A"),
        (crop(pad(A, 1), 5), "pad(A, 1)"),
        (correlate(pad(A, 0), rot180(ONE), stride=2), "correlate(A, B, stride=2)"),
        (plus(crop(A, 3), pad(A, 0)), "A + A"),
        (total(pad(A, 0)), "sum(A)"),
    ],
)
def test_what_is_left_out(expr: Array, text: str) -> None:
    assert statement(expr.simplified()) == text


def values(expr: Any) -> dict[str, Any]:
    if isinstance(expr, Tensor):
        rng = np.random.default_rng(5)
        return {expr.name: rng.integers(-99, 99, size=[concrete(size) for size in expr.shape.sizes])}
    inner = [getattr(expr, name) for name in ("array", "left", "right") if hasattr(expr, name)]
    return {name: each for one in inner for name, each in values(one).items()}


@settings(deadline=None, derandomize=True, max_examples=examples(300))
@given(expressions())
def test_the_value_stays(expr: Array) -> None:
    try:
        found = expr.shape
    except ShapeError:
        assume(False)
        return
    tensors = values(expr)
    shorter = expr.simplified()
    assert shorter.shape == found
    np.testing.assert_array_equal(dense(shorter, tensors, found.labels), dense(expr, tensors, found.labels))


def test_a_flip_stays() -> None:
    assert flip(A, 0).simplified() == flip(A, 0)

"""Expressions as the text that users type."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from quick import examples
from shorthand import convolve, correlate, crop, dot, flip, insert_zeros, pad, plus, rot180, scaled, total
from strategies.expressions import expressions

from symconv import Conv1d
from symconv.arrays.array import Array, Operator, Tensor
from symconv.arrays.numbers import Numbers
from symconv.arrays.shape import Lead
from symconv.errors import ShapeError
from symconv.sizes import concrete, symbol
from symconv.statements.glossary import Glossary
from symconv.statements.grammar import parse_expression
from symconv.statements.meaning import elaborate
from symconv.statements.write import statement

LINE, ROW = Tensor("A", (), (6,)), Tensor("B", (), (2,))
PLANE, TILE = Tensor("A", (), (6, 5)), Tensor("B", (), (2, 3))
X = Tensor("X", (Lead("N", 1), Lead("g", 1), Lead("c", 2)), (6,))
K = Tensor("K", (Lead("g", 1), Lead("f", 1), Lead("c", 2)), (2,))
BIAS = Tensor("B", (Lead("g", 1), Lead("f", 1)), ())


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        (LINE, "A"),
        (pad(LINE, 1), "pad(A, 1)"),
        (pad(LINE, 1, 0), "pad(A, 1, 0)"),
        (pad(LINE, -1, 2), "pad(A, -1, 2)"),
        (pad(PLANE, (1, 2)), "pad(A, 1x2)"),
        (pad(PLANE, (1, 1), (1, 2)), "pad(A, 1, 1x2)"),
        (crop(PLANE, (2, 3)), "crop(A, 2x3)"),
        (insert_zeros(LINE, 2), "insert_zeros(A, 2)"),
        (rot180(LINE), "rot180(A)"),
        (flip(PLANE, 1), "flip(A, 1)"),
        (correlate(LINE, ROW), "correlate(A, B)"),
        (correlate(LINE, ROW, stride=2), "correlate(A, B, stride=2)"),
        (correlate(PLANE, TILE, dilation=(1, 2)), "correlate(A, B, dilation=1x2)"),
        (convolve(LINE, rot180(ROW), 2, 3, "full"), "convolve(A, rot180(B), stride=2, dilation=3, mode=full)"),
        (total(LINE), "sum(A)"),
        (dot(LINE, rot180(LINE)), "dot(A, rot180(A))"),
        (plus(correlate(X, K), BIAS), "correlate(X, K) + B"),
        (pad(LINE, symbol("k") - 1), "pad(A, k - 1)"),
    ],
)
def test_statements(expr: Array, text: str) -> None:
    assert statement(expr) == text


def test_a_sum_is_multiplied_as_a_whole() -> None:
    assert statement(scaled(2, plus(LINE, LINE))) == "2*(A + A)"
    assert statement(plus(scaled(2, LINE), scaled(-1, plus(LINE, LINE)))) == "2*A + -1*(A + A)"


def values_in(expr: Array) -> dict[str, Any]:
    if isinstance(expr, Tensor):
        sizes = [concrete(size) for size in expr.shape.sizes]
        return {expr.name: np.random.default_rng(3).integers(-99, 99, size=sizes)}
    assert isinstance(expr, Operator)
    return {name: each for operand in expr.operands for name, each in values_in(operand).items()}


@settings(deadline=None, derandomize=True, max_examples=examples(200))
@given(expressions(ranks=(1, 1), leads=((),)))
def test_what_is_written_is_read_as_the_same_array(expr: Array) -> None:
    try:
        found = expr.shape
    except ShapeError:
        assume(False)
        return
    values = values_in(expr)
    free = {name: each.shape for name, each in values.items()}
    read = elaborate(parse_expression(statement(expr)), Glossary(Conv1d(input=1, kernel=1), free))
    assert not isinstance(read, tuple)
    assert read.shape == found
    np.testing.assert_array_equal(read.value(values, Numbers()), expr.value(values, Numbers()))

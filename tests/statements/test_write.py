"""Expressions as the text that users type."""

from __future__ import annotations

import pytest
from shorthand import convolve, correlate, crop, dot, flip, insert_zeros, pad, plus, rot180, total

from symconv.arrays.array import Array, Tensor
from symconv.arrays.shape import Lead
from symconv.sizes import symbol
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

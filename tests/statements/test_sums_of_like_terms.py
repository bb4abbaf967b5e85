"""Sums of like terms: decided, not left undecided because the sides have another number of terms."""

from __future__ import annotations

import pytest

from symconv import prove

TRUE = (
    "A + A = 2*A",
    "A - A = 0*A",
    "sum(A + A) = 2*sum(A)",
    "grad(dot(A, A), A) = 2*A",
    "dX + dX = 2*dX",
    "2*A + B - A = B + A",
)
FALSE = ("A + A = 3*A", "A - A = A", "A + B - A = A", "grad(dot(A, A), A) = A", "dX + dX = dX")


@pytest.mark.parametrize("statement", TRUE)
def test_true(statement: str) -> None:
    assert prove(statement).outcome == "proved"


@pytest.mark.parametrize("statement", FALSE)
def test_false(statement: str) -> None:
    assert prove(statement).outcome == "refuted"

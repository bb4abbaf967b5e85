"""Mathematics as Python writes it."""

from __future__ import annotations

from typing import Any

import pytest

from symconv.page import code
from symconv.page.maths import Fraction, Letter, Maths, Number, Product, Signed, Sum

X, K = Letter("x1"), Letter("k2")
NAMES = {"x1": 3, "k2": -5}


@pytest.mark.parametrize(
    ("tree", "said", "value"),
    [
        (X, "x1", 3),
        (Number(-2), "-2", -2),
        (Product((X, K)), "x1*k2", -15),
        (Product((Number(-2), X)), "-2*x1", -6),
        (Sum((X, Product((Number(-2), K)), Number(7))), "x1 + -2*k2 + 7", 20),
        (Sum((Product((X, K)), Product((X, X)))), "x1*k2 + x1*x1", -6),
    ],
    ids=["name", "number", "product", "negative factor", "sum", "products in a sum"],
)
def test_python_reads_what_is_written(tree: Maths, said: str, value: int) -> None:
    evaluated: Any = eval(code.written(tree), dict(NAMES))
    assert (code.written(tree), evaluated) == (said, value)


@pytest.mark.parametrize("tree", [Fraction(X, K), Signed("-", X), Sum((X, Signed("-", K)))])
def test_what_results_are_not_made_of_is_refused(tree: Maths) -> None:
    with pytest.raises(TypeError, match="no sum of products of names"):
        code.written(tree)

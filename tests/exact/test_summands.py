"""Summands counted are those that there are, when an expression is multiplied out by hand; and never fewer."""

from __future__ import annotations

import pytest

from symconv import Conv1d
from symconv.exact.comparison import claimed_array
from symconv.exact.summands import most_factors, most_summands
from symconv.statements.theorems import claimed

# An input of 4 and a kernel of 2: 3 outputs. Entry by entry, how many summands there are of how many factors.
BY_HAND = {
    "X": ("dX", 4, 1),
    "2*X - X": ("dX", 8, 1),
    "times(X, X)": ("dX", 4, 2),
    # Two entries with three products each.
    "correlate(X, dZ)": ("dK", 6, 2),
    # Each of these times all six; and once more times one entry.
    "times(correlate(X, dZ), sum(correlate(X, dZ)))": ("dK", 36, 4),
    "times(K, sum(correlate(X, dZ)))": ("dK", 12, 3),
    # What padding adds is no summand.
    "correlate(pad(dZ, 1), rot180(K))": ("dX", 6, 2),
}


@pytest.mark.parametrize("text", BY_HAND)
def test_summands_are_counted_before_they_are_made(text: str) -> None:
    of, count, factors = BY_HAND[text]
    ((_, formula),) = claimed({of: text}).items()
    expr = claimed_array(layer := Conv1d(input=4, kernel=2), of, formula)
    assert (most_summands(layer, expr), most_factors(expr)) == (count, factors)


def test_what_is_summed_on_the_way_counts_too() -> None:
    """All squares are in both entries until one of them is cut off."""
    ((_, formula),) = claimed({"dK": "pad(crop(times(K, dot(X, X)), 1), 0, 1)"}).items()
    layer = Conv1d(input=4, kernel=2)
    assert most_summands(layer, claimed_array(layer, "dK", formula)) == 2 * 4

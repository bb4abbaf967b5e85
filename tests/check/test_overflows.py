"""Whether a number overflows is answered for what a code is given alone."""

from __future__ import annotations

import pytest

from check import overflowing
from symconv import Conv1d
from symconv.testing import assert_backward, check_backward

LAYER = Conv1d(input=4, kernel=2)
COMPUTED = "is asked of what was computed, which may overflow"
SAID = "it says what an overflow does"
UNDECIDED = {
    "infinite_on_the_way": COMPUTED,
    "infinite_when_scaled": COMPUTED,
    "infinite_as_a_sum": COMPUTED,
    "warned": SAID,
    "caught": SAID,
}


@pytest.mark.parametrize("name", UNDECIDED)
def test_what_an_overflow_changes_is_never_proved(name: str) -> None:
    verdict = check_backward(getattr(overflowing, name), LAYER)
    assert verdict.outcome == "undecided", verdict
    assert UNDECIDED[name] in verdict.reason


def test_what_is_given_is_finite() -> None:
    assert_backward(overflowing.asked_of_what_is_given, LAYER)

"""What is no array of numbers is refuted in plain words."""

from __future__ import annotations

import pytest

from check import odd_answers
from symconv import Conv1d
from symconv.testing import assert_backward, check_backward

LAYER = Conv1d(input=4, kernel=2)
SAID = {
    "half_filled": "an array that holds NoneType, which is no number",
    "ragged": "dX, which is no array",
    "enormous": "an array that holds int beyond all of float64",
    "imaginary": "dX with imaginary parts",
    "without_words": "an exception: SilentError",
}


@pytest.mark.parametrize("name", SAID)
def test_what_is_no_array_of_numbers_is_refuted_in_words(name: str) -> None:
    verdict = check_backward(getattr(odd_answers, name), LAYER)
    assert verdict.outcome == "refuted", verdict
    assert verdict.finding is not None
    assert SAID[name] in verdict.finding.got


def test_numbers_in_an_array_of_objects_are_numbers() -> None:
    assert_backward(odd_answers.of_objects, LAYER)

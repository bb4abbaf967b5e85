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


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_an_answer_that_is_no_number_is_not_called_overwritten() -> None:
    verdict = check_backward(odd_answers.not_finite, LAYER)
    assert verdict.outcome == "refuted", verdict
    assert "overwritten" not in verdict.message
    assert verdict.finding is not None
    assert verdict.finding.number in ("inf", "-inf", "nan")


def test_forms_that_come_to_stand_in_an_earlier_answer_are_no_crash() -> None:
    verdict = check_backward(odd_answers.by_turns, LAYER)
    assert verdict.outcome == "refuted", verdict
    assert "overwritten by the next call" in verdict.message


def test_what_large_numbers_left_hides_no_adding_up_from_call_to_call() -> None:
    verdict = check_backward(odd_answers.adding_up, LAYER)
    assert verdict.outcome == "refuted", verdict
    assert "a second call with the same arguments answers something else" in "".join(verdict.causes)

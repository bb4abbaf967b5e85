"""What numba computes otherwise than the Python that it was given is not proved by that Python."""

from __future__ import annotations

import pytest

from symconv import Conv1d
from symconv.testing import assert_backward, check_backward

pytest.importorskip("numba")
from check import compiled

LAYER = Conv1d(input=4, kernel=2)


@pytest.mark.parametrize("name", ["narrow_arguments", "narrow_sum"])
def test_a_narrower_type_shows_on_numbers_of_more_bits(name: str) -> None:
    verdict = check_backward(getattr(compiled, name), LAYER)
    assert verdict.outcome == "undecided", verdict
    assert "it rounds, or is wrong by very little" in verdict.reason


def test_what_runs_in_several_threads_is_never_proved() -> None:
    assert check_backward(compiled.racing, LAYER).outcome in ("undecided", "refuted")


def test_what_does_not_call_it_is_proved() -> None:
    assert_backward(compiled.beside, LAYER)

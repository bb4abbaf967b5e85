"""A deadline: made once, looked at in every loop that can be long."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count

import pytest

from symconv import Conv2d, Layer
from symconv.deadline import NEVER, Deadline, TimeUpError
from symconv.proof import decide
from symconv.proof.plan import Plan
from symconv.proving import prove
from symconv.results import Refutation, Result, Undecided


def test_without_a_limit_nothing_ends() -> None:
    assert not NEVER.passed
    assert list(NEVER.watched(range(3))) == [0, 1, 2]
    assert NEVER.milliseconds() > 10**9
    assert NEVER.share(0.1) == NEVER


def test_past_it_every_question_ends() -> None:
    late = Deadline.after(0)
    with pytest.raises(TimeUpError):
        late.check()
    with pytest.raises(TimeUpError):
        late.milliseconds()
    assert next(late.watched([]), "nothing") == "nothing"
    with pytest.raises(TimeUpError):
        next(late.watched([1]))


def test_a_loop_without_end_ends_with_it() -> None:
    with pytest.raises(TimeUpError):
        for _ in Deadline.after(0.01).watched(count()):
            pass


def test_a_share_ends_sooner() -> None:
    whole = Deadline.after(100)
    assert 40 < whole.share(0.5).at - time.perf_counter() < 60


def spent(text: str, layer: Layer | None = None, timeout: float = 2) -> tuple[Result, float]:
    """The answer, and the seconds of computing that it took: a busy machine adds none."""
    started = time.process_time()
    return prove(text, layer, timeout=timeout), time.process_time() - started


def test_one_large_layer_is_refuted_in_time() -> None:
    """Only the entry that differs is replayed: all entries once took over 100 seconds."""
    result, seconds = spent("dX = correlate(pad(dZ, k-1), K)", Conv2d(input=(32, 32), kernel=(3, 3)), timeout=60)
    assert isinstance(result, Refutation)
    assert seconds < 4


def nested(levels: int) -> str:
    """The array A correlated with itself, again and again."""
    return f"correlate({nested(levels - 1)}, {nested(levels - 1)}, mode=full)" if levels else "A"


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        f"{nested(5)} = rot180({nested(5)})",
        "grad(dot(correlate(A + B, A + B, mode=full), correlate(B + A, B - A, mode=full)), A) = A",
        "dot(correlate(A, A), correlate(A, A)) = dot(correlate(A, rot180(A)), correlate(A, A))",
    ],
)
def test_repeated_tensors_end_in_time(text: str) -> None:
    _, seconds = spent(text)
    assert seconds < 3


def folded(levels: int) -> str:
    """The array A, its border folded around it again and again: each time a place has three times as many cases."""
    return f"pad({folded(levels - 1)}, p, mode=circular)" if levels else "A"


@pytest.mark.parametrize("levels", [7, 8, 12])
def test_folded_borders_end_in_time(levels: int) -> None:
    result, seconds = spent(f"{folded(levels)} = A")
    assert isinstance(result, Refutation)
    assert seconds < 4
    result, seconds = spent(f"{folded(levels)} = 1*{folded(levels)}")
    assert not isinstance(result, Refutation)
    assert seconds < 4


def test_what_has_too_many_cases_is_said() -> None:
    result, _ = spent(f"{folded(9)} = 1*{folded(9)}")
    assert isinstance(result, Undecided)
    assert "a side has 19,683 cases along one axis, and at most 10,000 are told apart" in str(result)


@pytest.mark.slow
def test_what_was_known_is_said() -> None:
    result = prove(f"{nested(5)} = rot180({nested(5)})", timeout=2)
    assert isinstance(result, Undecided)
    assert "no proof was found in time" in result.reason
    assert "no counterexample among" in result.reason


@pytest.mark.slow
def test_what_was_confirmed_is_said() -> None:
    """A true statement that products of sizes keep from being proved."""
    result, seconds = spent("n*n*n - n = 3*((n*n*n - n)//3)")
    assert isinstance(result, Undecided)
    assert "not confirmed: sizes agree (2 of 3 obligations before it hold)" in result.reason
    assert seconds < 3


@pytest.mark.parametrize(("timeout", "first"), [(0.3, 0.1), (0.9, 0.3), (30.0, 0.5)])
def test_of_a_short_time_the_hunt_has_its_part(
    timeout: float, first: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither what is proved at once nor what takes longer is looked for all the time."""
    given: list[float] = []

    def no_plans(_made: object, deadline: Deadline, **_how: bool) -> Iterator[Plan]:
        given.append(deadline.at - time.perf_counter())
        return iter(())

    monkeypatch.setattr(decide, "plans", no_plans)
    prove("dB = sum(dZ)", "conv1d", input=2, kernel=1, timeout=timeout)
    assert len(given) >= 2
    assert max(given[:2]) <= first


SLOW_NUMPY = """
import sys, time
class Slow:
    def find_spec(self, name, *_):
        time.sleep(2 * (name == "numpy"))
sys.meta_path.insert(0, Slow())
from symconv import prove
print(prove("dX = correlate(pad(dZ, k-1), K)", timeout=1).outcome)
"""


def test_what_is_imported_takes_no_time_from_the_first_hunt() -> None:
    """However long NumPy takes to be imported."""
    done = subprocess.run([sys.executable, "-c", SLOW_NUMPY], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "refuted\n"

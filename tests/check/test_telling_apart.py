"""Code that tells forms from numbers without a branch is never proved, nor is code that counts where nobody looks."""

from __future__ import annotations

import sys
import threading

import pytest

from check import telling_apart
from symconv import Conv1d
from symconv.testing import check_backward

LAYER = Conv1d(input=4, kernel=2)
CLIPS = "np.clip of entries is not known"
OBJECT = "it is asked which object a value is"
# Since Python 3.12 an array is asked, so that it is known and not only possible.
MEMORY = f"the memory of an array {'is' if sys.version_info >= (3, 12) else 'may be'} read"
OVERFLOWS = "on numbers something in it has an overflow"
COMPUTED = "is asked of what was computed, which may overflow"
ANOTHER_WAY = "on numbers the code goes another way than on forms"

UNDECIDED = {
    "by_instance": CLIPS,
    "by_class": CLIPS,
    "by_type": CLIPS,
    "by_type_of_an_entry": CLIPS,
    "by_type_of_empty": CLIPS,
    "by_name_of_type": CLIPS,
    "by_attribute": CLIPS,
    "by_owner": CLIPS,
    "by_flags": CLIPS,
    "by_view": CLIPS,
    "by_identity": OBJECT,
    "by_operator": OBJECT,
    "by_module": OBJECT,
    "by_buffer": MEMORY,
    "by_hash": MEMORY,
    "by_checksum": MEMORY,
    "by_bits": MEMORY,
    "by_method_of_floats": ".hex of an entry is asked for",
    "executed": ANOTHER_WAY,
    "evaluated": ANOTHER_WAY,
    "elsewhere": CLIPS,
    "unwatched": ANOTHER_WAY,
    "in_a_thread": ANOTHER_WAY,
    "counted_in_numpy": "numpy.calls_of_ours is set",
    "counted_in_a_library": "zlib is changed by a call",
    "counted_outside": "os.environ is changed by a call",
    "counted_in_a_context": "variable.get() is changed by a call",
    "counted_in_bytes": "memory is changed by a call",
    "counted_behind_a_pointer": "pointer.contents",
    "counted_on_a_list": "listed.calls is changed by a call",
    "marked": "marks is changed by a call",
    "drawn_from_its_own": "drawn",
    "drawn_afresh": "random numbers are drawn without a seed",
    "by_a_number_that_is_asked": CLIPS,
    "by_an_axis_that_is_asked": CLIPS,
    "by_a_number_among_numbers": ANOTHER_WAY,
    "by_a_warning": OVERFLOWS,
    "by_an_overflow": COMPUTED,
    "by_an_overflow_of_what_is_large": COMPUTED,
    "by_what_an_overflow_calls": "it says what an overflow does",
    "numpy_changed": "numpy.dot is set, which everybody else uses too",
}
PROVED = (
    *("put_back", "of_the_right_type", "typed_by_place", "in_threads", "by_exec", "keeping", "of_cached_sizes"),
    "with_a_number_among_objects",
)
REFUTED = {
    "stopping": "what stopping answers is an exception: StopHere: here",
    "of_text": "which holds no numbers",
    "in_another_order": "the answers are in the order (db, dx, dk), not (dx, dk, db)",
    "named_answers": "what named_answers answers is a dict, should be (dx, dk, db)",
    "no_number": "dX[0,0,0] is nan, should be 9",
}


@pytest.mark.parametrize("name", UNDECIDED)
def test_what_tells_forms_from_numbers_is_undecided(name: str) -> None:
    verdict = check_backward(getattr(telling_apart, name), LAYER)
    assert verdict.outcome == "undecided", verdict
    assert UNDECIDED[name] in verdict.reason


@pytest.mark.parametrize("name", PROVED)
def test_right_code_of_the_same_kinds_is_proved(name: str) -> None:
    verdict = check_backward(getattr(telling_apart, name), LAYER)
    assert verdict, verdict


@pytest.mark.parametrize("name", REFUTED)
def test_answers_that_are_none_are_refuted_in_plain_words(name: str) -> None:
    verdict = check_backward(getattr(telling_apart, name), LAYER)
    assert verdict.outcome == "refuted", verdict
    assert REFUTED[name] in str(verdict)
    assert "a second call" not in str(verdict)


def test_a_key_that_stops_the_program_stops_it() -> None:
    def interrupted(x: object, k: object, b: object, dz: object) -> None:  # noqa: ARG001
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check_backward(interrupted, LAYER)


def test_nothing_is_left_behind() -> None:
    traced = sys.gettrace(), threading.gettrace()
    for name in ("unwatched", "in_a_thread", "by_type"):
        check_backward(getattr(telling_apart, name), LAYER)
    assert (sys.gettrace(), threading.gettrace()) == traced
    assert "type" not in vars(telling_apart)

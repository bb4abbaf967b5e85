"""Nothing that is wrong for some values, types or calls is proved, and each is decided for the right reason."""

from __future__ import annotations

import pytest

from check import never_proved, odd_but_right
from symconv import Conv1d
from symconv.check.ledger import place
from symconv.testing import check_backward

LAYER = Conv1d(input=4, kernel=2)

UNDECIDED = {
    "relu_mask": "np.greater of entries is taken",
    "clip": "np.clip of entries is not known",
    "clip_method": "np.clip of entries is taken",
    "threshold": "np.absolute of entries is taken",
    "zero_test": "an entry is compared",
    "truth": "a truth value of an entry is asked for",
    "any_entry": "np.logical_or of entries is taken",
    "maximum": "np.maximum of entries is taken",
    "float32_buffer": "converted to a float",
    "float32_sum": "entries are rounded to float32",
    "float32_inside": "entries are rounded to float32",
    "as_text": "an entry is written as text",
    "hashed": "an entry is compared",
    "in_a_list": "an entry is compared",
    "sorted_entries": "an entry is compared",
    "converted": "converted to a float",
    "swallowed": "np.maximum of entries is taken",
    "suppressed": "np.greater of entries is taken",
    "suppressed_by_numpy": "on numbers the code goes another way than on forms",
    "by_type": "np.clip of entries is not known",
    "by_type_within_a_line": "np.clip of entries is not known",
    "by_kind_of_array": "np.clip of entries is not known",
    "by_identity": "on numbers the code goes another way than on forms",
    "counter": "check.never_proved.calls is changed by a call",
    "counter_of_the_function": "counter_of_the_function.calls is changed by a call",
    "counter_in_a_default": "is changed by a call",
    "counter_with_a_private_name": "__calls is changed by a call",
    "counter_in_a_set": "calls is changed by a call",
    "counter_in_a_key": "calls is changed by a call",
    "counter_of_itertools": "ticks",
    "counter_of_a_generator": "generated",
    "counter_in_a_closure": "counter_in_a_closure.count is changed by a call",
    "flag": "done is changed by a call",
    "toggled": "up is changed by a call",
    "luck": "random",
    "captured_zeros": "converted to a float",
    "kept_in_a_table": "converted to a float",
    "bare_array": "converted to a float",
    "fourier": "np.fft of entries is not known",
    "norm": "np.norm of entries is not known",
    "partially": "np.clip of entries is not known",
    "nothing": "nothing was computed",
}
REFUTED = {
    "rounding": "",
    "overlapping": "dX: values are overwritten instead of added up",
    "integers": "dX: its entries are int64, not float64",
    "accumulated": "a second call with the same arguments answers something else",
    "late": "a second call with the same arguments answers something else",
    "one_buffer": "",
    "in_place": "the call changes its argument dz",
    "weights_updated_in_place": "the call changes its argument k",
    "decay": "dK: 0.0001*K is added",
    "noise": "a second call with the same arguments answers something else",
    "nearly": "",
}
# What leaves Python with the array's memory is asked on numbers, and nothing is proved of it.
AGREES = ("bytes_of_memory", "read_as_bytes", "read_by_ctypes", "other_view")
PROVED = ("captured_functions", "imported_inside", "arrays_without_axes", "finite", "lists", "remembering")


@pytest.mark.parametrize("name", UNDECIDED)
def test_in_doubt_nothing_is_decided(name: str) -> None:
    verdict = check_backward(getattr(never_proved, name), LAYER)
    assert verdict.outcome in ("undecided", "refuted"), verdict
    assert verdict.outcome == "undecided", verdict
    assert UNDECIDED[name] in verdict.reason


@pytest.mark.parametrize("name", REFUTED)
def test_what_the_code_shows_on_numbers_is_refuted(name: str) -> None:
    verdict = check_backward(getattr(never_proved, name), LAYER)
    assert verdict.outcome == "refuted", verdict
    assert REFUTED[name] in "".join(verdict.causes), verdict


@pytest.mark.parametrize("name", AGREES)
def test_what_cannot_be_followed_agrees_at_most(name: str) -> None:
    verdict = check_backward(getattr(never_proved, name), LAYER)
    assert not verdict
    assert verdict.outcome == "agrees", verdict
    assert "proved" not in str(verdict)


@pytest.mark.parametrize("name", PROVED)
def test_right_code_that_looks_odd_is_proved(name: str) -> None:
    verdict = check_backward(getattr(odd_but_right, name), LAYER)
    assert verdict, verdict


def test_right_code_that_the_others_are_made_of_is_proved() -> None:
    verdict = check_backward(never_proved.right, LAYER)
    assert verdict, verdict


@pytest.mark.parametrize("name", ["partly_written", "empty_times_zero", "empty_minus_empty"])
def test_arrays_that_are_not_fully_written_are_never_proved(name: str) -> None:
    """What np.empty holds is nobody's to say, so the numbers may or may not show it."""
    verdict = check_backward(getattr(never_proved, name), LAYER)
    assert verdict.outcome in ("undecided", "refuted")
    assert "np.empty" in str(verdict)


def test_what_lies_outside_an_array_is_never_proved() -> None:
    verdict = check_backward(never_proved.outside_the_buffer, LAYER)
    assert verdict.outcome == "refuted" or "reads outside its array" in verdict.reason


def test_the_line_is_named() -> None:
    verdict = check_backward(never_proved.relu_mask, LAYER)
    line = never_proved.relu_mask.__code__.co_firstlineno + 1
    assert str(place(never_proved.__file__, line)) in verdict.reason


def test_everything_is_put_back() -> None:
    import builtins

    import numpy as np

    modules = (never_proved, odd_but_right)
    before = [dict(vars(module)) for module in modules]
    imported = vars(builtins)["__import__"]
    for code in (never_proved.relu_mask, odd_but_right.imported_inside, odd_but_right.captured_functions):
        check_backward(code, LAYER)
    assert vars(builtins)["__import__"] is imported
    assert vars(odd_but_right)["np"] is np
    assert vars(odd_but_right)["zeros"] is np.zeros
    for module, kept in zip(modules, before, strict=True):
        after = vars(module)
        assert {name for name in after if after[name] is not kept.get(name)} == set()

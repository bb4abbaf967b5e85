"""What the untouched code shows on numbers: a wrong entry, a crash, an argument that is changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from symconv.arrays.numbers import Cells
from symconv.check.calls import CallOutcome, Trial, on_numbers
from symconv.check.code import Code
from symconv.check.form_array import holds_forms
from symconv.check.handed import SCALES, read
from symconv.check.numbers import LARGE, Sample, first_wrong
from symconv.check.symbolic import entry_text

# The second are quarters, which an array of integers cannot hold.
FIRST_SAMPLE, SECOND_SAMPLE = Sample(1), Sample(2, scale=-2, largest=LARGE)
SCALED_SAMPLES = tuple(Sample(1, scale) for scale in SCALES["float64"] if scale != SECOND_SAMPLE.scale)
# What shows the same with two calls, in numbers that are harder to read: large ones, whose whole numbers are those of
# the second; and tiny ones, which an array of integers cannot hold either and beside which a small constant counts.
LARGE_SAMPLE = Sample(2, max(SCALES["float64"]), LARGE)
TINY_SAMPLE = Sample(3, min(SCALES["float64"]))


@dataclass(frozen=True, slots=True)
class Calls:
    """The numbers of the first call, whose lines are followed, and of those before and after the call on forms."""

    first: Sample
    before: tuple[Sample, ...]
    after: tuple[Sample, ...]


# Of code that keeps nothing, two calls. What keeps something adds up the numbers of every call, and perhaps the forms
# too: that is told in small numbers, and before there are forms.
FEW_CALLS = Calls(LARGE_SAMPLE, (), (TINY_SAMPLE,))
MORE_CALLS = Calls(FIRST_SAMPLE, (TINY_SAMPLE,), (LARGE_SAMPLE,))
# Bits of float32, to which code may round inside, and those of them that a long sum may lose.
INSIDE, LOST = 24, 6


@dataclass(frozen=True, slots=True)
class Shown:
    """What was wrong with a call on the numbers of `sample`; `at` is the entry of `of`, where there is one."""

    of: str
    at: tuple[int, ...]
    got: str
    right: str
    sample: Sample
    rounding: bool = False

    @property
    def where(self) -> str:
        """The entry, or what else is wrong."""
        return entry_text(self.of, self.at) if self.at else self.of


def shown_first(trial: Trial, calls: Calls, first: CallOutcome) -> Shown | None:
    """What the calls before the forms show, the first of which was made."""
    shown = wrong(trial, calls.first, first)
    if shown is not None and calls.first == FIRST_SAMPLE:
        # These numbers can be read already.
        return shown
    if shown is None and calls.before:
        shown = _on(trial, *calls.before) or overwritten(first, calls.before[-1])
    return shown and (readable(trial, first) or shown)


def shown_last(trial: Trial, calls: Calls, first: CallOutcome) -> Shown | None:
    """What the calls after the forms show, which must leave the answer of the first alone."""
    shown = _on(trial, *calls.after) or overwritten(first, calls.after[-1])
    return shown and (readable(trial, first) or shown)


def readable(trial: Trial, first: CallOutcome) -> Shown | None:
    """What more calls show, those with numbers that can be read first."""
    shown = _on(trial, FIRST_SAMPLE) or overwritten(first, FIRST_SAMPLE)
    return shown or _on(trial, SECOND_SAMPLE, *SCALED_SAMPLES)


def wide(trial: Trial) -> Shown | None:
    """What calls show with numbers of an ordinary size, and with entries of one operand of more bits than float32."""
    names = (name for name in trial.names if name != "B")
    more_bits = (Sample(1, largest=1, wide=(name, 2 ** (INSIDE + 3) - 1)) for name in names)
    return _on(trial, FIRST_SAMPLE, *more_bits)


def _on(trial: Trial, *samples: Sample) -> Shown | None:
    """What the first of some calls shows that shows anything."""
    found = (wrong(trial, each, on_numbers(trial, each)) for each in samples)
    return next((each for each in found if each is not None), None)


def overwritten(before: CallOutcome, sample: Sample) -> Shown | None:
    """An answer of the call before that the call on `sample` has changed."""
    for name, answer in before.answers.items():
        if not same_answer(answer, read(before.returned[name])[0]):
            return Shown(name, (), "overwritten by the next call", "left alone", sample)
    return None


def same_answer(one: Cells, other: Cells) -> bool:
    """Whether two answers to numbers hold the same numbers; what is no number is the same as itself.

    >>> same_answer(np.array([1.0, np.nan]), np.array([1.0, np.nan])), same_answer(np.zeros(1), np.array(["0"]))
    (True, False)
    """
    if holds_forms(other):
        return False
    return np.array_equal(one, other, equal_nan=one.dtype.kind == other.dtype.kind == "f")


def wrong(trial: Trial, sample: Sample, call: CallOutcome) -> Shown | None:
    """What is wrong with a call on numbers; None where nothing is. What is more than rounding comes first."""
    code, reference = trial.code, trial.reference
    if call.raised is not None or call.wrong:
        got = call.wrong if call.raised is None else f"an exception: {call.raised}"
        return Shown(f"what {code.name} answers", (), got, code.asked_for, sample)
    found = []
    for name, answer in call.answers.items():
        shape = reference.shape(name)
        if answer.shape != shape:
            return Shown(name, (), f"of shape {answer.shape}", f"of shape {shape}", sample)
        # Exact, since powers of two only move the point.
        right = reference.numbers(name, call.given)
        at = first_wrong(answer, right)
        if at is not None:
            beyond = first_wrong(answer, right, reference.room(name, call.given) * rounding(code))
            at = at if beyond is None else beyond
            found.append(Shown(name, at, number(answer[at]), number(right[at]), sample, beyond is None))
    found += [Shown(name.lower(), (), "changed by the call", "left alone", sample) for name in call.changed]
    return min(found, key=lambda each: each.rounding, default=None)


def rounding(code: Code) -> float:
    """A difference below this part of the products that are added up may be nothing but rounding.

    Nothing is proved by it: it is what keeps rounding from being called wrong.
    """
    return float(2.0 ** (LOST - min(INSIDE, code.arrays.bits)))


def number(value: Any) -> str:
    """A number without a fraction where it has none.

    >>> number(3.0), number(0.5)
    ('3', '0.5')
    """
    found = float(value)
    return str(int(found)) if found.is_integer() else repr(found)

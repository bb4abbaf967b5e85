"""The verdict on a user's code for one layer: run on forms, and untouched on numbers.

Nothing is called refuted before the untouched code has shown it on numbers that anyone can make, and nothing proved
before the untouched code has agreed on numbers with its forms.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from symconv.check.calls import Call, on_forms, on_numbers, operands
from symconv.check.code import Code
from symconv.check.forms import Expansion, ExpansionError, expand, valued
from symconv.check.namespaces import territory
from symconv.check.numbers import SCALES, Sample, first_wrong
from symconv.check.reference import Reference
from symconv.check.state import changed, differs, state
from symconv.check.verdict import CodeVerdict, Finding
from symconv.layers.layer import Layer

Report = Callable[[str], None]
FIRST, SECOND = Sample(1), Sample(2)
# Forms that could be read say already that nothing depends on how large the numbers are.
SCALED = tuple(Sample(1, scale) for scale in SCALES)


@dataclass(frozen=True, slots=True)
class Symbolic:
    """What the code computes as forms: each answer's forms in row-major order, or why there are none."""

    forms: dict[str, list[Expansion]]
    call: Call
    doubt: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Something wrong that the untouched code showed on numbers."""

    of: str
    at: tuple[int, ...]
    got: str
    right: str
    sample: Sample
    cause: str = ""


def judge(code: Code, layer: Layer) -> CodeVerdict:
    """Whether the code computes the layer, exactly."""
    with _no_collections():
        return _judged(code, layer)


def _judged(code: Code, layer: Layer) -> CodeVerdict:
    started = time.perf_counter()
    own = territory(code.function)
    reference = Reference.of(layer)
    symbolic = _symbolic(code, own, reference)
    shown, doubt = _numeric(code, own, reference, symbolic)

    def verdict(outcome: Any, **found: Any) -> CodeVerdict:
        return CodeVerdict(
            outcome, code.name, layer, found.pop("claim", ""), time.perf_counter() - started, **found
        )

    if shown is not None:
        causes = (shown.cause,) if shown.cause else ()
        return verdict("refuted", finding=_finding(code, reference, symbolic, shown), causes=causes)
    doubt = symbolic.doubt or doubt or _mismatch(reference, symbolic)
    if doubt:
        return verdict("undecided", reason=doubt)
    return verdict(
        "proved",
        claim=(
            f"{', '.join(symbolic.forms)}: every entry, for all values at this size, in exact arithmetic; "
            f"the untouched code agrees on whole numbers"
        ),
    )


@contextmanager
def _no_collections() -> Iterator[None]:
    """No garbage collection meanwhile: forms are many, none is garbage, and looking through them all takes long."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _symbolic(code: Code, own: Any, reference: Reference) -> Symbolic:
    before = state(own)
    call = on_forms(code, own, reference)
    after = state(own)
    doubt = _refused(call)
    if not doubt and differs(before, after) is not None:
        # Something is kept. What a second call leaves must be what the first one left: then every later call
        # finds what the second one found.
        again = on_forms(code, own, reference)
        doubt = _refused(again)
        name = changed(before, after) or differs(after, state(own))
        if name is not None:
            doubt = doubt or f"{name} is changed by a call, so that the next one may answer something else"
        call = again if not doubt else call
    if doubt:
        return Symbolic({}, call, doubt)
    try:
        forms = {name: [expand(each) for each in answer.flat] for name, answer in call.answers.items()}
    except ExpansionError as error:
        return Symbolic({}, call, str(error))
    return Symbolic(forms, call, "" if forms else "nothing was computed: every answer is None")


def _refused(call: Call) -> str:
    if call.refusals:
        return str(call.refusals[0])
    if call.raised is not None:
        return f"run on forms, the code raises {call.raised}"
    return call.wrong


def _numeric(code: Code, own: Any, reference: Reference, symbolic: Symbolic) -> tuple[Shown | None, str]:
    """What the untouched code shows on numbers; and what makes it doubtful that it does what it does on forms."""
    first = on_numbers(code, own, reference, FIRST)
    kept = {name: answer.copy() for name, answer in first.answers.items()}
    calls = [(FIRST, first), (SECOND, on_numbers(code, own, reference, SECOND))]
    if symbolic.doubt:
        calls += [(sample, on_numbers(code, own, reference, sample)) for sample in SCALED]
    for sample, call in calls:
        shown = _wrong(code, reference, sample, call)
        if shown is not None:
            return shown, ""
    for name, answer in first.answers.items():
        if not np.array_equal(kept[name], answer):
            return Shown(name, (), "overwritten by the next call", "left alone", FIRST), ""
    numbers = on_numbers(code, own, reference, FIRST, compiled=False) if own.compiled else first
    place = numbers.path.differs(symbolic.call.path)
    return None, "" if place is None else f"on numbers the code goes another way than on forms ({place})"


def _wrong(code: Code, reference: Reference, sample: Sample, call: Call) -> Shown | None:
    given = operands(code, reference)
    if call.raised is not None:
        return Shown("", (), f"raises {call.raised}", "an answer", sample)
    if call.wrong:
        return Shown("", (), call.wrong, "an answer", sample)
    for name, answer in call.answers.items():
        shape = reference.shape(name)
        if answer.shape != shape:
            return Shown(name, (), f"of shape {answer.shape}", f"of shape {shape}", sample)
        right = sample.right(reference, name, given)
        at = first_wrong(answer, right)
        if at is not None:
            return Shown(name, at, _shortest(answer[at]), _shortest(right[at]), sample)
    for name in call.changed:
        return Shown(name, (), "changed", "left alone", sample, f"the call changes its argument {name.lower()}")
    return None


def _mismatch(reference: Reference, symbolic: Symbolic) -> str:
    """Forms that differ although the numbers agree: said, but nothing is refuted by it."""
    for name, forms in symbolic.forms.items():
        if symbolic.call.answers[name].shape != reference.shape(name):
            return f"on forms, {name} has another shape than on numbers"
        for at, (got, right) in enumerate(zip(forms, reference.forms(name), strict=True)):
            if got != right:
                entry = _entry(name, np.unravel_index(at, reference.shape(name)))
                return (
                    f"on forms, {entry} is {reference.text(got)} and should be {reference.text(right)}, but the code "
                    f"itself is right on the numbers that were tried"
                )
    return ""


def _finding(code: Code, reference: Reference, symbolic: Symbolic, shown: Shown) -> Finding:
    given = operands(code, reference)
    entry = _entry(shown.of, shown.at) if shown.at else shown.of or code.name
    recipe = shown.sample.recipe(reference, given)
    texts = shown.got, shown.right
    if shown.at and symbolic.forms.get(shown.of):
        place = int(np.ravel_multi_index(shown.at, reference.shape(shown.of)))
        forms = symbolic.forms[shown.of]
        if len(forms) > place and str(_value(forms[place], reference, shown.sample, given)) == shown.got:
            texts = reference.text(forms[place]), reference.text(reference.forms(shown.of)[place])
    return Finding(entry, *texts, shown.got, shown.right, recipe)


def _value(form: Expansion, reference: Reference, sample: Sample, given: tuple[str, ...]) -> str:
    values: dict[int, float] = {}
    for name, array in sample.operands(reference, given).items():
        values |= dict(enumerate(array.reshape(-1).tolist(), start=reference.first[name]))
    return _shortest(valued(form, values))


def _shortest(value: Any) -> str:
    number = float(value)
    return str(int(number)) if number.is_integer() else repr(number)


def _entry(name: str, at: Any) -> str:
    return f"{name}[{','.join(str(int(each)) for each in at)}]"

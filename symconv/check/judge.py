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
from symconv.check.causes import likely
from symconv.check.code import Code
from symconv.check.forms import NEVER_WRITTEN, Expansion, ExpansionError, expand, valued
from symconv.check.namespaces import Territory, territory
from symconv.check.numbers import SCALES, Sample, first_wrong
from symconv.check.reference import Reference
from symconv.check.state import changed, differs, state
from symconv.check.verdict import CodeVerdict, Finding
from symconv.layers.layer import Layer

Report = Callable[[str], None]
OTHER = "a second call with the same arguments answers something else: the code keeps something, or is random"
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


def judge(code: Code, layer: Layer, explain: bool = True) -> CodeVerdict:
    """Whether the code computes the layer, exactly; with `explain`, what is wrong is looked for too."""
    with _no_collections():
        return _judged(code, layer, explain)


def _judged(code: Code, layer: Layer, explain: bool) -> CodeVerdict:
    started = time.perf_counter()
    own = territory(code.function)
    reference = Reference.of(layer)
    # Numbers first: what a code keeps from call to call would otherwise be forms.
    first = on_numbers(code, own, reference, FIRST)
    shown = _twice(code, own, reference, first)
    symbolic = _symbolic(code, own, reference)
    if symbolic.doubt and shown is None:
        shown = _scaled(code, own, reference)

    def verdict(outcome: Any, **found: Any) -> CodeVerdict:
        return CodeVerdict(outcome, code.name, layer, found.pop("claim", ""), time.perf_counter() - started, **found)

    if shown is not None:
        causes = _causes(code, own, reference, symbolic, first) if explain else ()
        return verdict("refuted", finding=_finding(code, reference, symbolic, shown), causes=causes)
    doubt = symbolic.doubt or _mismatch(reference, symbolic) or _detour(code, own, reference, symbolic, first)
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


def _symbolic(code: Code, own: Territory, reference: Reference) -> Symbolic:
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


def _twice(code: Code, own: Territory, reference: Reference, first: Call) -> Shown | None:
    """What two calls of the untouched code show on numbers, the second of which must not touch the first's answer."""
    kept = {name: answer.copy() for name, answer in first.answers.items()}
    shown = _wrong(code, reference, FIRST, first)
    if shown is not None:
        return shown
    shown = _wrong(code, reference, SECOND, on_numbers(code, own, reference, SECOND))
    if shown is not None:
        return shown
    for name, answer in first.answers.items():
        if not np.array_equal(kept[name], answer):
            return Shown(name, (), "overwritten by the next call", "left alone", SECOND)
    return None


def _scaled(code: Code, own: Territory, reference: Reference) -> Shown | None:
    """What the untouched code shows on numbers that are much larger or smaller."""
    shown = (_wrong(code, reference, each, on_numbers(code, own, reference, each)) for each in SCALED)
    return next((each for each in shown if each is not None), None)


def _detour(code: Code, own: Territory, reference: Reference, symbolic: Symbolic, first: Call) -> str:
    """Why what the code does on forms need not be what it does on numbers."""
    numbers = on_numbers(code, own, reference, FIRST, compiled=False) if own.compiled else first
    place = numbers.path.differs(symbolic.call.path)
    return "" if place is None else f"on numbers the code goes another way than on forms ({place})"


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
        return Shown(name.lower(), (), "changed by the call", "left alone", sample)
    return None


def _causes(code: Code, own: Territory, reference: Reference, symbolic: Symbolic, first: Call) -> tuple[str, ...]:
    """What explains what is wrong; first what the call does besides answering."""
    found = [f"the call changes its argument {name.lower()}" for name in first.changed]
    if symbolic.doubt == NEVER_WRITTEN:
        found.append("np.empty is used, and not every entry of it is written")
    found += [
        f"{name}: its entries are {answer.dtype}, not float64"
        for name, answer in first.answers.items()
        if answer.dtype != np.float64
    ]
    again = on_numbers(code, own, reference, FIRST).answers
    if not all(name in again and np.array_equal(answer, again[name]) for name, answer in first.answers.items()):
        # Nothing else that the code answers can be relied on.
        return (*found, OTHER)
    return (*found, *likely(code, own, reference.layer))


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

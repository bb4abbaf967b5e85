"""The verdict on a user's code: run on forms, and untouched on numbers.

Nothing is called refuted before the untouched code has shown it on numbers that anyone can make, and nothing proved
before the untouched code has agreed on numbers with its forms. Code that cannot be followed on forms is asked on
probes, and the most that is said of it is that it agrees.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np

from symconv.check.basis import entry_form
from symconv.check.bytecode import asks_for_errors, asks_identity, reads_memory
from symconv.check.calls import CallOutcome, Trial, on_numbers
from symconv.check.causes import likely
from symconv.check.code import Code
from symconv.check.expanded import NEVER_WRITTEN, valued
from symconv.check.forms import Expansion
from symconv.check.handed import BITS
from symconv.check.ledger import BY_BUFFER
from symconv.check.namespaces import ONE_VERDICT, Territory, in_parallel, territory
from symconv.check.numbers import Sample
from symconv.check.probes import Probed, probed
from symconv.check.reference import Reference
from symconv.check.shown import (
    FEW_CALLS,
    FIRST_SAMPLE,
    MORE_CALLS,
    Shown,
    number,
    readable,
    same_answer,
    shown_first,
    shown_last,
    wide,
)
from symconv.check.state import changed, may_keep, state
from symconv.check.symbolic import Symbolic, kept, mismatch, read
from symconv.check.verdict import Agreement, CodeVerdict, Finding
from symconv.outcomes import Outcome

OTHER = "a second call with the same arguments answers something else: the code keeps something, or is random"


def judge(code: Code, reference: Reference, explain: bool = True, own: Territory | None = None) -> CodeVerdict:
    """Whether the code computes what `reference` says, exactly; with `explain`, causes are looked for too.

    `own` is the code's territory, where many verdicts on one code are wanted.
    """
    with ONE_VERDICT, _no_collections():
        trial = Trial(code, own or territory(code.function), reference)
        started = time.perf_counter()
        found = _judged(trial, explain) if code.arrays.followed else _asked(trial, explain, ())
        return replace(found, seconds=time.perf_counter() - started)


def _judged(trial: Trial, explain: bool) -> CodeVerdict:
    """The verdict on code that forms can be given to."""
    code, own = trial.code, trial.own
    fresh = state(own)
    calls = MORE_CALLS if may_keep(own, fresh) else FEW_CALLS
    # Numbers first: what a code keeps from call to call would otherwise be forms.
    errors: list[str] = []
    with _errors_noted(errors):
        first = on_numbers(trial, calls.first, trace=True)
        shown = shown_first(trial, calls, first)
    symbolic = read(trial, fresh)
    if symbolic.opaque and not _named_reader(symbolic):
        return _asked(trial, explain, ((calls.first, first),))
    doubt = ""
    if shown is None:
        with _errors_noted(errors):
            shown = shown_last(trial, calls, first)
            if shown is None and own.compiled:
                # The Python that it was made of does not say in which types it computes.
                shown = wide(trial)
            doubt = "" if shown is not None else _doubt(trial, symbolic, first, errors)
            if doubt:
                # Of what is not proved, everything is asked that may show that it is wrong.
                shown = readable(trial, first)

    steady = shown is None or (
        _repeats(trial, calls.first, first)
        and _repeats(trial, shown.sample, on_numbers(trial, shown.sample))
    )
    if shown is not None and not (shown.rounding and steady and _only_rounds(trial.reference, symbolic, shown)):
        causes = _besides(code, symbolic, first)
        if not steady:
            causes += (OTHER,)
        elif explain:
            # Of what changes from call to call there is nothing to explain.
            causes += likely(trial)
        form = symbolic.form(shown.of, shown.at)
        return _verdict(trial, "refuted", finding=_finding(trial, form, shown), causes=causes)
    if shown is not None:
        doubt = doubt or _doubt(trial, symbolic, first, errors)
        rounds = f"it rounds, or is wrong by very little: {shown.where} is {shown.got}, should be {shown.right}"
        doubt = f"{rounds}; {doubt}" if doubt else rounds
    if doubt:
        return _verdict(trial, "undecided", reason=doubt)
    return _verdict(trial, "proved", claim=f"{', '.join(symbolic.answers)}: every entry, {trial.reference.claim}")


def _verdict(trial: Trial, outcome: Outcome, **found: Any) -> CodeVerdict:
    return CodeVerdict(outcome, trial.code.name, trial.reference.layer, **found)


def _asked(trial: Trial, explain: bool, before: tuple[tuple[Sample, CallOutcome], ...]) -> CodeVerdict:
    """The verdict on code that cannot be followed: what probes show, and never more than that it agrees.

    `before` are the calls that were made already. Where answers are added up from call to call, what large numbers left
    swallows all that is asked after.
    """
    code, own = trial.code, trial.own
    # With its first call a library may set itself up; what that changes in the answers, probes show.
    on_numbers(trial, FIRST_SAMPLE)
    fresh = state(own)
    found = probed(trial)
    shown = found.shown
    if shown is not None and shown.rounding:
        return _verdict(trial, "undecided", reason=_rounds(code, found, shown))
    if shown is not None:
        causes = _oddities(code, found.last)
        form = None
        asked = (*before, (found.sample, found.first), (shown.sample, found.last))
        if not all(_repeats(trial, *each) for each in asked):
            causes += (OTHER,)
        elif explain:
            causes += likely(trial)
            form = entry_form(trial, shown.of, shown.at) if shown.at else None
        return _verdict(trial, "refuted", finding=_finding(trial, form, shown), causes=causes)
    doubt = kept(changed(fresh, state(own)))
    if doubt or not found.last.answers:
        return _verdict(trial, "undecided", reason=doubt or "nothing was computed: every answer is None")
    probes = found.probes
    agreement = Agreement(found.calls, code.arrays.dtype, probes.assumption, probes.bound)
    return _verdict(trial, "agrees", claim=f"{', '.join(found.last.answers)}: {agreement}", agreement=agreement)


def _rounds(code: Code, found: Probed, shown: Shown) -> str:
    """What is said where an answer is off by no more than rounding may be."""
    said = f"rounds: {shown.where} is {shown.got}, should be {shown.right}, which {code.arrays.dtype} holds exactly"
    other = next((kind for kind in found.last.types.values() if kind != code.arrays.dtype), "")
    return f"{said}; it answers in {other}: ask with --dtype {other}" if other in BITS else said


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


def _only_rounds(reference: Reference, symbolic: Symbolic, shown: Shown) -> bool:
    """Whether a small difference may be rounding: it is none where the forms say that the entry is wrong."""
    form = symbolic.form(shown.of, shown.at)
    return form is None or form == reference.form(shown.of, shown.at)


def _doubt(trial: Trial, symbolic: Symbolic, first: CallOutcome, errors: list[str]) -> str:
    """Why right answers on numbers prove nothing; none where they do."""
    return (
        symbolic.doubt
        or mismatch(trial.reference, symbolic)
        or _detour(trial, symbolic, first)
        or _in_threads(trial.own, symbolic)
        or _unseen(symbolic)
        or _erred(symbolic, errors)
        or _typed(trial.code, first)
    )


def _in_threads(own: Territory, symbolic: Symbolic) -> str:
    """Why the order in which numba's threads come may change what is computed."""
    if in_parallel(own, symbolic.call.path.codes):
        return "numba runs it in several threads, which may get into each other's way"
    return ""


def _detour(trial: Trial, symbolic: Symbolic, first: CallOutcome) -> str:
    """Why what the code does on forms need not be what it does on numbers."""
    numbers = on_numbers(trial, FIRST_SAMPLE, instead={}, trace=True) if trial.own.compiled else first
    place = numbers.path.differs(symbolic.call.path)
    return "" if place is None else f"on numbers the code goes another way than on forms ({place})"


def _unseen(symbolic: Symbolic) -> str:
    """Why the code may have told forms from numbers without a branch that shows."""
    place = asks_identity(symbolic.call.path, of_kinds=True)
    if place is not None:
        return f"it is asked which object a value is, and forms are other objects than numbers ({place})"
    place = reads_memory(symbolic.call.path)
    return "" if place is None else f"the memory of an array may be read, where forms have no numbers ({place})"


def _named_reader(symbolic: Symbolic) -> bool:
    """Whether it was Python's own functions that read memory, of which `_unseen` speaks.

    Since Python 3.12 they ask the array for it, which refuses; before, they took what they found.
    """
    return BY_BUFFER in symbolic.doubt and reads_memory(symbolic.call.path) is not None


@contextmanager
def _errors_noted(errors: list[str]) -> Iterator[None]:
    """What NumPy finds wrong with floating-point numbers meanwhile: that something overflows, say."""
    with np.errstate(all="call", call=lambda kind, _: errors.append(kind)):
        yield


def _erred(symbolic: Symbolic, errors: list[str]) -> str:
    """Why numbers may have told the code something by an overflow, which forms do not have."""
    if errors:
        return f"on numbers something in it has an {errors[0]}, which forms do not have"
    place = asks_for_errors(symbolic.call.path)
    return "" if place is None else f"it says what an overflow does, which forms do not have ({place})"


def _typed(code: Code, first: CallOutcome) -> str:
    """Which answer is of another type than its arguments, though its values are right."""
    fine = (code.arrays.dtype, "object")
    other = next(((of, kind) for of, kind in first.types.items() if kind not in fine), None)
    return "" if other is None else f"{other[0]}: its values are right, but of type {other[1]}, not {code.arrays.dtype}"


def _besides(code: Code, symbolic: Symbolic, first: CallOutcome) -> tuple[str, ...]:
    """What the code does besides answering, or answers besides numbers."""
    unwritten = ("np.empty is used, and not every entry of it is written",) if symbolic.doubt == NEVER_WRITTEN else ()
    return (*unwritten, *_oddities(code, first))


def _oddities(code: Code, call: CallOutcome) -> tuple[str, ...]:
    """What a call does besides answering, and answers of another type than its arguments have."""
    asked = code.arrays.dtype
    found = [f"the call changes its argument {name.lower()}" for name in call.changed]
    found += [f"{of}: its entries are {kind}, not {asked}" for of, kind in call.types.items() if kind != asked]
    return tuple(found)


def _repeats(trial: Trial, sample: Sample, first: CallOutcome) -> bool:
    """Whether another call with the same arguments answers the same."""
    again = on_numbers(trial, sample).answers
    return first.answers.keys() == again.keys() and all(
        same_answer(answer, again[name]) for name, answer in first.answers.items()
    )


def _finding(trial: Trial, form: Expansion | None, shown: Shown) -> Finding:
    """What was shown, as forms where these say the same as the numbers."""
    reference, names = trial.reference, trial.names
    texts = shown.got, shown.right
    if form is not None:
        given = reference.by_variable(shown.sample.operands(reference, names))
        if number(valued(form, given)) == shown.got:
            texts = reference.text(form), reference.text(reference.form(shown.of, shown.at))
    return Finding(shown.where, *texts, shown.got, shown.right, shown.sample.recipe(reference, names))

"""One call of the user's code, on forms or on numbers, and everything that is to be seen of it."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from symconv.arrays.numbers import Cells
from symconv.check.code import ASKED, AnswerError, Code
from symconv.check.expanded import ExpansionError, expand
from symconv.check.form_array import holds_forms, plain, variables
from symconv.check.forms import Form, Unwritten, exact
from symconv.check.handed import read
from symconv.check.ledger import Incident, Ledger, place
from symconv.check.namespaces import Territory, replaced
from symconv.check.numbers import Given
from symconv.check.path import Path, followed
from symconv.check.reference import Reference
from symconv.check.stand_ins import replacements


@dataclass(frozen=True, slots=True)
class CallOutcome:
    """What came of a call, with the numbers `given`.

    `answers` holds an array for each name that was computed, a copy of what was `returned`, and `types` the names of
    their types; `changed` the operands that were overwritten, `wrong` what is wrong with the answer as a whole.
    """

    answers: Mapping[str, Cells]
    path: Path
    returned: Mapping[str, Any] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    changed: tuple[str, ...] = ()
    raised: Incident | None = None
    wrong: str = ""
    refusals: tuple[Incident, ...] = ()
    given: Mapping[str, Cells] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trial:
    """A code, all that belongs to it, and what is right."""

    code: Code
    own: Territory
    reference: Reference

    @property
    def names(self) -> tuple[str, ...]:
        """The operands that the code is given values for."""
        return tuple(name for name in ASKED[self.code.direction] if name != "B" or self.reference.layer.bias)


def on_forms(trial: Trial) -> CallOutcome:
    """Call the code with a form for each entry."""
    own, reference = trial.own, trial.reference
    ledger = Ledger(own.namespaces)
    given = {name: variables(reference.first[name], reference.shape(name), ledger) for name in trial.names}
    kept = {name: plain(value).copy() for name, value in given.items()}
    with replaced(own, replacements(lambda: ledger)) as function:
        found = _called(trial, function, given, trace=True)
    changed = tuple(name for name in given if not _same_entries(plain(given[name]), kept[name]))
    return replace(found, changed=changed, refusals=tuple(ledger.refusals))


def on_numbers(
    trial: Trial, sample: Given, instead: Mapping[int, Any] | None = None, trace: bool = False
) -> CallOutcome:
    """Call the code with numbers: as it is, or with `instead[id(value)]` for some values in its modules.

    With `instead`, even an empty one, what numba compiled runs as the Python that it was made of. The path is
    followed only with `trace`.
    """
    arrays = trial.code.arrays
    given = sample.operands(trial.reference, trial.names)
    # Copies, so that what the code does to them can be seen.
    handed = {name: arrays.given(value) for name, value in given.items()}
    with arrays.running():
        if instead is None:
            found = _called(trial, trial.code.function, handed, trace)
        else:
            with replaced(trial.own, instead) as function:
                found = _called(trial, function, handed, trace)
        changed = tuple(name for name in given if not np.array_equal(given[name], read(handed[name])[0]))
    if any(holds_forms(answer) for answer in found.answers.values()):
        kept = "something that was kept from an earlier call"
        return CallOutcome({}, found.path, changed=changed, wrong=kept, given=given)
    return replace(found, changed=changed, given=given)


def _called(trial: Trial, function: Callable[..., Any], given: Mapping[str, Any], trace: bool) -> CallOutcome:
    code, own, layer = trial.code, trial.own, trial.reference.layer
    arguments = [given.get(name) for name in ASKED[code.direction]]
    path, call = Path(), partial(function, *arguments, **code.arguments(layer))
    try:
        answer = followed(own, path, call) if trace else call()
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:  # the user's code may raise anything
        return CallOutcome({}, path, raised=raised(error, own))
    try:
        found = code.split(answer, layer)
    except AnswerError as error:
        return CallOutcome({}, path, wrong=str(error))
    arrays = {}
    for name, value in found.items():
        try:
            arrays[name] = read(plain(value))
        except Exception as error:  # what the user's code answers may be anything
            return CallOutcome({}, path, wrong=f"{name}, which is no array ({type(error).__name__})")
        strange = _no_numbers(name, *arrays[name])
        if strange:
            return CallOutcome({}, path, wrong=strange)
    types = {name: kind for name, (_, kind) in arrays.items()}
    return CallOutcome({name: array for name, (array, _) in arrays.items()}, path, found, types)


def raised(error: BaseException, own: Territory) -> Incident:
    """An exception, and the last line of the user's that it passed."""
    last = None
    for frame, line in traceback.walk_tb(error.__traceback__):
        if own.owns(frame.f_globals):
            last = place(frame.f_code.co_filename, line)
    try:
        text = " ".join(str(error).split())
    except Exception:  # the user's own exceptions may be anything, too
        text = ""
    return Incident(f"{type(error).__name__}: {text}" if text else type(error).__name__, last)


def _no_numbers(name: str, array: Cells, kind: str) -> str:
    """What an answer is that holds something else than real numbers or forms; nothing where it does not."""
    if array.dtype.kind not in "biufcO":
        return f"{name} of type {kind}, which holds no numbers"
    if array.dtype.kind == "c" and array.imag.any():
        return f"{name} with imaginary parts"
    stranger = next(_strangers(array), None)
    return "" if stranger is None else f"an array that holds {stranger}, which is no number"


def _strangers(array: Cells) -> Iterator[str]:
    """What an array of objects holds that is neither a number nor a form."""
    if array.dtype.kind == "O":
        for each in array.flat:
            whole = exact(each.item() if isinstance(each, np.ndarray) and each.ndim == 0 else each)
            if whole is None and not isinstance(each, Form | Unwritten | np.ndarray | float | np.floating | complex):
                yield type(each).__name__
            elif whole is not None and abs(Fraction(whole)) > sys.float_info.max:
                yield f"{type(each).__name__} beyond all of float64"


def _same_entries(one: Cells, other: Cells) -> bool:
    return one.shape == other.shape and all(a is b or _same(a, b) for a, b in zip(one.flat, other.flat, strict=True))


def _same(one: object, other: object) -> bool:
    """Whether what stands there now is the entry that stood there: it may have been changed and put back."""
    try:
        return expand(one) == expand(other)
    except ExpansionError:
        return False

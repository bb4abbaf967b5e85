"""What a code computes, as forms: for every entry of its answers, or why that cannot be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from symconv.check.calls import CallOutcome, Trial, on_forms
from symconv.check.expanded import ExpansionError, expand, terms
from symconv.check.forms import Expansion
from symconv.check.ledger import MEMORY_READ
from symconv.check.products import Places
from symconv.check.reference import Reference
from symconv.check.state import State, changed, differs, state


@dataclass(frozen=True, slots=True)
class AnswerEntries:
    """An answer's entries in row-major order; with their terms, where that is all there is to them."""

    values: list[Any]
    terms: Places | None

    @property
    def forms(self) -> list[Expansion]:
        """Each multiplied out; raises ExpansionError where there is one that is none."""
        return list(map(expand, self.values))


@dataclass(frozen=True, slots=True)
class Symbolic:
    """Each answer's entries, all of which are forms, and the call that gave them; none where there is a doubt.

    `opaque` is whether that is since the code goes on where nothing can be followed: it read an array's memory, or
    gave the array to something that knows no other than its own.
    """

    answers: Mapping[str, AnswerEntries]
    call: CallOutcome
    doubt: str
    opaque: bool = False

    def form(self, of: str, at: tuple[int, ...]) -> Expansion | None:
        """The form of one entry; None where it is not known."""
        if of not in self.answers or not at or self.call.answers[of].ndim != len(at):
            return None
        return expand(self.answers[of].values[int(np.ravel_multi_index(at, self.call.answers[of].shape))])


def read(trial: Trial, fresh: State) -> Symbolic:
    """Run the code on forms; `fresh` is what it kept before it was called at all."""
    own = trial.own
    before = state(own)
    call = on_forms(trial)
    after = state(own)
    if _opaque(call):
        return Symbolic({}, call, _refused(call), opaque=True)
    doubt = _refused(call) or kept(changed(fresh, after))
    if not doubt and differs(before, after) is not None:
        # Something is kept. What a second call leaves must be what the first one left: then every later call
        # finds what the second one found.
        call = on_forms(trial)
        doubt = _refused(call) or kept(differs(after, state(own)))
    if doubt:
        return Symbolic({}, call, doubt)
    entries = {name: answer.reshape(-1).tolist() for name, answer in call.answers.items()}
    # First, since what is multiplied out is no longer a plain sum.
    found = {name: AnswerEntries(each, terms(each, trial.reference.variables)) for name, each in entries.items()}
    try:
        # What has no terms is looked at here: whether it is all forms.
        _ = [each.forms for each in found.values() if each.terms is None]
    except ExpansionError as error:
        return Symbolic({}, call, str(error))
    return Symbolic(found, call, "" if found else "nothing was computed: every answer is None")


def mismatch(reference: Reference, symbolic: Symbolic) -> str:
    """The first form that is not the right one, although the numbers are: said, but nothing is refuted by it."""
    for name, entries in symbolic.answers.items():
        if symbolic.call.answers[name].shape != reference.shape(name):
            return f"on forms, {name} has another shape than on numbers"
        right_terms = reference.terms(name)
        if entries.terms is not None and right_terms is not None and np.array_equal(entries.terms, right_terms):
            continue
        for at, (got, right) in enumerate(zip(entries.forms, reference.forms(name), strict=True)):
            if got != right:
                entry = entry_text(name, tuple(map(int, np.unravel_index(at, reference.shape(name)))))
                return (
                    f"on forms, {entry} is {reference.text(got)} and should be {reference.text(right)}, but the code "
                    f"itself is right on the numbers that were tried"
                )
    return ""


def entry_text(name: str, at: tuple[int, ...]) -> str:
    """An entry as it is written in Python.

    >>> entry_text("dX", (0, 1))
    'dX[0,1]'
    """
    return f"{name}[{','.join(map(str, at))}]"


def kept(name: str | None) -> str:
    """The doubt that something which is kept from call to call has changed; none where nothing has."""
    return "" if name is None else f"{name} is changed by a call, so that the next one may answer something else"


def _opaque(call: CallOutcome) -> bool:
    return call.refusals[0].what.startswith(MEMORY_READ) if call.refusals else call.raised is not None


def _refused(call: CallOutcome) -> str:
    if call.refusals:
        return str(call.refusals[0])
    if call.raised is not None:
        return f"run on forms, the code raises {call.raised}"
    if call.changed:
        return f"run on forms, the code changes its argument {call.changed[0].lower()}"
    return call.wrong

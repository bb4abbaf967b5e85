"""What a code computes, as forms: for every entry of its answers, or why that cannot be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from symconv.check.calls import CallOutcome, on_forms
from symconv.check.code import Code
from symconv.check.forms import Expansion, ExpansionError, expand
from symconv.check.ledger import MEMORY_READ
from symconv.check.namespaces import Territory
from symconv.check.reference import Reference
from symconv.check.state import State, changed, differs, state


@dataclass(frozen=True, slots=True)
class Symbolic:
    """Each answer's forms in row-major order, and the call that gave them; none where there is a doubt.

    `opaque` is whether that is since the code goes on where nothing can be followed: it read an array's memory, or
    gave the array to something that knows no other than its own.
    """

    forms: Mapping[str, list[Expansion]]
    call: CallOutcome
    doubt: str
    opaque: bool = False

    def form(self, of: str, at: tuple[int, ...]) -> Expansion | None:
        """The form of one entry; None where it is not known."""
        if of not in self.forms or not at or self.call.answers[of].ndim != len(at):
            return None
        return self.forms[of][int(np.ravel_multi_index(at, self.call.answers[of].shape))]


def read(code: Code, own: Territory, reference: Reference, fresh: State) -> Symbolic:
    """Run the code on forms; `fresh` is what it kept before it was called at all."""
    before = state(own)
    call = on_forms(code, own, reference)
    after = state(own)
    if _opaque(call):
        return Symbolic({}, call, _refused(call), opaque=True)
    doubt = _refused(call) or kept(changed(fresh, after))
    if not doubt and differs(before, after) is not None:
        # Something is kept. What a second call leaves must be what the first one left: then every later call
        # finds what the second one found.
        call = on_forms(code, own, reference)
        doubt = _refused(call) or kept(differs(after, state(own)))
    if doubt:
        return Symbolic({}, call, doubt)
    try:
        forms = {name: [expand(each) for each in answer.flat] for name, answer in call.answers.items()}
    except ExpansionError as error:
        return Symbolic({}, call, str(error))
    return Symbolic(forms, call, "" if forms else "nothing was computed: every answer is None")


def mismatch(reference: Reference, symbolic: Symbolic) -> str:
    """The first form that is not the right one, although the numbers are: said, but nothing is refuted by it."""
    for name, forms in symbolic.forms.items():
        if symbolic.call.answers[name].shape != reference.shape(name):
            return f"on forms, {name} has another shape than on numbers"
        for at, (got, right) in enumerate(zip(forms, reference.forms(name), strict=True)):
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
    if call.refusals:
        return call.refusals[0].what.startswith(MEMORY_READ)
    return call.raised is not None


def _refused(call: CallOutcome) -> str:
    if call.refusals:
        return str(call.refusals[0])
    if call.raised is not None:
        return f"run on forms, the code raises {call.raised}"
    if call.changed:
        return f"run on forms, the code changes its argument {call.changed[0].lower()}"
    return call.wrong

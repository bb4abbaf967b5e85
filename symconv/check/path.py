"""Which lines of the user's code ran: on forms and on numbers they have to be the same.

A branch that a form could decide is refused; one that something else decides, such as an array's type or an exception
that the code swallows, shows here.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import CodeType, FrameType
from typing import Any

from symconv.check.ledger import Place, place
from symconv.check.namespaces import Territory

Step = tuple[CodeType, int, str]


@dataclass(frozen=True, slots=True)
class Path:
    """How often each line ran, and each kind of exception passed there."""

    steps: Counter[Step] = field(default_factory=Counter)

    def differs(self, other: Path) -> Place | None:
        """The first line that ran in one more often than in the other; None where there is none."""
        found = [step for step in self.steps.keys() | other.steps.keys() if self.steps[step] != other.steps[step]]
        if not found:
            return None
        code, line, _ = min(found, key=lambda step: (step[0].co_filename, step[1], step[2]))
        return place(code.co_filename, line)


@contextmanager
def followed(own: Territory) -> Iterator[Path]:
    """The path of what runs in the block; whoever traced before (a debugger, coverage) goes on afterwards."""
    path = Path()
    steps = path.steps
    ids = frozenset(map(id, own.namespaces))

    def entered(frame: FrameType, event: str, argument: Any) -> Any:  # noqa: ARG001 - as sys.settrace calls it
        return inside if id(frame.f_globals) in ids else None

    def inside(frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            steps[frame.f_code, frame.f_lineno, ""] += 1
        elif event == "exception":
            steps[frame.f_code, frame.f_lineno, argument[0].__name__] += 1
        return inside

    before = sys.gettrace()
    sys.settrace(entered)
    try:
        yield path
    finally:
        sys.settrace(before)

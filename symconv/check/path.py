"""Which lines of the user's code ran: on forms and on numbers they have to be the same.

A branch that a form could decide is refused; one that something else decides, such as an array's type or an exception
that the code swallows, shows here.
"""

from __future__ import annotations

import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from types import CodeType, FrameType
from typing import Any, TypeVar

from symconv.check.forms import PLUS, TIMES
from symconv.check.ledger import CodeLine, place
from symconv.check.namespaces import ONE_VERDICT, Namespace, Territory, belongs
from symconv.check.untold import untold
from symconv.check.within_lines import (
    UNWATCHED,
    WITHIN,
    Closely,
    Counters,
    Happened,
    Inside,
    branches_within_lines,
    within_lines,
)

# A line of a function, or an instruction of it, and what happened there.
PathStep = tuple[CodeType, int, str]
# Counters for each line of a file, by its number, where there are not too many; they take less time than a dictionary.
LONGEST_FILE = 100_000
Returned = TypeVar("Returned")


@dataclass(frozen=True, slots=True)
class Path:
    """How often each line ran, and each kind of exception passed there."""

    steps: Counter[PathStep] = field(default_factory=Counter)

    @property
    def codes(self) -> dict[CodeType, None]:
        """The code that ran, each once, in the order of the steps."""
        return dict.fromkeys(code for code, _, _ in self.steps)

    def differs(self, other: Path) -> CodeLine | None:
        """The first line that ran in one more often than in the other; None where there is none."""
        found = [step for step in self.steps.keys() | other.steps.keys() if self.steps[step] != other.steps[step]]
        if not found:
            return None
        return min(map(_place, found), key=lambda each: (each.path, each.line))


def _place(step: PathStep) -> CodeLine:
    code, at, kind = step
    if kind.startswith(WITHIN):
        at = next((line for start, end, line in code.co_lines() if start <= at < end and line), code.co_firstlineno)
    return place(code.co_filename, at)


@dataclass(frozen=True, slots=True)
class _Watch:
    """What happens in one function.

    `inside` is called by sys.settrace with all that happens; every line of a loop passes there, so it does the least.
    """

    code: CodeType
    inside: Inside
    lines: Counters
    others: Happened
    one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def over(cls, code: CodeType, closely: Closely) -> _Watch:
        """Nothing yet of what happens in `code`; `closely` follows what happens within its lines."""
        lines = _counters(code)
        others: Happened = Counter()

        def inside(frame: FrameType, event: str, argument: Any) -> Any:
            if event == "line":
                lines[frame.f_lineno] += 1
            elif event == "exception":
                others[frame.f_lineno, argument[0].__name__] += 1
            return inside

        if branches_within_lines(code):
            return cls(code, closely(code, lines, others, inside), lines, others)
        return cls(code, inside, lines, others)

    def inside_a_thread(self) -> Inside:
        """As `inside`, for one frame, where other threads count too."""
        inside = self.inside

        def locked(frame: FrameType, event: str, argument: Any) -> Any:
            nonlocal inside
            with self.one_at_a_time:
                inside = inside(frame, event, argument)
            return locked

        return locked


def _counters(code: CodeType) -> Counters:
    last = max((line for _, _, line in code.co_lines() if line is not None), default=0)
    return [0] * (last + 1) if last < LONGEST_FILE else defaultdict(int)


def followed(own: Territory, path: Path, call: Callable[[], Returned]) -> Returned:
    """What the call answers; the way that it goes is added to `path`, also where it raises something.

    What the user's functions call belongs to it too where it is no library's, such as what `exec` runs; and so does
    what runs in threads that are started meanwhile. Whoever traced before (a debugger, coverage) goes on afterwards,
    in the frame in which that was interrupted: coverage counts on as many ends of calls as beginnings. One call is
    followed at a time, for what it takes is everybody's: the hook for threads, a number to ask for branches, methods.
    """
    namespaces: dict[int, Namespace] = {id(each): each for each in own.namespaces}
    others: dict[int, Namespace] = {}
    # By the code's id, for it makes a slow key.
    watched: dict[int, _Watch] = {}
    here = threading.get_ident()
    threads = {here}

    def entered(frame: FrameType, event: str, argument: Any) -> Any:  # noqa: ARG001 - as sys.settrace calls it
        space = frame.f_globals
        # First what is called most.
        if id(space) in others:
            return None
        if id(space) not in namespaces:
            back = frame.f_back
            if back is None or id(back.f_globals) not in namespaces:
                return None
            # Both are held fast, so that no other namespace comes to stand at their places.
            (namespaces if belongs(space, own) else others)[id(space)] = space
            if id(space) in others:
                return None
        code = frame.f_code
        watch = watched.get(id(code))
        if watch is None:
            watch = watched[id(code)] = _Watch.over(code, closely)
        thread = threading.get_ident()
        if thread == here:
            return watch.inside
        threads.add(thread)
        return watch.inside_a_thread()

    lost = False
    try:
        with ONE_VERDICT, within_lines(threads) as closely, untold((PLUS, TIMES)):
            before, before_in_threads = sys.gettrace(), threading.gettrace()
            threading.settrace(entered)
            sys.settrace(entered)
            try:
                return call()
            finally:
                lost = sys.gettrace() is not entered
                sys.settrace(before)
                threading.settrace(before_in_threads)
    finally:
        _note(path, watched.values(), lost)


def _note(path: Path, watched: Collection[_Watch], lost: bool) -> None:
    """Add to the path what was seen."""
    for each in watched:
        found = enumerate(each.lines) if isinstance(each.lines, list) else each.lines.items()
        path.steps.update({(each.code, line, ""): times for line, times in found if times})
        path.steps.update({(each.code, *other): times for other, times in each.others.items()})
        if lost:
            # Like nothing else: nobody knows where it went.
            path.steps[each.code, each.code.co_firstlineno, f"{UNWATCHED} {id(path)}"] += 1

"""Which lines of the user's code ran: on forms and on numbers they have to be the same.

A branch that a form could decide is refused; one that something else decides, such as an array's type or an exception
that the code swallows, shows here. Lines show it, except for those that branch within themselves (`a if c else b`,
`c and d`): in functions that have such lines, instructions are followed too.
"""

from __future__ import annotations

import dis
import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from types import CodeType, FrameType
from typing import Any

from symconv.check.forms import Form
from symconv.check.ledger import CodeLine, place
from symconv.check.namespaces import Namespace, Territory, belongs
from symconv.check.pause import WORTH_WHILE, paused

# A line of a function, or an instruction of it, and what happened there.
PathStep = tuple[CodeType, int, str]
INSTRUCTION = "instruction"
UNWATCHED = "no longer followed"
# The methods of forms during which following pauses.
PLUS, TIMES = Form.__add__.__code__, Form.__mul__.__code__
# Instructions are many, so those of a line are followed the first so many times that it runs.
CLOSELY = 32


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
    if kind == INSTRUCTION:
        at = next((line for start, end, line in code.co_lines() if start <= at < end and line), code.co_firstlineno)
    return place(code.co_filename, at)


@cache
def branches_within_lines(code: CodeType) -> bool:
    """Whether a line of the code goes one way or another without leaving the line.

    >>> branches_within_lines((lambda a: a if a > 0 else -a).__code__), branches_within_lines((lambda a: -a).__code__)
    (True, False)
    """
    instructions = list(dis.get_instructions(code))
    lines: dict[int, int | None] = {}
    line = None
    for each in instructions:
        line = (each.positions and each.positions.lineno) or line
        lines[each.offset] = line
    for each, after in pairwise(instructions):
        ways = {lines[after.offset], lines.get(each.argval)} if each.opcode in dis.hasjrel else set()
        if "IF" in each.opname and lines[each.offset] in ways:
            return True
    return False


@dataclass(frozen=True, slots=True)
class _Watch:
    """What happens in one function: its code makes a slow key, so it is none here.

    `inside` is called by sys.settrace with all that happens; every line of a loop passes there, so it does the least.
    """

    inside: Callable[[FrameType, str, Any], Any]
    lines: dict[int, int]
    others: Counter[tuple[int, str]]
    one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def over(cls, code: CodeType) -> _Watch:
        """Nothing yet of what happens in `code`."""
        lines: dict[int, int] = defaultdict(int)
        others: Counter[tuple[int, str]] = Counter()

        def inside(frame: FrameType, event: str, argument: Any) -> Any:
            if event == "line":
                lines[frame.f_lineno] += 1
            elif event == "exception":
                others[frame.f_lineno, argument[0].__name__] += 1
            return inside

        def closely(frame: FrameType, event: str, argument: Any) -> Any:
            if event == "line":
                line = frame.f_lineno
                times = lines[line] = lines[line] + 1
                wanted = times <= CLOSELY
                if frame.f_trace_opcodes is not wanted:
                    frame.f_trace_opcodes = wanted
            elif event == "opcode":
                others[frame.f_lasti, INSTRUCTION] += 1
            else:
                inside(frame, event, argument)
            return closely

        return cls(closely if branches_within_lines(code) else inside, lines, others)

    def inside_a_thread(self, frame: FrameType, event: str, argument: Any) -> Any:
        """As `inside`, where other threads count too."""
        with self.one_at_a_time:
            self.inside(frame, event, argument)
        return self.inside_a_thread


@contextmanager
def followed(own: Territory) -> Iterator[Path]:
    """The path of what runs in the block; whoever traced before (a debugger, coverage) goes on afterwards.

    What the user's functions call belongs to it too where it is no library's, such as what `exec` runs; and so does
    what runs in threads that are started meanwhile.
    """
    path = Path()
    namespaces: dict[int, Namespace] = {id(each): each for each in own.namespaces}
    others: dict[int, Namespace] = {}
    watched: dict[CodeType, _Watch] = {}
    here = threading.get_ident()

    def entered(frame: FrameType, event: str, argument: Any) -> Any:  # noqa: ARG001 - as sys.settrace calls it
        code = frame.f_code
        # First what is called most.
        if code is PLUS or code is TIMES:
            return paused(entered) if WORTH_WHILE else None
        space = frame.f_globals
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
        watch = watched.get(code)
        if watch is None:
            watch = watched[code] = _Watch.over(code)
        return watch.inside if threading.get_ident() == here else watch.inside_a_thread

    before, before_in_threads = sys.gettrace(), threading.gettrace()
    threading.settrace(entered)
    sys.settrace(entered)
    try:
        yield path
    finally:
        lost = sys.gettrace() is not entered
        sys.settrace(before)
        threading.settrace(before_in_threads)
        for code, watch in watched.items():
            path.steps.update({(code, line, ""): times for line, times in watch.lines.items()})
            path.steps.update({(code, *other): times for other, times in watch.others.items()})
            if lost:
                # Like nothing else: nobody knows where it went.
                path.steps[code, code.co_firstlineno, f"{UNWATCHED} {id(path)}"] += 1

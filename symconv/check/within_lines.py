"""Which way the user's code went within a line, such as `a if c else b` or `c and d`.

Lines do not show it. Python 3.12 and later tell which way each branch of a function went; before, the instructions of
such a function are followed.
"""

from __future__ import annotations

import dis
import sys
import threading
from collections import Counter
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import pairwise
from types import CodeType, FrameType
from typing import Any

# Where in a function something happened, and what.
Happened = Counter[tuple[int, str]]
# What Python calls with all that happens in a frame.
Inside = Callable[[FrameType, str, Any], Any]
# How often each line of a function ran.
Counters = list[int] | dict[int, int]
# What is called with a function's code, how often each of its lines ran, where to write what else happens in it and
# what follows its lines; it returns what follows them then.
Closely = Callable[[CodeType, Counters, Happened, Inside], Inside]
# How what happens within a line begins: where it stands is the number of an instruction, not of a line.
WITHIN = "within a line"
UNWATCHED = "no longer followed"
# Instructions are many, so those of a line are followed the first so many times that it runs.
OFTEN_ENOUGH = 32


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


if sys.version_info >= (3, 12):

    @contextmanager
    def within_lines(threads: Container[int]) -> Iterator[Closely]:
        """What asks for the ways that the branches of a function go in these threads, for as long as the block runs.

        Python has a few numbers for those who ask, and one is held meanwhile. Where all are taken, or somebody has
        changed what we had asked for, every function that was asked about has gone unwatched.
        """
        asked: dict[int, tuple[CodeType, Happened]] = {}
        one_at_a_time = threading.Lock()
        python = sys.monitoring
        branch = python.events.BRANCH
        number = next((each for each in reversed(range(6)) if python.get_tool(each) is None), None)

        def went(code: CodeType, at: int, to: int) -> None:
            if threading.get_ident() in threads:
                with one_at_a_time:
                    asked[id(code)][1][at, f"{WITHIN}, to {to}"] += 1

        def closely(code: CodeType, lines: list[int], others: Happened, inside: Inside) -> Inside:  # noqa: ARG001
            asked[id(code)] = code, others
            if number is not None:
                python.set_local_events(number, code, branch)
            return inside

        if number is not None:
            python.use_tool_id(number, f"symconv {id(asked)}")
            python.register_callback(number, branch, went)
        try:
            yield closely
        finally:
            ours = number is not None and python.get_tool(number) == f"symconv {id(asked)}"
            for code, others in asked.values():
                if number is None or not ours or python.get_local_events(number, code) != branch:
                    others[code.co_firstlineno, f"{UNWATCHED} {id(others)}"] += 1
                if number is not None and ours:
                    python.set_local_events(number, code, python.events.NO_EVENTS)
            if number is not None and ours:
                ours = python.register_callback(number, branch, None) is went
                python.free_tool_id(number)

else:

    @contextmanager
    def within_lines(threads: Container[int]) -> Iterator[Closely]:  # noqa: ARG001 - each has its own frames
        """What follows the instructions of a function, for as long as the block runs."""
        yield _by_instructions


def _by_instructions(code: CodeType, lines: Counters, others: Happened, inside: Inside) -> Inside:  # noqa: ARG001
    """Two that take turns: `closely` in a line whose instructions are told, `seldom` in one that ran often enough."""

    def closely(frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            line = frame.f_lineno
            times = lines[line] = lines[line] + 1
            if times > OFTEN_ENOUGH:
                frame.f_trace_opcodes = False
                return seldom
        elif event == "opcode":
            others[frame.f_lasti, WITHIN] += 1
        else:
            inside(frame, event, argument)
        return closely

    def seldom(frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            line = frame.f_lineno
            times = lines[line] = lines[line] + 1
            if times > OFTEN_ENOUGH:
                return seldom
            frame.f_trace_opcodes = True
            return closely
        if event == "opcode":
            # A generator goes on within a line that is followed closely.
            return closely(frame, event, argument)
        inside(frame, event, argument)
        return seldom

    return seldom

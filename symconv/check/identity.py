"""Does code ask which object a value is? Small numbers are one object each, and symbols for sizes are not."""

from __future__ import annotations

import dis
from types import CodeType

from symconv.check.ledger import CodeLine, place
from symconv.check.path import Path

# What there is once, so that everybody may ask for it.
SINGLE = (None, True, False, ...)
# Functions that ask the same.
ASKING = frozenset({"id", "is_", "is_not"})


def asks_identity(path: Path) -> CodeLine | None:
    """A line of the code that ran which asks for an object other than None and its like; None where there is none."""
    for code in dict.fromkeys(code for code, _, _ in path.steps):
        line = _line(code)
        if line is not None:
            return place(code.co_filename, line)
    return None


def _line(code: CodeType) -> int | None:
    line, before = code.co_firstlineno, None
    for each in dis.get_instructions(code):
        line = each.starts_line or line
        single = before is not None and before.opname == "LOAD_CONST" and any(before.argval is one for one in SINGLE)
        if (each.opname == "IS_OP" and not single) or each.argval in ASKING:
            return line
        before = each
    return None

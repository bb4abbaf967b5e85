"""What the instructions of code that ran ask for, where nothing that stands in for an array could refuse it."""

from __future__ import annotations

import builtins
import dis
from collections.abc import Callable
from functools import lru_cache
from types import CodeType

import numpy as np

from symconv.check.ledger import CodeLine, place
from symconv.check.path import Path

# What there is once, so that everybody may ask for it.
SINGLE = (None, True, False, ...)
# Functions that ask the same.
ASKING = frozenset({"id", "is_", "is_not"})
# What takes an array's bytes without a word to the array.
OF_MEMORY = frozenset(
    {
        *("memoryview", "bytes", "bytearray", "struct", "unpack_from", "iter_unpack", "zlib", "crc32", "adler32"),
        *("hashlib", "md5", "sha1", "sha256", "sha512", "blake2b", "blake2s", "xxhash", "mmap"),
    }
)
# What says what is done where a number overflows.
OF_ERRORS = frozenset(
    {
        *("errstate", "seterr", "seterrcall", "geterr", "geterrcall"),
        *("OverflowError", "FloatingPointError", "ArithmeticError", "RuntimeWarning"),
        *("simplefilter", "filterwarnings", "catch_warnings", "showwarning"),
    }
)
Test = Callable[[dis.Instruction, "dis.Instruction | None"], bool]


def asks_identity(path: Path, of_kinds: bool = False) -> CodeLine | None:
    """A line of the code that ran which asks for an object other than None and its like; None where there is none.

    With `of_kinds`, it may ask for a class, as in `type(x) is np.ndarray`. Small numbers are one object each, and
    symbols for sizes are not; an entry of an array of floats is a new object each time, and a form is not.
    """

    def asks(each: dis.Instruction, before: dis.Instruction | None) -> bool:
        if each.opname == "IS_OP":
            return before is None or not (_single(before) or (of_kinds and _is_kind(before)))
        return _named(each) and each.argval in ASKING

    return _first(path, asks)


def reads_memory(path: Path) -> CodeLine | None:
    """A line of the code that ran which names what reads the memory of arrays; None where there is none."""
    return _first(path, lambda each, _: _named(each) and each.argval in OF_MEMORY)


def asks_for_errors(path: Path) -> CodeLine | None:
    """A line of the code that ran which names what becomes of floating-point errors; None where there is none."""
    return _first(path, lambda each, _: _named(each) and each.argval in OF_ERRORS)


def _first(path: Path, test: Test) -> CodeLine | None:
    for code in path.codes:
        for line, each, before in _instructions(code):
            if test(each, before):
                return place(code.co_filename, line)
    return None


@lru_cache(maxsize=256)
def _instructions(code: CodeType) -> tuple[tuple[int, dis.Instruction, dis.Instruction | None], ...]:
    """Each instruction that a test may be about, with its line and the one before it.

    They are asked for on every layer of a sweep, and to read them takes longer than a call.
    """
    found: list[tuple[int, dis.Instruction, dis.Instruction | None]] = []
    line, before = code.co_firstlineno, None
    for each in dis.get_instructions(code):
        # Not `starts_line`, which since Python 3.13 says whether, and not which.
        line = (each.positions and each.positions.lineno) or line
        if each.opname == "IS_OP" or _named(each):
            found.append((line, each, before))
        before = each
    return tuple(found)


def _named(each: dis.Instruction) -> bool:
    """Whether it takes something by its name: a global name, an attribute, a module."""
    return each.opname in ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_ATTR", "LOAD_METHOD", "IMPORT_NAME", "IMPORT_FROM")


def _single(before: dis.Instruction) -> bool:
    return before.opname == "LOAD_CONST" and any(before.argval is one for one in SINGLE)


def _is_kind(before: dis.Instruction) -> bool:
    named = (getattr(place, str(before.argval), None) for place in (builtins, np))
    return _named(before) and any(isinstance(each, type) for each in named)

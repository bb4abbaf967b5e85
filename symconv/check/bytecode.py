"""What the instructions of code that ran ask for, where nothing that stands in for an array could refuse it."""

from __future__ import annotations

import builtins
import dis
from collections.abc import Callable, Iterator
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


def _first(path: Path, test: Test) -> CodeLine | None:
    for code in dict.fromkeys(code for code, _, _ in path.steps):
        line = next(_lines(code, test), None)
        if line is not None:
            return place(code.co_filename, line)
    return None


def _lines(code: CodeType, test: Test) -> Iterator[int]:
    line, before = code.co_firstlineno, None
    for each in dis.get_instructions(code):
        line = each.starts_line or line
        if test(each, before):
            yield line
        before = each


def _named(each: dis.Instruction) -> bool:
    """Whether it takes something by its name: a global name, an attribute, a module."""
    return each.opname in ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_ATTR", "LOAD_METHOD", "IMPORT_NAME", "IMPORT_FROM")


def _single(before: dis.Instruction) -> bool:
    return before.opname == "LOAD_CONST" and any(before.argval is one for one in SINGLE)


def _is_kind(before: dis.Instruction) -> bool:
    named = (getattr(place, str(before.argval), None) for place in (builtins, np))
    return _named(before) and any(isinstance(each, type) for each in named)

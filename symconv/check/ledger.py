"""What a user's code asked of a form that a form cannot answer, and in which line."""

from __future__ import annotations

import linecache
import sys
from collections.abc import Collection
from dataclasses import dataclass
from types import FrameType
from typing import Any, NoReturn

# What is refused to code that goes on where nothing can be followed.
MEMORY_READ = "the memory of an array is read"
# How Python asks for it since 3.12, and so the name of the method that refuses it then.
BUFFER = "__buffer__"
BY_BUFFER = f"{MEMORY_READ} by .{BUFFER}()"


class RefusedError(TypeError):
    """An operation that has no answer for a form: a comparison, an exponential, a conversion to a float."""


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A line of the user's code.

    >>> str(CodeLine("/home/me/homework.py", 12, "dx = np.exp(dz)"))
    'homework.py:12: dx = np.exp(dz)'
    """

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        name = self.path.replace("\\", "/").rsplit("/", 1)[-1]
        return f"{name}:{self.line}: {self.text}" if self.text else f"{name}:{self.line}"


@dataclass(frozen=True, slots=True)
class Incident:
    """An operation that was refused or an exception that was let pass, and the user's line (None where there is none).
    """

    what: str
    place: CodeLine | None

    def __str__(self) -> str:
        return self.what if self.place is None else f"{self.what} ({self.place})"


class Ledger:
    """The refusals of one call.

    They are written down and not only raised, because the code may swallow the exception and go on: what it
    answers after that says nothing about numbers.
    """

    def __init__(self, namespaces: Collection[dict[str, Any]] = ()) -> None:
        self.refusals: list[Incident] = []
        self._namespaces = frozenset(map(id, namespaces))

    def refuse(self, what: str) -> NoReturn:
        """Write the refusal down with the innermost line of the user's code, and raise it."""
        self.refusals.append(Incident(what, self._innermost(sys._getframe(1))))
        raise RefusedError(what)

    def _innermost(self, frame: FrameType | None) -> CodeLine | None:
        while frame is not None:
            if id(frame.f_globals) in self._namespaces:
                return place(frame.f_code.co_filename, frame.f_lineno)
            frame = frame.f_back
        return None


def place(path: str, line: int) -> CodeLine:
    """The place with the text that stands there."""
    return CodeLine(path, line, linecache.getline(path, line).strip())

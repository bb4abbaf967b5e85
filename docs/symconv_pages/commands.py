"""Commands as a reader would type them, run in this process: what they print, and how they end."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from os import chdir
from pathlib import Path

from symconv.cli.exit_codes import DONE, MISTAKE, REFUTED, UNDECIDED
from symconv.cli.main import run

ROOT = Path(__file__).parents[2]
# How a page says that it expects a command to end.
ENDS = {"done": DONE, "refuted": REFUTED, "mistake": MISTAKE, "undecided": UNDECIDED}


# The seconds that a statement may take: a page says what there is to find, not how busy the machine was on which it
# was built.
PATIENCE = 100


@dataclass(frozen=True, slots=True)
class Answer:
    """The exit code of a command, and what it wrote on both streams."""

    code: int
    out: str
    err: str

    @property
    def ended(self) -> str:
        """How it ended, in a page's words."""
        return next((word for word, code in ENDS.items() if code == self.code), f"exit code {self.code}")


def answer(command: str) -> Answer:
    """What `symconv COMMAND` answers, called from the top folder of the repository.

    >>> print(answer('prove "o = n - k"').out.splitlines()[0])
    refuted: o = n - k
    """
    out, err = TextIOWrapper(BytesIO(), encoding="utf-8"), TextIOWrapper(BytesIO(), encoding="utf-8")
    arguments = shlex.split(command)
    if arguments[0] == "prove" and "--timeout" not in arguments:
        arguments += ["--timeout", str(PATIENCE)]
    with _at_the_top(), redirect_stdout(out), redirect_stderr(err):
        code = run(arguments)
    return Answer(code, _said(out), _said(err))


def _said(stream: TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()


@contextmanager
def _at_the_top() -> Iterator[None]:
    before, path = Path.cwd(), [*sys.path]
    chdir(ROOT)
    try:
        yield
    finally:
        chdir(before)
        sys.path[:] = path

"""What a command reads: a file, or the standard input."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path

from symconv.errors import SymconvError

LARGEST_READ = 50_000_000


def read(name: str) -> str:
    """The text of a file, of the standard input for `-`; raises SymconvError for what cannot be read as text."""
    try:
        with nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as opened:
            data = opened.read(LARGEST_READ + 1)
    except OSError as error:
        raise SymconvError(f"{name}: cannot be read ({error.strerror})", text=name) from error
    if len(data) > LARGEST_READ:
        raise SymconvError(f"{name}: more than {LARGEST_READ // 1_000_000} MB are not read", text=name)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise SymconvError(f"{name}: this is no text in UTF-8 (byte {error.start})", text=name) from error

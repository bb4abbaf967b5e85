"""Where a command's answer goes, into a file or to the standard output, and in which format."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from symconv.errors import SymconvError


def write(content: str | bytes, output: str | None = None) -> None:
    """Write text, or the bytes of an image, whole: into the file `output`, or to the standard output.

    Raises SymconvError for what cannot be written, BrokenPipeError where the reader has left.
    """
    data = content if isinstance(content, bytes) else content.encode()
    if output is not None:
        try:
            Path(output).write_bytes(data)
        except OSError as error:
            raise SymconvError(f"--output {output}: cannot be written ({error.strerror})", text=output) from error
        return
    if sys.stdout is None:
        raise SymconvError("the answer cannot be written: the standard output is closed")
    try:
        if isinstance(content, str):
            sys.stdout.write(content)
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(content)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        silence(sys.stdout)
        raise SymconvError(f"the answer cannot be written ({error.strerror})") from error


def asked_format(form: str | None, as_json: bool) -> str | None:
    """The format that was asked for, if any; raises SymconvError where --json and --format say two things."""
    if as_json and form not in (None, "json"):
        raise SymconvError(f"--json and --format {form} say two things: leave one of them out", text=form)
    return "json" if as_json else form


def format_of(output: str | None, asked: str | None, endings: Mapping[str, str], usual: str) -> str:
    """The format that was asked for, or else the one that the file's name ends in; without any ending the usual one.

    Raises SymconvError for an ending that nothing can be written for.

    >>> format_of("a.HTML", None, {".html": "html"}, "text"), format_of("a.html", "text", {".html": "html"}, "text")
    ('html', 'text')
    """
    ending = Path(output or "").suffix.lower()
    if asked is not None or not ending:
        return asked or usual
    if ending not in endings:
        raise SymconvError(
            f"--output {output}: nothing is written as {ending}; a file ends in {', '.join(endings)}, or --format says "
            f"what is in it",
            text=output or "",
        )
    return endings[ending]


def silence(*streams: TextIO | None) -> None:
    """Nothing more is written to these: Python would try again at exit, and end with a code of its own."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in streams:
        if stream is not None:
            os.dup2(nowhere, stream.fileno())

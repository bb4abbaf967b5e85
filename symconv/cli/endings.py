"""The format that the name of a file asks for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from symconv.errors import SymconvError


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

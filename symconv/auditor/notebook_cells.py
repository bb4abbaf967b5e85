"""Jupyter notebooks: the text of their Markdown cells, and where its lines stand in the file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from symconv.errors import SymconvError


@dataclass(frozen=True, slots=True)
class MarkdownCells:
    """The Markdown of a notebook as one text; `lines` gives the line of the file for each line of it."""

    text: str
    lines: tuple[int, ...]


def markdown_cells(source: str) -> MarkdownCells:
    r"""The Markdown cells of a notebook, a blank line between them.

    Raises SymconvError for what is no notebook.

    >>> found = markdown_cells('{"cells": [{"cell_type": "markdown", "source": ["$x$"]}]}')
    >>> found.text, found.lines
    ('$x$\n\n', (1, 1))
    """
    try:
        cells = json.loads(source)["cells"]
        sources = [each["source"] for each in cells if each["cell_type"] == "markdown"]
        written = [_lines(each) for each in sources]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SymconvError("this is no Jupyter notebook: a notebook is JSON with cells, each of a type") from error
    text: list[str] = []
    lines: list[int] = []
    at = 0
    number = 1
    for cell in written:
        for line in cell:
            # A notebook has each line of a cell as a string of its own, written with or without escapes.
            found = next((place for place in (source.find(each, at) for each in _spelled(line)) if place >= 0), -1)
            if found >= 0:
                number += source.count("\n", at, found)
                at = found
            text.append(line)
            lines.append(number)
        text.append("")
        lines.append(number)
    return MarkdownCells("\n".join(text) + "\n" if text else "", tuple(lines))


def _lines(source: str | Sequence[str]) -> list[str]:
    """The lines of a cell, which is one string or one for each line."""
    if not isinstance(source, str):
        if not all(isinstance(each, str) for each in source):
            raise TypeError("a cell's source is text")
        source = "".join(source)
    return source.split("\n")


def _spelled(line: str) -> tuple[str, str]:
    """How a line may stand in the file."""
    return json.dumps(line)[1:-1], json.dumps(line, ensure_ascii=False)[1:-1]

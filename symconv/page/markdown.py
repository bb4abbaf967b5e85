"""A derivation in Markdown, its formulas in LaTeX between `$$`: Jupyter, GitHub and most note-takers read it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from symconv.lectures.lecture import lecture
from symconv.page.article import LatexDialect, display
from symconv.page.document import MATH, Block, Document, Heading, Prose, Steps

if TYPE_CHECKING:
    from symconv.derivation import Derivation


def render(derivation: Derivation, full: bool, tables: Sequence[str] | None = None) -> str:
    """The derivation as Markdown."""
    return lay_out(lecture(derivation, LatexDialect(), full, tables))


def lay_out(document: Document) -> str:
    """The blocks as Markdown."""
    return "\n\n".join(_block(block) for block in document) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading(text=text, level=level):
            return f"{'#' * level} {escaped(text)}"
        case Prose(text=text):
            pieces = text.split(MATH)
            return "".join(f"${piece}$" if at % 2 else escaped(piece) for at, piece in enumerate(pieces))
        case Steps(command=command):
            return f"The pictures, step by step: `{command}`"
        case _:
            return f"$$\n{display(block)}\n$$"


def escaped(text: str) -> str:
    """A sentence with the characters that Markdown gives a meaning made plain.

    >>> escaped("dz1*k1")
    'dz1\\\\*k1'
    """
    return re.sub(r"([*_`\\\[\]<])", r"\\\1", text)

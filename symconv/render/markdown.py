"""A derivation in Markdown, its formulas in LaTeX between `$$`: Jupyter, GitHub and most note-takers read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from symconv.render.document import MATH, Block, Document, Heading, Prose
from symconv.render.latex import LatexDialect, display
from symconv.render.lecture import lecture

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
            return f"{'#' * level} {text}"
        case Prose(text=text):
            return text.replace(MATH, "$")
        case _:
            return f"$$\n{display(block)}\n$$"

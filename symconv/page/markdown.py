"""A document in Markdown, its formulas in LaTeX between `$$`: Jupyter, GitHub and most note-takers read it."""

from __future__ import annotations

import re

from symconv.page import latex
from symconv.page.article import displays
from symconv.page.document import Block, Document, Heading, Link, Pictures, Prose
from symconv.page.maths import Maths
from symconv.page.paper import SCREEN


def lay_out(document: Document) -> str:
    """The blocks as Markdown."""
    return "\n\n".join(_block(block) for block in document) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading(text=text, level=level):
            return f"{'#' * level} {escaped(text)}"
        case Prose(pieces=parts, name=name):
            return (f'<a id="{name.lower()}"></a>' if name else "") + "".join(map(_said, parts))
        case Pictures(command=command):
            return f"The pictures, step by step: `{command}`"
        case _:
            return "\n\n".join(f"$$\n{each}\n$$" for each in displays(block, SCREEN))


def _said(part: str | Maths | Link) -> str:
    match part:
        case str():
            return escaped(part)
        case Link(words=words, to=name):
            return f"[{escaped(words)}](#{name.lower()})"
        case _:
            return f"${latex.written(part)}$"


def escaped(text: str) -> str:
    """A sentence with the characters that Markdown gives a meaning made plain.

    >>> escaped("dz1*k1")
    'dz1\\\\*k1'
    """
    return re.sub(r"([*_`\\\[\]<])", r"\\\1", text)

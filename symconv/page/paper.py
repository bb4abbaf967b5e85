"""What LaTeX is set on: how wide a line is, and what reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from symconv.errors import SymconvError

# Points for each unit of length.
POINTS = {"pt": 1.0, "in": 72.27, "cm": 28.45, "mm": 2.845}
NARROWEST, WIDEST = 150.0, 2000.0


@dataclass(frozen=True, slots=True)
class Paper:
    """The width of a line in points of 10 point type, and how many columns a page has.

    What is not TeX itself (MathJax, KaTeX) draws a box around each cell of a window, not a frame around them all.
    """

    width: float
    columns: int = 1
    is_tex: bool = True


# The columns of LaTeX's own article class; those of journals are a little wider.
NAMED_PAPER = {"one-column": Paper(345.0), "two-column": Paper(200.0, columns=2)}
# A notebook or a page on the web.
SCREEN = Paper(470.0, is_tex=False)


def paper(width: str) -> Paper:
    """The paper of lines so wide: one-column, two-column, or a length such as 8.4cm.

    Raises SymconvError for what is no width, or too narrow for an equation.

    >>> paper("two-column").width, round(paper("12cm").width)
    (200.0, 341)
    """
    if width in NAMED_PAPER:
        return NAMED_PAPER[width]
    found = re.fullmatch(r"([0-9]{1,4}(?:\.[0-9]{1,3})?) ?(pt|in|cm|mm)", width)
    if found is None:
        raise SymconvError(f"`width` is one-column, two-column or a length such as 8.4cm, not {width!r}", text=width)
    points = float(found.group(1)) * POINTS[found.group(2)]
    if not NARROWEST <= points <= WIDEST:
        raise SymconvError(f"`width` is between 5.3cm and 70cm, not {width}", text=width)
    return Paper(points)

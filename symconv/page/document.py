"""What a derivation says, in order, before it is laid out: headings, sentences, equations, matrices, tables.

The mathematics in it is already in the words of one `Dialect`; the layout (line breaks, alignment, boxes) is
not decided yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Union

from symconv.layers.layer import Layer


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a section, or of the whole at level 1."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Prose:
    """Sentences; mathematics in them stands between two `MATH` marks."""

    text: str


@dataclass(frozen=True, slots=True)
class Equation:
    """`left = terms[0] + terms[1] + ...`, or with another sign than equals."""

    left: str
    terms: tuple[str, ...]
    sign: str = "="


@dataclass(frozen=True, slots=True)
class Equations:
    """Equations aligned at their equals signs."""

    equations: tuple[Equation, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """A bracketed array; a bar stands after each column in `bars` (slices of an array with more axes).

    The cells in `marked`, by row and column, stand out.
    """

    rows: tuple[tuple[str, ...], ...]
    bars: tuple[int, ...] = ()
    marked: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Display:
    """Matrices and signs side by side on one line."""

    parts: tuple[str | Matrix, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header row and a header column."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Arrows:
    """`left = terms[0] + terms[1] + ...`, under each term an arrow to its value."""

    left: str
    terms: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """The pictures of every step of `what` (forward, dX or dK) for a layer, to step through where there is room.

    `command` makes them elsewhere.
    """

    layer: Layer
    what: str
    notation: str
    command: str


Block = Union[Heading, Prose, Equations, Display, Table, Arrows, Steps]
Document = tuple[Block, ...]
MATH = "\x00"


def math(text: str) -> str:
    """Mathematics inside a sentence."""
    return f"{MATH}{text}{MATH}"

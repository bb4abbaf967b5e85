"""What is told, in order, before it is laid out: headings, sentences, equations, matrices, tables, pictures.

The mathematics in it are trees; letters, line breaks, alignment and boxes are for each format to decide.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Union

from symconv.page.maths import Maths, Number, Sign


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a section, or of the whole at level 1."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to the sentences with the name `to`."""

    words: str
    to: str


@dataclass(frozen=True, slots=True)
class Prose:
    """Sentences: words, and mathematics between them; see `prose`. By its name, where it has one, links find it."""

    pieces: tuple[str | Maths | Link, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Equation:
    """`left = terms[0] + terms[1] + ...`, or with another sign than equals."""

    left: Maths
    terms: tuple[Maths, ...]
    sign: Sign = "="


@dataclass(frozen=True, slots=True)
class Equations:
    """Equations aligned at their equals signs."""

    equations: tuple[Equation, ...]


@dataclass(frozen=True, slots=True)
class Conclusion:
    """An equation that a section leads to, in a box of its own; `name` is what it can be referred to by."""

    name: str
    equation: Equation


@dataclass(frozen=True, slots=True)
class Display:
    """One formula by itself, such as matrices and signs side by side."""

    maths: Maths


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header row and a header column; None is an empty cell."""

    header: tuple[Maths | None, ...]
    rows: tuple[tuple[Maths | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Arrows:
    """`left = terms[0] + terms[1] + ...`, under each term an arrow to its value; None where there is none.

    `joint` is what stands between two of them: where they are factors, a dot. Without a left side they are no equation.
    """

    left: Maths | None
    terms: tuple[Maths, ...]
    values: tuple[Maths | None, ...]
    joint: Literal["+", "·"] = "+"


@dataclass(frozen=True, slots=True)
class SumGrid:
    """Equations in rows and columns, each in a cell of its own; a format may leave some out unless it is whole.

    `title` says what they are to who does not see them.
    """

    title: str
    rows: tuple[tuple[Equation, ...], ...]
    whole: bool = False

    @property
    def most_terms(self) -> tuple[list[int], list[int]]:
        """The length of the longest sum in each row, and in each column; that of a 0 is 0."""
        lengths = [[len(each.terms) if each.terms != (Number(0),) else 0 for each in row] for row in self.rows]
        return [max(row) for row in lengths], [max(column) for column in zip(*lengths, strict=True)]


@dataclass(frozen=True, slots=True)
class Film:
    """Pictures for one page: what several of them show, as one SVG that is not seen, and each by itself."""

    shared: str
    pictures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slides:
    """So many pictures, numbered from 0, each made when it is asked for: as an SVG, and as a drawing in TikZ.

    `film` makes several for one page, without words: `sum` is the equation that each shows, `caption` what all do.
    `favourite` is the one to show where there is room for one, `about` the name of the entry that each is about.
    """

    count: int
    favourite: int
    picture: Callable[[int], str]
    drawing: Callable[[int], str]
    about: Callable[[int], str]
    film: Callable[[Sequence[int]], Film]
    sum: Callable[[int], Maths]
    caption: str

    def few(self) -> tuple[int, ...]:
        """Those for a page of paper: the first, the favourite and the last."""
        return tuple(sorted({0, self.favourite, self.count - 1}))


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures to step through where there is room, elsewhere the command that makes them.

    `name` tells one such block from the others. On paper there are a few of them, or `every` one.
    """

    name: str
    legend: str
    command: str
    slides: Slides
    every: bool = False


Block = Union[Heading, Prose, Equations, Conclusion, Display, Table, Arrows, SumGrid, Pictures]
Document = tuple[Block, ...]


def prose(*pieces: str | Maths | Link, name: str = "") -> Prose:
    """Sentences from their pieces, neighbouring words joined.

    >>> from symconv.page.maths import Number
    >>> prose("The learning ", "rate is ", Number(1), ".")
    Prose(pieces=('The learning rate is ', Number(value=1), '.'), name='')
    """
    found: list[str | Maths | Link] = []
    for piece in pieces:
        if found and isinstance(piece, str) and isinstance(found[-1], str):
            found[-1] += piece
        else:
            found.append(piece)
    return Prose(tuple(found), name)


def bound(document: Document) -> Document:
    """The document with the links that lead somewhere in it; of the others the words are left.

    >>> found = bound((prose("See ", Link("T1", "T1")), prose(Link("T2", "T2")), prose("It is.", name="T2")))
    >>> [block.pieces for block in found]
    [('See T1',), (Link(words='T2', to='T2'),), ('It is.',)]
    """
    names = {block.name for block in document if isinstance(block, Prose)} - {""}
    return tuple(
        prose(
            *(each.words if isinstance(each, Link) and each.to not in names else each for each in block.pieces),
            name=block.name,
        )
        if isinstance(block, Prose)
        else block
        for block in document
    )

"""What a picture is made of, whatever it is written in: boxes, lines, mathematics and words, in pixels, y downwards."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, replace
from typing import Literal, Union

from symconv.page.maths import InfixOperator, Maths, Sign
from symconv.page.runs import Line, lines, runs

# Every fill carries black text: their relative luminances stay far above it, as the tests check. No two kinds of
# cells differ by hue alone: padding is dashed, the window hatched and outlined.
INK, QUIET, PAPER = "#111111", "#4d4d4d", "#ffffff"
INPUT, WINDOW, HATCH = "#b9d8f0", "#84b6e0", "#5a97cb"
KERNEL, OUTPUT, PRODUCED = "#f6e5b8", "#c3ead5", "#72c9a0"

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Box:
    """A filled square with a thin edge, `size` wide."""

    x: float
    y: float
    size: float
    fill: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Line segments (x1, y1, x2, y2) of one colour."""

    segments: tuple[tuple[float, float, float, float], ...]
    colour: str
    width: float
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """An entry, or a whole array, around a point, in letters small enough for `room`.

    Naming are in italics, whole arrays are not; `halo` keeps the hatching away from the letters.
    """

    x: float
    y: float
    said: Maths
    size: float
    kind: Literal["entries", "arrays"] = "entries"
    colour: str = INK
    anchor: Anchor = "middle"
    room: float = 0
    halo: str = ""

    @property
    def fitted(self) -> float:
        """The size of its letters."""
        wide = length(runs(self.said), self.size)
        return self.size if not self.room or wide <= self.room else self.size * self.room / wide


@dataclass(frozen=True, slots=True)
class GridSign:
    """The sign between two grids, around a point."""

    x: float
    y: float
    sign: InfixOperator | Sign | Literal["+"]
    size: float
    colour: str = INK


@dataclass(frozen=True, slots=True)
class Note:
    """A few words around a point."""

    x: float
    y: float
    text: str
    size: float
    colour: str = QUIET
    anchor: Anchor = "middle"


@dataclass(frozen=True, slots=True)
class Wrapped:
    """Mathematics over as many lines of `width` as it takes, `y` the middle of the first."""

    x: float
    y: float
    width: float
    said: Maths
    size: float
    colour: str = INK

    @property
    def lines(self) -> list[Line]:
        """The equation broken into lines."""
        return lines(self.said, lambda line: length(line, self.size) <= self.width)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence over as many lines of `width` as it takes, `y` the middle of the first."""

    x: float
    y: float
    width: float
    text: str
    size: float
    colour: str = QUIET

    @property
    def lines(self) -> list[str]:
        """The words broken into lines."""
        return textwrap.wrap(self.text, max(int(self.width / (0.54 * self.size)), 20), break_long_words=False) or [""]


Drawn = Union[Box, Lines, Label, GridSign, Note, Wrapped, Paragraph]


def moved(shape: Drawn, right: float) -> Drawn:
    """The same shape further to the right.

    >>> moved(Box(1, 2, 3, PAPER), 10)
    Box(x=11, y=2, size=3, fill='#ffffff')
    """
    if isinstance(shape, Lines):
        return replace(shape, segments=tuple((a + right, b, c + right, d) for a, b, c, d in shape.segments))
    return replace(shape, x=shape.x + right)


LEADING = 1.55
NARROW = {*" ·/()"}


def length(line: Line, size: float) -> float:
    """About how wide a line is, in the wider ones of the usual fonts.

    >>> from symconv.page.runs import Run
    >>> round(length((Run("z", "italic"), Run("12", "lowered"), Run(" = 0")), 10), 1)
    34.2
    """
    lowered = sum(len(run.text) for run in line if run.set == "lowered")
    others = [letter for run in line if run.set != "lowered" for letter in run.text]
    narrow = sum(letter in NARROW for letter in others)
    return (0.6 * (len(others) - narrow) + 0.45 * lowered + 0.36 * narrow) * size

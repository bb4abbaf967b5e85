"""What a picture is made of, whatever it is written in: boxes, lines, labels and paragraphs, in pixels, y downwards."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from typing import Literal, Union

from symconv.pictures.frames import Written

# Every fill carries black text: their relative luminances stay far above it, as the tests check. No two kinds of
# cells differ by hue alone: padding is dashed, the window hatched and outlined.
INK, QUIET, PAPER = "#111111", "#4d4d4d", "#ffffff"
INPUT, WINDOW, HATCH = "#b9d8f0", "#84b6e0", "#5a97cb"
KERNEL, OUTPUT, PRODUCED = "#f6e5b8", "#c3ead5", "#72c9a0"


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
    """A piece of mathematics around a point, in letters small enough for `room`; `anchor` is start, middle or end.

    Entries are in italics, whole arrays and words are not; `halo` keeps the hatching away from the letters.
    """

    x: float
    y: float
    written: Written
    size: float
    kind: Literal["entries", "arrays", "words"] = "entries"
    colour: str = INK
    anchor: Literal["start", "middle", "end"] = "middle"
    room: float = 0
    halo: str = ""

    @property
    def fitted(self) -> float:
        """The size of its letters."""
        wide = length(self.written.text, self.size)
        return self.size if not self.room or wide <= self.room else self.size * self.room / wide


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Mathematics or a sentence over as many lines of `width` as it takes, `y` the middle of the first."""

    x: float
    y: float
    width: float
    written: Written
    size: float
    maths: bool
    colour: str = INK

    @property
    def lines(self) -> list[str]:
        """The text broken into lines."""
        return broken(self.written.text, self.width, self.size, self.maths)


Shape = Union[Box, Lines, Label, Paragraph]

LEADING = 1.55
SUBSCRIPT = re.compile(r"(?<![A-Za-z])([A-Za-z])(\d+(?:,\d+)*)")


def length(text: str, size: float) -> float:
    """About how wide a text is, in the wider ones of the usual fonts."""
    small = sum(len(index) for _, index in SUBSCRIPT.findall(text))
    narrow = sum(text.count(each) for each in " ·/()")
    return (0.6 * (len(text) - small - narrow) + 0.45 * small + 0.36 * narrow) * size


def broken(text: str, width: float, size: float, maths: bool) -> list[str]:
    """A text as lines of about `width`: mathematics breaks before a plus sign.

    >>> broken("z1 = x1·k1 + x2·k2", width=80, size=12, maths=True)
    ['z1 = x1·k1', '+ x2·k2']
    """
    if not maths:
        return textwrap.wrap(text, max(int(width / (0.54 * size)), 20), break_long_words=False) or [""]
    first, *rest = text.split(" + ")
    lines = [first]
    for term in rest:
        longer = f"{lines[-1]} + {term}"
        if length(longer, size) > width:
            lines.append(f"+ {term}")
        else:
            lines[-1] = longer
    return lines

"""A picture as a tikzpicture, which needs \\usepackage{tikz} and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from symconv.page.latex import escaped, related, without_amsmath
from symconv.page.latex_width import IN_ROW, width
from symconv.pictures.layout import sheet
from symconv.pictures.placing import TAP
from symconv.pictures.shapes import PAPER, Anchor, Box, Drawn, GridSign, Label, Lines, Note, Paragraph, Wrapped
from symconv.pictures.words import PictureStep

# Points for a pixel; a picture is made larger or smaller by the two lengths x and y in its first line.
SCALE = 0.5
ANCHORS = {"start": "west", "middle": "center", "end": "east"}


def tikz(frame: PictureStep) -> str:
    """One step as a tikzpicture.

    >>> from symconv import Conv1d
    >>> from symconv.pictures.frames import frames
    >>> print(tikz(frames(Conv1d(input=3, kernel=2))[0]).splitlines()[0])
    \\begin{tikzpicture}[x=0.5pt,y=-0.5pt]
    """
    shapes = sheet([frame]).step(0)
    colours = dict.fromkeys(colour for shape in shapes for colour in _colours(shape) if colour != PAPER)
    lines = [f"\\begin{{tikzpicture}}[x={SCALE}pt,y=-{SCALE}pt]"]
    lines += [f"\\definecolor{{{_name(colour)}}}{{HTML}}{{{colour[1:].upper()}}}" for colour in colours]
    lines += _drawn(shapes)
    return "\n".join([*lines, "\\end{tikzpicture}"]) + "\n"


def _drawn(shapes: Iterable[Drawn]) -> Iterator[str]:
    for shape in shapes:
        match shape:
            case Box(x=x, y=y, size=size, fill=fill):
                yield rf"\draw[fill={_name(fill)}] {_at(x, y)} rectangle {_at(x + size, y + size)};"
            case Lines(segments=segments, colour=colour, width=thick, dashed=dashed):
                style = f"{_name(colour)},line width={thick * SCALE:g}pt"
                style += ",dash pattern=on 2.5pt off 2pt" if dashed else ",line cap=rect" if thick > 2 else ""
                path = " ".join(f"{_at(a, b)} -- {_at(c, d)}" for a, b, c, d in segments)
                yield rf"\draw[{style}] {path};"
            case Label(x=x, y=y, said=said, anchor=anchor, colour=colour, halo=halo):
                style = f"anchor={ANCHORS[anchor]},inner sep={1 if halo else 0}pt,text={_name(colour)}"
                style += f",fill={_name(halo)}" if halo else ""
                shrunk = _shrunk(shape)
                style += f",scale={shrunk:.2f}" if shrunk < 1 else ""
                letters = r"\tiny" if shape.size == TAP else r"\footnotesize"
                yield rf"\node[{style}] at {_at(x, y)} {{{letters} ${without_amsmath(said)}$}};"
            case GridSign(x=x, y=y, sign=sign, colour=colour):
                yield rf"\node[{_around('middle', colour)}] at {_at(x, y)} {{\large ${related(sign)}$}};"
            case Note(x=x, y=y, text=words, colour=colour, anchor=anchor):
                yield rf"\node[{_around(anchor, colour)}] at {_at(x, y)} {{\scriptsize {_in_ascii(words)}}};"
            case Wrapped(said=sum_of_products):
                yield _wrapped(shape, rf"\relpenalty=10000 ${without_amsmath(sum_of_products)}$")
            case Paragraph(text=words):
                yield _wrapped(shape, rf"\scriptsize {_in_ascii(words)}")


def _around(anchor: Anchor, colour: str) -> str:
    return f"anchor={ANCHORS[anchor]},inner sep=0pt,text={_name(colour)}"


def _wrapped(shape: Wrapped | Paragraph, said: str) -> str:
    style = f"anchor=north west,inner sep=0pt,text={_name(shape.colour)},text width={shape.width * SCALE:g}pt"
    return rf"\node[{style},align=flush left] at {_at(shape.x, shape.y - 12)} {{{said}}};"


def _shrunk(label: Label) -> float:
    """How much smaller a label must be for its room."""
    wide = width(label.said, IN_ROW) * (0.68 if label.size == TAP else 0.82)
    return min(1.0, label.room * SCALE / wide) if label.room else 1.0


def _colours(shape: Any) -> Iterator[str]:
    for field in ("fill", "colour", "halo"):
        if getattr(shape, field, ""):
            yield getattr(shape, field)


def _name(colour: str) -> str:
    return "white" if colour == PAPER else f"symconv{colour[1:]}"


def _at(x: float, y: float) -> str:
    return f"({x:g},{y:g})"


def _in_ascii(words: str) -> str:
    """A sentence in signs that every LaTeX knows, whatever the document says about its encoding."""
    return escaped(words).replace("°", r"$^{\circ}$").replace("×", r"$\times$")

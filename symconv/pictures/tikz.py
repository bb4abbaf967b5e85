"""A picture as a tikzpicture, which needs \\usepackage{tikz} and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from symconv.page.article import escaped, width
from symconv.pictures.frames import Frame
from symconv.pictures.layout import SIGN, TAP, pages
from symconv.pictures.shapes import PAPER, Box, Label, Lines, Paragraph, Shape

# Points for a pixel; a picture is made larger or smaller by the two lengths x and y in its first line.
SCALE = 0.5
ANCHORS = {"start": "west", "middle": "center", "end": "east"}


def tikz(frame: Frame) -> str:
    """One step as a tikzpicture.

    >>> from symconv import Conv1d
    >>> from symconv.pictures.frames import frames
    >>> print(tikz(frames(Conv1d(input=3, kernel=2))[0]).splitlines()[0])
    \\begin{tikzpicture}[x=0.5pt,y=-0.5pt]
    """
    (page,) = pages([frame])
    shapes = (*page.still, *page.turned, *page.moving)
    colours = dict.fromkeys(colour for shape in shapes for colour in _colours(shape) if colour != PAPER)
    lines = [f"\\begin{{tikzpicture}}[x={SCALE}pt,y=-{SCALE}pt]"]
    lines += [f"\\definecolor{{{_name(colour)}}}{{HTML}}{{{colour[1:].upper()}}}" for colour in colours]
    lines += _drawn(shapes)
    return "\n".join([*lines, "\\end{tikzpicture}"]) + "\n"


def _drawn(shapes: Iterable[Shape]) -> Iterator[str]:
    for shape in shapes:
        match shape:
            case Box(x=x, y=y, size=size, fill=fill):
                yield rf"\draw[fill={_name(fill)}] {_at(x, y)} rectangle {_at(x + size, y + size)};"
            case Lines(segments=segments, colour=colour, width=thick, dashed=dashed):
                style = f"{_name(colour)},line width={thick * SCALE:g}pt"
                style += ",dash pattern=on 2.5pt off 2pt" if dashed else ",line cap=rect" if thick > 2 else ""
                path = " ".join(f"{_at(a, b)} -- {_at(c, d)}" for a, b, c, d in segments)
                yield rf"\draw[{style}] {path};"
            case Label(x=x, y=y, anchor=anchor, colour=colour, halo=halo):
                style = f"anchor={ANCHORS[anchor]},inner sep={1 if halo else 0}pt,text={_name(colour)}"
                style += f",fill={_name(halo)}" if halo else ""
                style += f",scale={_shrunk(shape):.2f}" if _shrunk(shape) < 1 else ""
                yield rf"\node[{style}] at {_at(x, y)} {{{_label(shape)}}};"
            case Paragraph(x=x, y=y, written=written, maths=maths, colour=colour):
                said = rf"\scriptsize {escaped(written.text)}"
                if maths:
                    said = rf"\relpenalty=10000 ${_plain(written.tex)}$"
                style = f"anchor=north west,inner sep=0pt,text={_name(colour)},text width={shape.width * SCALE:g}pt"
                yield rf"\node[{style},align=flush left] at {_at(x, y - 12)} {{{said}}};"


def _label(label: Label) -> str:
    if label.kind == "words":
        return r"\scriptsize " + escaped(label.written.text).replace("°", r"$^{\circ}$")
    size = r"\tiny" if label.size == TAP else r"\large" if label.size == SIGN else r"\footnotesize"
    return f"{size} ${_plain(label.written.tex)}$"


def _shrunk(label: Label) -> float:
    """How much smaller a label must be for its room, a letter's width being what it is in Computer Modern."""
    wide = width(label.written.tex) * (3.4 if label.size == TAP else 3.7)
    return min(1.0, label.room * SCALE / wide) if label.room else 1.0


def _plain(tex: str) -> str:
    """Mathematics without amsmath."""
    return tex.replace(r"\operatorname{", r"\mathrm{").replace(r"\text{", r"\mbox{")


def _colours(shape: Any) -> Iterator[str]:
    for field in ("fill", "colour", "halo"):
        if getattr(shape, field, ""):
            yield getattr(shape, field)


def _name(colour: str) -> str:
    return "white" if colour == PAPER else f"symconv{colour[1:]}"


def _at(x: float, y: float) -> str:
    return f"({x:g},{y:g})"

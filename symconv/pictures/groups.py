"""Shapes that move together from step to step, and what makes two of them alike wherever they stand."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, takewhile
from typing import NamedTuple

from symconv.pictures.placing import ENTRY, hatching
from symconv.pictures.shapes import HATCH, Box, Drawn, Label, Lines, Note

LINES_OF_A_CELL = len(hatching([(0, 0)]).segments)


class PlacedShape(NamedTuple):
    """A shape and its place; shapes of one look are alike but for their places."""

    look: Hashable
    x: float
    y: float
    shape: Drawn


class Group(NamedTuple):
    """Shapes that stand together, and the place of the first."""

    look: Hashable
    x: float
    y: float
    parts: tuple[PlacedShape, ...]


def parts(shapes: Iterable[Drawn]) -> Iterator[PlacedShape]:
    """The shapes with their looks, a hatched area cell by cell.

    >>> one, other = parts([Box(0, 0, 60, "#ffffff"), Box(60, 7.5, 60, "#ffffff")])
    >>> one.look == other.look, other[1:3]
    (True, (60, 7.5))
    """
    for shape in shapes:
        match shape:
            case Box(x, y, size, fill):
                yield PlacedShape(("box", size, fill), x, y, shape)
            case Label(x, y, said, size, kind, colour, anchor, room, halo):
                yield PlacedShape(("label", said, size, kind, colour, anchor, room, halo), x, y, shape)
            case Note(x, y, text, size, colour, anchor):
                yield PlacedShape(("note", text, size, colour, anchor), x, y, shape)
            case Lines(segments=()):
                continue
            case Lines(segments, colour, width) if colour == HATCH:
                for at in range(0, len(segments), LINES_OF_A_CELL):
                    cell = segments[at : at + LINES_OF_A_CELL]
                    yield PlacedShape(("hatched", width), *cell[0][:2], replace(shape, segments=cell))
            case Lines(segments, colour, width, dashed):
                x, y = segments[0][:2]
                from_here = tuple(round(at - (x, y)[axis % 2], 3) for each in segments for axis, at in enumerate(each))
                yield PlacedShape(("lines", from_here, colour, width, dashed), x, y, shape)
            case _:
                yield PlacedShape(replace(shape, x=0, y=0), shape.x, shape.y, shape)


def groups(shapes: Iterable[Drawn]) -> Iterator[Group]:
    """A cell with what is in it, empty cells side by side, their hatching, the small letters in them; others alone."""
    found: list[PlacedShape] = []
    for are_letters, run in groupby(parts(shapes), lambda part: isinstance(part.shape, Label)):
        # Letters lie side by side: nobody sees in which order they are drawn.
        found += sorted(run, key=lambda part: are_letters and _is_small(part))
    at = 0
    while at < len(found):
        together = _together(found, at)
        x, y = together[0][1:3]
        look = tuple((part.look, round(part.x - x, 3), round(part.y - y, 3)) for part in together)
        yield Group(look if len(together) > 1 else together[0].look, x, y, together)
        at += len(together)


def _together(found: Sequence[PlacedShape], at: int) -> tuple[PlacedShape, ...]:
    """The parts of the group that begins at one."""
    first, rest = found[at], found[at + 1 :]
    if isinstance(first.shape, Box):
        inside = (*takewhile(lambda part: _is_in(first, part), rest),)
        if inside:
            return (first, *inside)
        boxes = (first, *takewhile(lambda part: isinstance(part.shape, Box), rest))
        # The last cell begins another group where something is in it.
        filled = len(boxes) > 1 and any(_is_in(boxes[-1], part) for part in found[at + len(boxes) :][:1])
        return boxes[:-1] if filled else boxes
    for alike in (_is_small, _is_hatched):
        if alike(first):
            return (first, *takewhile(alike, rest))
    return (first,)


def _is_small(part: PlacedShape) -> bool:
    return isinstance(part.shape, Label) and part.shape.size < ENTRY


def _is_hatched(part: PlacedShape) -> bool:
    return isinstance(part.shape, Lines) and part.shape.colour == HATCH


def _is_in(box: PlacedShape, part: PlacedShape) -> bool:
    """Whether a part is something that is written into a cell."""
    if not isinstance(box.shape, Box) or not isinstance(part.shape, Label | Note):
        return False
    size = box.shape.size
    return box.x < part.x < box.x + size and box.y < part.y < box.y + size

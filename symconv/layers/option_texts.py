"""Sizes as text: whole numbers for one layer; `symconv.statements.described` reads numbers or letters.

A text is one piece for all axes, or one an axis joined by x or by the sign ×; a piece of padding is one side, or
before,after. Blanks beside the signs do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from symconv.errors import SymconvError

# More digits than this are no size of anything that could be written down.
SIZE_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Fragment:
    """A part of an option's text, and where it begins there."""

    text: str
    column: int


def _split(pattern: str, whole: Fragment) -> Iterator[Fragment]:
    column = whole.column
    for text in re.split(pattern, whole.text):
        yield Fragment(text.strip(), column + len(text) - len(text.lstrip()))
        column += len(text) + 1


def axes_of(text: str) -> list[Fragment]:
    """The pieces that stand for an axis each."""
    return list(_split("[xX×]", Fragment(text, 0)))


def sides_of(piece: Fragment) -> list[Fragment]:
    """The padding before and after, or one of them for both."""
    return list(_split(",", piece))


def whole_sizes(option: str, text: str) -> tuple[int, ...] | int:
    """The sizes that an option gives, one number for all axes.

    What they have to be, `symconv.layers.build` checks.

    >>> whole_sizes("input", "3x4"), whole_sizes("input", "3 × 4"), whole_sizes("kernel", "2")
    ((3, 4), (3, 4), 2)
    """
    found = []
    for piece in axes_of(text):
        if not piece.text:
            where = "before" if piece.column == 0 else "after"
            raise SymconvError(
                f"`{option}` {text}: a size is missing {where} the x; write one number for all axes, or one an axis "
                f"such as 3x3",
                text=text,
                column=piece.column,
            )
        found.append(_whole(option, text, piece))
    return found[0] if len(found) == 1 else tuple(found)


def whole_number(option: str, text: str) -> int:
    """The number that an option gives."""
    return _whole(option, text, Fragment(text, 0))


def whole_padding(text: str) -> Any:
    """What `--padding` gives: same, valid, one number, or one number or pair an axis."""
    if text in ("same", "valid"):
        return text
    found: list[int | tuple[int, int]] = []
    for piece in axes_of(text):
        sides = []
        for side in sides_of(piece):
            if not _is_whole(side):
                raise SymconvError(
                    f"`padding` {text}: {side.text!r} is not a whole number; write 1, or 1,2 for before and after, "
                    f"or 1x2 for two axes, or same or valid",
                    text=text,
                    column=side.column,
                )
            sides.append(_whole("padding", text, side))
        if len(sides) > 2:
            raise SymconvError(f"`padding` {text}: an axis takes before,after, not {len(sides)} numbers", text=text)
        found.append(sides[0] if len(sides) == 1 else (sides[0], sides[1]))
    # One piece holds for every axis, and so does a pair.
    return found[0] if len(found) == 1 and isinstance(found[0], int) else found


def _is_whole(piece: Fragment) -> bool:
    return re.fullmatch(r"-?[0-9]+", piece.text, re.ASCII) is not None


def _whole(option: str, text: str, piece: Fragment) -> int:
    if not _is_whole(piece):
        raise SymconvError(
            f"`{option}` {text}: {piece.text!r} is not a whole number; write sizes such as 3 or 3x3",
            text=text,
            column=piece.column,
        )
    if len(piece.text) > SIZE_DIGITS:
        raise SymconvError(
            f"`{option}` {text[:20]}...: a number of {len(piece.text)} digits is no size",
            text=text,
            column=piece.column,
        )
    return int(piece.text)

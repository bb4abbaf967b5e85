"""The texts of sizes on the command line: whole numbers for one layer, numbers or letters for a family of layers.

A text is one piece for all axes, or one an axis joined by x; a piece of padding is one side, or before,after.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from symconv.errors import SymconvError
from symconv.sizes import Size, symbol

# More digits than this are no size of anything that could be written down.
SIZE_DIGITS = 12
# Letters of parameters, which a symbol for one may be called by.
LETTERS = frozenset({"s", "d", "p", "pl", "pr", "op", "n", "k"})


@dataclass(frozen=True, slots=True)
class Fragment:
    """A part of an option's text, and where it begins there."""

    text: str
    column: int


def _split(pattern: str, whole: Fragment) -> Iterator[Fragment]:
    column = whole.column
    for text in re.split(pattern, whole.text):
        yield Fragment(text, column)
        column += len(text) + 1


def _axes(text: str) -> list[Fragment]:
    return list(_split("[xX]", Fragment(text, 0)))


def _sides(piece: Fragment) -> list[Fragment]:
    return list(_split(",", piece))


# For one layer: whole numbers. What they have to be, `symconv.layers.build` checks.


def whole_sizes(option: str, text: str | None) -> tuple[int, ...] | int | None:
    """The sizes that an option gives, one number for all axes; None where it was not given.

    >>> whole_sizes("--input", "3x4"), whole_sizes("--kernel", "2")
    ((3, 4), 2)
    """
    if text is None:
        return None
    found = []
    for piece in _axes(text):
        if not piece.text:
            where = "before" if piece.column == 0 else "after"
            raise SymconvError(
                f"{option} {text}: a size is missing {where} the x; write one number for all axes, or one an axis "
                f"such as 3x3",
                text=text,
                column=piece.column,
            )
        found.append(_whole(option, text, piece))
    return found[0] if len(found) == 1 else tuple(found)


def whole_number(option: str, text: str | None) -> int | None:
    """The number that an option gives, None where it was not given."""
    return None if text is None else _whole(option, text, Fragment(text, 0))


def whole_padding(text: str) -> Any:
    """What `--padding` gives: same, valid, one number, or one number or pair an axis."""
    if text in ("same", "valid"):
        return text
    found: list[int | tuple[int, int]] = []
    for piece in _axes(text):
        sides = []
        for side in _sides(piece):
            if not _is_whole(side):
                raise SymconvError(
                    f"--padding {text}: {side.text!r} is not a whole number; write 1, or 1,2 for before and after, "
                    f"or 1x2 for two axes, or same or valid",
                    text=text,
                    column=side.column,
                )
            sides.append(_whole("--padding", text, side))
        if len(sides) > 2:
            raise SymconvError(f"--padding {text}: an axis takes before,after, not {len(sides)} numbers", text=text)
        found.append(sides[0] if len(sides) == 1 else (sides[0], sides[1]))
    # One piece holds for every axis, and so does a pair.
    return found[0] if len(found) == 1 and isinstance(found[0], int) else found


def _is_whole(piece: Fragment) -> bool:
    return re.fullmatch(r"-?[0-9]+", piece.text, re.ASCII) is not None


def _whole(option: str, text: str, piece: Fragment) -> int:
    if not _is_whole(piece):
        raise SymconvError(
            f"{option} {text}: {piece.text!r} is not a whole number; write sizes such as 3 or 3x3",
            text=text,
            column=piece.column,
        )
    if len(piece.text) > SIZE_DIGITS:
        raise SymconvError(
            f"{option} {text[:20]}...: a number of {len(piece.text)} digits is no size", text=text, column=piece.column
        )
    return int(piece.text)


# For a family: numbers or letters, where a letter stands for a symbol, on several axes for one each.


def open_sizes(option: str, text: str | None, rank: int | None) -> list[str]:
    """The option's sizes as they were written, one an axis or one for all; none where it was not given."""
    if text is None:
        return []
    found = _axes(text)
    for piece in found:
        _check_open(option, text, piece)
    if len(found) > 1 and len(found) != rank:
        raise SymconvError(
            f"{option} {text} has {len(found)} sizes: name a layer with as many axes: --layer conv{len(found)}d",
            text=text,
        )
    return [piece.text for piece in found]


def open_padding(text: str | None, rank: int | None) -> list[list[str]]:
    """The sides of the padding as they were written, for each axis or once for all; none where it was not given."""
    if text is None or text == "valid":
        return [["0"]] if text else []
    found = [_sides(piece) for piece in _axes(text)]
    for sides in found:
        if len(sides) > 2:
            raise SymconvError(f"--padding {text}: an axis takes before,after", text=text)
        for side in sides:
            _check_open("--padding", text, side)
    if len(found) > 1 and len(found) != rank:
        raise SymconvError(f"--padding {text} has {len(found)} sizes: name a layer with as many axes", text=text)
    return [[side.text for side in sides] for sides in found]


def open_count(option: str, text: str | None, letter: str, called: str) -> Size:
    """A number of 1 or more, or the symbol for any, also where the option was not given: typed as its letter."""
    if text is None or text == letter:
        return symbol(called)
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text, re.ASCII):
        raise SymconvError(f"{option} {text}: write a number of 1 or more, or {letter} for all", text=text)
    return int(text)


def open_size(text: str, suffix: str) -> Size:
    """A checked text as a size; `suffix` tells an axis' symbol from another axis'.

    >>> open_size("3", "0"), str(open_size("s", "0"))
    (3, 's0')
    """
    return int(text) if text.isdigit() else symbol(f"{text}{suffix}")


def _check_open(option: str, text: str, piece: Fragment) -> None:
    # Only whoever asks about a family waits for the language of statements.
    from symconv.statements.glossary import SIZES

    # What follows from parameters (o, r, D) has its letter, and no symbol can be called so.
    taken = {*SIZES, "o"} - LETTERS
    if not re.fullmatch(r"[0-9]{1,9}|[A-Za-z]+", piece.text, re.ASCII) or piece.text in taken:
        raise SymconvError(f"{option} {text}: write a number, or a letter for a symbol", text=text, column=piece.column)

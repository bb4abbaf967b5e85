"""The options of a family of layers: numbers, or letters that stand for symbols, given as Python values or as text.

On several axes a letter stands for a symbol of each axis: `s` for `s0` and `s1`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypedDict, Union

from symconv.errors import GeometryError, SymconvError
from symconv.layers.layer import Convention
from symconv.layers.option_texts import Fragment, axes_of, sides_of
from symconv.sizes import Size, symbol

Open = Union[int, str]
OpenPerAxis = Union[Open, Sequence[Open]]
OpenPadding = Union[Open, Sequence[Union[Open, tuple[Open, Open]]]]
# What follows from parameters has its letter, and no symbol can be called so.
TAKEN = frozenset({"o", "r", "D"})


class OpenOptions(TypedDict, total=False):
    """The options of a family of layers: those of a layer, each a number or a symbol in quotes."""

    input: OpenPerAxis
    kernel: OpenPerAxis
    stride: OpenPerAxis
    padding: OpenPadding
    dilation: OpenPerAxis
    output_padding: OpenPerAxis
    groups: Open
    in_channels: Open
    out_channels: Open
    batch: Open
    bias: bool
    convention: Convention
    kernel_size: OpenPerAxis


def open_sizes(option: str, given: object, rank: int | None) -> list[str]:
    """The option's sizes as they were written, one an axis or one for all; none where it was not given (None)."""
    if given is None:
        return []
    text = _as_text(option, given)
    found = axes_of(text)
    for piece in found:
        _check(option, text, piece)
    if len(found) > 1 and len(found) != rank:
        raise SymconvError(
            f"`{option}` {text} has {len(found)} sizes: name a layer with as many axes: `layer='conv{len(found)}d'`",
            text=text,
        )
    return [piece.text for piece in found]


def open_padding(given: object, rank: int | None) -> list[list[str]]:
    """The sides of the padding as they were written, for each axis or once for all; none where it was not given."""
    if given is None or given == "valid":
        return [["0"]] if given else []
    text = _as_text("padding", given)
    found = [sides_of(piece) for piece in axes_of(text)]
    for sides in found:
        if len(sides) > 2:
            raise SymconvError(f"`padding` {text}: an axis takes before,after", text=text)
        for side in sides:
            _check("padding", text, side)
    if len(found) > 1 and len(found) != rank:
        raise SymconvError(f"`padding` {text} has {len(found)} sizes: name a layer with as many axes", text=text)
    return [[side.text for side in sides] for sides in found]


def open_count(option: str, given: object, letter: str, called: str) -> Size:
    """A number of 1 or more, or the symbol for any, also where the option was not given: typed as its letter."""
    if given is None or given == letter:
        return symbol(called)
    text = _as_text(option, given)
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text, re.ASCII):
        raise SymconvError(f"`{option}` {text}: write a number of 1 or more, or {letter} for all", text=text)
    return int(text)


def open_size(text: str, suffix: str) -> Size:
    """A checked text as a size; `suffix` tells an axis' symbol from another axis'.

    >>> open_size("3", "0"), str(open_size("s", "0"))
    (3, 's0')
    """
    return int(text) if text.isdigit() else symbol(f"{text}{suffix}")


def _as_text(option: str, given: object) -> str:
    """What was given as the command line writes it: `3x3` for axes, `1,2` for before and after."""
    if isinstance(given, str):
        return given
    if isinstance(given, Sequence):
        return "x".join(",".join(map(str, each)) if isinstance(each, (tuple, list)) else str(each) for each in given)
    if isinstance(given, bool) or not hasattr(given, "__index__"):
        raise GeometryError(f"`{option}` must be a whole number, or a letter for a symbol, not {given!r:.60}")
    return str(given.__index__())


def _check(option: str, text: str, piece: Fragment) -> None:
    if not re.fullmatch(r"[0-9]{1,9}|[A-Za-z]+", piece.text, re.ASCII) or piece.text in TAKEN:
        raise SymconvError(
            f"`{option}` {text}: write a number, or a letter for a symbol", text=text, column=piece.column
        )

"""Families of layers in words: the options of a layer, each a number or a symbol, as Python values or as text.

On several axes a letter stands for a symbol of each axis: `s` for `s0` and `s1`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypedDict, Union, cast, get_args

from symconv.arrays.sums import Guard
from symconv.errors import GeometryError, SymconvError
from symconv.layers.family import LEAST, Family, apart, family_of, symbolic_axis
from symconv.layers.layer import Axis, Convention, kind_named
from symconv.layers.option_texts import Fragment, axes_of, sides_of
from symconv.layers.options import named, truth
from symconv.sizes import Size, floordiv, symbol, symbols
from symconv.statements.grammar import Statement, StatementError, names, singled_out

Open = Union[int, str]
OpenPerAxis = Union[Open, Sequence[Open]]
OpenPadding = Union[Open, Sequence[Union[Open, tuple[Open, Open]]]]
OPTIONS_OF = {"n": "input", "k": "kernel", "s": "stride", "d": "dilation", "op": "output_padding"}
CHANNELS = ("in_channels", "out_channels")
LEAD_LETTERS = {"batch": "N", "groups": "g", "in_channels": "c", "out_channels": "f"}
# Layers with any number of axes.
ANY_RANK = ("conv", "conv_transpose")
# What is a symbol as soon as a statement names it.
SYMBOLIC = frozenset({"s", "d", "p", "pl", "pr", "op"})
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


def symbolic_parameters(tree: Statement) -> frozenset[str]:
    """The parameters that a statement names, which makes them symbols."""
    found = names(tree) & SYMBOLIC
    if "p" in found and found & {"pl", "pr"}:
        raise StatementError(
            "p stands for equal padding on both sides: use it, or pl and pr, not both",
            text=tree.text,
            column=re.search(r"\bp\b", tree.text).start(),  # type: ignore[union-attr]
        )
    return found


def usual_family(tree: Statement) -> Family:
    """Cross-correlation layers of any rank; symbols for what the statement names, a class for each axis it flips."""
    return family_about(tree, None, {})


def family_about(tree: Statement | None, layer: str | None, options: Mapping[str, Any]) -> Family:
    """The family that a layer's name and options (`OpenOptions`) describe, for one statement.

    What a statement names is a symbol where no option says what it is. Padding `same` is said by its effect: as many
    zeros as make the output `ceil(n/s)`. Raises SymconvError for what describes no layers.
    """
    if options.get("padding") != "same":
        return _family(tree, layer, options)
    family = _family(tree, layer, {**options, "padding": None})
    if family.layer.transposed:
        raise SymconvError("`padding='same'` is for direct layers: of a transposed one, write its padding")
    return _same(family)


def _family(tree: Statement | None, layer: str | None, options: Mapping[str, Any]) -> Family:
    """The same for a padding that is told by numbers and symbols."""
    asked = named(options)
    transposed, rank = (layer == "conv_transpose", None) if layer in (None, *ANY_RANK) else kind_named(layer)
    given = {letter: open_sizes(option, asked.get(option), rank) for letter, option in OPTIONS_OF.items()}
    padding = open_padding(asked.get("padding"), rank)
    given |= {"pl": [sides[0] for sides in padding], "pr": [sides[-1] for sides in padding]}
    singled = 0 if tree is None else singled_out(tree)
    count = max(singled, *map(len, given.values()))
    told = count > 1 or singled > 0
    classes = 1 if not told else rank if rank is not None else count + 1
    mentioned = frozenset[str]() if tree is None else symbolic_parameters(tree)
    axes = []
    for at in range(classes):
        suffix = str(at) if told and (rank is not None or at < classes - 1) else ""
        # What is said once holds for every axis.
        fixed = {letter: open_size(said[min(at, len(said) - 1)], suffix) for letter, said in given.items() if said}
        axes.append(symbolic_axis(mentioned, suffix, **fixed))
        _check_axis(axes[-1])
        _check_letters(axes[-1], suffix)
    if asked.get("output_padding") and not transposed:
        raise SymconvError("`output_padding` belongs to transposed layers: add `layer='conv_transpose2d'`")
    leads = {
        name: open_count(name, asked.get(name), letter, apart(letter, axes)) for name, letter in LEAD_LETTERS.items()
    }
    convention = asked.get("convention") or "cross-correlation"
    if convention not in get_args(Convention):
        raise GeometryError(f"`convention` is cross-correlation or convolution, not {convention!r}")
    groups = leads["groups"]
    shares = {name: _in_group(name, leads[name], groups, apart(LEAD_LETTERS[name], axes)) for name in CHANNELS}
    return family_of(
        tuple(axes),
        rank,
        transposed=transposed,
        convention=cast(Convention, convention),
        bias=truth("bias", asked.get("bias", True)),
        batch=leads["batch"],
        groups=groups,
        ins=shares["in_channels"],
        outs=shares["out_channels"],
        given=tuple(
            Guard(groups * shares[name] - leads[name], "=") for name in CHANNELS if isinstance(leads[name], int)
        ),
    )


def _total_of_same(axis: Axis) -> Size:
    """The zeros that make the output `ceil(n/s)`; none where this is below 1."""
    return (floordiv(axis.n + axis.s - 1, axis.s) - 1) * axis.s + axis.D + 1 - axis.n


def _is_padded(axis: Axis) -> bool | None:
    """Whether zeros are added at every size that there is; None where that is so at some and not at others.

    For every kernel of reach 2 and more there is an input that it sticks out of, by 1 and more; for one that reaches
    no further than the stride there is an input that its last place fills to the end.
    """
    total = _total_of_same(axis)
    if isinstance(total, int):
        return total >= 1
    reach, stride = axis.D + 1, axis.s
    if stride == 1:
        # The total is D, with or without an entry too many; and of a kernel with one entry it is 0.
        return reach != 1
    if not isinstance(reach, int):
        return None
    return False if reach == 1 else True if isinstance(stride, int) and reach > stride else None


def _same(family: Family) -> Family:
    """The family with the padding that makes the output `ceil(n/s)`, half of it before, an odd zero behind.

    Where there are such zeros at some sizes and none at others, their number is a symbol P along each axis. It is the
    total or 0, whichever is more: no less than either, and one of them, since `P*(P - total) = 0`. So axes of both
    kinds are in the family, however many there are.
    """
    axes: list[Axis] = []
    given: list[Guard] = []
    called = apart("P", family.layer.axes)
    count = len(family.layer.axes)
    for at, axis in enumerate(family.layer.axes):
        total, padded = _total_of_same(axis), _is_padded(axis)
        if axis.s == 1:
            zeros: Size = axis.D
        elif padded is None:
            zeros = symbol(f"{called}{at}" if count > 1 and (family.rank == count or at < count - 1) else called)
            given += [Guard(zeros - total, ">="), Guard(zeros * (zeros - total), "=")]
        else:
            zeros = total if padded else 0
            given.append(Guard(total - 1 if padded else -total, ">="))
        before = floordiv(zeros, 2)
        axes.append(replace(axis, pl=before, pr=zeros - before))
    layer = replace(family.layer, axes=tuple(axes))
    known = (each for each in given if not isinstance(each.value, int))
    return replace(family, layer=layer, given=family.given + tuple(known))


def _check_axis(axis: Axis) -> None:
    """Numbers that are no size of any layer are refused here; symbols are at least as large by definition."""
    for letter, least in LEAST.items():
        value = getattr(axis, letter)
        if isinstance(value, int) and value < least:
            option = OPTIONS_OF.get(letter, "padding")
            raise SymconvError(f"`{option}` must be {least} or more, not {value}", text=str(value))


def _check_letters(axis: Axis, suffix: str) -> None:
    """The letters of a layer's own parameters mean these: none stands for something else beside its own value."""
    for letter, option in OPTIONS_OF.items():
        own = symbol(f"{letter}{suffix}")
        if getattr(axis, letter) == own:
            continue
        for parameter, other in OPTIONS_OF.items():
            if str(own) in symbols(getattr(axis, parameter)):
                raise SymconvError(
                    f"`{other}={letter}`: {letter} is the {option} of the layer, here {getattr(axis, letter)}; "
                    f"write another letter",
                    text=letter,
                )


def _in_group(option: str, channels: Size, groups: Size, letter: str) -> Size:
    """Channels in a group: a symbol stands for that, a number for all channels, shared out among the groups."""
    if not isinstance(channels, int):
        return channels
    if not isinstance(groups, int):
        return symbol(letter)
    if channels % groups:
        raise SymconvError(f"`{option}={channels}` is not divisible by `groups={groups}`")
    return floordiv(channels, groups)


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

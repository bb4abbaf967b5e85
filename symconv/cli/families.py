"""The family of layers that `symconv prove` is asked about: options that are numbers or symbols."""

from __future__ import annotations

import re
from typing import Any

from symconv.cli.layers import COUNTS, SIZES, kind_of
from symconv.errors import SymconvError
from symconv.layers.family import LEAST, Family, family_of, symbolic_axis
from symconv.layers.layer import Axis
from symconv.proving import symbolic_parameters
from symconv.sizes import Size, floordiv, symbol
from symconv.statements.glossary import SIZES as SIZE_NAMES
from symconv.statements.grammar import Statement, singled_out

PARAMETERS = {"input": "n", "kernel": "k", "stride": "s", "dilation": "d", "output-padding": "op"}
LEADS = {"batch": "N", "groups": "g", "in-channels": "c", "out-channels": "f"}
TAKEN = frozenset({*SIZE_NAMES, "o"}) - {"s", "d", "p", "pl", "pr", "op", "n", "k"}


def family_from(options: dict[str, Any], tree: Statement) -> Family:
    """The family that the options describe, for one statement; raises SymconvError for what they do not."""
    transposed, rank = kind_of(options["layer"]) if options["layer"] else (False, None)
    given = {name: _pieces(f"--{name}", options[name.replace("-", "_")], rank) for name in SIZES}
    padding = _padding(options["padding"], rank)
    count = max(singled_out(tree), len(padding), *(len(each) for each in given.values()))
    apart = count > 1 or singled_out(tree) > 0
    classes = 1 if not apart else rank if rank is not None else count + 1
    mentioned = symbolic_parameters(tree)
    axes = []
    for at in range(classes):
        suffix = str(at) if apart and (rank is not None or at < classes - 1) else ""
        fixed: dict[str, Size] = {}
        for name, pieces in given.items():
            if pieces:
                fixed[PARAMETERS[name]] = _size(pieces[min(at, len(pieces) - 1)], suffix)
        if padding:
            sides = padding[min(at, len(padding) - 1)]
            fixed |= {"pl": _size(sides[0], suffix), "pr": _size(sides[-1], suffix)}
        axes.append(symbolic_axis(mentioned, suffix, **fixed))
        _check_axis(axes[-1])
    if options["output_padding"] and not transposed:
        raise SymconvError("--output-padding belongs to transposed layers: add --layer conv_transpose2d")
    leads = {name: _count(name, options[name.replace("-", "_")]) for name in COUNTS}
    groups = leads["groups"]
    return family_of(
        tuple(axes),
        rank,
        transposed=transposed,
        convention=options["convention"] or "cross-correlation",
        bias=not options["no_bias"],
        batch=leads["batch"],
        groups=groups,
        ins=_in_group("--in-channels", leads["in-channels"], groups),
        outs=_in_group("--out-channels", leads["out-channels"], groups),
    )


def _check_axis(axis: Axis) -> None:
    """Numbers that are no size of any layer are refused here; symbols are at least as large by definition."""
    options = {parameter: f"--{name}" for name, parameter in PARAMETERS.items()}
    options |= {"pl": "--padding", "pr": "--padding"}
    for name, least in LEAST.items():
        value = getattr(axis, name)
        if isinstance(value, int) and value < least:
            raise SymconvError(f"{options[name]} must be {least} or more, not {value}", text=str(value))


def _pieces(option: str, text: str | None, rank: int | None) -> list[str]:
    """The option's sizes, one an axis or one for all; none where it was not given."""
    if text is None:
        return []
    found = re.split("[xX]", text)
    column = 0
    for piece in found:
        _check(option, text, piece, column)
        column += len(piece) + 1
    if len(found) > 1 and len(found) != rank:
        raise SymconvError(
            f"{option} {text} has {len(found)} sizes: name a layer with as many axes: --layer conv{len(found)}d",
            text=text,
        )
    return found


def _check(option: str, text: str, piece: str, column: int) -> None:
    if not re.fullmatch(r"[0-9]{1,9}|[A-Za-z]+", piece, re.ASCII) or piece in TAKEN:
        raise SymconvError(f"{option} {text}: write a number, or a letter for a symbol", text=text, column=column)


def _padding(text: str | None, rank: int | None) -> list[list[str]]:
    if text is None or text == "valid":
        return [["0"]] if text else []
    if text == "same":
        raise SymconvError("--padding same is two cases for all sizes: T15 proves both; write a number or p here")
    found = [piece.split(",") for piece in re.split("[xX]", text)]
    for sides in found:
        if len(sides) > 2:
            raise SymconvError(f"--padding {text}: an axis takes before,after", text=text)
        for side in sides:
            _check("--padding", text, side, text.index(side))
    if len(found) > 1 and len(found) != rank:
        raise SymconvError(f"--padding {text} has {len(found)} sizes: name a layer with as many axes", text=text)
    return found


def _size(text: str, suffix: str) -> Size:
    return int(text) if text.isdigit() else symbol(f"{text}{suffix}")


def _count(name: str, text: str | None) -> Size:
    if text is None or text == LEADS[name]:
        return symbol(LEADS[name])
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text, re.ASCII):
        raise SymconvError(f"--{name} {text}: write a number of 1 or more, or {LEADS[name]} for all", text=text)
    return int(text)


def _in_group(option: str, channels: Size, groups: Size) -> Size:
    """Channels in a group: a symbol stands for that, a number for all channels."""
    if not isinstance(channels, int):
        return channels
    if not isinstance(groups, int):
        raise SymconvError(f"{option} {channels} needs a number of groups: add --groups 1")
    if channels % groups:
        raise SymconvError(f"{option} {channels} is not divisible by --groups {groups}")
    return floordiv(channels, groups)

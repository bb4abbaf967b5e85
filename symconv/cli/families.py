"""The family of layers that `symconv prove` is asked about: options that are numbers or symbols."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

from symconv.arrays.sums import Guard
from symconv.cli.layers import SIZE_OPTIONS, kind_of
from symconv.cli.option_texts import open_count, open_padding, open_size, open_sizes
from symconv.errors import SymconvError
from symconv.layers.family import LEAST, Family, apart, family_of, symbolic_axis
from symconv.layers.layer import Axis
from symconv.proving import symbolic_parameters
from symconv.sizes import Size, floordiv, symbol, symbols
from symconv.statements.grammar import Statement, singled_out

LETTERS_OF = {"input": "n", "kernel": "k", "stride": "s", "dilation": "d", "output-padding": "op"}
CHANNELS = ("in-channels", "out-channels")
LEAD_LETTERS = {"groups": "g", "in-channels": "c", "out-channels": "f", "batch": "N"}


def families_from(options: dict[str, Any], tree: Statement) -> list[Family]:
    """The families that the options describe, for one statement; raises SymconvError for what they do not.

    `--padding same` is two cases along an axis: zeros are added where the kernel needs any, and none otherwise.
    """
    if options["padding"] != "same":
        return [family_from(options, tree)]
    family = family_from({**options, "padding": None}, tree, axis_by_axis=True)
    if family.layer.transposed:
        raise SymconvError("--padding same is for direct layers: of a transposed one, write its padding")
    return [_same(family, cases) for cases in product((True, False), repeat=len(family.layer.axes))]


def _same(family: Family, cases: tuple[bool, ...]) -> Family:
    """The family with the padding that makes the output `ceil(n/s)`; `cases` say along which axes there is any."""
    axes, given = [], []
    for axis, padded in zip(family.layer.axes, cases, strict=True):
        total = (floordiv(axis.n + axis.s - 1, axis.s) - 1) * axis.s + axis.D + 1 - axis.n
        before = floordiv(total, 2) if padded else 0
        axes.append(replace(axis, pl=before, pr=total - before if padded else 0))
        # One zero and more, or none: no layer is in two cases.
        given.append(Guard(total - 1 if padded else -total, ">="))
    layer = replace(family.layer, axes=tuple(axes))
    return replace(family, layer=layer, given=family.given + tuple(given))


def family_from(options: dict[str, Any], tree: Statement, axis_by_axis: bool = False) -> Family:
    """The family that the options describe where `--padding` is not same.

    With `axis_by_axis`, every axis of a layer with a known number of them has a description of its own.
    """
    transposed, rank = kind_of(options["layer"]) if options["layer"] else (False, None)
    given = {name: open_sizes(f"--{name}", options[name.replace("-", "_")], rank) for name in SIZE_OPTIONS}
    padding = open_padding(options["padding"], rank)
    count = max(singled_out(tree), len(padding), *(len(each) for each in given.values()))
    told = count > 1 or singled_out(tree) > 0 or (axis_by_axis and rank is not None and rank > 1)
    classes = 1 if not told else rank if rank is not None else count + 1
    mentioned = symbolic_parameters(tree)
    axes = []
    for at in range(classes):
        suffix = str(at) if told and (rank is not None or at < classes - 1) else ""
        fixed: dict[str, Size] = {}
        for name, pieces in given.items():
            if pieces:
                fixed[LETTERS_OF[name]] = open_size(pieces[min(at, len(pieces) - 1)], suffix)
        if padding:
            sides = padding[min(at, len(padding) - 1)]
            fixed |= {"pl": open_size(sides[0], suffix), "pr": open_size(sides[-1], suffix)}
        axes.append(symbolic_axis(mentioned, suffix, **fixed))
        _check_axis(axes[-1])
        _check_letters(axes[-1], suffix)
    if options["output_padding"] and not transposed:
        raise SymconvError("--output-padding belongs to transposed layers: add --layer conv_transpose2d")
    leads = {
        name: open_count(f"--{name}", options[name.replace("-", "_")], letter, apart(letter, axes))
        for name, letter in LEAD_LETTERS.items()
    }
    groups = leads["groups"]
    ins, outs = (_in_group(f"--{name}", leads[name], groups, apart(LEAD_LETTERS[name], axes)) for name in CHANNELS)
    shared = [(size, leads[name]) for name, size in zip(CHANNELS, (ins, outs), strict=True)]
    return family_of(
        tuple(axes),
        rank,
        transposed=transposed,
        convention=options["convention"] or "cross-correlation",
        bias=not options["no_bias"],
        batch=leads["batch"],
        groups=groups,
        ins=ins,
        outs=outs,
        given=tuple(Guard(groups * size - every, "=") for size, every in shared if isinstance(every, int)),
    )


def _check_axis(axis: Axis) -> None:
    """Numbers that are no size of any layer are refused here; symbols are at least as large by definition."""
    options = {parameter: f"--{name}" for name, parameter in LETTERS_OF.items()}
    options |= {"pl": "--padding", "pr": "--padding"}
    for name, least in LEAST.items():
        value = getattr(axis, name)
        if isinstance(value, int) and value < least:
            raise SymconvError(f"{options[name]} must be {least} or more, not {value}", text=str(value))


def _check_letters(axis: Axis, suffix: str) -> None:
    """The letters of a layer's own parameters mean these: none stands for something else beside its own value."""
    for option, letter in LETTERS_OF.items():
        own = symbol(f"{letter}{suffix}")
        if getattr(axis, letter) == own:
            continue
        for other, parameter in LETTERS_OF.items():
            if str(own) in symbols(getattr(axis, parameter)):
                raise SymconvError(
                    f"--{other} {letter}: {letter} is the {option} of the layer, here {getattr(axis, letter)}; "
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
        raise SymconvError(f"{option} {channels} is not divisible by --groups {groups}")
    return floordiv(channels, groups)

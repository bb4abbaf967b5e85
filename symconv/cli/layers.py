"""The layer on the command line: its name, its options, and how their texts are read."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

from symconv.errors import SymconvError
from symconv.layers.build import Options, build
from symconv.layers.layer import Layer

Command = TypeVar("Command", bound=Callable[..., Any])

SIZES = {
    "input": "Size of the input, such as 3x3.",
    "kernel": "Size of the kernel.",
    "stride": "Step of the kernel over the input. Default: 1.",
    "dilation": "Distance between kernel entries. Default: 1.",
    "output-padding": "Transposed layers: entries more at the end of the output. Default: 0.",
}
COUNTS = {
    "groups": "Groups that the channels are split into. Default: 1.",
    "in-channels": "Channels of the input. Default: 1.",
    "out-channels": "Channels of the output. Default: 1.",
    "batch": "Examples in the batch. Default: 1.",
}
PADDING = "Zeros around the input: a number, before,after, same or valid. Default: 0."
# More digits than this are no size of anything that could be written down.
DIGITS = 12


def layer_options(command: Command) -> Command:
    """Give a command the argument LAYER, every option of a layer, and --notation."""
    found: Any = click.option(
        "--notation", type=click.Choice(["xkz", "xwy", "delta"]), default="xkz", help="The letters. Default: xkz."
    )(command)
    command_with: Command = click.argument("layer", metavar="LAYER")(geometry_options(found))
    return command_with


def geometry_options(command: Command) -> Command:
    """Give a command the options of a layer's geometry."""
    found: Any = click.option(
        "--convention",
        type=click.Choice(["cross-correlation", "convolution"]),
        help="Whether the kernel is turned. Default: cross-correlation.",
    )(command)
    found = click.option("--no-bias", is_flag=True, help="A layer without bias.")(found)
    for name, text in reversed(COUNTS.items()):
        found = click.option(f"--{name}", metavar="N", help=text)(found)
    found = click.option("--padding", metavar="SIZE", help=PADDING)(found)
    for name, text in reversed(SIZES.items()):
        found = click.option(f"--{name}", metavar="SIZE", help=text)(found)
    with_options: Command = found
    return with_options


def layer_from(options: dict[str, Any]) -> Layer:
    """The checked layer that the command line describes; raises SymconvError for what it does not."""
    transposed, rank = kind_of(options["layer"])
    given: Options = {}
    if options["no_bias"]:
        given["bias"] = False
    if options["convention"]:
        given["convention"] = options["convention"]
    if options["padding"] is not None:
        given["padding"] = _padding(options["padding"])
    per_axis = {name: _sizes(f"--{name}", options[name.replace("-", "_")]) for name in SIZES}
    counts = {name: _number(f"--{name}", options[name.replace("-", "_")]) for name in COUNTS}
    for name, value in (per_axis | counts).items():
        if value is not None:
            given[name.replace("-", "_")] = value  # type: ignore[literal-required]
    return build(rank, transposed=transposed, **given)


def kind_of(name: str) -> tuple[bool, int]:
    """Whether a layer's name is that of a transposed one, and its number of axes."""
    found = re.fullmatch(r"conv(_transpose)?([1-9][0-9]?)d", name)
    if not found:
        raise SymconvError(
            f"there is no layer {name!r}: choose conv1d, conv2d, conv3d, conv_transpose1d, conv_transpose2d or "
            f"conv_transpose3d (conv4d and so on exist too)",
            text=name,
        )
    return found.group(1) is not None, int(found.group(2))


def _sizes(option: str, text: str | None) -> tuple[int, ...] | int | None:
    if text is None:
        return None
    column = 0
    found = []
    for piece in re.split("[xX]", text):
        if not piece:
            where = "before" if column == 0 else "after"
            raise SymconvError(
                f"{option} {text}: a size is missing {where} the x; write one number for all axes, or one an axis "
                f"such as 3x3",
                text=text,
                column=column,
            )
        found.append(_whole(option, text, piece, column))
        column += len(piece) + 1
    return found[0] if len(found) == 1 else tuple(found)


def _number(option: str, text: str | None) -> int | None:
    return None if text is None else _whole(option, text, text, 0)


def _whole(option: str, text: str, piece: str, column: int) -> int:
    if not re.fullmatch(r"-?[0-9]+", piece, re.ASCII):
        raise SymconvError(
            f"{option} {text}: {piece!r} is not a whole number; write sizes such as 3 or 3x3", text=text, column=column
        )
    if len(piece) > DIGITS:
        raise SymconvError(
            f"{option} {text[:20]}...: a number of {len(piece)} digits is no size", text=text, column=column
        )
    return int(piece)


def _padding(text: str) -> Any:
    if text in ("same", "valid"):
        return text
    column = 0
    found: list[int | tuple[int, int]] = []
    for piece in re.split("[xX]", text):
        sides = []
        for side in piece.split(","):
            if not re.fullmatch(r"-?[0-9]+", side, re.ASCII):
                raise SymconvError(
                    f"--padding {text}: {side!r} is not a whole number; write 1, or 1,2 for before and after, "
                    f"or 1x2 for two axes, or same or valid",
                    text=text,
                    column=column,
                )
            sides.append(_whole("--padding", text, side, column))
            column += len(side) + 1
        if len(sides) > 2:
            raise SymconvError(f"--padding {text}: an axis takes before,after, not {len(sides)} numbers", text=text)
        found.append(sides[0] if len(sides) == 1 else (sides[0], sides[1]))
    # One piece holds for every axis, and so does a pair.
    return found[0] if len(found) == 1 and isinstance(found[0], int) else found

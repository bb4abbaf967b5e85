"""The layer on the command line: its name, and its options."""

from __future__ import annotations

from collections.abc import Callable
from inspect import cleandoc
from typing import Any, TypeVar

import click

from symconv.layers.build import build
from symconv.layers.layer import USUAL_KINDS, Layer, kind_named
from symconv.layers.option_texts import whole_number, whole_padding, whole_sizes

Command = TypeVar("Command", bound=Callable[..., Any])

SIZE_OPTIONS = {
    "input": "Size of the input, such as 3x3.",
    "kernel": "Size of the kernel.",
    "stride": "Step of the kernel over the input. Default: 1.",
    "dilation": "Distance between kernel entries. Default: 1.",
    "output_padding": "Transposed layers: entries more at the end of the output. Default: 0.",
}
COUNTS = {
    "groups": "Groups that the channels are split into.",
    "in_channels": "Channels of the input.",
    "out_channels": "Channels of the output.",
    "batch": "Examples in the batch.",
}
PADDING = "Zeros around the input: a number, before,after, same or valid. Default: 0."


def layer_options(command: Command, required: bool = True) -> Command:
    """Give a command the argument LAYER, every option of a layer, and --notation."""
    letters = click.Choice(["xkz", "xwy", "delta", "capitals"])
    command = click.option("--notation", type=letters, default="xkz", help="The letters. Default: xkz.")(command)
    command = geometry_options(command)
    command.__doc__ = f"{cleandoc(command.__doc__ or '')}\n\nLAYER is {', '.join(USUAL_KINDS)}, and so on up to conv9d."
    return click.argument("layer", metavar="LAYER", required=required, shell_complete=named_so)(command)


def named_so(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """The layers whose names begin so, for the completion of shells."""
    return [name for name in USUAL_KINDS if name.startswith(begun)]


def geometry_options(command: Command, counted: str = "1") -> Command:
    """Give a command the options of a geometry; what is counted is `counted` where it is not given."""
    command = click.option(
        "--convention",
        type=click.Choice(["cross-correlation", "convolution"]),
        help="Whether the kernel is turned. Default: cross-correlation.",
    )(command)
    command = click.option("--no-bias", is_flag=True, help="A layer without bias.")(command)
    for name, text in reversed(COUNTS.items()):
        command = click.option(_spelled(name), metavar="N", help=f"{text} Default: {counted}.")(command)
    command = click.option("--padding", metavar="SIZE", help=PADDING)(command)
    for name, text in reversed(SIZE_OPTIONS.items()):
        command = click.option(_spelled(name), metavar="SIZE", help=text)(command)
    return command


def _spelled(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def described(options: dict[str, Any]) -> dict[str, Any]:
    """What was typed of a layer's options, as text, by the names that they have in Python."""
    found = {name: options[name] for name in (*SIZE_OPTIONS, "padding", *COUNTS) if options[name] is not None}
    if options["no_bias"]:
        found["bias"] = False
    if options["convention"]:
        found["convention"] = options["convention"]
    return found


def layer_from(options: dict[str, Any]) -> Layer:
    """The checked layer that the command line describes; raises SymconvError for what it does not."""
    transposed, rank = kind_named(options["layer"])
    given = described(options)
    if "padding" in given:
        given["padding"] = whole_padding(given["padding"])
    given |= {name: whole_sizes(name, given[name]) for name in SIZE_OPTIONS if name in given}
    given |= {name: whole_number(name, given[name]) for name in COUNTS if name in given}
    return build(rank, transposed=transposed, **given)

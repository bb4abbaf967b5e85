"""The layer on the command line: its name, and its options."""

from __future__ import annotations

from collections.abc import Callable
from inspect import cleandoc
from typing import Any, TypeVar

import click

from symconv.layers.build import build
from symconv.layers.layer import Layer, kind_named
from symconv.layers.option_texts import whole_number, whole_padding, whole_sizes
from symconv.layers.options import Options

Command = TypeVar("Command", bound=Callable[..., Any])

SIZE_OPTIONS = {
    "input": "Size of the input, such as 3x3.",
    "kernel": "Size of the kernel.",
    "stride": "Step of the kernel over the input. Default: 1.",
    "dilation": "Distance between kernel entries. Default: 1.",
    "output-padding": "Transposed layers: entries more at the end of the output. Default: 0.",
}
COUNTS = {
    "groups": "Groups that the channels are split into.",
    "in-channels": "Channels of the input.",
    "out-channels": "Channels of the output.",
    "batch": "Examples in the batch.",
}
NAMED = tuple(f"conv{transposed}{rank}d" for transposed in ("", "_transpose") for rank in (1, 2, 3))
PADDING = "Zeros around the input: a number, before,after, same or valid. Default: 0."


def layer_options(command: Command, required: bool = True) -> Command:
    """Give a command the argument LAYER, every option of a layer, and --notation."""
    found: Any = click.option(
        "--notation",
        type=click.Choice(["xkz", "xwy", "delta", "capitals"]),
        default="xkz",
        help="The letters. Default: xkz.",
    )(command)
    found = geometry_options(found)
    found.__doc__ = f"{cleandoc(found.__doc__ or '')}\n\nLAYER is {', '.join(NAMED)}, and so on up to conv9d."
    command_with: Command = click.argument(
        "layer", metavar="LAYER", required=required, shell_complete=lambda _context, _argument, begun: named_so(begun)
    )(found)
    return command_with


def named_so(begun: str) -> list[str]:
    """The layers whose names begin so, for the completion of shells."""
    return [name for name in NAMED if name.startswith(begun)]


def geometry_options(command: Command, counted: str = "1") -> Command:
    """Give a command the options of a geometry; what is counted is `counted` where it is not given."""
    found: Any = click.option(
        "--convention",
        type=click.Choice(["cross-correlation", "convolution"]),
        help="Whether the kernel is turned. Default: cross-correlation.",
    )(command)
    found = click.option("--no-bias", is_flag=True, help="A layer without bias.")(found)
    for name, text in reversed(COUNTS.items()):
        found = click.option(f"--{name}", metavar="N", help=f"{text} Default: {counted}.")(found)
    found = click.option("--padding", metavar="SIZE", help=PADDING)(found)
    for name, text in reversed(SIZE_OPTIONS.items()):
        found = click.option(f"--{name}", metavar="SIZE", help=text)(found)
    with_options: Command = found
    return with_options


def layer_from(options: dict[str, Any]) -> Layer:
    """The checked layer that the command line describes; raises SymconvError for what it does not."""
    transposed, rank = kind_named(options["layer"])
    given: Options = {}
    if options["no_bias"]:
        given["bias"] = False
    if options["convention"]:
        given["convention"] = options["convention"]
    if options["padding"] is not None:
        given["padding"] = whole_padding(options["padding"])
    per_axis = {name: whole_sizes(name.replace("-", "_"), options[name.replace("-", "_")]) for name in SIZE_OPTIONS}
    counts = {name: whole_number(name.replace("-", "_"), options[name.replace("-", "_")]) for name in COUNTS}
    for name, value in (per_axis | counts).items():
        if value is not None:
            given[name.replace("-", "_")] = value  # type: ignore[literal-required]
    return build(rank, transposed=transposed, **given)

"""A mistake as the user sees it: one line, and a caret under the offending piece of the command."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from symconv.errors import SymconvError

if TYPE_CHECKING:
    from symconv.statement_files import MistakenLine

KEYWORD = re.compile(r"`(?P<name>[a-z_]+)(?:=(?P<value>[^`]*))?`")
QUOTES = "'\""
# Before and after, of one axis or of all.
PAIR = re.compile(r"\[\((\w+), (\w+)\)\]")
# How much of a long text is shown on either side of the caret.
AROUND = 45


def explained(error: SymconvError | click.ClickException, arguments: Sequence[str]) -> str:
    """The message, and below it the option that it names first, as it was typed, with a caret.

    >>> print(explained(SymconvError("`stride` must be 1 or more, not 0", text="0"), ["--stride", "0"]))
    symconv: --stride must be 1 or more, not 0
      --stride 0
               ^
    """
    if isinstance(error, SymconvError):
        message, text, column = in_options(str(error)), error.text, error.column
    else:
        message, text, column = " ".join(error.format_message().split()), None, 0
        for right in _right(error):
            message = f"{message}{'' if message.endswith(('.', '?')) else '.'} {right}"
    line = "symconv: " + "".join(each if each.isprintable() else " " for each in message)
    if unknown := re.match(r"No such option[^-]*(-[\w-]+)", message):
        return f"{line}\n  {unknown[1]}\n  ^"
    typed = _typed(message, arguments) or (("", text) if text is not None and text in arguments else None)
    if typed is None:
        return line
    option, value = typed
    at = column + (value.find(text) if text is not None and text in value else 0)
    return "\n".join([line, *_pointed(option, value, at)])


def of_line(found: MistakenLine) -> str:
    """The same for a line of a file, in the words that are written there.

    >>> from symconv.statement_files import MistakenLine
    >>> print(of_line(MistakenLine("sizes.symconv", 2, 6, "dX = Q", "there is no 'Q'")))
    symconv: sizes.symconv:2: there is no 'Q'
      dX = Q
           ^
    """
    message = f"symconv: {found}".replace("`", "")
    line = "".join(each if each.isprintable() else " " for each in message)
    return "\n".join([line, *(_pointed("", found.whole, found.column - 1) if found.column else [])])


def _pointed(option: str, value: str, at: int) -> list[str]:
    """What was typed, and a caret below a place in it: of a long text what is around it, of several lines one."""
    start = max(0, at - AROUND) if len(value) > 2 * AROUND else 0
    shown = "".join(each if each.isprintable() else " " for each in value[start : start + 2 * AROUND])
    return [f"  {option}{shown}", f"  {' ' * (len(option) + at - start)}^"]


def _right(error: click.ClickException) -> list[str]:
    """What would be right where something is missing, or no command is named: an example, or the commands."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        return []
    extra = error.format_message().startswith("Got unexpected extra argument")
    if (extra or isinstance(error, click.MissingParameter)) and context.command.epilog:
        return [context.command.epilog]
    if isinstance(context.command, click.Group):
        return [f"The commands are {', '.join(context.command.commands)}."]
    return []


def in_options(message: str) -> str:
    """A message of the package, which names options as Python does, in the words of the command line.

    >>> in_options("`in_channels=3` is not divisible by `groups`; `bias=False`, `input=(3, 3)`, `layer='conv2d'`")
    '--in-channels 3 is not divisible by --groups; --no-bias, --input 3x3, --layer conv2d'
    """
    return KEYWORD.sub(_option, message)


def _option(found: re.Match[str]) -> str:
    name, value = found["name"], found["value"]
    if name == "bias":
        return "--no-bias"
    option = f"--{name.replace('_', '-')}"
    if value is None:
        return option
    sizes = PAIR.sub(r"\1,\2", value).strip("()").replace(", ", "x")
    return f"{option} {sizes.strip(QUOTES)}"


def _typed(message: str, arguments: Sequence[str]) -> tuple[str, str] | None:
    """The first option that the message names and the user typed, and its value."""
    for option in re.findall(r"--[a-z-]+", message):
        for at, argument in enumerate(arguments):
            if argument == option:
                value = arguments[at + 1] if at + 1 < len(arguments) else "--"
                # A flag has no value: the caret stands under the flag itself.
                return ("", option) if value.startswith("--") else (f"{option} ", value)
            if argument.startswith(f"{option}="):
                return f"{option}=", argument[len(option) + 1 :]
    return None

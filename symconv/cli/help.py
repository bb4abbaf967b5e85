"""The commands `help` and `completion`: what there is to know, and what makes a shell know it too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import cast

import click

from symconv.cli.output import write
from symconv.errors import SymconvError

SHELLS = ("bash", "zsh", "fish")
# Named here too, in the order in which they are told: help does not wait for SymPy, which the lectures load.
TABLE_NAMES = (
    *("layer", "index", "wanted", "pictures", "padding", "rotation", "sliding", "strip", "reasons", "outputs"),
    *("grid", "toeplitz", "chain", "arrows", "locals", "entries", "closed", "words", "summary", "updates"),
    *("verdict", "theorems", "proof"),
)


def language() -> str:
    """What a statement may say."""
    from symconv.statements.language import page

    return page()


def theorems() -> str:
    """The theorem library."""
    from symconv.cli.prove import listed

    return listed()


def tables() -> str:
    """The tables of a derivation, those that are told without being asked for first."""
    from symconv.lectures.lecture import TABLES, USUAL_TABLES

    more = [name for name in TABLES if name not in USUAL_TABLES]
    return f"Told without being asked: {', '.join(USUAL_TABLES)}\nToo, if named: {', '.join(more)}\nEach: all\n"


def verdicts() -> str:
    """The words of answers."""
    from symconv.outcomes import MEANING

    return "".join(f"{word:<10}  {meaning}\n" for word, meaning in MEANING.items())


def schema() -> str:
    """The JSON schema of every answer."""
    from importlib.resources import files

    return (files("symconv") / "answers.schema.json").read_text(encoding="utf-8")


TOPICS: Mapping[str, Callable[[], str]] = {
    "language": language,
    "theorems": theorems,
    "tables": tables,
    "verdicts": verdicts,
    "schema": schema,
}


@click.command("help", epilog="Example: symconv help language")
@click.argument("topic", required=False, metavar="[TOPIC]")
@click.pass_context
def help_(context: click.Context, topic: str | None) -> int:
    """Explain a command, or a topic.

    TOPIC is language (of statements), theorems, tables (of derivations), verdicts, or schema (of JSON).
    """
    whole = cast(click.Context, context.parent)
    group = cast(click.Group, whole.command)
    if topic is None:
        write(f"{whole.get_help()}\n")
    elif topic in TOPICS:
        write(TOPICS[topic]())
    elif topic in group.commands:
        command = group.commands[topic]
        write(f"{command.get_help(click.Context(command, whole, topic))}\n")
    else:
        close = get_close_matches(topic, [*TOPICS, *group.commands], n=1)
        meant = f", did you mean {close[0]}?" if close else ""
        raise SymconvError(
            f"there is no help on {topic!r}{meant}: topics are {', '.join(TOPICS)}, and the commands "
            f"{', '.join(group.commands)}",
            text=topic,
        )
    return 0


@click.command(epilog='Example: symconv completion bash > ~/.local/share/bash-completion/completions/symconv')
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> int:
    """Print the completion for a shell.

    It completes commands, options and layers. For bash it belongs into
    ~/.local/share/bash-completion/completions/symconv, for zsh into _symconv in a folder of $fpath, and for fish into
    ~/.config/fish/completions/symconv.fish.
    """
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    if made is None:
        raise SymconvError(f"there is no completion for {shell}")
    group = cast(click.Context, context.parent).command
    # The script alone: click would also ask the shell that is installed here for its version.
    found = made(group, {}, "symconv", "_SYMCONV_COMPLETE")
    write(found.source_template % found.source_vars())
    return 0

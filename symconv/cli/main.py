"""The command `symconv` and its verbs."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symconv.cli.layers import layer_from, layer_options
from symconv.cli.mistakes import explained
from symconv.cli.progress import progress_bar
from symconv.errors import SymconvError
from symconv.version import VERSION

if TYPE_CHECKING:
    from symconv.layer import Layer
    from symconv.verdict import Verdict

PROVED, REFUTED, MISTAKE = 0, 1, 2
FORMATS = ("text", "latex", "markdown", "json")
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(context_settings=CONTEXT, epilog="Exit codes: 0 proved or derived, 1 refuted, 2 a mistake in the call.")
@click.version_option(VERSION, prog_name="symconv")
def commands() -> None:
    """Derive, and prove, back-propagation through convolution."""


@commands.command(epilog="Example: symconv derive conv2d --input 3x3 --kernel 2x2")
@layer_options
@click.option("--wrt", default="K,X,B", metavar="K,X,B", help="The gradients to derive, in this order.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="Default: text.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--standalone", is_flag=True, help="With --format latex: a whole document.")
@click.option("--full", is_flag=True, help="Leave nothing out, however long it gets.")
@click.option("-o", "--output", metavar="FILE", help="Write to FILE instead of to the terminal.")
def derive(
    wrt: str, form: str, as_json: bool, standalone: bool, full: bool, output: str | None, **options: Any
) -> int:
    """Print the worked derivation of a layer's backward pass."""
    if standalone and (form != "latex" or as_json):
        raise SymconvError("--standalone makes a LaTeX document: add --format latex")
    notation = options.pop("notation")
    layer = layer_from(options)

    from symconv.derivation import derive as derived

    with progress_bar() as report:
        d = derived(layer, wrt=[name.strip() for name in wrt.split(",")], notation=notation, progress=report)
        report("writing")
        text = {
            "text": lambda: d.text(full),
            "latex": lambda: d.latex(full, standalone),
            "markdown": lambda: d.markdown(full),
            "json": lambda: json.dumps(d.json()) + "\n",
        }["json" if as_json else form]()
    _write(text, output)
    return PROVED if d.verdict else REFUTED


@commands.command(epilog="Example: symconv verify conv2d --input 256x256 --kernel 3x3")
@layer_options
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
def verify(as_json: bool, **options: Any) -> int:
    """Check the closed formulas for one layer, exactly, entry by entry, also at big sizes."""
    notation = options.pop("notation")
    layer = layer_from(options)

    from symconv.verification import verify as verified

    with progress_bar() as report:
        verdict = verified(layer, progress=report, notation=notation)
    _write(json.dumps(_verdict_data(verdict)) + "\n" if as_json else _verdict_text(verdict, layer), None)
    return PROVED if verdict else REFUTED


def _verdict_data(verdict: Verdict) -> dict[str, Any]:
    from symconv.render.data import layer_data

    found: dict[str, Any] = {
        "schema": "symconv.verify/1",
        "layer": layer_data(verdict.layer),
        "verdict": verdict.outcome,
        "formulas": list(verdict.formulas),
        "monomials": verdict.monomials,
        "seconds": verdict.seconds,
    }
    if verdict.differences:
        found["differences"] = [str(each) for each in verdict.differences]
    return found


def _verdict_text(verdict: Verdict, layer: Layer) -> str:
    from symconv.formulas import closed_forms
    from symconv.simplify import simplified
    from symconv.wording import statement

    lines = [f"{verdict.outcome}: {layer}"]
    lines += [
        f"  {of} = {statement(simplified(formula.build(layer)))}  ({formula.name})"
        for of, formula in closed_forms(layer).items()
    ]
    lines += [f"  {each}" for each in verdict.differences]
    lines.append(f"{verdict.monomials:,} monomials compared in {verdict.seconds:.3f} s")
    return "\n".join(lines) + "\n"


def _write(text: str, output: str | None) -> None:
    if output is None:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    try:
        Path(output).write_text(text, encoding="utf-8")
    except OSError as error:
        raise SymconvError(f"--output {output}: cannot be written ({error.strerror})", text=output) from error


def main() -> None:
    """Run the command line and exit."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """The exit code of a call; every mistake is said here, once."""
    # A terminal without the letters of mathematics shows question marks rather than a traceback.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = commands.main(arguments, prog_name="symconv", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return MISTAKE
    except (SymconvError, click.ClickException) as error:
        click.echo(explained(error, arguments), err=True)
        return MISTAKE
    except BrokenPipeError:
        # The reader (head, less) has seen enough. Python would complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PROVED
    except (KeyboardInterrupt, click.Abort):
        click.echo("symconv: stopped", err=True)
        return 130
    return code if isinstance(code, int) else PROVED

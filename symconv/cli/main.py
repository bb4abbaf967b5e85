"""The command `symconv` and its verbs."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symconv.cli import exit_codes
from symconv.cli import prove as proofs
from symconv.cli.audit import audit
from symconv.cli.check import check
from symconv.cli.draw import draw
from symconv.cli.exit_codes import DONE, MISTAKE, REFUTED, exit_code
from symconv.cli.layers import geometry_options, layer_from, layer_options
from symconv.cli.mistakes import explained
from symconv.cli.progress import progress_bar
from symconv.errors import SymconvError
from symconv.version import VERSION

if TYPE_CHECKING:
    from symconv.exact.verdict import Verdict
    from symconv.layers.layer import Layer

FORMATS = ("text", "latex", "markdown", "html", "json")
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(context_settings=CONTEXT, epilog=exit_codes.SAID)
@click.version_option(VERSION, prog_name="symconv")
def commands() -> None:
    """Derive, and prove, back-propagation through convolution."""


@commands.command(epilog="Example: symconv derive conv2d --input 3x3 --kernel 2x2")
@layer_options
@click.option("--wrt", default="K,X,B", metavar="K,X,B", help="The gradients to derive, in this order.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="Default: text.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--standalone", is_flag=True, help="With --format latex: a whole document.")
@click.option("--tables", metavar="NAME,...", help="The tables to show, or all.")
@click.option("--full", is_flag=True, help="Leave nothing out, however long it gets.")
@click.option("-o", "--output", metavar="FILE", help="Write to FILE instead of to the terminal.")
def derive(
    wrt: str,
    form: str,
    as_json: bool,
    standalone: bool,
    tables: str | None,
    full: bool,
    output: str | None,
    **options: Any,
) -> int:
    """Print the worked derivation of a layer's backward pass."""
    if standalone and (form != "latex" or as_json):
        raise SymconvError("--standalone makes a LaTeX document: add --format latex")
    notation = options.pop("notation")
    layer = layer_from(options)
    names = None if tables is None else [name.strip() for name in tables.split(",")]

    from symconv.derivation import derive as derived
    from symconv.lectures.lecture import chosen

    chosen(names)

    with progress_bar() as report:
        d = derived(layer, wrt=[name.strip() for name in wrt.split(",")], notation=notation, progress=report)
        report("writing")
        text = {
            "text": lambda: d.text(full, names),
            "latex": lambda: d.latex(full, standalone, names),
            "markdown": lambda: d.markdown(full, names),
            "html": lambda: d.html(full, names),
            "json": lambda: json.dumps(d.json()) + "\n",
        }["json" if as_json else form]()
    _write(text, output)
    return exit_code([d.verdict.outcome])


@commands.command(epilog="Example: symconv verify conv2d --input 256x256 --kernel 3x3")
@layer_options
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
def verify(as_json: bool, **options: Any) -> int:
    """Check the closed formulas for one layer, exactly, entry by entry, also at big sizes."""
    notation = options.pop("notation")
    layer = layer_from(options)

    from symconv.exact.verify import verify as verified

    with progress_bar() as report:
        verdict = verified(layer, progress=report, notation=notation)
    _write(json.dumps(_verdict_data(verdict)) + "\n" if as_json else _verdict_text(verdict, layer), None)
    return exit_code([verdict.outcome])


@commands.command(epilog="Example: symconv prove 'dX = correlate(pad(dZ, k-1), rot180(K))'")
@click.argument("statements", nargs=-1, metavar="[T1 T7 ... | STATEMENT ...]")
@click.option("--layer", metavar="LAYER", help="Default: cross-correlation layers of any rank.")
@geometry_options
@click.option("--list", "listing", is_flag=True, help="List the theorem library.")
@click.option("--explain", type=click.Choice(["text", "latex", "markdown", "html"]), help="Write the proof to be read.")
@click.option("--certificate", metavar="DIR", help="Write a certificate of each proof into DIR.")
@click.option("--timeout", type=click.FloatRange(0.1), default=10.0, metavar="SECONDS", help="For each. Default: 10.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
def prove(
    statements: tuple[str, ...],
    listing: bool,
    explain: str | None,
    certificate: str | None,
    timeout: float,
    as_json: bool,
    **options: Any,
) -> int:
    """Prove statements for all sizes, or refute them with the smallest counterexample.

    Without arguments, prove the whole theorem library. Sizes in the options are numbers or symbols.
    """
    if listing:
        _write(proofs.listed(), None)
        return DONE
    started = time.perf_counter()
    questions = proofs.asked(statements, options)
    with progress_bar() as report:
        results = proofs.prove_all(questions, timeout, report)
    if certificate:
        proofs.write_certificates(results, certificate)
    if as_json:
        _write(proofs.as_json(results), None)
    elif explain:
        from symconv.lectures.proof import explained as told

        _write(told(results, explain), None)
    else:
        _write(proofs.text(results, started), None)
    return exit_code(each.verdict for each in results)


@commands.command(epilog="Example: symconv recheck certificates")
@click.argument("folder", metavar="DIR")
def recheck(folder: str) -> int:
    """Re-check certificates from their files alone: every step and every obligation."""
    from symconv.proof.certificate import recheck as rechecked

    reports = rechecked(Path(folder))
    _write("\n".join(map(str, reports)) + "\n", None)
    return DONE if all(reports) else REFUTED


commands.add_command(audit)
commands.add_command(draw)
commands.add_command(check)


def _verdict_data(verdict: Verdict) -> dict[str, Any]:
    from symconv.lectures.as_json import layer_data

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
    from symconv.statements.theorems import closed_forms
    from symconv.statements.write import statement

    lines = [f"{verdict.outcome}: {layer}"]
    lines += [
        f"  {of} = {statement(formula.build(layer).simplified())}  ({formula.name})"
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
        return DONE
    except (KeyboardInterrupt, click.Abort):
        click.echo("symconv: stopped", err=True)
        return 130
    return code if isinstance(code, int) else DONE

"""The command `symconv` and its verbs."""

from __future__ import annotations

import gc
import json
import os
import sys
import time
import traceback
from errno import ENOMEM
from functools import partial
from mmap import mmap
from typing import TYPE_CHECKING, Any

import click

from symconv.cli import prove as proofs
from symconv.cli.audit import audit
from symconv.cli.check import check
from symconv.cli.draw import draw
from symconv.cli.exit_codes import DONE, EXIT_CODES, LEFT, MISTAKE, REFUTED, STOPPED, exit_code
from symconv.cli.help import TABLE_NAMES, completion, help_
from symconv.cli.layers import geometry_options, layer_from, layer_options, named_so
from symconv.cli.mistakes import explained, of_line
from symconv.cli.output import asked_format, format_of, silence, write
from symconv.cli.progress import progress_bar
from symconv.errors import NO_MEMORY, SymconvError, defect
from symconv.version import VERSION

if TYPE_CHECKING:
    from symconv.exact.verdict import Verdict
    from symconv.layers.layer import Layer

DERIVATION_FORMATS = ("text", "latex", "markdown", "html", "json")
# What NumPy and what comes with it take, roughly, and what is said where there is less, or where it ends later.
ROOM = 128 * 2**20
# So many things come and stay before anybody looks for circles among them.
LITTER = 200_000
SMALLER = f"symconv: {NO_MEMORY}: choose smaller sizes"
OF_THE_LOADER = ("failed to map segment", "cannot allocate memory")
# What Python says of a library that ran out of memory and had none left to say so.
UNSAID = ("without setting an exception", "without exception set")
DOCUMENT_ENDINGS = {
    ".txt": "text", ".tex": "latex", ".md": "markdown", ".html": "html", ".htm": "html", ".json": "json",
}  # fmt: skip
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(context_settings=CONTEXT, epilog=EXIT_CODES)
@click.version_option(VERSION, prog_name="symconv")
def commands() -> None:
    """Derive, and prove, back-propagation through convolution."""


@commands.command(epilog="Example: symconv derive conv2d --input 3x3 --kernel 2x2")
@layer_options
@click.option("--wrt", default="K,X,B", metavar="K,X,B", help="The gradients to derive, in this order.")
@click.option(
    "--format",
    "form",
    type=click.Choice(DERIVATION_FORMATS),
    help="Default: what FILE ends in (.tex, .html, .md, .json), or text.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--standalone", is_flag=True, help="Of LaTeX: a whole document.")
@click.option(
    "--width", metavar="WIDTH", help="Of a line of LaTeX: one-column, two-column or 8.4cm. Default: one-column."
)
@click.option("--tables", metavar="NAME,...", help=f"The tables to show, or all: {', '.join(TABLE_NAMES)}.")
@click.option("--brief", is_flag=True, help="Of long lists a corner, an edge and a middle entry.")
@click.option("--full", is_flag=True, help="Leave nothing out, however long it gets.")
@click.option("-o", "--output", metavar="FILE", help="Write to FILE instead of to the terminal.")
def derive(
    wrt: str,
    form: str | None,
    as_json: bool,
    standalone: bool,
    width: str | None,
    tables: str | None,
    brief: bool,
    full: bool,
    output: str | None,
    **options: Any,
) -> int:
    """Print the worked derivation of a layer's backward pass."""
    form = format_of(output, asked_format(form, as_json), DOCUMENT_ENDINGS, "text")
    if standalone and form != "latex":
        raise SymconvError("--standalone makes a LaTeX document: add --format latex")
    if width and form != "latex":
        raise SymconvError("--width is that of lines of LaTeX: add --format latex")
    notation = options.pop("notation")
    layer = layer_from(options)
    names = None if tables is None else [name.strip() for name in tables.split(",")]

    from symconv.derivation import derive_in_parts
    from symconv.lectures.lecture import chosen

    chosen(names)

    with progress_bar() as report:
        d = derive_in_parts(layer, [name.strip() for name in wrt.split(",")], notation, report=report)
        report("writing")
        text = {
            "text": lambda: d.text(full, names, brief),
            "latex": lambda: d.latex(full, standalone, names, width or "one-column", brief),
            "markdown": lambda: d.markdown(full, names, brief),
            "html": lambda: d.html(full, names, brief),
            "json": lambda: json.dumps(d.json()) + "\n",
        }[form]()
    write(text, output)
    return exit_code([d.verdict.outcome])


@commands.command(epilog="Example: symconv verify conv2d --input 256x256 --kernel 3x3")
@layer_options
@click.option("--enumerate", "one_by_one", is_flag=True, help="Compare every monomial, also where the axes decide.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
def verify(one_by_one: bool, as_json: bool, **options: Any) -> int:
    """Check the closed formulas for one layer, exactly, also at big sizes.

    What a formula says along each axis decides for all its monomials at once. Up to a million monomials, and with
    --enumerate at every size, they are compared one by one as well.
    """
    notation = options.pop("notation")
    layer = layer_from(options)

    from symconv.exact.verify import verify as verified

    with progress_bar() as report:
        verdict = verified(layer, progress=report, notation=notation, enumerate=one_by_one)
    write(json.dumps(verdict.json()) + "\n" if as_json else _verdict_text(verdict, layer))
    return exit_code([verdict.outcome])


@commands.command(epilog="Example: symconv prove 'dX = correlate(pad(dZ, k-1), rot180(K))'")
@click.argument("statements", nargs=-1, metavar="[T1 T7 ... | STATEMENT ... | FILE.symconv ...]")
@click.option(
    "--layer",
    metavar="LAYER",
    help="conv2d, conv_transpose1d and so on; conv and conv_transpose: of any rank. Default: conv.",
    shell_complete=named_so,
)
@partial(geometry_options, counted="any number")
@click.option("--from", "files", multiple=True, metavar="FILE", help="Statements, one a line; - is the standard input.")
@click.option("--list", "listing", is_flag=True, help="List the theorem library.")
@click.option("--explain", type=click.Choice(["text", "latex", "markdown", "html"]), help="Write the proof to be read.")
@click.option("--certificate", metavar="DIR", help="Write a certificate of each proof into DIR.")
@click.option("--coq", is_flag=True, help="With --certificate: also write each proof for Coq.")
@click.option("--timeout", type=click.FloatRange(0.1), default=10.0, metavar="SECONDS", help="For each. Default: 10.")
@click.option("-j", "--jobs", type=click.IntRange(1), default=1, metavar="N", help="Answer by N processes. Default: 1.")
@click.option("--resume", metavar="FILE", help="Keep every answer in FILE as it is found, and go on from those in it.")
@click.option("--cache", metavar="DIR", help="Keep proofs and counterexamples in DIR; what is there is checked again.")
@click.option("--format", "form", type=click.Choice(proofs.PROOF_FORMATS), help="Default: text.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def prove(
    statements: tuple[str, ...],
    files: tuple[str, ...],
    listing: bool,
    explain: str | None,
    certificate: str | None,
    coq: bool,
    timeout: float,
    jobs: int,
    resume: str | None,
    cache: str | None,
    form: str | None,
    as_json: bool,
    **options: Any,
) -> int:
    """Prove statements for all sizes, or refute them with the smallest counterexample.

    Without arguments, prove the whole theorem library. Sizes in the options are numbers or symbols. FILE.symconv is a
    file of statements, one a line. What a statement may say: symconv help language.
    """
    if listing:
        write(proofs.listed())
        return DONE
    if explain and (form or as_json):
        raise SymconvError("--explain writes proofs to be read: leave --format and --json out")
    if coq and not certificate:
        raise SymconvError("--coq says what a certificate holds: add --certificate DIR")
    form = asked_format(form, as_json) or "text"
    started = time.perf_counter()
    asked = proofs.asked(statements, files, options)
    with progress_bar() as report:
        answers, mistaken = proofs.prove_all(asked, timeout, jobs, resume, cache, report)
    results = [each for each, _ in answers]
    if certificate:
        proofs.write_certificates(results, certificate, coq)
    if explain:
        from symconv.lectures.proof import explained as told

        write(told(results, explain))
    else:
        write(proofs.written(form, answers, mistaken, started))
    for line in mistaken:
        click.echo(of_line(line), err=True)
    return MISTAKE if mistaken else exit_code(each.outcome for each in results)


@commands.command(epilog="Example: symconv recheck certificates --coq")
@click.argument("folder", metavar="DIR")
@click.option("--coq", is_flag=True, help="Also have Coq check each proof: its files are made anew and compared first.")
@click.option("--coqchk", is_flag=True, help="The same, and then Coq's independent checker, which takes minutes.")
def recheck(folder: str, coq: bool, coqchk: bool) -> int:
    """Re-check certificates from their files alone: every step and every obligation."""
    reports = proofs.rechecked(folder, coq or coqchk, coqchk)
    write("\n".join(map(str, reports)) + "\n")
    return DONE if all(reports) else REFUTED


for each in (audit, draw, check, help_, completion):
    commands.add_command(each)


def _verdict_text(verdict: Verdict, layer: Layer) -> str:
    from symconv.statements.theorems import closed_forms
    from symconv.statements.write import statement

    lines = [f"{verdict.outcome}: {layer}"]
    lines += [
        f"  {of} = {statement(formula.build(layer).simplified())}  ({formula.name})"
        for of, formula in closed_forms(layer).items()
    ]
    lines += [f"  {each}" for each in verdict.differences]
    lines.append(f"{verdict.monomials:,} monomials compared {verdict.way}, in {verdict.seconds:.3f} s")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run the command line and exit."""
    # Hardly anything that a call makes goes round in a circle, and to look for such takes a tenth of a proof's time.
    gc.set_threshold(LITTER)
    code = run(sys.argv[1:])
    # Nor does anybody need to look for them in all there is when the process ends, as Python does.
    gc.freeze()
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """The exit code of a call; whatever went wrong is said here, once, and is never 1: that means refuted."""
    # What is written is UTF-8, whatever the locale says: mathematics has letters that others lack.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    # Whole numbers need no threads of OpenBLAS, which takes memory for each.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        # It ends the process with 1 where it has none, which nobody could catch.
        mmap(-1, ROOM).close()
        code = commands.main(arguments, prog_name="symconv", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        return _said(error.format_message())
    except (SymconvError, click.ClickException) as error:
        return _said(explained(error, arguments))
    except (KeyboardInterrupt, click.Abort):
        return _said("symconv: stopped", STOPPED)
    except SystemExit as ended:
        # click ends a call itself after a shell's completion, and with 1 where the reader (head, less) has left.
        silence(sys.__stdout__, sys.__stderr__)
        return LEFT if ended.code == REFUTED else DONE
    except OSError as error:
        silence(sys.__stdout__)
        if _is_for_memory(error):
            return _said(SMALLER)
        return _said(f"symconv: {f'{error.filename}: ' if error.filename else ''}{error.strerror or error}")
    except Exception as error:
        if _is_for_memory(error):
            return _said(SMALLER)
        if os.environ.get("SYMCONV_DEBUG"):
            traceback.print_exc()
        return _said(
            f"symconv: {defect(error)}: please report it with the command as you typed it; "
            "SYMCONV_DEBUG=1 shows where it is"
        )
    return code if isinstance(code, int) else DONE


def _is_for_memory(error: BaseException | None) -> bool:
    """Whether an error, or one that led to it, is want of memory: also of the interpreter's or the loader's own."""
    if error is None:
        return False
    if isinstance(error, MemoryError) or any(words in str(error) for words in OF_THE_LOADER):
        return True
    if isinstance(error, SystemError) and any(words in str(error) for words in UNSAID):
        return True
    if isinstance(error, OSError) and error.errno == ENOMEM:
        return True
    return _is_for_memory(error.__cause__ or error.__context__)


def _said(message: str, code: int = MISTAKE) -> int:
    """The code, once the message is on stderr; where nobody listens there, the code alone has to say it."""
    try:
        click.echo(message, err=True)
    except OSError:
        silence(sys.__stdout__, sys.__stderr__)
    return code

"""The verb `audit`: notes read from files, and how the verdicts are said."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symconv.cli.exit_codes import exit_code
from symconv.cli.layers import geometry_options, layer_from
from symconv.cli.output import write
from symconv.cli.progress import progress_bar
from symconv.errors import SymconvError

if TYPE_CHECKING:
    from symconv.auditor.report import Report
    from symconv.layers.layer import Layer

LARGEST_NOTES = 50_000_000
REPORT_FORMATS = ("text", "markdown", "html", "sarif", "github")


@click.command(epilog="Example: symconv audit notes.md")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--layer", metavar="LAYER", help="What the notes are about. Default: it is read off them.")
@geometry_options
@click.option("--strict", is_flag=True, help="Exit code 3 where something is unreadable too.")
@click.option("--format", "form", type=click.Choice(REPORT_FORMATS), default="text", help="Default: text.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
def audit(files: tuple[str, ...], strict: bool, form: str, as_json: bool, **options: Any) -> int:
    """Judge other people's notes, equation by equation.

    FILE is LaTeX, Markdown, plain text with mathematics between dollars, or a Jupyter notebook; - is the standard
    input.
    """
    layer = _layer(options)

    from symconv.auditing import audit as audited

    with progress_bar() as progress:
        reports = [audited(_read(name), layer, path=name, progress=progress) for name in files]
    write(_written(reports, "json" if as_json else form))
    return exit_code((each.outcome for report in reports for each in report.statements), strict)


def _layer(options: dict[str, Any]) -> Layer | None:
    """The layer that the options describe; None where they say nothing."""
    if options["layer"] is not None:
        return layer_from(options)
    for name, value in options.items():
        if value:
            raise SymconvError(f"--{name.replace('_', '-')} describes a layer: say which with --layer, such as conv2d")
    return None


def _read(name: str) -> str:
    try:
        data = sys.stdin.buffer.read(LARGEST_NOTES + 1) if name == "-" else _file(Path(name))
    except OSError as error:
        raise SymconvError(f"{name}: cannot be read ({error.strerror})", text=name) from error
    if len(data) > LARGEST_NOTES:
        raise SymconvError(f"{name}: more than {LARGEST_NOTES // 1_000_000} MB are not read", text=name)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise SymconvError(f"{name}: this is no text in UTF-8 (byte {error.start})", text=name) from error


def _file(path: Path) -> bytes:
    with path.open("rb") as opened:
        return opened.read(LARGEST_NOTES + 1)


def _written(reports: list[Report], form: str) -> str:
    """The reports in a format; what writes it is imported only when it is asked for."""
    if form == "markdown":
        from symconv.auditor.formats.markdown import document

        return document(reports)
    if form == "html":
        from symconv.auditor.formats.html import page

        return page(reports)
    if form == "sarif":
        from symconv.auditor.formats.sarif import log

        return log(reports)
    if form == "github":
        from symconv.auditor.formats.github import commands

        return commands(reports)
    return _as_json(reports) if form == "json" else _as_text(reports)


def _as_text(reports: list[Report]) -> str:
    from symconv.auditor.report import summary

    lines = [str(report) for report in reports]
    if len(reports) > 1:
        lines.append(f"all: {summary(reports)}")
    return "\n".join(lines) + "\n"


def _as_json(reports: list[Report]) -> str:
    from symconv.auditor.report import data

    return json.dumps(data(reports)) + "\n"

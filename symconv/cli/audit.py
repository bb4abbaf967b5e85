"""The verb `audit`: notes read from files, and how the verdicts are said."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from symconv.cli.exit_codes import exit_code
from symconv.cli.input import read
from symconv.cli.layers import geometry_options, layer_from
from symconv.cli.output import asked_format, write
from symconv.cli.progress import progress_bar
from symconv.errors import SymconvError

if TYPE_CHECKING:
    from symconv.auditor.report import Report
    from symconv.layers.layer import Layer


REPORT_FORMATS = ("text", "json", "markdown", "html", "sarif", "github")


@click.command(epilog="Example: symconv audit notes.md")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--layer", metavar="LAYER", help="What the notes are about. Default: it is read off them.")
@geometry_options
@click.option("--strict", is_flag=True, help="Exit code 3 where something is unreadable too.")
@click.option("--format", "form", type=click.Choice(REPORT_FORMATS), help="Default: text.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def audit(files: tuple[str, ...], strict: bool, form: str | None, as_json: bool, **options: Any) -> int:
    """Judge other people's notes, equation by equation.

    FILE is LaTeX, Markdown, plain text with mathematics between dollars, or a Jupyter notebook; - is the standard
    input.
    """
    form = asked_format(form, as_json) or "text"
    layer = _layer(options)

    from symconv.auditing import audit as audited

    with progress_bar() as progress:
        reports = [audited(read(name), layer, path=name, progress=progress) for name in files]
    write(_written(reports, form))
    return exit_code((each.outcome for report in reports for each in report.statements), strict)


def _layer(options: dict[str, Any]) -> Layer | None:
    """The layer that the options describe; None where they say nothing."""
    if options["layer"] is not None:
        return layer_from(options)
    for name, value in options.items():
        if value:
            raise SymconvError(f"--{name.replace('_', '-')} describes a layer: say which with --layer, such as conv2d")
    return None


def _written(reports: list[Report], form: str) -> str:
    """The reports in a format; what writes it is imported only when it is asked for."""
    from symconv.auditor.report import data, placed, summary

    if form == "markdown":
        from symconv.auditor.formats.markdown import document

        return document(reports)
    if form == "html":
        from symconv.auditor.formats.html import page

        return page(reports)
    if form == "sarif":
        from symconv.reports.sarif import log

        return log(placed(reports), "symconv audit")
    if form == "github":
        from symconv.reports.github import commands

        return commands(placed(reports))
    if form == "json":
        return json.dumps(data(reports)) + "\n"
    lines = [str(report) for report in reports]
    if len(reports) > 1:
        lines.append(f"all: {summary(reports)}")
    return "\n".join(lines) + "\n"

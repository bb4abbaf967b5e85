"""Reports in Markdown: what the notes were taken to be about, and a table of every statement."""

from __future__ import annotations

import re
from collections.abc import Sequence

from symconv.auditor.report import Judged, Report, summary

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|])")


def document(reports: Sequence[Report]) -> str:
    """The reports, one below the other.

    >>> from symconv.auditing import audit
    >>> print(document([audit("$$y_1 = x_1 w_1$$", path="a.md")]).splitlines()[0])
    # Audit of a.md
    """
    return "\n\n".join(_one(report) for report in reports) + "\n"


def _one(report: Report) -> str:
    lines = [f"# Audit of {escaped(report.path)}", ""]
    lines += [f"About: `{layer}`" for layer in report.layers]
    lines += [
        "",
        f"{summary([report])}.",
        "",
        "| place | verdict | equation | scope | correction | reason |",
        "|---|---|---|---|---|---|",
    ]
    lines += [_row(each) for each in report.statements]
    return "\n".join(lines)


def _row(each: Judged) -> str:
    cells = (
        f"{each.line}:{each.column}",
        f"**{each.outcome}**" if each.outcome == "refuted" else each.outcome,
        " ".join(f"**{_code(text)}**" if wrong else _code(text) for text, wrong in each.pieces),
        each.scope,
        _code(each.corrected),
        escaped(each.reason),
    )
    return f"| {' | '.join(cells)} |"


def _code(text: str) -> str:
    """A piece of source as code; a bar would end the cell, a backtick the code."""
    if not text:
        return ""
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    return f"{fence} {text} {fence}".replace("|", r"\|")


def escaped(text: str) -> str:
    """Words without meaning for Markdown.

    >>> escaped("x_1 | y")
    'x\\\\_1 \\\\| y'
    """
    return _MARKS.sub(r"\\\1", " ".join(text.split()))

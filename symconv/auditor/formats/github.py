"""Reports as annotations of GitHub Actions: one line a statement that is not proved, with its place."""

from __future__ import annotations

from collections.abc import Sequence

from symconv.auditor.formats.sarif import said
from symconv.auditor.report import Judged, Report, summary
from symconv.outcomes import Outcome

COMMANDS: dict[Outcome, str] = {"refuted": "error", "ambiguous": "warning", "undecided": "notice"}


def commands(reports: Sequence[Report]) -> str:
    """The annotations, then a line with the counts.

    >>> from symconv.auditing import audit
    >>> commands([audit("")])
    'no statements\\n'
    """
    lines = [_line(report.path, each) for report in reports for each in report.statements if each.outcome in COMMANDS]
    return "\n".join([*lines, summary(reports)]) + "\n"


def _line(path: str, each: Judged) -> str:
    place = f"file={_property(path)},line={each.line},col={each.column},endLine={each.end[0]}"
    return f"::{COMMANDS[each.outcome]} {place},title={_property(each.outcome)}::{_data(said(each))}"


def _data(text: str) -> str:
    """A message without the signs that would end it: a report must not be able to give commands."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

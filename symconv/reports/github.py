"""Verdicts as annotations of GitHub Actions: one line a statement that is not proved, with its place."""

from __future__ import annotations

from collections.abc import Sequence

from symconv.outcomes import Outcome
from symconv.reports.reported import Reported, counted

COMMANDS: dict[Outcome, str] = {"refuted": "error", "ambiguous": "warning", "undecided": "notice"}


def commands(found: Sequence[Reported], strict: bool = False) -> str:
    r"""The annotations, then a line with the counts; if `strict`, what is unreadable is an error too.

    >>> print(commands([Reported("refuted", "o = n", "refuted: o = n\n  at k=2", "a.symconv", 3, 1, (3, 6))]), end="")
    ::error file=a.symconv,line=3,col=1,endLine=3,title=refuted::refuted: o = n%0A  at k=2
    1 refuted
    """
    levels: dict[Outcome, str] = {**COMMANDS, "unreadable": "error"} if strict else COMMANDS
    lines = [_line(each, levels[each.outcome]) for each in found if each.outcome in levels]
    return "\n".join([*lines, counted(each.outcome for each in found)]) + "\n"


def _line(each: Reported, level: str) -> str:
    file = f"file={_property(each.path)},line={each.line},col={each.column},endLine={each.end[0]}," if each.path else ""
    return f"::{level} {file}title={_property(each.outcome)}::{_data(each.message)}"


def _data(text: str) -> str:
    """A message without the signs that would end it: a report must not be able to give commands."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

"""What an audit finds: a verdict for every statement, and what the notes were taken to be about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from symconv.outcomes import OUTCOMES, Outcome
from symconv.page import latex
from symconv.page.maths import Relation
from symconv.reports.reported import Reported, counted

# What speaks most against notes comes first.
WORST_FIRST: tuple[Outcome, ...] = (
    "refuted", "ambiguous", "undecided", "unreadable", "agrees", "proved", "definition",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judged:
    """A statement of the notes with its verdict.

    `line` and `column` count from 1 and say where the statement begins, `end` where it ends; `equation` is what stands
    there; `read` is how it was read, None where there is no fixed way to write that; `corrected` the nearest true
    equation where there is one, and `put_right` the same as mathematics. `wrong` are the places in `equation` of what
    the correction changes.
    """

    line: int
    column: int
    end: tuple[int, int]
    equation: str
    read: Relation | None
    scope: str
    outcome: Outcome
    corrected: str
    put_right: Relation | None
    reason: str
    wrong: tuple[tuple[int, int], ...] = ()

    @property
    def reading(self) -> str:
        """How the statement was read, in LaTeX; empty where there is no fixed way to write that."""
        return "" if self.read is None else latex.written(self.read)

    @property
    def pieces(self) -> tuple[tuple[str, bool], ...]:
        """The equation piece by piece, each with whether it is what is wrong."""
        found: list[tuple[str, bool]] = []
        at = 0
        for start, end in self.wrong:
            found += [(self.equation[at:start], False), (self.equation[start:end], True)]
            at = end
        found.append((self.equation[at:], False))
        return tuple((text, wrong) for text, wrong in found if text)

    @property
    def message(self) -> str:
        """The statement, its verdict and what would be right, in words."""
        reason = f" ({self.reason})" if self.reason else ""
        corrected = f"; corrected: {self.corrected}" if self.corrected else ""
        return f"{self.outcome}: {self.equation}{reason}{corrected}"


@dataclass(frozen=True, slots=True, repr=False)
class Report:
    """The statements of one text, and the layers that it was taken to be about; true where nothing is refuted."""

    path: str
    layers: tuple[str, ...]
    statements: tuple[Judged, ...]

    def __bool__(self) -> bool:
        return not any(each.outcome == "refuted" for each in self.statements)

    @property
    def outcome(self) -> Outcome:
        """The worst verdict on any of the statements; `unreadable` where nothing was found to judge."""
        found = [each.outcome for each in self.statements]
        return min(found, key=WORST_FIRST.index, default="unreadable")

    def counts(self) -> dict[Outcome, int]:
        """How many statements have each verdict, those that occur, in the order in which verdicts are named."""
        found = Counter(each.outcome for each in self.statements)
        return {word: found[word] for word in OUTCOMES if found[word]}

    def json(self) -> dict[str, object]:
        """What `symconv audit --json` prints of it."""
        return data([self])

    def __repr__(self) -> str:
        return f"<Report on {self.path}: {summary([self])}>"

    def __str__(self) -> str:
        lines = [f"{self.path}: {layer}" for layer in self.layers]
        lines += [_line(self.path, each) for each in self.statements]
        return "\n".join([*lines, f"{self.path}: {summary([self])}"])


def unread(path: str, reason: str) -> Report:
    """The report on a text of which nothing could be read."""
    return Report(path, (), (Judged(1, 1, (1, 1), "", None, "", "unreadable", "", None, reason),))


def _line(path: str, each: Judged) -> str:
    reason = f" ({each.reason})" if each.reason else ""
    lines = [f"{path}:{each.line}:{each.column}: {each.outcome}: {each.equation}{reason}"]
    if each.wrong:
        lines.append(f"    wrong: {', '.join(text for text, wrong in each.pieces if wrong)}")
    if each.corrected:
        lines.append(f"    corrected: {each.corrected}")
    return "\n".join(lines)


def data(reports: Sequence[Report]) -> dict[str, object]:
    """Reports as the object that `symconv audit --json` prints; null where there is nothing to say."""
    return {"schema": "symconv.audit/1", "files": [_of_file(each) for each in reports]}


def _of_file(report: Report) -> dict[str, object]:
    return {
        "path": report.path,
        "layer": "; ".join(report.layers) or None,
        "statements": [
            {
                "line": each.line,
                "column": each.column,
                "equation": each.equation,
                "reading": each.reading or None,
                "scope": each.scope or None,
                "verdict": each.outcome,
                "corrected": each.corrected or None,
                "reason": each.reason or None,
                "wrong": [list(place) for place in each.wrong] or None,
            }
            for each in report.statements
        ],
    }


def placed(reports: Sequence[Report]) -> list[Reported]:
    """Every statement with its place, for the formats that machines read."""
    return [
        Reported(each.outcome, each.equation, each.message, report.path, each.line, each.column, each.end)
        for report in reports
        for each in report.statements
    ]


def summary(reports: Sequence[Report]) -> str:
    """All counts in one line."""
    return counted(each.outcome for report in reports for each in report.statements)

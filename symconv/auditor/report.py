"""What an audit finds: a verdict for every statement, and what the notes were taken to be about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from symconv.outcomes import OUTCOMES, Outcome
from symconv.page import latex
from symconv.page.maths import Relation


@dataclass(frozen=True, slots=True)
class Judged:
    """A statement of the notes with its verdict.

    `line` and `column` count from 1 and say where the statement begins, `end` where it ends; `equation` is what stands
    there; `read` is how it was read, None where there is no fixed way to write that; `corrected` the nearest true
    equation where there is one, and `put_right` the same as mathematics.
    """

    line: int
    column: int
    end: tuple[int, int]
    equation: str
    read: Relation | None
    scope: str
    verdict: Outcome
    corrected: str
    put_right: Relation | None
    reason: str

    @property
    def reading(self) -> str:
        """How the statement was read, in LaTeX; empty where there is no fixed way to write that."""
        return "" if self.read is None else latex.written(self.read)


@dataclass(frozen=True, slots=True)
class Report:
    """The statements of one text, and the layers that it was taken to be about; true where nothing is refuted."""

    path: str
    layers: tuple[str, ...]
    statements: tuple[Judged, ...]

    def __bool__(self) -> bool:
        return not any(each.verdict == "refuted" for each in self.statements)

    def counts(self) -> dict[Outcome, int]:
        """How many statements have each verdict, those that occur, in the order in which verdicts are named."""
        found = Counter(each.verdict for each in self.statements)
        return {word: found[word] for word in OUTCOMES if found[word]}

    def __str__(self) -> str:
        lines = [f"{self.path}: {layer}" for layer in self.layers]
        lines += [_line(self.path, each) for each in self.statements]
        said = ", ".join(f"{count} {word}" for word, count in self.counts().items())
        return "\n".join([*lines, f"{self.path}: {said or 'no statements'}"])


def _line(path: str, each: Judged) -> str:
    reason = f" ({each.reason})" if each.reason else ""
    lines = [f"{path}:{each.line}:{each.column}: {each.verdict}: {each.equation}{reason}"]
    if each.corrected:
        lines.append(f"    corrected: {each.corrected}")
    return "\n".join(lines)


def data(report: Report) -> dict[str, object]:
    """A report as one row of `symconv audit --json`."""
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
                "verdict": each.verdict,
                "corrected": each.corrected or None,
                "reason": each.reason or None,
            }
            for each in report.statements
        ],
    }


def summary(reports: Sequence[Report]) -> str:
    """All counts in one line."""
    total: Counter[Outcome] = Counter()
    for report in reports:
        total.update(report.counts())
    return ", ".join(f"{total[word]} {word}" for word in OUTCOMES if total[word]) or "no statements"

"""pytest: with `--symconv-notes GLOB`, every statement of the notes is a test.

A statement that is refuted fails, with the nearest true equation; one that is ambiguous or undecided is an expected
failure with its reason, one that cannot be read is skipped. The files need not lie where tests are looked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from symconv.auditor.report import Judged

OPTION = "--symconv-notes"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option that names the notes."""
    group = parser.getgroup("symconv")
    group.addoption(OPTION, action="append", default=[], metavar="GLOB", help="Notes to audit, such as 'notes/*.md'.")


def pytest_configure(config: pytest.Config) -> None:
    """The notes are collected like tests that were asked for by name."""
    asked = {Path(str(each).split("::")[0]).resolve() for each in config.args}
    config.args.extend(str(path) for path in sorted(_notes(config)) if path not in asked)


def _notes(config: pytest.Config) -> set[Path]:
    """The files that the patterns match, from where pytest was called."""
    found: set[Path] = set()
    for pattern in config.getoption(OPTION) or []:
        start = Path(pattern).anchor
        base = Path(start) if start else config.invocation_params.dir
        found |= {path.resolve() for path in base.glob(pattern[len(start) :]) if path.is_file()}
    return found


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A file that the option names is one of notes."""
    if file_path.resolve() in _notes(parent.config):
        node: pytest.Collector = NotesFile.from_parent(parent, path=file_path)
        return node
    return None


class NotesFile(pytest.File):
    """Notes: a test for every statement."""

    def collect(self) -> Iterator[pytest.Item]:
        """The statements, audited together; each is named by its place."""
        from symconv.auditing import audit

        report = audit(self.path.read_text(encoding="utf-8"), path=str(self.path))
        seen: dict[str, int] = {}
        for each in report.statements:
            place = f"{each.line}:{each.column}"
            seen[place] = seen.get(place, 0) + 1
            name = place if seen[place] == 1 else f"{place}-{seen[place]}"
            yield NotesItem.from_parent(self, name=name, judged=each)


class FalseStatementError(Exception):
    """A statement of the notes that is false."""


class NotesItem(pytest.Item):
    """One statement of the notes."""

    def __init__(self, *, judged: Judged, **given: Any) -> None:
        super().__init__(**given)
        self.judged = judged

    def runtest(self) -> None:
        """Fail, be skipped or pass, by the verdict."""
        from symconv.auditor.formats.sarif import said

        if self.judged.outcome == "refuted":
            raise FalseStatementError(said(self.judged))
        if self.judged.outcome in ("ambiguous", "undecided"):
            pytest.xfail(said(self.judged))
        if self.judged.outcome == "unreadable":
            pytest.skip(said(self.judged))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What is false, without a traceback through the auditor."""
        if isinstance(excinfo.value, FalseStatementError):
            return f"{self.path}:{self.judged.line}:{self.judged.column}: {excinfo.value}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the statement stands."""
        return self.path, self.judged.line - 1, f"{self.path.name}:{self.name}"

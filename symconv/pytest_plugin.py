"""pytest: files of statements are collected as tests, and notes with `--symconv-notes GLOB`.

A statement of a file `*.symconv` passes where it is proved, and fails with the counterexample or with what remained.
Of notes, a statement that is refuted fails, with the nearest true equation; one that is ambiguous or undecided is an
expected failure with its reason, one that cannot be read is skipped. Notes need not lie where tests are looked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from symconv.auditor.report import Judged
    from symconv.statement_files import StatementLine

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
    """A file that the option names is one of notes, and one that ends in .symconv one of statements."""
    noted = file_path.resolve() in _notes(parent.config)
    if not noted and file_path.suffix != ".symconv":
        return None
    node: pytest.Collector = (NotesFile if noted else StatementsFile).from_parent(parent, path=file_path)
    return node


@pytest.fixture(scope="session", name="symconv")
def assertions() -> ModuleType:
    """`symconv.testing`: a test that takes `symconv` calls `symconv.assert_proved(...)` and its like."""
    from symconv import testing

    return testing


class StatementsFile(pytest.File):
    """Statements, one a line: a test for each."""

    def collect(self) -> Iterator[pytest.Item]:
        """The statements; each is named by its line and what it says."""
        from symconv.errors import SymconvError
        from symconv.statement_files import entries

        try:
            found = entries(self.path.read_text(encoding="utf-8"), str(self.path))
        except SymconvError as error:
            raise self.CollectError(str(error)) from None
        for each in found:
            yield StatementItem.from_parent(self, name=f"{each.line}: {each.text}", entry=each)


class FalseStatementError(Exception):
    """A statement that is false, or not proved where it has to be."""


class PlacedItem(pytest.Item):
    """A statement that stands in a file."""

    def __init__(self, *, line: int, **given: Any) -> None:
        super().__init__(**given)
        self.line = line

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The counterexample or what is true, without a traceback through the search for it."""
        if isinstance(excinfo.value, FalseStatementError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the statement stands."""
        return self.path, self.line - 1, f"{self.path.name}:{self.name}"


class StatementItem(PlacedItem):
    """One statement of a file, or the statements of a theorem."""

    def __init__(self, *, entry: StatementLine, **given: Any) -> None:
        super().__init__(line=entry.line, **given)
        self.entry = entry

    def runtest(self) -> None:
        """Pass where it is proved, fail otherwise."""
        from symconv.errors import SymconvError
        from symconv.proof.decide import TIMEOUT
        from symconv.proving import answered
        from symconv.statement_files import MistakenLine

        try:
            found = answered(self.entry.questions(), self.entry.timeout or TIMEOUT)
        except SymconvError as error:
            raise FalseStatementError(str(MistakenLine.of(self.entry, error))) from None
        if not found:
            raise FalseStatementError(f"{self.path}:{self.entry.line}: {found}")


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


class NotesItem(PlacedItem):
    """One statement of the notes."""

    def __init__(self, *, judged: Judged, **given: Any) -> None:
        super().__init__(line=judged.line, **given)
        self.judged = judged

    def runtest(self) -> None:
        """Fail, be skipped or pass, by the verdict."""
        if self.judged.outcome == "refuted":
            place = f"{self.path}:{self.judged.line}:{self.judged.column}"
            raise FalseStatementError(f"{place}: {self.judged.message}")
        if self.judged.outcome in ("ambiguous", "undecided"):
            pytest.xfail(self.judged.message)
        if self.judged.outcome == "unreadable":
            pytest.skip(self.judged.message)

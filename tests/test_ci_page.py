"""The page on continuous integration: its file of statements is proved, and its commands are ones that there are."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from cli.called import called

from symconv.proving import answered
from symconv.statement_files import StatementLine, entries

PAGE = (Path(__file__).parent.parent / "docs" / "ci.md").read_text(encoding="utf-8")
(STATEMENTS,) = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
LINES = entries(STATEMENTS, "layers.symconv")


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.text)
def test_each_statement_of_the_page_is_proved(line: StatementLine) -> None:
    assert answered(line.questions())


def test_each_command_of_the_page_is_understood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("layers.symconv").write_text("T3\n", encoding="utf-8")
    found = re.findall(r"^ *(?:- run: |- )?symconv (prove [^>|\n]*)", PAGE, re.MULTILINE)
    assert len(found) == 3
    for command in found:
        code, out, err = called(shlex.split(command), capsys)
        assert (code, err) == (0, "")
        assert out

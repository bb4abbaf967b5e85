"""The format follows the name of the file, what cannot be written is refused, and everything is UTF-8."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from quick import cases

from cli.called import called
from symconv.cli.main import run

DERIVE = ["derive", "conv1d", "--input", "3", "--kernel", "2"]
STARTS = {
    "a.txt": "Convolution, 1D",
    "a": "Convolution, 1D",
    "a.tex": "\\begingroup",
    "a.md": "# Convolution",
    "a.HTML": "<!DOCTYPE html>",
}


@pytest.mark.parametrize(("name", "start"), STARTS.items(), ids=STARTS)
def test_the_name_says_the_format(name: str, start: str, tmp_path: Path) -> None:
    assert run([*DERIVE, "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)


def test_json_by_its_name(tmp_path: Path) -> None:
    assert run([*DERIVE, "-o", str(tmp_path / "a.json")]) == 0
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["verdict"] == "proved"


def test_a_format_that_is_asked_for_wins(tmp_path: Path) -> None:
    assert run([*DERIVE, "--format", "markdown", "-o", str(tmp_path / "a.pdf")]) == 0
    assert (tmp_path / "a.pdf").read_text(encoding="utf-8").startswith("# Convolution")


@pytest.mark.parametrize("name", ["a.pdf", "a.svg", "a.png", "a.gif", "a.docx"])
def test_what_cannot_be_written_is_refused(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = called([*DERIVE, "-o", str(tmp_path / name)], capsys)
    assert (code, out) == (2, "")
    assert f"nothing is written as .{name.split('.')[1]}" in err
    assert not (tmp_path / name).exists()


def test_a_width_of_what_has_no_lines_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = called([*DERIVE, "--width", "8cm"], capsys)
    assert code == 2
    assert "add --format latex" in err


@pytest.mark.parametrize("said", cases({"C": {"LC_ALL": "C", "PYTHONUTF8": "0"}, "io": {"PYTHONIOENCODING": "ascii"}}))
def test_output_is_utf_8_whatever_the_locale(said: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "symconv", *DERIVE], capture_output=True, check=True, timeout=120, env=os.environ | said
    )
    assert "∂L/∂x1" in done.stdout.decode("utf-8")

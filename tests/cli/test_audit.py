"""`symconv audit`: exit codes, streams and formats."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from symconv.cli.main import run

TRUE = "$$z_1 = x_1 k_1 + x_2 k_2$$ $$z_2 = x_2 k_1 + x_3 k_2$$\n"
FALSE = TRUE + r"$$\frac{\partial L}{\partial k_1} = \frac{\partial L}{\partial z_1} x_1$$"
OPEN = TRUE + r"$$\frac{\partial L}{\partial k_1} = \frac{\partial L}{\partial z_i} \frac{\partial z_i}{\partial k_1}$$"
ODD = TRUE + r"$$z_1 = \cancel{x_1}$$"


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [(TRUE, [], 0), (FALSE, [], 1), (OPEN, [], 3), (ODD, [], 0), (ODD, ["--strict"], 3), ("", [], 0)],
    ids=["true", "false", "open", "unreadable", "unreadable-strict", "empty"],
)
def test_exit_codes(tmp_path: Path, text: str, options: list[str], code: int) -> None:
    path = tmp_path / "notes.md"
    path.write_text(text, encoding="utf-8")
    assert run(["audit", str(path), *options]) == code


def test_lines_say_where_and_what(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("notes.md").write_text(FALSE, encoding="utf-8")
    run(["audit", "notes.md"])
    out, err = capsys.readouterr()
    assert err == ""
    assert out.splitlines()[0] == "notes.md: conv1d --input 3 --kernel 2 --no-bias"
    assert out.splitlines()[3].startswith(r"notes.md:2:3: refuted: \frac{\partial L}{\partial k_1} = ")
    assert out.splitlines()[-1] == "notes.md: 2 proved, 1 refuted"


def test_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "notes.md"
    path.write_text(FALSE, encoding="utf-8")
    assert run(["audit", str(path), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["schema"] == "symconv.audit/1"
    (file,) = found["files"]
    assert file["path"] == str(path)
    assert file["layer"] == "conv1d --input 3 --kernel 2 --no-bias"
    assert [each["verdict"] for each in file["statements"]] == ["proved", "proved", "refuted"]
    last = file["statements"][-1]
    named = {"line", "column", "equation", "reading", "scope", "verdict", "corrected", "reason", "wrong"}
    assert last.keys() == named
    assert (last["line"], last["column"], last["scope"]) == (2, 3, "at this size")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.md"], "cannot be read"),
        (["."], "cannot be read"),
        ([], "Missing argument"),
        (["binary"], "no text in UTF-8"),
        (["notes.md", "--stride", "2"], "--layer"),
        (["notes.md", "--layer", "conv2d"], "needs its input size"),
    ],
    ids=["missing", "folder", "none", "binary", "option-without-layer", "layer-without-size"],
)
def test_mistakes_are_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("binary").write_bytes(b"\xff\xfe\x00$x=1$")
    Path("notes.md").write_text(TRUE, encoding="utf-8")
    assert run(["audit", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert "Traceback" not in err


def test_options_override_what_the_notes_say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "notes.md"
    path.write_text("$$z_1 = x_1 k_1 + x_2 k_2$$", encoding="utf-8")
    options = ["--layer", "conv1d", "--input", "4", "--kernel", "2", "--convention", "convolution", "--no-bias"]
    assert run(["audit", str(path), *options]) == 1
    assert "conv1d --input 4 --kernel 2 --convention convolution" in capsys.readouterr().out

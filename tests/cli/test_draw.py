"""`symconv draw` as a user meets it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cli.called import called
from symconv.cli.main import run

SMALL = ["draw", "conv2d", "--input", "3x3", "--kernel", "2x2"]


def test_a_picture_on_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = called(SMALL, capsys)
    assert (code, err) == (0, "")
    assert ElementTree.fromstring(out).get("role") == "img"
    assert "Step 2 of 4: z12 = x12·k11 + x13·k12 + x22·k21 + x23·k22 + B" in out


def test_a_step_and_a_notation(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = called([*SMALL, "--what", "dX", "--step", "9", "--notation", "delta"], capsys)
    assert "<title>Step 9 of 9: δx33 = δy22·w22</title>" in out


def test_transposed(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["draw", "conv_transpose1d", "--input", "3", "--kernel", "2", "--stride", "2", "--what", "transposed"]
    _, out, _ = called(arguments, capsys)
    assert "Z = pad(insert_zeros(X, 2), 1) ⋆ rot180(K) + B" in out


def test_stamps(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = called([*SMALL, "--what", "stamp"], capsys)
    assert "<title>Step 4 of 4: ∂L/∂x22 = ∂L/∂z11·k22 + ∂L/∂z12·k21 + ∂L/∂z21·k12 + ∂L/∂z22·k11</title>" in out
    _, film, _ = called([*SMALL, "--what", "stamp", "--animate"], capsys)
    assert "@keyframes" in film


def test_animation_and_tikz(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = called([*SMALL, "--animate"], capsys)
    assert "@keyframes" in out
    _, one, _ = called([*SMALL, "--format", "tikz"], capsys)
    _, all_of_them, _ = called([*SMALL, "--format", "tikz", "--animate"], capsys)
    assert (one.count(r"\begin{tikzpicture}"), all_of_them.count(r"\begin{tikzpicture}")) == (1, 4)


@pytest.mark.parametrize(
    ("name", "start"),
    [("a.svg", b"<svg"), ("a.png", b"\x89PNG"), ("a.tex", b"\\begin{tikz"), ("a.gif", b"GIF89a")],
)
def test_the_ending_of_the_file_says_the_format(name: str, start: bytes, tmp_path: Path) -> None:
    if name.endswith("png"):
        pytest.importorskip("resvg_py")
    if name.endswith("gif"):
        pytest.importorskip("PIL")
    assert run([*SMALL, "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / name).read_bytes().startswith(start)


def test_a_format_that_is_asked_for_wins(tmp_path: Path) -> None:
    assert run([*SMALL, "--format", "svg", "-o", str(tmp_path / "a.tex")]) == 0
    assert (tmp_path / "a.tex").read_bytes().startswith(b"<svg")


def test_an_image_through_a_pipe() -> None:
    pytest.importorskip("resvg_py")
    done = subprocess.run(
        [sys.executable, "-m", "symconv", *SMALL, "--format", "png"], capture_output=True, check=True, timeout=60
    )
    assert done.stdout.startswith(b"\x89PNG")


MISTAKES = {
    "animated png": ([*SMALL, "--animate", "--format", "png"], "--animate: a PNG image does not move", 2),
    "animated png by its name": ([*SMALL, "--animate", "-o", "a.png"], "--animate: a PNG image does not move", 2),
    "step of an animation": ([*SMALL, "--animate", "--step", "2"], "--animate shows every step", 2),
    "step 0": ([*SMALL, "--step", "0"], "--step is between 1 and 4 here, not 0", 2),
    "step 5": ([*SMALL, "--step", "5"], "--step is between 1 and 4 here, not 5", 2),
    "step in words": ([*SMALL, "--step", "two"], "'two' is not a valid integer", 2),
    "no such picture": ([*SMALL, "--what", "dB"], "'dB' is not one of", 2),
    "no such format": ([*SMALL, "--format", "bmp"], "'bmp' is not one of", 2),
    "a name that nothing is written for": ([*SMALL, "-o", "a.pdf"], "nothing is written as .pdf", 2),
    "direct as transposed": ([*SMALL, "--what", "transposed"], "use conv_transpose2d, or --what dX", 2),
    "three axes": (["draw", "conv3d", "--input", "3", "--kernel", "2"], "conv3d has 3 axes and a page has two", 1),
    "too large": (["draw", "conv2d", "--input", "30", "--kernel", "2"], "at most 24 an axis", 1),
    "a layer that is none": (["draw", "conv2d", "--input", "2", "--kernel", "3"], "the kernel reaches over 3", 2),
    "unwritable": ([*SMALL, "-o", "/nowhere/at/all.svg"], "cannot be written", 2),
}


@pytest.mark.parametrize(("arguments", "message", "least"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes_are_said_once(
    arguments: list[str], message: str, least: int, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = called(arguments, capsys)
    assert (code, out) == (2, "")
    assert message in err
    # One line, and where an option is at fault that option below it.
    assert least <= len(err.splitlines()) <= 3


def test_an_image_is_not_thrown_at_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    code, out, err = called([*SMALL, "--format", "png"], capsys)
    assert (code, out) == (2, "")
    assert "add -o FILE" in err

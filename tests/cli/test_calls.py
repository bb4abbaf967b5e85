"""The command line as a user meets it: outputs, exit codes, and one clear line for every mistake."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cli.called import called
from symconv.cli.progress import progress_bar

SMALL = ["conv2d", "--input", "3x3", "--kernel", "2x2"]


MISTAKES = {
    "a size is missing": (["derive", "conv2d", "--input", "3x", "--kernel", "2"], "--input 3x: a size is missing", 3),
    "no number": (["derive", "conv2d", "--input", "axb", "--kernel", "2"], "'a' is not a whole number", 1),
    "second is no number": (["verify", "conv2d", "--input", "3xb", "--kernel", "2"], "'b' is not a whole number", 3),
    "a fraction": (["verify", "conv1d", "--input", "3.5", "--kernel", "2"], "'3.5' is not a whole number", 1),
    "negative size": (["verify", "conv2d", "--input", "-3x3", "--kernel", "2"], "--input must be 1 or more, not -3", 1),
    "zero stride": ([*["verify"], *SMALL, "--stride", "0"], "--stride must be 1 or more, not 0", 1),
    "zero dilation": ([*["verify"], *SMALL, "--dilation", "1x0"], "--dilation must be 1 or more, not 0", 3),
    "negative padding": ([*["verify"], *SMALL, "--padding", "-1"], "--padding must be 0 or more, not -1", 1),
    "padding in words": ([*["verify"], *SMALL, "--padding", "smae"], "'smae' is not a whole number", 1),
    "three sides": ([*["verify"], *SMALL, "--padding", "1,2,3"], "an axis takes before,after, not 3 numbers", 1),
    "large kernel": (
        ["derive", "conv2d", "--input", "3x3", "--kernel", "2x5"],
        "reaches over 5 entries on axis 2, but the padded input has only 3: choose --kernel of at most 3",
        1,
    ),
    "groups": ([*["verify"], *SMALL, "--groups", "2"], "--in-channels 1 is not divisible by --groups 2", 1),
    "output padding": (
        ["verify", "conv_transpose2d", "--input", "3", "--kernel", "2", "--output-padding", "1"],
        "--output-padding 1 on axis 1 is too large: it must be below the stride (1) or the dilation (1)",
        1,
    ),
    "output padding of a direct layer": (
        [*["verify"], *SMALL, "--output-padding", "1"],
        "--output-padding belongs to transposed layers",
        1,
    ),
    "padding eats the output": (
        ["verify", "conv_transpose1d", "--input", "1", "--kernel", "1", "--padding", "1"],
        "the output would have -1 entries",
        1,
    ),
    "too many sizes": (["verify", "conv1d", "--input", "3x3", "--kernel", "2"], "--input has 2 sizes for 1 axis", 1),
    "too few sizes": (["verify", "conv3d", "--input", "3x3", "--kernel", "2"], "--input has 2 sizes for 3 axes", 1),
    "no input": (["verify", "conv2d", "--kernel", "2"], "a layer needs its input size", None),
    "no kernel": (["verify", "conv2d", "--input", "2"], "a layer needs its kernel size", None),
    "no such layer": (["derive", "convd"], "there is no layer 'convd'", 1),
    "no layer": (["derive"], "Missing argument 'LAYER'", None),
    "no such option": (["derive", *SMALL, "--strid", "2"], "No such option", 1),
    "no such verb": (["deriv"], "No such command 'deriv'", None),
    "no such format": (["derive", *SMALL, "--format", "pdf"], "'pdf' is not one of", 1),
    "no such gradient": (["derive", *SMALL, "--wrt", "Q"], "--wrt takes K, X and B, such as K,X, not 'Q'", 1),
    "no bias to derive by": (["derive", *SMALL, "--no-bias", "--wrt", "B"], "the layer has no bias", 1),
    "standalone text": (["derive", *SMALL, "--standalone"], "--standalone makes a LaTeX document", 1),
    "unwritable": (["derive", *SMALL, "-o", "/nowhere/at/all"], "cannot be written", 1),
    "a giant as text": (
        ["derive", "conv2d", "--input", "11111x10000", "--kernel", "3"],
        "up to 120,000 products: use verify for this size",
        1,
    ),
    "a giant": (
        ["verify", "conv2d", "--input", "100000", "--kernel", "3", "--enumerate"],
        "verify compares at most 10,000,000,000 one by one",
        1,
    ),
    "a giant in zeros": (
        ["verify", "conv1d", "--input", "2", "--kernel", "2", "--dilation", "999999999", "--padding", "999999999"],
        "verify looks at most at 1,000,000,000",
        1,
    ),
    "absurd digits": (["verify", "conv1d", "--input", "9" * 5000, "--kernel", "1"], "5000 digits is no size", 1),
}


@pytest.mark.parametrize(("arguments", "message", "column"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_line_with_a_caret(
    arguments: list[str], message: str, column: int | None, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = called(arguments, capsys)
    assert code == 2
    assert out == ""
    first, *below = err.splitlines()
    assert first.startswith("symconv: ")
    assert message in first
    assert "Traceback" not in err
    assert len(below) in (0, 2)
    if column is not None and below:
        typed, caret = below
        assert caret.strip() == "^"
        assert caret.index("^") <= len(typed), "the caret stands under the text, or where some is missing"
        if " " in typed.strip():
            assert caret.index("^") == typed.index(typed.split(maxsplit=1)[1]) + column - 1


def test_derive_prints_the_derivation(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = called(["derive", *SMALL], capsys)
    assert (code, err) == (0, "")
    assert "∂L/∂x12 = ∂L/∂z11·k12 + ∂L/∂z12·k11" in out
    assert "\x1b" not in out


@pytest.mark.parametrize("flag", [["--json"], ["--format", "json"]], ids=["--json", "--format json"])
def test_derive_json(flag: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = called(["derive", *SMALL, *flag], capsys)
    assert code == 0
    assert json.loads(out)["schema"] == "symconv.derive/1"


@pytest.mark.parametrize("written", ["3x2", "3X2", "3×2", "3 x 2", " 3 × 2 "])
def test_sizes_are_read_as_people_write_them(written: str, capsys: pytest.CaptureFixture[str]) -> None:
    sizes = ["--input", written, "--kernel", "1 x 2", "--padding", "1, 0 x 0"]
    code, out, err = called(["verify", "conv2d", *sizes], capsys)
    assert (code, err) == (0, "")
    assert out.startswith("proved: conv2d --input 3x2 --kernel 1x2 --padding 1,0x0\n")
    layers = ["--layer", "conv2d", "--kernel", "1 × 1", "--padding", "1 , 0"]
    assert called(["prove", "o = n + 1", *layers], capsys)[0] == 0


def test_wrt_chooses_and_orders(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = called(["derive", *SMALL, "--wrt", "X,K"], capsys)
    assert out.index("respect to the input") < out.index("respect to the kernel")
    assert "respect to the bias" not in out


def test_output_goes_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "d.tex"
    code, out, _ = called(["derive", *SMALL, "--format", "latex", "--standalone", "-o", str(path)], capsys)
    assert (code, out) == (0, "")
    assert path.read_text(encoding="utf-8").startswith(r"\documentclass")


def test_verify_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = called(["verify", "conv2d", "--input", "16", "--kernel", "3", "--json"], capsys)
    found = json.loads(out)
    assert code == 0
    assert (found["schema"], found["verdict"], found["monomials"]) == ("symconv.verify/1", "proved", 3724)
    assert isinstance(found["seconds"], float)


@pytest.mark.parametrize(
    ("padding", "monomials"),
    [("1", 21), ("1,2", 22), ("same", 18), ("valid", 15)],
)
def test_padding_forms(padding: str, monomials: int, capsys: pytest.CaptureFixture[str]) -> None:
    # n = 4, k = 2: the products that stay inside, for K and for X, and one B a z.
    call = ["verify", "conv1d", "--input", "4", "--kernel", "2", "--padding", padding, "--json"]
    _, out, _ = called(call, capsys)
    assert json.loads(out)["monomials"] == monomials


def test_padding_for_each_axis(capsys: pytest.CaptureFixture[str]) -> None:
    call = ["verify", "conv2d", "--input", "4", "--kernel", "2", "--padding", "1,2x0", "--json"]
    _, out, _ = called(call, capsys)
    assert json.loads(out)["layer"]["padding"] == [[1, 2], [0, 0]]


def test_no_arguments_shows_the_verbs(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = called([], capsys)
    assert code == 2
    assert "derive" in err
    assert "verify" in err


@pytest.mark.slow
def test_a_terminal_without_our_letters_gets_them_all_the_same() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "symconv", "derive", *SMALL],
        capture_output=True,
        env={"PYTHONIOENCODING": "ascii", "PATH": "/usr/bin:/bin"},
        check=True,
        timeout=60,
    )
    assert "∂L/∂x11 = ∂L/∂z11·k11" in done.stdout.decode("utf-8")


def test_progress_shows_on_a_terminal_after_a_while(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    said = ""
    with progress_bar(patience=0.05) as report:
        report("deriving dX")
        until = time.monotonic() + 60
        while "deriving dX" not in said and time.monotonic() < until:
            time.sleep(0.1)
            out, err = capsys.readouterr()
            assert out == ""
            said += err
    assert "deriving dX" in said


def test_progress_estimates_the_rest_once_a_part_is_done(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until then, and where no parts are known, there is no time to tell: it stands as dashes."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    said = ""
    with progress_bar(patience=0.01) as report:
        until = time.monotonic() + 60
        step = 0
        while not re.search(r"step [1-9]\d* .*0:00:\d\d .*0:0\d:\d\d", said) and time.monotonic() < until:
            report(f"step {step}", step / 1000)
            step += 1
            time.sleep(0.1)
            said += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", " ", capsys.readouterr().err)
    assert re.search(r"step [1-9]\d* .*0:00:\d\d .*0:0\d:\d\d", said)


def test_quick_work_shows_no_progress(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with progress_bar(patience=60) as report:
        report("deriving dX")
    assert capsys.readouterr() == ("", "")


def test_progress_is_silent_off_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar(patience=0.01) as report:
        report("deriving dX")
        time.sleep(0.3)
    assert capsys.readouterr() == ("", "")

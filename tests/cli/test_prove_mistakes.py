"""What `symconv prove` says to mistakes, and to what is too long, too large or too slow to decide."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import time

import pytest
from quick import cases

from cli.asked_to_prove import NOTES, asked
from symconv.proof.solvers import solvers


def typed(statement: str, *options: str) -> list[str]:
    return [statement, *options]


# What is typed, what is said, and what the caret stands under: a piece of the line shown, its end for "".
MISTAKES: dict[str, tuple[list[str], str, str | None]] = {
    "unknown tensor": (typed("dX = Q + X"), "there is no 'Q'", "Q"),
    "unknown size": (typed("o = n - q"), "there is no 'q'", "q"),
    "unknown operator": (typed("dX = turn(K)"), "there is no operator 'turn'", "turn"),
    "unknown option": (typed("dX = correlate(X, K, strides=2)"), "has no option 'strides'", None),
    "unknown mode": (typed("dX = correlate(X, K, mode=same)"), "the mode of correlate is valid, full", "same"),
    "too few arguments": (typed("dX = pad(dZ)"), "pad takes 2 or 3 arguments, not 1: array, lo, hi", "pad"),
    "too many arguments": (typed("dX = X + rot180(K, 1)"), "rot180 takes 1 argument, not 2", "rot180"),
    "a size for an array": (typed("dX = rot180(k)"), "an array is needed here", "k"),
    "an array for a size": (typed("dX = pad(dZ, K)"), "pad needs a size here", "K"),
    "array and size": (typed("dX = n"), "one side is made of entries", "dX"),
    "array plus size": (typed("dX = dZ + 1"), "'+' does not join these", "dZ"),
    "array times size": (typed("dX = k*X"), "not by a size", "k"),
    "no such axis": (typed("dX = flip(X, 2)", "--layer", "conv2d"), "there is no axis 2", "2"),
    "axis in letters": (typed("dX = flip(X, k)"), "flip takes the number of an axis", "k"),
    "map of others": (typed("Z = toeplitz(X, K)"), "write toeplitz(K, X)", "toeplitz"),
    "map of a transposed layer": (
        typed("dX = scatter(dZ, K)", "--layer", "conv_transpose1d"),
        "write scatter(X, K)",
        "scatter",
    ),
    "no bias": (typed("dB = sum(dZ)", "--no-bias"), "the layer has no bias", "dB"),
    "p and pl": (typed("p = pl"), "p stands for equal padding on both sides", "p"),
    "open parenthesis": (typed("dX = pad(dZ, k-1"), "')'", ""),
    "closing parenthesis": (typed("dX = pad(dZ, k-1))"), "')' is not expected here", "))+1"),
    "==": (typed("dX == dX"), "one = stands between the two sides, not two", "= dX"),
    "two equations": (typed("o = n = k"), "'=' is not expected here", "= k"),
    "no right side": (typed("dX ="), "ends too early", ""),
    "no equation": (typed("dX"), "neither a theorem (T1 to T17, T20) nor a statement", "dX"),
    "nothing": (typed(""), "neither a theorem (T1 to T17, T20) nor a statement", None),
    "trailing text": (typed("dX = X as known"), "'as' is not expected here", "as"),
    "Cyrillic": (typed("dX = rot180(К)"), "'К' does not belong in a statement", "К"),
    "full-width =": (typed("dX ＝ X"), "", None),
    "power": (typed("dX = X ** 2"), "'*' is not expected here", "* 2"),
    "many digits": (typed("o = n + 1234567890"), "a number of 10 digits", "1234567890"),
    "no such theorem": (typed("T18"), "there is no theorem T18: they are T1 to T17, T20", "T18"),
    "T0": (typed("T0"), "there is no theorem T0", "T0"),
    "small t": (typed("t1"), "neither a theorem", "t1"),
    "second is wrong": (["T1", "dX = Q"], "there is no 'Q'", "Q"),
    "no such layer": (typed(NOTES, "--layer", "conf"), "there is no layer 'conf'", "conf"),
    "stride for a theorem": (["T1", "--stride", "2"], "--stride is for statements", "2"),
    "stride for the library": (["--stride", "2"], "--stride is for statements", "2"),
    "stride of 0": (typed(NOTES, "--stride", "0"), "--stride", "0"),
    "kernel of 0": (typed(NOTES, "--kernel", "0"), "--kernel", "0"),
    "stride below 0": (typed(NOTES, "--stride", "-1"), "--stride -1", "-1"),
    "stride is a fraction": (typed(NOTES, "--stride", "1.5"), "--stride 1.5", "1.5"),
    "stride is no symbol of its own": (typed(NOTES, "--stride", "o"), "--stride o", "o"),
    "stride of two axes": (typed(NOTES, "--stride", "2x1"), "--layer conv2d", "2x1"),
    "stride of two axes of three": (
        typed(NOTES, "--stride", "2x1", "--layer", "conv3d"),
        "--stride 2x1 has 2 sizes",
        "2x1",
    ),
    "stride is missing an axis": (typed(NOTES, "--layer", "conv2d", "--stride", "2x"), "--stride 2x", ""),
    "padding same of a transposed layer": (
        typed(NOTES, "--padding", "same", "--layer", "conv_transpose1d"),
        "--padding same is for direct layers",
        "same",
    ),
    "padding of three sides": (typed(NOTES, "--padding", "1,2,3"), "an axis takes before,after", "1,2,3"),
    "padding below 0": (typed(NOTES, "--padding", "3,-1"), "--padding 3,-1", "-1"),
    "padding of two axes": (typed(NOTES, "--padding", "1x2"), "--padding 1x2 has 2 sizes", "1x2"),
    "output padding of a direct layer": (
        typed("o = n - k + 1", "--layer", "conv1d", "--output-padding", "1"),
        "--output-padding",
        "1",
    ),
    "groups of 0": (typed(NOTES, "--groups", "0"), "--groups 0", "0"),
    "groups in letters": (typed(NOTES, "--groups", "x"), "--groups x", "x"),
    "channels that groups do not divide": (
        typed(NOTES, "--out-channels", "3", "--groups", "2"),
        "--out-channels 3 is not divisible by --groups 2",
        "3",
    ),
    "no such convention": (typed(NOTES, "--convention", "none"), "'none' is not one of", "none"),
    "no such form": (["T3", "--explain", "pdf"], "'pdf' is not one of", "pdf"),
    "no time": (["T3", "--timeout", "0"], "--timeout", "0"),
    "time in words": (["T3", "--timeout", "soon"], "'soon'", "soon"),
    "certificate that cannot be": (["T3", "--certificate", "/proc/none"], "cannot be written", "/proc/none"),
    "no such option": (["T3", "--strid"], "No such option", "--strid"),
    "no value": (["T3", "--layer"], "'--layer' requires an argument", "--layer"),
}


@pytest.mark.parametrize(("arguments", "message", "under"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_line_with_a_caret(
    arguments: list[str], message: str, under: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = asked(arguments, capsys)
    assert (code, out) == (2, "")
    first, *below = err.splitlines()
    assert first.startswith("symconv: ")
    assert message in first
    assert "Traceback" not in err
    assert len(first) < 250
    if under is None:
        return
    line, caret = below
    assert caret.strip() == "^"
    typed_text = line[2:]
    piece, _, further = under.partition("+")
    wanted = len(typed_text) if not piece else typed_text.index(piece) + int(further or 0)
    # An option's value stands behind its name.
    if not piece.startswith("--") and typed_text.startswith("--") and piece:
        wanted = typed_text.index(piece, re.search("[ =]", typed_text).end())  # type: ignore[union-attr]
    assert caret.index("^") - 2 == wanted, err


@pytest.mark.parametrize("statement", ["X" * 100_000, "X = " + "(" * 100_000, "=" * 100_000])
def test_100_kb_are_answered_briefly_and_at_once(statement: str, capsys: pytest.CaptureFixture[str]) -> None:
    started = time.process_time()
    code, out, err = asked([statement], capsys)
    assert time.process_time() - started < 2
    assert (code, out) == (2, "")
    assert err.startswith("symconv: ")
    assert len(err) < 1000


@pytest.mark.parametrize(
    ("statement", "piece"), [("dX =\n  Q", "Q"), ("dX = X\n\n= 3", "= 3"), ("\n\ndX = pad(Q, 1)", "Q")]
)
def test_the_caret_finds_its_line(statement: str, piece: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = asked([statement], capsys)
    assert code == 2
    *_, line, caret = err.splitlines()
    assert piece in line
    assert caret.index("^") == line.index(piece)


@pytest.mark.parametrize("letter", ["\x1b", "\x07", "\r", "\x9b"], ids=["escape", "bell", "return", "CSI"])
def test_control_letters_do_not_reach_the_terminal(letter: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = asked([f"dX = {letter}[31mX"], capsys)
    assert code == 2
    assert letter not in err


HARMLESS = {
    "huge factor": "dX = 999999999*999999999*999999999*X",
    "huge factors, one by one": "65536*65536*(65536*65536*X) = X",
    "huge padding": "crop(pad(X, 999999999), n) = X",
    "huge gaps": "crop(insert_zeros(X, 999999999), n) = X",
    "huge size": "o = 999999999*999999999*n",
}


@pytest.mark.parametrize("statement", cases(HARMLESS))
def test_huge_numbers_end_in_a_verdict(statement: str) -> None:
    # Each is false, with a counterexample of a few entries; whatever is done about it, memory has an end.
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (4_000_000_000, 4_000_000_000))

    done = subprocess.run(
        [sys.executable, "-m", "symconv", "prove", statement],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        preexec_fn=limited,
    )
    assert "Traceback" not in done.stderr
    assert "defect" not in done.stderr
    assert done.returncode in (1, 2, 3)
    assert done.stdout or done.stderr.startswith("symconv: ")


SLOW = {
    "high power of a sum": "o = " + "*".join(["(n+k+s+d+pl+pr+op+o)"] * 25),
    "thousands of axes": "A = flip(A, 5000)",
    "a true statement": "sum(Z) = 2*sum(Z) - sum(Z)",
}


@pytest.mark.parametrize("statement", cases(SLOW))
def test_the_timeout_is_kept(statement: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "symconv", "prove", statement, "--timeout", "0.5"],
        capture_output=True,
        text=True,
        check=False,
        timeout=15,
    )
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 1, 2, 3)


def test_a_solver_out_of_time_does_not_know() -> None:
    # Fermat: no solver finds out in a moment.
    question = (
        "(set-logic QF_NIA)\n(declare-const a Int)\n(declare-const b Int)\n(declare-const c Int)\n"
        "(assert (> a 1))\n(assert (> b 1))\n(assert (= (+ (* a a a) (* b b b)) (* c c c)))\n(check-sat)\n"
    )
    assert {solver.name: solver.ask(question, 50) for solver in solvers()} == {
        solver.name: "unknown" for solver in solvers()
    }

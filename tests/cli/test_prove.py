"""`symconv prove` and `symconv recheck` as a user meets them, and `symconv.prove` in Python."""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import symconv
from cli.called import called
from symconv import Conv1d, Conv2d, ConvTranspose1d, Proof, Refutation, SymconvError, Undecided
from symconv.cli.main import run
from symconv.layers.family import family_of, symbolic_axis
from symconv.proof.smt import CERTIFICATES
from symconv.proof.solvers import solvers
from symconv.statements.grammar import StatementError
from symconv.statements.library import library

NOTES = "dX = correlate(pad(dZ, k-1), rot180(K))"
WRONG = "dX = correlate(pad(dZ, k-1), K)"
# True, since one of n-1, n, n+1 is divisible by 3, but products of sizes are beyond linear arithmetic.
BEYOND = "n*n*n - n = 3*((n*n*n - n)//3)"
USUAL = "  in cross-correlation layers with stride 1, dilation 1, padding 0 and a bias"
KEYS = {
    *("id", "statement", "verdict", "layer", "scope", "conditions", "example"),
    *("seconds", "checkers", "counterexample"),
}
LEADS = ["batch", "groups", "in_channels", "out_channels"]


def asked(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    return called(["prove", *arguments], capsys)


def answers(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, list[dict[str, Any]]]:
    """The exit code and the rows of --json, which have the keys and types that are promised."""
    code, out, _ = asked([*arguments, "--json"], capsys)
    found = json.loads(out)
    assert out.count("\n") == 1
    assert found.keys() == {"schema", "results"}
    assert found["schema"] == "symconv.prove/1"
    for row in found["results"]:
        assert row["verdict"] in ("proved", "refuted", "undecided")
        keys = KEYS | {"reason"} if row["verdict"] == "undecided" else KEYS
        assert row.keys() - {"read_as"} == keys
        assert all(isinstance(row[key], str) for key in ("id", "statement"))
        assert isinstance(row["seconds"], float)
        assert row["seconds"] >= 0
        for key in ("scope", "conditions", "checkers"):
            assert all(isinstance(each, str) for each in row[key])
        # Nobody agrees with what is not proved, and nobody is asked what is evident.
        assert not row["checkers"] or (row["verdict"] == "proved" and row["checkers"] == [CERTIFICATES])
        assert (row["counterexample"] is not None) == (row["verdict"] == "refuted")
        assert (row["example"] is not None) == (row["verdict"] == "proved")
        assert {"name", "rank", "convention", "bias", "stride", "padding", "dilation"} <= row["layer"].keys()
    return code, found["results"]


def answer(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    code, rows = answers(arguments, capsys)
    assert len(rows) == 1
    assert code == {"proved": 0, "refuted": 1, "undecided": 3}[rows[0]["verdict"]]
    return rows[0]


def test_proved(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = asked([NOTES], capsys)
    assert (code, err) == (0, "")
    assert out == (
        f"proved: {NOTES}\n"
        "  for all n, k >= 1 with n >= k; any number of axes, each with its own; any batch, groups and channels\n"
        f"{USUAL}\n"
    )


def test_refuted(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = asked([WRONG], capsys)
    assert (code, err) == (1, "")
    # The smallest: with n = 1 or k = 1 the rotation changes nothing.
    assert out == (
        f"refuted: {WRONG}\n  at n=2, k=2, entry 1 of the left side is dz1*k1, but the right side is dz1*k2\n"
        f"{USUAL}\n"
    )


def test_undecided(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = asked([BEYOND], capsys)
    assert code == 3
    first, reason, about = out.splitlines()
    assert first == f"undecided: {BEYOND}"
    assert about == USUAL
    assert reason.strip()
    assert "proved" not in out


@pytest.mark.parametrize(
    ("statements", "code"),
    [
        ([NOTES, WRONG], 1),
        ([NOTES, BEYOND], 3),
        ([BEYOND, WRONG], 1),
        ([NOTES, "T3"], 0),
    ],
    ids=["one refuted", "one undecided", "refuted outweighs undecided", "all proved"],
)
def test_one_exit_code_for_several(statements: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    found, out, _ = asked(statements, capsys)
    assert found == code
    assert (f"checked by {CERTIFICATES}" in out.splitlines()[-1]) == (NOTES in statements)


def test_json_of_a_proof(capsys: pytest.CaptureFixture[str]) -> None:
    row = answer([NOTES], capsys)
    assert (row["id"], row["statement"], row["verdict"]) == ("", NOTES, "proved")
    assert row["scope"] == ["n", "k", *LEADS, "rank"]
    assert row["conditions"] == ["n >= 1", "k >= 1", "N >= 1", "g >= 1", "c >= 1", "f >= 1", "n >= k"]
    assert row["example"] == dict.fromkeys(["n", "k", "N", "g", "c", "f"], 1)
    assert row["layer"] == {
        "name": "conv",
        "rank": None,
        "input": ["n"],
        "kernel": ["k"],
        "stride": [1],
        "padding": [[0, 0]],
        "dilation": [1],
        "output_padding": [0],
        "groups": "g",
        "in_channels": "c*g",
        "out_channels": "f*g",
        "batch": "N",
        "bias": True,
        "convention": "cross-correlation",
        "output": ["n - k + 1"],
    }


def test_json_names_the_layers_that_were_asked_about(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--layer", "conv_transpose2d", "--stride", "2xs", "--padding", "1,p", "--no-bias", "--batch", "4"]
    row = answer([*options, "dK = dK", "--convention", "convolution"], capsys)
    said = {"name": "conv_transpose2d", "rank": 2, "stride": [2, "s1"], "padding": [[1, "p0"], [1, "p1"]]}
    said |= {"bias": False, "batch": 4, "convention": "convolution"}
    assert {name: row["layer"][name] for name in said} == said


def test_of_many_each_has_its_scope(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = asked([NOTES, "T3", "T9", "dB = sum(dZ)"], capsys)
    lines = out.splitlines()
    assert [line.split(": ")[0] for line in lines[:-1:3]] == ["proved", "T3 proved", "T9 proved", "proved"]
    assert all(line.startswith("  for ") for line in lines[1:-1:3])
    assert all(line.startswith("  in ") for line in lines[2:-1:3])
    assert lines[2] == lines[11] == USUAL


def test_a_reading_is_said_as_text_as_data_and_to_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    written, read = "∂L/∂X = correlate(pad(∂L/∂Z, k−1), rot180(K))", "dX = correlate(pad(dZ, k-1), rot180(K))"
    assert asked([written], capsys)[1].splitlines()[1] == f"  read as: {read}"
    assert answer([written], capsys)["read_as"] == read
    assert f"It is read as {read}." in asked([written, "--explain", "text"], capsys)[1].replace("\n", " ")
    assert "read_as" not in answer([read], capsys)


def test_json_of_a_refutation(capsys: pytest.CaptureFixture[str]) -> None:
    row = answer([WRONG], capsys)
    assert row["verdict"] == "refuted"
    assert row["counterexample"] == {
        "sizes": {"n": 2, "k": 2},
        "entry": [1],
        "left": "dz1*k1",
        "right": "dz1*k2",
    }


def test_json_of_a_refutation_by_shapes(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(["dX = correlate(pad(dZ, k), rot180(K))"], capsys)["counterexample"]
    assert found["sizes"] == {"n": 1, "k": 1}
    assert found["shapes"] == ["1", "3"]
    assert found.keys() == {"sizes", "entry", "left", "right", "shapes"}


def test_json_of_a_refutation_with_several_axes(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(["dX = flip(correlate(pad(dZ, k-1), rot180(K)), 0)", "--layer", "conv2d"], capsys)["counterexample"]
    assert found["sizes"] == {"n": [2, 1], "k": [1, 1]}
    assert (found["entry"], found["left"], found["right"]) == ([1, 1], "dz11*k11", "dz21*k11")


def test_json_of_undecided(capsys: pytest.CaptureFixture[str]) -> None:
    row = answer([BEYOND], capsys)
    assert row["verdict"] == "undecided"
    assert row["reason"]


GENERAL = "dX = correlate(pad(insert_zeros(dZ, s), D-pl, D-pr+r), rot180(K), dilation=d)"
OPTIONS: dict[str, tuple[list[str], str, list[str]]] = {
    "a parameter that is named is symbolic": (
        [GENERAL],
        "proved",
        ["n", "k", "s", "d", "pl", "pr", *LEADS, "rank"],
    ),
    "--layer fixes the rank": ([NOTES, "--layer", "conv2d"], "proved", ["n", "k", *LEADS]),
    "--stride s": (["dB = sum(dZ)", "--stride", "s"], "proved", ["n", "k", "s", *LEADS, "rank"]),
    "--stride 2": ([NOTES, "--stride", "2"], "refuted", ["n", "k", *LEADS, "rank"]),
    "--stride 2 where s is named": ([GENERAL, "--stride", "2"], "proved", ["n", "k", "d", "pl", "pr", *LEADS, "rank"]),
    "--stride 2x1": (["o = (n-k)//s + 1", "--layer", "conv2d", "--stride", "2x1"], "proved", []),
    "--stride 1x2 is refuted": (["o = (n-k)//2 + 1", "--layer", "conv2d", "--stride", "2x1"], "refuted", []),
    "--stride=3": (["o = (n-k)//3 + 1", "--stride=3"], "proved", []),
    "--dilation 2": (["o = n - 2*(k-1)", "--dilation", "2"], "proved", []),
    "--dilation d": (["o = n - D", "--dilation", "d"], "proved", ["n", "k", "d", *LEADS, "rank"]),
    "--padding p": (["o = n + 2*p - k + 1", "--padding", "p"], "proved", ["n", "k", "p", *LEADS, "rank"]),
    "--padding pl,pr": (
        ["o = n + pl + pr - k + 1", "--padding", "pl,pr"],
        "proved",
        ["n", "k", "pl", "pr", *LEADS, "rank"],
    ),
    "--padding 1,2": (["o = n + 3 - k + 1", "--padding", "1,2"], "proved", ["n", "k", *LEADS, "rank"]),
    "--padding 1,2 as sides": (["pl + 1 = pr", "--padding", "1,2"], "proved", []),
    "--padding 1,2x0": (["o = n - k + 1 + pl + pr", "--padding", "1,2x0", "--layer", "conv2d"], "proved", []),
    "--padding valid": (["pl + pr = 0", "--padding", "valid"], "proved", []),
    "no padding": (["o = n - k + 1"], "proved", []),
    "--input 5 --kernel 2": (["o = 4", "--input", "5", "--kernel", "2"], "proved", [*LEADS, "rank"]),
    "--input 5x6": (["o = n - 1", "--layer", "conv2d", "--input", "5x6", "--kernel", "2"], "proved", LEADS),
    "--groups 2": ([NOTES, "--groups", "2"], "proved", ["n", "k", "batch", "in_channels", "out_channels", "rank"]),
    "--groups g": ([NOTES, "--groups", "g"], "proved", ["n", "k", *LEADS, "rank"]),
    "all counts": (
        [NOTES, "--groups", "2", "--in-channels", "4", "--out-channels", "6", "--batch", "3"],
        "proved",
        ["n", "k", "rank"],
    ),
    "--convention convolution": ([WRONG, "--convention", "convolution"], "proved", ["n", "k", *LEADS, "rank"]),
    "--convention convolution refutes": ([NOTES, "--convention", "convolution"], "refuted", []),
    "--convention cross-correlation": ([NOTES, "--convention", "cross-correlation"], "proved", []),
    "--no-bias": (["dot(Z, dZ) = dot(X, dX)", "--no-bias"], "proved", ["n", "k", *LEADS, "rank"]),
    "with bias": (["dot(Z, dZ) = dot(X, dX)"], "refuted", []),
    "--layer conv_transpose2d": (
        ["o = s*(n-1) + k + op", "--layer", "conv_transpose2d"],
        "proved",
        ["n", "k", "s", "op", *LEADS],
    ),
    "--output-padding 1": (
        ["o = 2*(n-1) + k + 1", "--layer", "conv_transpose1d", "--stride", "2", "--output-padding", "1"],
        "proved",
        ["n", "k", *LEADS],
    ),
    "op of transposed layers": (
        ["o = s*(n-1) + k + op", "--layer", "conv_transpose2d"],
        "proved",
        ["n", "k", "s", "op", *LEADS],
    ),
    "op of no layer": (["o = s*(n-1) + k + op"], "refuted", ["n", "k", "s", "op", *LEADS, "rank"]),
    "aliases": (["dX = correlate(pad(dY, k-1), rot180(W))"], "proved", ["n", "k", *LEADS, "rank"]),
    "--timeout": ([NOTES, "--timeout", "5"], "proved", []),
}


@pytest.mark.parametrize(("arguments", "verdict", "symbolic"), OPTIONS.values(), ids=OPTIONS)
def test_options(
    arguments: list[str], verdict: str, symbolic: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    row = answer(arguments, capsys)
    assert row["verdict"] == verdict
    if symbolic:
        assert row["scope"] == symbolic


def test_the_scope_of_free_tensors_names_their_sizes(capsys: pytest.CaptureFixture[str]) -> None:
    row = answer(["convolve(A, B, mode=full) = convolve(B, A, mode=full)"], capsys)
    assert row["verdict"] == "proved"
    assert {"A", "B"} <= set(row["scope"])


@pytest.mark.parametrize(
    "arguments",
    [
        [NOTES],
        ["o = o", "--layer", "conv2d", "--stride", "2x1", "--padding", "1,2"],
        ["sum(pad(A, 1)) = sum(A)"],
    ],
    ids=["of the notes", "with numbers", "of a free tensor"],
)
def test_the_scope_says_nothing_idle(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = asked(arguments, capsys)
    assert code == 0
    scope = out.splitlines()[1]
    assert not re.search(r"(^|[ ,])\d+ >= \d+", scope), "a condition on no size"
    assert ">= -" not in scope, "weaker than what every size satisfies"


@pytest.mark.parametrize(
    "options",
    [
        ["--layer", "conv1d", "--input", "2", "--kernel", "5"],
        ["--input", "2", "--kernel", "5"],
        ["--layer", "conv_transpose1d", "--input", "1", "--kernel", "1", "--padding", "3"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("statement", ["n = n", "dX = dX", "rot180(rot180(A)) = A"])
def test_nothing_is_proved_where_the_numbers_are_those_of_no_layer(
    statement: str, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    row = answer([statement, *options], capsys)
    assert (row["verdict"], row["reason"]) == (
        "undecided",
        "no layer was found for which the statement says anything",
    )


def test_list_is_the_library(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = asked(["--list"], capsys)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert len(lines) == 2 * len(library())
    for theorem, title, statement in zip(library(), lines[::2], lines[1::2], strict=True):
        assert title.split(maxsplit=1) == [theorem.id, theorem.title]
        assert statement.strip() == theorem.statement


def test_theorems_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    code, rows = answers(["T1", "T7"], capsys)
    assert code == 0
    wanted = [(each.id, each.statement) for each in library() if each.id in ("T1", "T7")]
    assert [(row["id"], row["statement"]) for row in rows] == wanted
    assert {row["verdict"] for row in rows} == {"proved"}


def test_theorems_in_the_order_asked_and_beside_a_statement(capsys: pytest.CaptureFixture[str]) -> None:
    _, rows = answers(["T3", WRONG, "T9"], capsys)
    assert [(row["id"], row["verdict"]) for row in rows] == [("T3", "proved"), ("", "refuted"), ("T9", "proved")]


def test_the_whole_library_in_one_call() -> None:
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "symconv", "prove", "--json"], capture_output=True, text=True, check=False, timeout=60
    )
    assert time.perf_counter() - started < 20
    assert done.returncode == 0
    rows = json.loads(done.stdout)["results"]
    assert [row["statement"] for row in rows] == [theorem.statement for theorem in library()]
    assert {row["verdict"] for row in rows} == {"proved"}
    assert {row["id"] for row in rows} == {f"T{number}" for number in (*range(1, 18), 20)}
    assert "Traceback" not in done.stderr


def test_the_library_as_text_ends_with_a_count() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "symconv", "prove"], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0
    *lines, last = done.stdout.splitlines()
    rows = [line for line in lines if not line.startswith("  ")]
    assert rows == [f"{each.id} proved: {each.statement}" for each in library()]
    assert sum(line.startswith("  for ") for line in lines) == len(rows)
    assert re.match(rf"{len(library())} proved in [0-9.]+ s, checked by {CERTIFICATES}$", last)
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize("form", ["text", "latex", "markdown", "html"])
def test_explain(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = asked([NOTES, "--explain", form], capsys)
    assert code == 0
    assert "Any number of axes" in out
    assert {"text": "\n---", "latex": r"\begin{align*}", "markdown": "\n$$\n", "html": "<math"}[form] in out
    assert "\x1b" not in out


@pytest.mark.parametrize(
    ("statement", "code", "said"),
    [(WRONG, 1, "the left side is dz1*k1"), (BEYOND, 3, "Undecided")],
    ids=["refuted", "undecided"],
)
def test_explain_what_is_not_proved(statement: str, code: int, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    found, out, _ = asked([statement, "--explain", "text"], capsys)
    assert found == code
    assert said in " ".join(out.split())


def rechecked(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = run(["recheck", str(folder)])
    out, err = capsys.readouterr()
    return code, out, err


def certified(arguments: list[str], folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[Path]]:
    code, _, err = asked([*arguments, "--certificate", str(folder)], capsys)
    found = sorted(path for path in folder.iterdir() if path.is_dir()) if folder.exists() else []
    assert err.count("certificate: ") == len(found)
    return code, found


def test_a_certificate_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, folders = certified(["T1", NOTES], tmp_path / "new" / "certificates", capsys)
    assert code == 0
    assert len(folders) == 3
    assert sorted({path.name for path in folders[0].iterdir()}) == [
        *("certificates", "example.json", "family.json", "manifest.json", "obligations", "plan.json", "statement.txt"),
        "sums.txt",
    ]
    code, out, err = rechecked(tmp_path / "new" / "certificates", capsys)
    assert (code, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines() if line[0] != " "] == ["holds"] * 3
    assert out.endswith(f"each with its own; any batch, groups and channels\n{USUAL}\n")
    assert NOTES in out
    assert rechecked(folders[0], capsys)[0] == 0


@pytest.mark.parametrize(
    "name", ["statement.txt", "example.json", "family.json", "sums.txt", "plan.json", "manifest.json", "001.smt2"]
)
def test_a_changed_certificate_does_not_hold(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, (first, *_) = certified(["T1"], tmp_path, capsys)
    (path,) = first.rglob(name)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    code, out, err = rechecked(tmp_path, capsys)
    assert (code, err) == (1, "")
    assert [line.split()[0] for line in out.splitlines() if line[0] != " "] == ["fails", "holds"]


@pytest.mark.parametrize("name", ["statement.txt", "plan.json", "manifest.json", "001.smt2"])
def test_a_missing_file_is_noticed(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, (first, *_) = certified(["T1"], tmp_path, capsys)
    next(first.rglob(name)).unlink()
    code, out, _ = rechecked(tmp_path, capsys)
    assert code == 1
    assert out.startswith(f"fails  {first.name}")


def test_a_certificate_of_something_else_does_not_pass_for_a_theorem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, (first, *_) = certified(["T3"], tmp_path, capsys)
    (first / "statement.txt").write_text("dB = sum(dY)\n", encoding="utf-8")
    assert rechecked(tmp_path, capsys)[0] == 1


def test_what_is_refuted_has_no_certificate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, folders = certified([WRONG], tmp_path / "none", capsys)
    assert (code, folders) == (1, [])


def test_recheck_needs_a_folder_with_certificates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder, said in ((tmp_path / "nowhere", "there is no folder"), (tmp_path, "there is no certificate")):
        code, out, err = rechecked(folder, capsys)
        assert (code, out) == (2, "")
        assert err.splitlines()[0].startswith(f"symconv: {said}")


def typed(statement: str, *options: str) -> list[str]:
    return [statement, *options]


# What is typed, what is said, and what the caret stands under: a piece of the line shown, its end for "".
MISTAKES: dict[str, tuple[list[str], str, str | None]] = {
    "unknown tensor": (typed("dX = Q + X"), "there is no 'Q'", "Q"),
    "unknown size": (typed("o = n - q"), "there is no 'q'", "q"),
    "unknown operator": (typed("dX = turn(K)"), "there is no operator 'turn'", "turn"),
    "unknown option": (typed("dX = correlate(X, K, strides=2)"), "has no option 'strides'", None),
    "unknown mode": (typed("dX = correlate(X, K, mode=same)"), "the mode of correlate is valid, full", "same"),
    "too few arguments": (typed("dX = pad(dZ)"), "pad takes 2 or 3 arguments, not 1", "pad"),
    "too many arguments": (typed("dX = X + rot180(K, 1)"), "rot180 takes 1 argument, not 2", "rot180"),
    "a size for an array": (typed("dX = rot180(k)"), "an array is needed here", "k"),
    "an array for a size": (typed("dX = pad(dZ, K)"), "pad needs a size here", "K"),
    "array and size": (typed("dX = n"), "one side is an array, the other a size", "dX"),
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
    "==": (typed("dX == dX"), "'=' is not expected here", "= dX"),
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
    "no such option": (["T3", "--strid"], "No such option '--strid'", "--strid"),
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
    started = time.perf_counter()
    code, out, err = asked([statement], capsys)
    assert time.perf_counter() - started < 2
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


@pytest.mark.parametrize("statement", HARMLESS.values(), ids=HARMLESS)
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


@pytest.mark.parametrize("statement", SLOW.values(), ids=SLOW)
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


# Python.


def test_a_proof_in_python() -> None:
    found = symconv.prove(NOTES)
    assert isinstance(found, Proof)
    assert found
    assert found.outcome == "proved"
    assert str(found).splitlines() == [f"proved: {NOTES}", *(f"  {line}" for line in found.scope.splitlines())]
    assert found.statement == NOTES


def test_a_refutation_in_python() -> None:
    found = symconv.prove(WRONG)
    assert isinstance(found, Refutation)
    assert not found
    assert found.outcome == "refuted"
    assert str(found) == (
        f"refuted: {WRONG}\n  at n=2, k=2, entry 1 of the left side is dz1*k1, but the right side is dz1*k2\n{USUAL}"
    )
    assert found.counterexample.sizes == {"n": 2, "k": 2}
    assert found.counterexample.mismatch.entry == (1,)


def test_undecided_in_python() -> None:
    found = symconv.prove(BEYOND)
    assert isinstance(found, Undecided)
    assert not found
    assert found.outcome == "undecided"
    assert str(found) == f"undecided: {BEYOND}\n  {found.reason}\n{USUAL}"


def test_a_blank_before_a_parenthesis() -> None:
    assert symconv.prove("Z = toeplitz (K, X)", Conv1d(input=5, kernel=2, bias=False))
    assert not symconv.prove("Z = 2*toeplitz (K, X)", Conv1d(input=5, kernel=2, bias=False))


def test_one_layer() -> None:
    found = symconv.prove("o = 4", Conv1d(input=5, kernel=2))
    assert isinstance(found, Proof)
    assert found.scope == "for conv1d --input 5 --kernel 2"
    assert not symconv.prove("o = 4", Conv1d(input=6, kernel=2))
    strided = "dX = correlate(pad(insert_zeros(dZ, 2), 1), rot180(K))"
    assert symconv.prove(strided, Conv2d(input=4, kernel=2, stride=2))
    # One entry is left over.
    assert not symconv.prove(strided, Conv2d(input=5, kernel=2, stride=2))
    refuted = symconv.prove(WRONG, Conv2d(input=3, kernel=2))
    assert isinstance(refuted, Refutation)
    assert refuted.counterexample.mismatch.left == "dz11*k11"
    assert refuted.counterexample.mismatch.right == "dz11*k22"
    assert "at this size" in str(refuted)
    assert "for conv2d --input 3x3 --kernel 2x2" in str(refuted)


def test_one_transposed_layer() -> None:
    layer = ConvTranspose1d(input=3, kernel=2, stride=2)
    assert symconv.prove("dX = correlate(dZ, K, stride=2)", layer)
    assert not symconv.prove("dX = correlate(dZ, rot180(K), stride=2)", layer)


def test_a_family() -> None:
    family = family_of((symbolic_axis(frozenset({"d"}), s=2),), rank=2)
    found = symconv.prove("o = (n - D - 1)//2 + 1", family)
    assert isinstance(found, Proof)
    assert found.scope == (
        "for all n, k, d >= 1 with d + n >= d*k + 1; 2 axes, each with its own\n"
        "in cross-correlation layers with stride 2, padding 0, batch 1, groups 1, in channels 1, out channels 1 "
        "and a bias"
    )
    assert not symconv.prove("o = n - D", family)


def test_a_mistake_in_python() -> None:
    with pytest.raises(StatementError, match="there is no 'Q'") as caught:
        symconv.prove("dX = pad(Q, 1)")
    assert isinstance(caught.value, SymconvError)
    assert (caught.value.text, caught.value.column) == ("dX = pad(Q, 1)", 9)
    with pytest.raises(SymconvError):
        symconv.prove("dX = (")
    with pytest.raises(SymconvError):
        symconv.prove("")


def test_a_constant_entry_is_shown() -> None:
    found = symconv.prove("grad(sum(A), A) = A")
    assert isinstance(found, Refutation)
    assert (found.counterexample.mismatch.left, found.counterexample.mismatch.right) == ("1", "a1")

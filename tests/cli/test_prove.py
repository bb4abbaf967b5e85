"""`symconv prove` as a user meets it: its text, its JSON, the library and explanations."""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys

import pytest
from quick import cases

from cli.asked_to_prove import BEYOND, LEADS, NOTES, USUAL, WRONG, answer, answers, asked
from symconv.proof.smt import CERTIFICATES
from symconv.statements.library import library


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


@pytest.mark.slow
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
    cases(
        {
            "one refuted": ([NOTES, WRONG], 1),
            "all proved": ([NOTES, "T3"], 0),
            "one undecided": ([NOTES, BEYOND], 3),
            "refuted outweighs undecided": ([BEYOND, WRONG], 1),
        },
        quick=2,
    ),
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


@pytest.mark.slow
def test_json_of_undecided(capsys: pytest.CaptureFixture[str]) -> None:
    row = answer([BEYOND], capsys)
    assert row["verdict"] == "undecided"
    assert row["reason"]


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


@pytest.mark.slow
def test_the_whole_library_in_one_call() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = subprocess.run(
        [sys.executable, "-m", "symconv", "prove", "--json"], capture_output=True, text=True, check=False, timeout=300
    )
    # Of computing, to which a busy machine adds nothing.
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 20
    assert done.returncode == 0
    rows = json.loads(done.stdout)["results"]
    assert [row["statement"] for row in rows] == [theorem.statement for theorem in library()]
    assert {row["verdict"] for row in rows} == {"proved"}
    assert {row["id"] for row in rows} == {f"T{number}" for number in (*range(1, 18), 20)}
    assert "Traceback" not in done.stderr


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.parametrize(
    ("statement", "code", "said"),
    [(WRONG, 1, "the left side is dz1*k1"), (BEYOND, 3, "Undecided")],
    ids=["refuted", "undecided"],
)
def test_explain_what_is_not_proved(statement: str, code: int, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    found, out, _ = asked([statement, "--explain", "text"], capsys)
    assert found == code
    assert said in " ".join(out.split())

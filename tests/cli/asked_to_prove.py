"""`symconv prove` called by tests: what it says, and the rows of its JSON, held against what is promised of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cli.called import called
from symconv.proof.smt import CERTIFICATES

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

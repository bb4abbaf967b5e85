"""A sample of the long run, and that its judge complains of a wrong verdict."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from oracles.statement_values import says_something

from mutation.long_run import families, judged, kept, main, report, run, telling, verdict_on
from symconv.proof.decision import Remaining
from symconv.proving import prove
from symconv.results import Proof, Refutation, Undecided
from symconv.statements.described import usual_family
from symconv.statements.grammar import parse

SAMPLE = 80
RIGHT, WRONG = "dX = correlate(pad(dZ, k-1), rot180(K))", "dX = correlate(pad(dZ, k-1), K)"


@pytest.mark.slow
def test_no_verdict_of_the_sample_is_wrong() -> None:
    outcomes = list(run(range(SAMPLE), seed=7))
    assert [each for each in outcomes if each.complaint] == [], report(outcomes)
    assert sum(each.verdict == "proved" for each in outcomes) >= SAMPLE // 5
    assert sum(each.verdict == "refuted" for each in outcomes) >= SAMPLE // 5


def test_a_wrong_verdict_is_complained_about() -> None:
    right, wrong = parse(RIGHT), parse(WRONG)
    family = families()[0]
    proof, refutation = prove(RIGHT, family), prove(WRONG, family)
    assert isinstance(proof, Proof)
    assert isinstance(refutation, Refutation)
    assert verdict_on(right, family, proof).complaint == verdict_on(wrong, family, refutation).complaint == ""
    assert verdict_on(wrong, family, proof).complaint.startswith("proved, but wrong at")
    assert verdict_on(right, family, refutation).complaint.startswith("the sides agree at its counterexample")
    later = replace(refutation, found=replace(refutation.counterexample, sizes={"n": 3, "k": 2}))
    assert "but sooner at" in verdict_on(wrong, family, later).complaint
    unsure = Undecided("", right, family, Remaining("no time"), 0.0)
    assert (verdict_on(right, family, unsure).false, verdict_on(wrong, family, unsure).false) == (False, True)


def test_what_makes_no_sense_has_no_verdict() -> None:
    assert judged("dX = rot180(", None).verdict == "nonsense"


@pytest.mark.slow
def test_a_statement_that_nothing_exists_for_counts_apart() -> None:
    assert judged("crop(A, 0-pl) = rot180(crop(A, 0-pl))", None).verdict == "about nothing"


def test_values_that_agree_by_chance_are_drawn_again() -> None:
    """At these sizes `(b1 - b2)*(c1 - c2)` is 0 for the first values that are drawn."""
    assert not judged("correlate(A + B, C) = correlate(A, C) + convolve(B, C)", None).complaint


@pytest.mark.slow
def test_the_judge_looks_as_far_as_a_statement_says_something() -> None:
    """Nothing exists here before k is pl + 4, beyond all small kernels."""
    text = "pad_adjoint(crop(X, D-pl), 0, 1, mode=reflect) = rot180(pad_adjoint(crop(X, D-pl), 0, 1, mode=reflect))"
    tree = parse(text)
    found = telling(tree, usual_family(tree))
    assert found
    assert all(says_something(tree, each) for each in found)
    outcome = judged(text, None)
    assert (outcome.verdict, outcome.complaint) == ("refuted", "")


def test_a_proof_of_nothing_is_complained_about() -> None:
    text = "pad(A, 0-4) = pad(pad(A, 0-4), 0)"
    proof, other = prove(text), prove("A = rot180(rot180(A))")
    assert isinstance(proof, Proof)
    assert not verdict_on(proof.tree, proof.family, proof).complaint
    # The other's example is an array of one entry, which has nothing left.
    forged = replace(proof, found=other.found)
    assert verdict_on(proof.tree, proof.family, forged).complaint.startswith("proved of nothing")


@pytest.mark.slow
def test_a_run_that_was_stopped_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "outcomes"
    for count in (2, 4):
        monkeypatch.setattr("sys.argv", ["long_run", "--count", str(count), "--seed", "7", "--outcomes", str(file)])
        main()
        assert len(file.read_text().splitlines()) == count
    assert kept(file) == list(run(range(4), seed=7))
    file.write_text(json.dumps({"text": "a", "verdict": "proved", "complaint": "wrong"}) + "\n" + file.read_text())
    monkeypatch.setattr("sys.argv", ["long_run", "--count", "5", "--outcomes", str(file)])
    assert main() == 1
    assert "1 wrong verdicts" in capsys.readouterr().out

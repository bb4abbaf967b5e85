"""A sample of the long run, and that its judge complains of a wrong verdict."""

from __future__ import annotations

from dataclasses import replace

from mutation.long_run import families, judged, report, run, verdict_on
from symconv.proof.decision import Remaining
from symconv.proving import prove
from symconv.results import Proof, Refutation, Undecided
from symconv.statements.grammar import parse

SAMPLE = 80
RIGHT, WRONG = "dX = correlate(pad(dZ, k-1), rot180(K))", "dX = correlate(pad(dZ, k-1), K)"


def test_no_verdict_of_the_sample_is_wrong() -> None:
    outcomes = list(run(SAMPLE, seed=7))
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


def test_a_statement_that_nothing_exists_for_counts_apart() -> None:
    assert judged("pad(correlate(B, B), 0-1) = pad(correlate(B, B), 0-1)", None).verdict == "about nothing"


def test_values_that_agree_by_chance_are_drawn_again() -> None:
    """At these sizes `(b1 - b2)*(c1 - c2)` is 0 for the first values that are drawn."""
    assert not judged("correlate(A + B, C) = correlate(A, C) + convolve(B, C)", None).complaint

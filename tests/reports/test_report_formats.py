"""Verdicts with their places as SARIF, GitHub annotations and JUnit XML: what is said, and what gives no orders."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from symconv.outcomes import OUTCOMES, Outcome
from symconv.reports import github, junit, sarif
from symconv.reports.reported import Reported, counted

FOUND = [
    Reported("proved", "o = n", "proved: o = n", "a.symconv", 1, 3, (1, 8), 0.25),
    Reported("refuted", "o = k", "refuted: o = k\n  at n=1", "a.symconv", 2, 1, (2, 6), 0.5),
    Reported("undecided", "o = s", "undecided: o = s"),
]


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_only_what_is_true_or_says_nothing_passes(outcome: Outcome) -> None:
    """In every format alike, for each word in which symconv answers."""
    one = [Reported(outcome, "o = n", "words", "a", 1)]
    held = outcome in ("proved", "agrees", "definition", "unreadable")
    assert (github.commands(one) == f"1 {outcome}\n") == held
    assert (json.loads(sarif.log(one, "t"))["runs"][0]["results"] == []) == held
    assert ("<failure" not in junit.suite(one, "t")) == held


def test_junit_has_a_case_for_each_with_its_place_and_time() -> None:
    (suite,) = ElementTree.fromstring(junit.suite(FOUND, "symconv prove"))
    assert (suite.attrib["name"], suite.attrib["tests"], suite.attrib["failures"]) == ("symconv prove", "3", "2")
    assert suite.attrib["time"] == "0.750"
    first, second, third = suite
    assert dict(first.attrib) == {
        "classname": "a.symconv", "name": "o = n", "time": "0.250", "file": "a.symconv", "line": "1"
    }
    assert list(first) == []
    assert second[0].attrib == {"type": "refuted", "message": "refuted: o = k\n  at n=1"}
    assert third.attrib["classname"] == "symconv prove"
    assert "file" not in third.attrib


def test_junit_holds_any_text() -> None:
    odd = Reported("refuted", 'o < "n" & \x00]]>', "\x1b[31m<failure>")
    tree = ElementTree.fromstring(junit.suite([odd], "t"))
    assert tree[0][0].attrib["name"] == 'o < "n" & �]]>'
    assert len(list(tree.iter("failure"))) == 1


def test_what_stands_in_no_file_has_no_place() -> None:
    assert "locations" not in json.loads(sarif.log(FOUND[2:], "t"))["runs"][0]["results"][0]
    assert github.commands(FOUND[2:]).startswith("::notice title=undecided::")


def test_counts_are_in_one_line() -> None:
    assert counted(each.outcome for each in FOUND) == "1 proved, 1 refuted, 1 undecided"
    assert counted([]) == "no statements"

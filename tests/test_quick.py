"""What a quick run does less of, and that every other run does all of it."""

from __future__ import annotations

import os

import pytest
from quick import QUICK, cases, examples, some


def test_properties_are_tried_on_few_examples_in_a_quick_run_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(QUICK, raising=False)
    assert [examples(count) for count in (400, 40, 5)] == [400, 40, 5]
    assert some(range(20), 4) == range(20)
    monkeypatch.setenv(QUICK, "1")
    assert [examples(count) for count in (400, 40, 5)] == [40, 10, 5]
    assert [[*some(range(count), 4)] for count in (20, 6, 3)] == [[0, 5, 10, 15], [0, 1, 2, 3], [0, 1, 2]]


def test_a_run_is_quick_where_slow_tests_are_left_out(request: pytest.FixtureRequest) -> None:
    assert (QUICK in os.environ) is ("not slow" in request.config.getoption("markexpr"))


def test_all_but_the_first_cases_are_slow() -> None:
    found = cases({"one": (1, 2), "two": (3, 4), "three": (5, 6)}, quick=2)
    assert [(each.id, each.values, [mark.name for mark in each.marks]) for each in found] == [
        ("one", (1, 2), []),
        ("two", (3, 4), []),
        ("three", (5, 6), ["slow"]),
    ]
    assert [(each.id, each.values) for each in cases("ab")] == [(None, ("a",)), (None, ("b",))]
    (known,) = cases([pytest.param(1, 2, id="one")], quick=0)
    assert (known.id, known.values, [mark.name for mark in known.marks]) == ("one", (1, 2), ["slow"])

"""Files of statements: how lines are read, and what is said of those that cannot be."""

from __future__ import annotations

import pytest

from symconv import SymconvError
from symconv.proving import answered
from symconv.questions import questions
from symconv.statement_files import MistakenLine, StatementLine, entries

LINES = {
    "a statement": ("o = n - k + 1", StatementLine("a", 1, 1, "o = n - k + 1")),
    "a theorem": ("  T7  # of transposed layers", StatementLine("a", 1, 3, "T7")),
    "a layer": ("conv2d: dB = sum(dZ)", StatementLine("a", 1, 9, "dB = sum(dZ)", "conv2d")),
    "options": (
        "conv_transpose2d stride=s padding=1,2 in-channels=4: dB = sum(dZ)",
        StatementLine(
            "a", 1, 54, "dB = sum(dZ)", "conv_transpose2d", {"stride": "s", "padding": "1,2", "in_channels": "4"}
        ),
    ),
    "a layer of any rank": ("conv_transpose: o = n", StatementLine("a", 1, 17, "o = n", "conv_transpose")),
    "no bias": ("no-bias: o = n - k + 1", StatementLine("a", 1, 10, "o = n - k + 1", None, {"bias": False})),
    "a bias in words": ("bias=no: o = n", StatementLine("a", 1, 10, "o = n", None, {"bias": False})),
    "json": (
        '{"statement": "o = n", "layer": "conv1d", "kernel": 1, "id": "mine"}',
        StatementLine("a", 1, 1, "o = n", "conv1d", {"kernel": 1}, "mine"),
    ),
}


@pytest.mark.parametrize(("line", "entry"), LINES.values(), ids=LINES)
def test_a_line_is_read(line: str, entry: StatementLine) -> None:
    assert entries(line, "a") == [entry]


def test_empty_lines_and_remarks_count_and_say_nothing() -> None:
    assert [(each.line, each.text) for each in entries("# sizes\n\nT1\n   # more\nT2", "a")] == [(3, "T1"), (5, "T2")]


WRONG = {
    "a word": ("quick conv2d: o = n", "a:1: 'quick' before the colon"),
    "two layers": ("conv1d conv2d: o = n", "a:1: 'conv2d' before the colon"),
    "no json": ('{"statement": "o = n"', "a:1: this is no JSON object"),
    "an object without a statement": ('{"layer": "conv2d"}', 'a:1: an object has its "statement"'),
    "a statement that is a number": ('{"statement": 3}', 'a:1: an object has its "statement"'),
}


@pytest.mark.parametrize(("line", "said"), WRONG.values(), ids=WRONG)
def test_a_line_that_is_none_is_refused_with_its_place(line: str, said: str) -> None:
    with pytest.raises(SymconvError) as caught:
        entries(line, "a")
    assert str(caught.value).startswith(said)


def test_blanks_around_a_theorem_are_nothing() -> None:
    assert [each.id for each in questions(" T3 ")] == ["T3"]


# These are lines, but what they ask is a mistake.
MISTAKEN = {
    "no statement": ("hello", "a:2: 'hello' is neither a theorem"),
    "no layer": ("conv99d: o = n", "a:2: there is no layer 'conv99d'"),
    "no option": ("colour=red: o = n", "a:2: a layer has no option 'colour'"),
    "no theorem": ("T99", "a:2: there is no theorem T99"),
    "a stride for a theorem": ("stride=2: T1", "a:2: `stride` is for statements"),
    "an unknown name": ("dX = Q", "a:2: there is no 'Q'"),
}


@pytest.mark.parametrize(("line", "said"), MISTAKEN.values(), ids=MISTAKEN)
def test_a_mistake_in_a_line_is_said_with_its_place(line: str, said: str) -> None:
    first, second = entries(f"T1\n{line}", "a")
    assert len(first.questions()) == 2
    with pytest.raises(SymconvError) as caught:
        answered(second.questions())
    assert str(MistakenLine.of(second, caught.value)).startswith(said)

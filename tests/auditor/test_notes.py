"""Three notes with mistakes in them, judged by hand beforehand: line by line in the .tsv beside each."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from symconv import Report, audit

NOTES = Path(__file__).parent / "notes"
NAMES = ("arrows", "bias", "rows")


@cache
def report(name: str) -> Report:
    return audit((NOTES / f"{name}.md").read_text(encoding="utf-8"), path=f"{name}.md")


def expected(name: str) -> list[tuple[int, str]]:
    rows = (NOTES / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [(int(line), verdict) for line, verdict in (row.split("\t") for row in rows)]


def verdicts(name: str, line: int) -> list[str]:
    """What is said of the display that begins at `line`."""
    lines = [each for each, _ in expected(name)] + [10**9]
    after = min(each for each in lines if each > line)
    return [each.outcome for each in report(name).statements if line <= each.line < after]


CASES = [pytest.param(name, line, said, id=f"{name}:{line}-{said}") for name in NAMES for line, said in expected(name)]


@pytest.mark.parametrize(("name", "line", "said"), CASES)
def test_every_display_is_judged_as_by_hand(name: str, line: int, said: str) -> None:
    found = verdicts(name, line)
    assert found
    match said:
        case "right":
            assert set(found) == {"proved"}
        case "wrong":
            assert "refuted" in found
        case "definition":
            assert set(found) == {"definition"}
        case "unreadable":
            assert set(found) == {"unreadable"}


@pytest.mark.parametrize(
    ("name", "layer"),
    [
        ("arrows", "conv2d --input 3x3 --kernel 2x2 --no-bias"),
        ("bias", "conv2d --input 3x3 --kernel 2x2"),
        ("rows", "conv1d --input 4 --kernel 2 --no-bias"),
    ],
)
def test_the_layer_is_read_off_the_notes(name: str, layer: str) -> None:
    assert report(name).layers == (layer,)


def test_an_entry_that_does_not_exist_is_named() -> None:
    reasons = [each.reason for each in report("arrows").statements if "w_{13}" in each.equation]
    assert reasons == ["range: w has no entry 1,3, it is 2x2; label: this is dL/dX"]


def test_a_sum_over_too_few_indices_is_no_sum_over_all() -> None:
    reasons = [each.reason for each in report("bias").statements if "sum_i" in each.equation]
    assert reasons == ["summation: over i and j"]

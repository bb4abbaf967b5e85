"""Notes of our own in the manner of blogs, papers and slides, right and wrong, most of them general.

After each display stands what it is: right, wrong, a definition, or withheld where its context does not settle it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from quick import cases

from symconv import Report, audit

FOLDER = Path(__file__).parent / "manners"
NAMES = sorted(path.name for path in FOLDER.iterdir())
MARK = re.compile(r"<!-- (right|wrong|definition|withheld) -->")


@cache
def report(name: str) -> Report:
    return audit((FOLDER / name).read_text(encoding="utf-8"), path=name)


def displays(name: str) -> list[tuple[int, int, str]]:
    """For each mark, the lines that it speaks of and what it says."""
    found = []
    since = 0
    for number, line in enumerate((FOLDER / name).read_text(encoding="utf-8").splitlines(), start=1):
        mark = MARK.fullmatch(line)
        if mark:
            found.append((since, number, mark[1]))
            since = number
    return found


CASES = [
    pytest.param(name, since, number, said, id=f"{name}:{number}-{said}")
    for name in NAMES
    for since, number, said in displays(name)
]


def test_there_are_notes_enough() -> None:
    assert len(NAMES) >= 12
    assert sum(len(displays(name)) for name in NAMES) > 60


@pytest.mark.parametrize(("name", "since", "number", "said"), cases(CASES, quick=90))
def test_every_equation_is_judged_as_by_hand(name: str, since: int, number: int, said: str) -> None:
    found = {each.outcome for each in report(name).statements if since < each.line < number}
    match said:
        case "right":
            assert found == {"proved"}
        case "wrong":
            assert found == {"refuted"}
        case "definition":
            assert found == {"definition"}
        case "withheld":
            assert found <= {"ambiguous", "unreadable", "undecided"}


@pytest.mark.parametrize("name", cases(NAMES, quick=8))
def test_what_is_refuted_comes_with_what_is_right(name: str) -> None:
    """Put in place of the false equation, the correction is proved."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    for each in report(name).statements:
        if each.outcome == "refuted" and each.corrected:
            assert each.equation in " ".join(text.split())
            found = audit(f"{text}\n\n$${each.corrected}$$\n").statements[-1]
            assert found.outcome == "proved", each.corrected

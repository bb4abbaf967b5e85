"""The page that lays the notes beside ours: it has every step, and each command prints what the page says it prints."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from symconv.cli.main import run

PAGE = Path(__file__).parents[2] / "notebooks" / "the_notes.md"
SECTION = re.compile(r"^## (?P<title>.+)\n\n```sh\n(?P<call>.+)\n```\n\n(?P<table>(?:\|.*\n)+)", re.MULTILINE)
ROW = re.compile(
    r"\| [\d–, ]+ \| .+ \| `(?P<command>[^`]+)` \| `(?P<piece>[^`|]+)` \| (?P<compared>\w+)\b.* \|",
)
HEAD = "| lines | the note shows | our command | it prints | compared |\n|---|---|---|---|---|\n"
STEPS = {"000": 12, "001": 25, "002": 24, "003": 19, "004": 9}
ANSWERS = ("better", "equal", "worse", "missing")


@dataclass(frozen=True, slots=True)
class Step:
    """A row: the note, the whole command, what it should print, and how the two compare."""

    note: str
    command: str
    piece: str
    compared: str


def steps(page: str) -> list[Step]:
    """The rows of a page; one that cannot be read is an error."""
    found = []
    for section in SECTION.finditer(page):
        assert section["table"].startswith(HEAD), section["title"]
        for line in section["table"].removeprefix(HEAD).splitlines():
            row = ROW.fullmatch(line)
            assert row is not None, line
            asked = row["command"]
            command = asked if asked.startswith("symconv ") else f"{section['call']} {asked}"
            found.append(Step(section["title"].split(":")[0], command, row["piece"], row["compared"]))
    return found


def absent(printed: str, pieces: Iterable[str]) -> list[str]:
    """The pieces that stand in no line of what is printed."""
    return [piece for piece in pieces if not any(piece in line for line in printed.splitlines())]


EVERY = steps(PAGE.read_text(encoding="utf-8"))
PIECES = {step.command: [each.piece for each in EVERY if each.command == step.command] for step in EVERY}


@pytest.mark.parametrize("command", PIECES)
def test_the_command_prints_what_the_page_says(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    program, *arguments = shlex.split(command)
    assert program == "symconv"
    run(arguments)
    printed, said = capsys.readouterr()
    assert said == ""
    assert absent(printed, PIECES[command]) == []


def test_every_step_of_the_notes_has_a_row() -> None:
    assert Counter(step.note for step in EVERY) == STEPS


def test_the_page_counts_its_answers() -> None:
    counted = Counter(step.compared for step in EVERY)
    assert {*counted} <= {*ANSWERS}
    total = f"Of {len(EVERY)} steps {counted['better']} are better here, {counted['equal']} are equal"
    words = PAGE.read_text(encoding="utf-8").replace("\n", " ")
    assert f"{total}, {counted['worse']} are worse and {counted['missing']} are missing" in words


def test_whatever_is_worse_or_missing_says_why() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert not re.search(r"\| (worse|missing) *\|$", page, re.MULTILINE)


def test_a_row_that_is_no_row_is_noticed() -> None:
    head = f"## 000: by hand\n\n```sh\nsymconv derive conv1d\n```\n\n{HEAD}"
    assert steps(head + "| 7 | sums | `--tables outputs` | `z1 = x1·k1` | equal |\n") == [
        Step("000", "symconv derive conv1d --tables outputs", "z1 = x1·k1", "equal")
    ]
    with pytest.raises(AssertionError, match="sums"):
        steps(head + "| seven | sums | `--tables outputs` | `z1 = x1·k1` | equal |\n")


def test_a_piece_that_is_not_printed_is_noticed() -> None:
    assert absent("z1 = x1·k1\nz2 = x2·k1", ["x2·k1", "x1·k2", "k1\nz2"]) == ["x1·k2", "k1\nz2"]

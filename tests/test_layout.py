"""Where tests lie: a folder for every room, and no two files of one name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from rooms import ROOMS

TESTS = Path(__file__).parent
# Folders that are not named for a room of the package.
OTHERS = {
    "oracles": "readings that share nothing with what they judge",
    "strategies": "what hypothesis draws",
    "mutation": "statements and formulas with one mistake in them",
    "notes": "the lecture notes, as they were typed",
    "browser": "the page in Chromium",
    "documentation": "the site, before and after it is built",
}


def of_one_name(names: Iterable[str]) -> set[str]:
    """File names that occur twice; those that Python and pytest ask for are in many folders."""
    return {name for name, count in Counter(names).items() if count > 1} - {"__init__.py", "conftest.py"}


def test_no_two_files_have_one_name() -> None:
    assert of_one_name(path.name for path in TESTS.rglob("*.py")) == set()


def test_two_files_of_one_name_are_noticed() -> None:
    asked_for = ["__init__.py", "conftest.py"] * 2
    assert of_one_name([*asked_for, "helpers.py", "loops.py", "helpers.py"]) == {"helpers.py"}


def test_every_folder_is_a_rooms_or_says_what_it_holds() -> None:
    folders = {path.parent.relative_to(TESTS).parts[0] for path in TESTS.glob("*/**/*.py")}
    assert folders <= {*ROOMS, *OTHERS}
    assert {*OTHERS} <= folders


def test_what_is_drawn_or_judged_by_is_not_in_a_test() -> None:
    """Oracles and strategies are imported by many; a test file among them may only test themselves."""
    others = {path.stem for folder in ("oracles", "strategies") for path in (TESTS / folder).glob("*.py")}
    assert {stem.removeprefix("test_") for stem in others if stem.startswith("test_")} <= others


@pytest.mark.parametrize("folder", ["symconv", "tests", "benchmarks", "docs"])
def test_no_file_is_longer_than_a_reader_follows(folder: str) -> None:
    paths = (TESTS.parent / folder).rglob("*.py")
    assert [path.name for path in paths if len(path.read_text(encoding="utf-8").splitlines()) > 400] == []

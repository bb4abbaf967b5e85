"""The README shows what the program prints, and its commands are there for CI to run."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest
from quick import cases
from readme import README, TRUST, Output, about, commands, drawn, listed, lists, outputs, pictures, printed, trusted

from symconv.calculus.derive import MOST_PRODUCTS, MOST_SECONDS
from symconv.cli.exit_codes import DONE, LEFT, MISTAKE, REFUTED, STOPPED, UNDECIDED
from symconv.exact.memory import MOST_MEGABYTES
from symconv.exact.ways import MOST_ONE_BY_ONE
from symconv.outcomes import OUTCOMES


@pytest.mark.parametrize("output", cases(outputs(), quick=3), ids=lambda output: output.call)
def test_output_is_current(output: Output) -> None:
    assert output.shown == printed(output), "run: python tests/readme.py update"


@pytest.mark.parametrize(("call", "path"), pictures(), ids=lambda each: str(each))
def test_picture_is_current(call: str, path: Path) -> None:
    assert path.read_text(encoding="utf-8") == drawn(call), "run: python tests/readme.py update"


@pytest.mark.parametrize(("name", "shown"), lists(), ids=[name for name, _ in lists()])
def test_list_is_current(name: str, shown: str) -> None:
    assert shown == listed(name), "run: python tests/readme.py update"


@pytest.mark.parametrize(
    ("count", "written", "said"),
    [(20_490, 20_000, 20_000), (22_600, 20_000, 23_000), (17_900, 20_000, 18_000), (460, None, 500)],
)
def test_how_many_lines_is_said_anew_once_it_is_a_tenth_off(count: int, written: int | None, said: int) -> None:
    assert about(count, written) == said


def test_the_page_on_trust_lists_what_is_trusted_and_every_answer_and_limit() -> None:
    text = TRUST.read_text(encoding="utf-8")
    assert [name for name, _ in lists()] == ["outcomes", "rests", "trusted"]
    assert f"takes about {MOST_SECONDS} s, up to {MOST_PRODUCTS:,} products" in text
    assert f"up to {MOST_MEGABYTES} MB" in text
    assert f"up to {MOST_ONE_BY_ONE:,} monomials" in text
    for code in (DONE, REFUTED, MISTAKE, UNDECIDED, f"{STOPPED}, {LEFT}"):
        assert f"\n| {code} | " in text
    for word in OUTCOMES:
        assert re.search(rf"^\| `\w+`.*\b{word}\b.* \|.* \|.* \|.* \|$", text, re.MULTILINE), word
    assert "docs/trust.md" in README.read_text(encoding="utf-8")


def test_what_is_trusted_is_the_kernel_and_the_claim_with_what_they_rest_on() -> None:
    files = {line.split("`")[1] for line in trusted().splitlines() if line.startswith("| `")}
    rested_on = ("proof/kernel", "proof/smt", "proof/claim", "sizes", "arrays/sums", "layers/definition")
    assert {f"symconv/{name}.py" for name in rested_on} <= files
    assert not {f"symconv/proof/{name}.py" for name in ("search", "certificate", "refute", "decide")} & files


def test_there_are_outputs_and_both_commands() -> None:
    assert len(outputs()) >= 2
    assert pictures()
    assert commands().keys() == {"derive", "test"}
    assert "symconv derive conv2d --input 3x3 --kernel 2x2" in commands()["derive"]


def test_python_examples_run() -> None:
    found = doctest.testfile(str(README), module_relative=False)
    assert found.attempted >= 4
    assert found.failed == 0

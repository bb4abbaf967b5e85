"""Mathematics as runs: the same letters as in the terminal's text, set in italics and lowered where they should be."""

from __future__ import annotations

from itertools import pairwise

import pytest

from page.test_maths import CASES
from symconv.page import text
from symconv.page.maths import (
    Dots,
    Entry,
    Infix,
    InfixOperator,
    Maths,
    Product,
    Relation,
    Signed,
    Sum,
    WholeArray,
    gradient,
)
from symconv.page.runs import Line, lines, runs

X, K, Z = Entry("x", (1, 12), separated=True), Entry("k", (2, 1)), Entry("z", (1,))


def said(line: Line) -> str:
    return "".join(run.text for run in line)


@pytest.mark.parametrize("tree", [tree for tree, *_ in CASES.values()], ids=CASES)
def test_the_letters_are_those_of_the_text(tree: Maths) -> None:
    assert said(runs(tree)) == text.written(tree)
    assert all(run.text for run in runs(tree))


def test_neighbours_are_of_different_kinds() -> None:
    total = Relation(gradient(X, delta=True), "=", Sum((Product((gradient(Z), K)), Dots(3))))
    kinds = [run.set for run in runs(total)]
    assert all(one != other for one, other in pairwise(kinds))
    assert [run.text for run in runs(total) if run.set == "italic"] == ["δx", "L", "z", "k"]
    assert [run.text for run in runs(total) if run.set == "lowered"] == ["1,12", "1", "21"]


@pytest.mark.parametrize(
    ("tree", "italic", "lowered"),
    [
        (X, "x", "1,12"),
        (Signed("×", K), "k", "21"),
        (Infix(WholeArray("X"), InfixOperator("correlate"), WholeArray("K")), "", ""),
        (Dots(12), "", ""),
    ],
    ids=["entry", "multiplier", "whole arrays stand upright", "no digit of a count is an index"],
)
def test_what_is_set_in_italics_and_what_below(tree: Maths, italic: str, lowered: str) -> None:
    found = runs(tree)
    assert "".join(run.text for run in found if run.set == "italic") == italic
    assert "".join(run.text for run in found if run.set == "lowered") == lowered


@pytest.mark.parametrize("room", range(1, 60, 7))
def test_lines_say_the_whole_and_break_before_a_plus_sign(room: int) -> None:
    total = Relation(Z, "=", Sum((Product((X, K)), Product((X, K)), gradient(Z), Dots(2))))
    found = lines(total, lambda line: len(said(line)) <= room)
    assert " ".join(map(said, found)) == text.written(total)
    assert all(said(line).startswith("+ ") for line in found[1:])
    assert all(len(said(line)) <= room or said(line).count(" + ") == 0 for line in found)


def test_what_is_no_sum_is_one_line() -> None:
    assert lines(Product((X, K)), lambda _: False) == [runs(Product((X, K)))]

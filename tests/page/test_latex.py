"""Sentences made plain for LaTeX, and windows in a frame; what it writes of each node: test_maths."""

from __future__ import annotations

import pytest

from symconv.layers.lettering import letter, quantity
from symconv.page.latex import escaped, framed, written
from symconv.page.maths import Letter, Matrix, Words
from symconv.sizes import symbol


@pytest.mark.parametrize(
    ("plain", "tex"),
    [("a_b & 50% #1", r"a\_b \& 50\% \#1"), ("--input", "-{}-input"), ("{x}^2", r"\{x\}\^{}2")],
)
def test_sentences_are_escaped(plain: str, tex: str) -> None:
    assert escaped(plain) == tex


@pytest.mark.parametrize(
    ("name", "tex"),
    [("t'", "t'"), ("n_0", "n_{0}"), ("pr", "p_r"), ("op", r"\mathit{op}")],
    ids=["prime", "index", "side", "word"],
)
def test_names(name: str, tex: str) -> None:
    assert written(letter(name)) == written(quantity(symbol(name))) == tex


def test_words_are_escaped() -> None:
    assert written(Words("100% of a_b")) == r"\text{100\% of a\_b}"


A, B, C, D = map(Letter, "abcd")
FRAMES = {
    "one cell": (
        frozenset({(0, 0)}),
        r"\cline{1-1} \multicolumn{1}{|c|}{a} & b \\ \cline{1-1} c & d",
    ),
    "a row": (
        frozenset({(1, 0), (1, 1)}),
        r"a & b \\ \cline{1-1} \cline{2-2} \multicolumn{1}{|c}{c} & \multicolumn{1}{c|}{d} \\ \cline{1-1} \cline{2-2} ",
    ),
    "cells apart": (
        frozenset({(0, 0), (1, 1)}),
        r"\cline{1-1} \multicolumn{1}{|c|}{a} & b \\ \cline{1-1} \cline{2-2} c & \multicolumn{1}{|c|}{d} \\ "
        r"\cline{2-2} ",
    ),
    "none": (frozenset(), r"a & b \\ c & d"),
}


@pytest.mark.parametrize(("marked", "rows"), FRAMES.values(), ids=FRAMES)
def test_a_window_has_one_frame(marked: frozenset[tuple[int, int]], rows: str) -> None:
    found = framed(Matrix(((A, B), (C, D)), marked=marked))
    assert found == rf"\left[\begin{{array}}{{cc}} {rows} \end{{array}}\right]"


def test_a_part_of_a_matrix_lacks_a_bracket() -> None:
    assert framed(Matrix(((A, B),), goes_on=(True, False))) == r"\left.\begin{array}{cc} a & b \end{array}\right]"
    assert framed(Matrix(((A, B),), (0,), goes_on=(False, True))).startswith(r"\left[\begin{array}{c|c}")

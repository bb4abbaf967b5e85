"""Sentences made plain for LaTeX, and how wide it sets mathematics; what it writes of each node: test_maths."""

from __future__ import annotations

import pytest

from symconv.layers.lettering import letter, option, quantity
from symconv.page.latex import escaped, named_width, width, written
from symconv.page.maths import (
    Applied,
    Dots,
    Entry,
    Fraction,
    InfixOperator,
    Letter,
    Number,
    Product,
    Words,
    gradient,
)
from symconv.sizes import symbol


@pytest.mark.parametrize(
    ("plain", "tex"),
    [("a_b & 50% #1", r"a\_b \& 50\% \#1"), ("--input", "-{}-input"), ("{x}^2", r"\{x\}\^{}2")],
)
def test_sentences_are_escaped(plain: str, tex: str) -> None:
    assert escaped(plain) == tex


def test_width_takes_the_wider_half_of_a_fraction() -> None:
    wide = Product((Letter("b"), Letter("c"), Letter("d")))
    assert width(Fraction(Letter("a"), wide)) == width(wide)
    z, x, k = Entry("z", (1, 1)), Entry("x", (1, 1)), Entry("k", (1, 1))
    assert width(Product((gradient(x), k))) > width(Product((z, k))) - 1


@pytest.mark.parametrize(
    ("tree", "wide"),
    [
        (Entry("x", (1, 12), separated=True), 5),
        (Dots(3), len("..(3moreterms)")),
        (InfixOperator("correlate"), 1),
        (InfixOperator("transposed", (option("stride", Number(2)),)), 5),
        (InfixOperator("correlate", (option("stride", Number(2)), option("dilation", Number(3)))), 10),
    ],
    ids=["separated", "left out", "sign", "sign with an option", "sign with two"],
)
def test_width_counts_what_is_set(tree: Entry | Dots | InfixOperator, wide: int) -> None:
    assert width(tree) == wide


def test_width_of_a_name_with_its_options() -> None:
    assert named_width(Applied("crop", (), (Number(2),))) == len("crop2")
    assert named_width(Applied("rot180", ())) == len("rot180°")


@pytest.mark.parametrize(
    ("name", "tex"),
    [("t'", "t'"), ("n_0", "n_{0}"), ("pr", "p_r"), ("op", r"\mathit{op}")],
    ids=["prime", "index", "side", "word"],
)
def test_names(name: str, tex: str) -> None:
    assert written(letter(name)) == written(quantity(symbol(name))) == tex


def test_words_are_escaped() -> None:
    assert written(Words("100% of a_b")) == r"\text{100\% of a\_b}"

"""The page on the language of statements has a line for everything that a statement may say."""

from __future__ import annotations

from symconv.layers.maps import MAPS
from symconv.statements.glossary import ALIASES, FREE, OF_A_LAYER, SIZES
from symconv.statements.grammar import parse_expression
from symconv.statements.language import MAP_WORDS, PAGE_WIDTH, SIZE_WORDS, page
from symconv.statements.meaning import CALLABLE


def test_every_name_has_its_words() -> None:
    assert SIZE_WORDS.keys() == {*SIZES, "o"}
    assert MAP_WORDS.keys() == MAPS.keys()
    words = page().replace(",", " ").split()
    assert {*OF_A_LAYER, *ALIASES, *FREE, "B", "dB"} <= {*words}
    assert {name for name in CALLABLE if f"  {name}(" not in page()} == set()


def test_calls_are_shown_as_they_are_read() -> None:
    lines = page().splitlines()
    assert "  pad(array, lo[, hi])" in lines
    assert "  pad(array, lo[, hi], mode=circular|reflect|replicate)" in lines
    assert "  correlate(left, right[, stride=size][, dilation=size][, mode=valid|full])" in lines
    assert "  flip(array, axis)" in lines
    assert "  scatter(dZ, K)" in lines
    assert parse_expression("correlate(A, B, stride=s, dilation=d, mode=full)")


def test_the_page_fits() -> None:
    assert max(map(len, page().splitlines())) <= PAGE_WIDTH

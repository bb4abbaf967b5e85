"""A page: text alternatives from the same trees, and pictures to step through only where they can be drawn."""

from __future__ import annotations

import re

import pytest

from symconv.page.document import Display, Heading, Pictures, Slides, Table, prose
from symconv.page.html import HEAVIEST, MOST_PICTURES, element, page
from symconv.page.maths import Entry, Letter, Number, Product, gradient

X = Entry("x", (1, 1))


def stepping(count: int, favourite: int = 0, weight: int = 1) -> str:
    slides = Slides(count, favourite, weight, lambda number: f"<svg>{number}</svg>", str, str)
    return element(Pictures("dX", "The steps", "symconv draw", slides))


def test_the_alternative_of_a_formula_is_its_text() -> None:
    assert 'alttext="∂L/∂x11"' in element(prose("See ", gradient(X), " & more."))
    assert "&amp; more." in element(prose("See ", X, " & more."))
    assert 'aria-label="x11·a"' in element(Display(Product((X, Letter("a")))))


def test_a_long_label_is_cut_and_the_alternative_is_not() -> None:
    long = element(Display(Product((X,) * 40)))
    label, alternative = (re.search(rf'{name}="([^"]*)"', long) for name in ("aria-label", "alttext"))
    assert label is not None
    assert alternative is not None
    assert len(label.group(1)) == 80
    assert label.group(1).endswith("...")
    assert alternative.group(1).count("x11") == 40


def test_an_empty_cell_of_a_table_says_nothing() -> None:
    found = element(Table((None, X), ((X, None), (X, Number(0)))))
    assert found.count("<math") == 4
    assert "<td></td><th" in found


@pytest.mark.parametrize(
    ("count", "weight", "shown"),
    [
        (3, 1, 3),
        (MOST_PICTURES, 1, MOST_PICTURES),
        (100, 1, MOST_PICTURES),
        (10, HEAVIEST // 4, 4),
        (10, 2 * HEAVIEST, 1),
    ],
    ids=["few", "as many as there may be", "too many", "heavy", "too heavy for two"],
)
def test_steps_are_as_many_as_a_page_carries(count: int, weight: int, shown: int) -> None:
    found = stepping(count, weight=weight)
    assert found.count("<input") == found.count("<svg>") == shown
    assert (f"({shown} of {count} steps)" in found) == (shown < count)
    assert found.count(" checked") == 1


def test_steps_begin_with_the_first_and_say_what_they_are_about() -> None:
    found = stepping(5, favourite=2)
    assert 'id="dX-1" name="dX" data-step="0" checked' in found
    assert 'id="dX-3" name="dX" data-step="2">' in found


def test_contents_lead_to_the_sections() -> None:
    found = page((Heading("All", 1), Heading("One"), prose("Words."), Heading("Two")))
    assert re.findall('<a href="#(part-[0-9])">', found) == re.findall('<h2 id="(part-[0-9])">', found)
    assert "<title>All</title>" in found

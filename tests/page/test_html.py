"""A page: text alternatives from the same trees, and pictures to step through only where they can be drawn."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from symconv.errors import TooLargeError
from symconv.page.document import (
    Arrows,
    Display,
    Equation,
    Equations,
    Film,
    Heading,
    Pictures,
    Slides,
    SumGrid,
    Table,
    prose,
)
from symconv.page.html import MOST_PICTURES, element, page, pictures
from symconv.page.maths import Entry, Letter, Maths, Number, Product, gradient

X = Entry("x", (1, 1))


def stepping(count: int, room: int = 10**6, drawn: int = 0, shared: int = 0) -> str:
    """Steps whose pictures have so many letters, and so many more for all."""

    def film(numbers: Sequence[int]) -> Film:
        return Film("s" * shared, tuple(f"<svg>{number}{'d' * drawn}</svg>" for number in numbers))

    slides = Slides(count, 0, str, str, str, film, lambda number: Entry("x", (number,)), "A & B")
    return pictures(Pictures("dX", "The steps", "symconv draw", slides), room)


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
    ("count", "drawn", "shared", "shown"),
    [
        (3, 1, 1, 3),
        (MOST_PICTURES, 1, 1, MOST_PICTURES),
        (100, 1, 1, MOST_PICTURES),
        (30, 9_800, 1, 10),
        (30, 9_800, 50_000, 5),
        (4, 60_000, 1, 1),
    ],
    ids=["few", "as many as there may be", "too many", "heavy", "heavy together", "too heavy for two"],
)
def test_steps_are_as_many_as_a_page_carries(count: int, drawn: int, shared: int, shown: int) -> None:
    found = stepping(count, 100_000, drawn, shared)
    assert found.count("<input") == found.count("<svg>") == shown
    assert (f"({shown} of {count} steps)" in found) == (shown < count)
    assert found.count(" checked") == 1
    assert len(found) < 110_000


def test_a_picture_that_no_page_carries_is_told_how_to_draw() -> None:
    found = stepping(4, 100_000, drawn=150_000)
    assert "too large for this page" in found
    assert "<code>symconv draw</code>" in found
    assert "<svg>" not in found


def test_steps_begin_with_the_first_and_say_what_they_are_about() -> None:
    found = stepping(5)
    assert 'id="dX-1" name="dX" data-step="0" checked' in found
    assert 'id="dX-3" name="dX" data-step="2">' in found


def test_a_step_has_its_sum_below_it_and_all_have_the_caption() -> None:
    found = stepping(3)
    assert '<svg>1</svg><p aria-hidden="true"><span><i>x</i><sub>1</sub></span></p></div>' in found
    assert found.count("<p>A &amp; B</p>") == 1


def test_a_page_beyond_what_browsers_show_is_refused() -> None:
    """While it is written, not when it is done."""
    long = prose("x" * 10**6)
    assert len(page((Heading("All", 1), *(long,) * 19))) > 19 * 10**6
    with pytest.raises(TooLargeError, match=r"more than 20 MB.*leave out --full"):
        page((Heading("All", 1), *(long,) * 21))


def test_pictures_have_the_room_that_all_else_leaves() -> None:
    asked: list[int] = []

    def film(numbers: Sequence[int]) -> Film:
        asked.append(len(numbers))
        return Film("", tuple("d" * 20_000 for _ in numbers))

    slides = Slides(30, 0, str, str, str, film, Number, "")
    two = tuple(Pictures(name, "Steps", "symconv draw", slides) for name in ("dX", "dK"))
    whole = page((Heading("All", 1), prose("x" * 100_000), *two))
    assert 450_000 < len(whole) < 500_000
    # A few to see how heavy they are, and then no more than are shown.
    assert max(asked) < 12


def test_a_grid_of_many_terms_shows_a_corner_an_edge_and_the_fullest() -> None:
    def boxes(terms: int) -> list[str]:
        each = Equation(Entry("x", (1,)), tuple(Entry("z", (at,)) for at in range(terms)))
        return re.findall("<td.*?</td>", element(SumGrid("All", ((each,) * 6,) * 6)))

    assert len(boxes(5)) == 36
    # Three and the dots between them, both ways.
    assert len(boxes(9)) == 25


def test_contents_lead_to_the_sections() -> None:
    found = page((Heading("All", 1), Heading("One"), prose("Words."), Heading("Two")))
    assert re.findall('<a href="#(part-[0-9])">', found) == re.findall('<h2 id="(part-[0-9])">', found)
    assert "<title>All</title>" in found


@pytest.mark.parametrize(("terms", "rows"), [(9, [9]), (10, [10]), (11, [9, 2]), (18, [9, 9]), (19, [9, 10])])
def test_no_last_term_of_a_sum_stands_alone_on_a_line(terms: int, rows: list[int]) -> None:
    equation = Equation(Entry("z"), tuple(Entry("x" * 7, ()) for _ in range(terms)))
    found = re.findall("<mtr.*?</mtr>", element(Equations((equation,))))
    assert [row.count("data-in=") for row in found] == rows


@pytest.mark.parametrize("left", [Entry("z"), None], ids=["an equation", "no equation"])
def test_terms_above_arrows_go_on_below_where_a_line_is_full(left: Maths | None) -> None:
    """Each line has its arrows and values below it, every row as many cells as the first one or fewer."""
    terms = tuple(Entry("x" * 7, (at,)) for at in range(12))
    found = element(Arrows(left, terms, (Number(0),) * 12))
    rows = [each.count("<mtd") for each in re.findall("<mtr>.*?</mtr>", found)]
    assert len(rows) == 6
    assert found.count('class="struck"') == found.count("↓</mo>") == 12
    assert rows[0] == rows[1] == rows[2] > rows[3] == rows[4] == rows[5]
    # The terms of all lines stand in the same columns, each with its value below.
    places = [
        [at for at, cell in enumerate(re.findall("<mtd.*?</mtd>", row)) if "xxxxxxx" in cell or "<mn>0" in cell]
        for row in re.findall("<mtr>.*?</mtr>", found)
    ]
    assert places[0] == places[2] != []
    assert places[3] == places[5] == places[0][: len(places[3])]


def test_no_line_begins_with_what_closes_a_formula() -> None:
    found = element(prose("Of ", X, ", so (see ", X, ") it is ", X, ". And ", X, " is."))
    alone = re.sub("<math.*?</math>", "M", found)
    assert alone == (
        '<p>Of <span class="kept">M,</span> so (see <span class="kept">M)</span> it is <span class="kept">M.</span> '
        "And M is.</p>"
    )

"""The steps of a picture on one page: with what they share they look as each does alone, and take less room."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from quick import cases

from pictures.drawn_layers import LAYERS, kinds
from symconv.pictures.choice import steps_of
from symconv.pictures.film import film
from symconv.pictures.layout import wordless
from symconv.pictures.stamps import stamps
from symconv.pictures.svg import draw_in, svg
from symconv.pictures.words import PictureStep, step_of

CASES = [(name, what) for name, layer in LAYERS.items() for what in (*kinds(layer), "stamp")]
# What is drawn: an element's kind, its place, and what it says.
Mark = tuple[str, tuple[float, ...], str]


def steps(name: str, what: str, notation: str = "xkz") -> tuple[PictureStep, ...]:
    layer = LAYERS[name]
    return stamps(layer, notation) if what == "stamp" else steps_of(layer, what, notation)


def numbers(path: str) -> list[float]:
    return [float(each) for each in re.findall(r"-?[\d.]+", path)]


def marks(element: Element, named: dict[str, Element], x: float = 0, y: float = 0) -> Iterator[Mark]:
    """Everything in an element that is seen, references followed."""
    match element.tag:
        case "use":
            by = [float(element.get(axis, "0")) for axis in "xy"]
            yield from marks(named[element.attrib["href"].removeprefix("#")], named, x + by[0], y + by[1])
        case "g" | "svg":
            for each in element:
                yield from marks(each, named, x, y)
        case "path":
            for a, b, c, d in zip(*[iter(numbers(element.attrib["d"]))] * 4, strict=True):
                yield "line", (a + x, b + y, c + x, d + y), element.get("stroke", "")
        case "rect" | "text":
            place = float(element.attrib["x"]) + x, float(element.attrib["y"]) + y
            colours = [element.get(each, "") for each in ("fill", "stroke", "text-anchor", "font-size")]
            yield element.tag, place, " ".join(["".join(element.itertext()), *colours])


# The letters of a notation are as in any other picture.
LETTERED = [(*case, "xkz") for case in CASES] + [("plain", what, "delta") for what in ("forward", "dX", "dK", "stamp")]


@pytest.mark.parametrize(("name", "what", "notation"), cases(LETTERED, quick=4), ids=lambda each: str(each))
def test_nothing_moves_and_nothing_is_lost(name: str, what: str, notation: str) -> None:
    found = steps(name, what, notation)
    made = film(found, what)
    named = {each.attrib["id"]: each for each in ElementTree.fromstring(made.shared).iter("g") if "id" in each.attrib}
    sheet = wordless(found)
    assert len(sheet.moving) == len(made.pictures)
    for number, picture in enumerate(made.pictures):
        alone = Element("g")
        draw_in(alone, sheet.step(number))
        assert_alike([*marks(ElementTree.fromstring(picture), named)], [*marks(alone, {})])


@pytest.mark.parametrize(("name", "what"), cases(CASES, quick=4), ids=lambda each: str(each))
def test_cells_are_drawn_before_what_is_written_into_them(name: str, what: str) -> None:
    """Nothing that was in front is behind: each letter comes after the last cell that covers it."""
    found = steps(name, what)
    made = film(found, what)
    named = {each.attrib["id"]: each for each in ElementTree.fromstring(made.shared).iter("g") if "id" in each.attrib}
    sheet = wordless(found)
    assert len(sheet.moving) == len(made.pictures)
    for number, picture in enumerate(made.pictures):
        alone = Element("g")
        draw_in(alone, sheet.step(number))
        assert_alike(seen(marks(ElementTree.fromstring(picture), named)), seen(marks(alone, {})))


def assert_alike(found: list[Mark], wanted: list[Mark]) -> None:
    """The same marks in any order, at places that differ by less than anybody sees: thousandths are rounded twice."""
    ours, theirs = (sorted(each, key=lambda mark: (mark[0], mark[2], *map(round, mark[1]))) for each in (found, wanted))
    assert [(kind, said) for kind, _, said in ours] == [(kind, said) for kind, _, said in theirs]
    places = [[at for _, place, _ in each for at in place] for each in (ours, theirs)]
    assert max(abs(one - other) for one, other in zip(*places, strict=True)) < 0.01


def seen(drawn: Iterator[Mark]) -> list[Mark]:
    """What no cell covers that is drawn later."""
    found: list[Mark] = []
    for kind, place, said in drawn:
        if kind == "rect":
            x, y = place
            found = [each for each in found if not (x < each[1][0] < x + 60 and y < each[1][1] < y + 60)]
        found.append((kind, place, said))
    return found


def test_every_step_says_what_it_is() -> None:
    found = steps("plain", "dX")
    for step, picture in zip(found, film(found, "dX").pictures, strict=True):
        root = ElementTree.fromstring(picture)
        assert root.attrib["role"] == "img"
        assert root.findtext("title") == step_of(step)
        assert (root.findtext("desc") or "").startswith("The turned kernel lies with k22 on")


def test_names_are_those_of_one_picture_and_all_are_used() -> None:
    """Four pictures stand on one page."""
    names: list[str] = []
    for what in ("forward", "dX", "dK", "stamp"):
        made = film(steps("plain", what), what)
        here = re.findall('<g id="([^"]+)"', made.shared)
        used = re.findall('href="#([^"]+)"', "".join((made.shared, *made.pictures)))
        assert {*here} == {*used}
        names += here
    assert len(names) == len({*names})


@pytest.mark.parametrize(("name", "what"), [("strided and padded", "dX"), ("plain", "forward"), ("one axis", "stamp")])
def test_sharing_takes_less_room(name: str, what: str) -> None:
    found = steps(name, what)
    made = film(found, what)
    apart = sum(len(svg(each)) for each in found)
    assert len(made.shared) + sum(map(len, made.pictures)) < apart / 2.5

"""A document inside somebody else's page: it keeps its style, its names and its titles to itself."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from symconv import Conv1d, Conv2d, ConvTranspose1d, Layer, derive, prove
from symconv.page.inset import STYLE

LAYERS = [Conv2d(input=3, kernel=2), Conv1d(input=5, kernel=3, stride=2), ConvTranspose1d(input=2, kernel=2)]


def tree(html: str) -> ElementTree.Element:
    return ElementTree.fromstring(f"<page>{html}</page>")


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_a_derivation_has_no_title(layer: Layer) -> None:
    tags = {each.tag.split("}")[-1] for each in tree(derive(layer).html(tables=["all"], standalone=False)).iter()}
    assert {"math", "svg", "h2"} <= tags
    assert not {"h1", "html", "body", "script", "link", "img", "input"} & tags


def test_pieces_with_other_words_share_no_name_and_links_stay_in_their_piece() -> None:
    seen: set[str] = set()
    for layer in LAYERS:
        found = [*tree(derive(layer).html(tables=["all"], standalone=False)).iter()]
        names = {each.attrib["id"] for each in found if "id" in each.attrib and "svg" not in each.tag}
        led = {each.attrib["href"].removeprefix("#") for each in found if each.tag == "a"}
        assert len(names) == len(derive(layer).formulas)
        assert led == names
        assert not seen & names
        seen |= names


def test_what_jupyter_shows_is_the_usual_derivation_without_its_pictures() -> None:
    d = derive(LAYERS[0])
    assert d._repr_html_() == d.html(standalone=False)
    assert "<svg" not in d._repr_html_()
    assert "<svg" in d.html()


@pytest.mark.parametrize("statement", ["dX = correlate(pad(dZ, k-1), rot180(K))", "dX = correlate(pad(dZ, k-1), K)"])
def test_a_proof_and_a_refutation_are_shown_without_a_title(statement: str) -> None:
    html = prove(statement)._repr_html_()
    tags = {each.tag for each in tree(html).iter()}
    assert "h1" not in tags
    assert ("math" in tags) == ("proved" in html)
    assert statement.split(" = ")[0] in html


def test_every_rule_of_style_is_confined() -> None:
    rules = re.findall(r"^([^\n{}]+) \{", STYLE, re.MULTILINE)
    assert len(rules) > 10
    assert all(rule.startswith(".symconv ") for rule in rules)


def test_the_frame_of_a_result_is_not_read_out() -> None:
    page = derive(Conv1d(input=3, kernel=2)).html(tables=["closed"], standalone=False)
    assert 'class="result"' in page
    assert 'alttext="∂L/∂X = pad(∂L/∂Z, 1) ⋆ rot180(K)"' in page
    assert "┌" not in page

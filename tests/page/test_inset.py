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
def test_a_derivation_has_no_title_and_no_names(layer: Layer) -> None:
    found = [*tree(derive(layer).html(tables=["all"], standalone=False)).iter()]
    tags = {each.tag.split("}")[-1] for each in found}
    assert {"math", "svg", "h2"} <= tags
    assert not {"h1", "html", "body", "script", "link", "img", "input"} & tags
    assert not any("id" in each.attrib for each in found if "svg" not in each.tag)


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

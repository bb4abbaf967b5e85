"""Pictures as SVG: strict, self-contained, said in words, with every cell on the page, and moving where asked."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from pictures.drawn_layers import LAYERS, NOTATIONS, SVG, derived, kinds
from symconv import (
    Conv2d,
    SymconvError,
    derive,
)
from symconv.layers.sentences import phrase
from symconv.page.text import written
from symconv.pictures.frames import frames, instructive
from symconv.pictures.shapes import HATCH, INK, INPUT, KERNEL, OUTPUT, PAPER, PRODUCED, QUIET, WINDOW
from symconv.pictures.svg import animated, svg


@pytest.mark.parametrize("name", ["plain", "one axis", "transposed, output padding", "beyond nine"])
@pytest.mark.parametrize("what", ["forward", "dX", "dK"])
@pytest.mark.parametrize("notation", NOTATIONS)
def test_svg_is_strict_self_contained_and_said_in_words(name: str, what: str, notation: str) -> None:
    shown = frames(LAYERS[name], what, notation)
    frame = instructive(shown)
    for text, moving in ((svg(frame), False), (animated(shown), True)):
        root = ElementTree.fromstring(text)
        assert root.get("role") == "img"
        title, description = root[0], root[1]
        assert (title.tag, description.tag) == (f"{SVG}title", f"{SVG}desc")
        assert phrase(LAYERS[name]) in (description.text or "")
        assert written((shown[0] if moving else frame).sum) in (description.text or "")
        if not moving:
            assert f"Step {frame.number + 1} of {frame.count}: {written(frame.sum)}" == title.text
        box = [float(each) for each in (root.get("viewBox") or "").split()]
        assert box[:2] == [0, 0]
        assert (root.get("width"), root.get("height")) == tuple(f"{each:g}" for each in box[2:])
        assert not [each for each in root.iter() if each.tag in (f"{SVG}script", f"{SVG}image", f"{SVG}use")]
        assert not re.findall(r"href|url\(|@import|https?://(?!www\.w3\.org/2000/svg)|<!DOCTYPE|\bon[a-z]+=", text)


def words(root: ElementTree.Element) -> list[str]:
    return ["".join(each.itertext()) for each in root.iter(f"{SVG}text")]


def test_every_cell_of_a_picture_has_its_label() -> None:
    said = words(ElementTree.fromstring(svg(frames(LAYERS["plain"], "dX", "delta")[4])))
    for row in (1, 2, 3):
        for column in (1, 2, 3):
            assert f"δx{row}{column}" in said
    assert {"δy11", "δy22", "×w22", "×w11", "W", "rot180(W)", "0", "180°"} <= {*said}
    assert "δx22 = δy11·w22 + δy12·w21 + δy21·w12 + δy22·w11" in said


def test_everything_stands_on_the_page() -> None:
    for layer in LAYERS.values():
        for what in kinds(layer):
            root = ElementTree.fromstring(svg(instructive(frames(layer, what))))
            wide, high = float(root.get("width") or 0), float(root.get("height") or 0)
            for each in root.iter(f"{SVG}rect"):
                assert float(each.get("x") or 0) + float(each.get("width") or 0) <= wide
                assert float(each.get("y") or 0) + float(each.get("height") or 0) <= high
            for each in root.iter(f"{SVG}text"):
                assert 0 <= float(each.get("x") or -1) <= wide
                assert 0 <= float(each.get("y") or -1) <= high


def test_a_picture_has_no_other_colours_and_its_kinds_of_cells_differ_by_more_than_hue() -> None:
    root = ElementTree.fromstring(svg(instructive(frames(LAYERS["strided and padded"], "dX"))))
    fills = {each.get("fill") for each in root.iter(f"{SVG}rect")}
    assert fills == {INPUT, WINDOW, KERNEL, OUTPUT, PRODUCED, PAPER}
    assert {each.get("fill", root.get("fill")) for each in root.iter(f"{SVG}text")} == {INK, QUIET}
    paths = list(root.iter(f"{SVG}path"))
    assert [each for each in paths if each.get("stroke-dasharray")], "padding is dashed"
    assert [each for each in paths if each.get("stroke") == HATCH], "the window is hatched"
    assert [each for each in paths if float(each.get("stroke-width") or 0) > 3], "and outlined"


@pytest.mark.parametrize("name", ["plain", "one axis", "transposed", "one of each"])
@pytest.mark.parametrize("what", ["forward", "dX", "dK"])
def test_animation_has_a_step_for_every_entry(name: str, what: str) -> None:
    layer = LAYERS[name]
    shown = frames(layer, what)
    text = animated(shown)
    root = ElementTree.fromstring(text)
    steps = [each for each in root.iter(f"{SVG}g") if "-step" in (each.get("class") or "")]
    assert len(steps) == len(shown) == len(derived(derive(layer), what))
    for frame, step in zip(shown, steps, strict=True):
        # A long sum is broken into lines.
        assert written(frame.sum) in " ".join(words(step))
    assert len([step for step in steps if "-best" in (step.get("class") or "")]) == 1
    assert "prefers-reduced-motion" in text
    turning = [each for each in root.iter(f"{SVG}g") if "-turned" in (each.get("class") or "")]
    assert bool(turning) == (shown[0].unturned is not None) == ("rotate(-180deg)" in text)
    # A second each, and three for the rotation before the first.
    opening = 3 if turning else 0
    assert f"{len(shown) + opening}s infinite" in text
    delays = [float(re.findall(r"-?[\d.]+", step.get("style") or "")[0]) for step in steps]
    assert delays == [opening + at - (len(shown) + opening) for at in range(len(shown))]
    assert max(delays) < 0


def test_two_animations_on_one_page_do_not_share_their_names() -> None:
    one, other = (animated(frames(LAYERS["plain"], what)) for what in ("forward", "dX"))
    names = [{*re.findall(r"symconv-[0-9a-f]{8}", text)} for text in (one, other)]
    assert [len(each) for each in names] == [1, 1]
    assert names[0] != names[1]
    assert one == animated(frames(LAYERS["plain"])), "the same picture is the same file"


def test_the_largest_picture_is_drawn_and_a_longer_film_is_not() -> None:
    shown = frames(Conv2d(input=24, kernel=(1, 24)))
    assert len(shown) == 24
    assert "… (19 more terms)" in svg(shown[0])
    long = frames(Conv2d(input=14, kernel=2))
    with pytest.raises(SymconvError, match="169 steps is too long: at most 144"):
        animated(long)
    with pytest.raises(SymconvError, match="at least one frame"):
        animated([])

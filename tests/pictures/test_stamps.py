"""The stamps of a picture: read off it, the copies add up to what plain loops compute, and to what the window gives."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from quick import examples
from strategies.geometries import layers

from pictures.drawn_layers import LAYERS, SVG
from pictures.entry_values import named_values
from symconv import Conv1d, Conv2d, Conv3d, ConvTranspose1d, Layer, SymconvError
from symconv.errors import TooLargeError
from symconv.page.maths import Dots
from symconv.page.text import written
from symconv.pictures.choice import favourite, steps_of
from symconv.pictures.frames import frames
from symconv.pictures.stamps import Stamp, complete, same_entry, stamps
from symconv.pictures.svg import animated, svg
from symconv.pictures.tikz import tikz


def summed(stamp: Stamp, values: dict[str, int]) -> dict[str, int]:
    """What lies on each entry of the result: given entries times kernel entries, as they are written there."""
    found = {cell.name: 0 for row in stamp.canvas.rows for cell in row if cell.name}
    for copy in stamp.copies:
        for place, tap in copy.laid:
            cell = stamp.canvas.at(place)
            assert (cell.kind == "cropped") == (not cell.name)
            if cell.name:
                found[cell.name] += values[stamp.given.at(copy.place).name] * values[stamp.kernel.at(tap).name]
    bias = sum(values[written(each)] for each in stamp.added if each != Dots())
    return {name: value + bias for name, value in found.items()}


def check(stamp: Stamp, values: dict[str, int]) -> None:
    assert stamp.number == stamp.count - 1
    assert summed(stamp, values) == {
        cell.name: values[cell.name] for row in stamp.canvas.rows for cell in row if cell.name
    }
    assert {copy.place for copy in stamp.copies} == {
        (row, column) for row, line in enumerate(stamp.given.rows) for column in range(len(line))
    }


@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_the_copies_add_up_to_what_loops_compute(layer: Layer) -> None:
    check(stamps(layer)[-1], named_values(layer))


@settings(max_examples=examples(60), deadline=None)
@given(layers().filter(lambda layer: layer.rank < 3))
def test_the_copies_of_any_small_layer_add_up_to_what_loops_compute(layer: Layer) -> None:
    try:
        shown = stamps(layer)
    except TooLargeError:
        return
    check(shown[-1], named_values(layer))
    # The entry that is followed, by its stamps and by the window over zeros, turned or not.
    stamp, frame = complete(shown), same_entry(layer)
    assert stamp.canvas.at(stamp.followed) == frame.result.at(frame.place)
    assert {*stamp.terms} == {*frame.terms} - {*stamp.added}


def test_a_wrong_stamp_is_noticed() -> None:
    layer = LAYERS["strided and padded"]
    last, values = stamps(layer)[-1], named_values(layer)
    check(last, values)
    first, *rest = last.copies
    turned = replace(last.kernel, rows=tuple(row[::-1] for row in last.kernel.rows[::-1]))
    moved = replace(first, laid=tuple(((row, column + 1), tap) for (row, column), tap in first.laid))
    for wrong in (
        replace(last, kernel=turned),
        replace(last, copies=(moved, *rest)),
        replace(last, copies=(*rest, rest[0])),
    ):
        with pytest.raises((AssertionError, KeyError)):
            check(wrong, values)


@pytest.mark.parametrize("name", ["plain", "plain, true convolution", "transposed", "transposed, true convolution"])
def test_where_the_window_is_turned_the_stamp_is_not(name: str) -> None:
    assert (stamps(LAYERS[name])[0].unturned is None) != (same_entry(LAYERS[name]).unturned is None)


def test_the_kernels_index_falls_in_the_column_of_the_followed_entry() -> None:
    shown = stamps(Conv1d(input=4, kernel=3, padding=1))
    assert written(favourite(shown).sum) == "∂L/∂x2 = ∂L/∂z1·k3 + ∂L/∂z2·k2 + ∂L/∂z3·k1"
    turned = stamps(Conv1d(input=4, kernel=3, padding=1, convention="convolution"))
    assert written(favourite(turned).sum) == "∂L/∂x2 = ∂L/∂z1·k1 + ∂L/∂z2·k2 + ∂L/∂z3·k3"


def test_a_sum_that_is_not_complete_says_so() -> None:
    shown = stamps(Conv1d(input=4, kernel=2))
    assert [written(stamp.sum) for stamp in shown] == [
        "∂L/∂x2 = ∂L/∂z1·k2 + … (1 more term)",
        "∂L/∂x2 = ∂L/∂z1·k2 + ∂L/∂z2·k1",
        "∂L/∂x2 = ∂L/∂z1·k2 + ∂L/∂z2·k1",
    ]
    biased = stamps(ConvTranspose1d(input=2, kernel=2, in_channels=2))
    assert written(biased[-1].sum) == "z1,1,2 = x1,1,1·k1,1,2 + x1,1,2·k1,1,1 + … + B1"


def test_the_formula_names_every_step_of_the_transposed_layer() -> None:
    layer = Conv2d(input=(6, 5), kernel=2, stride=(3, 2), padding=[(1, 0), (0, 0)])
    assert written(stamps(layer)[0].formula) == "∂L/∂X = ∂L/∂Z ⋆ᵀ[stride 3×2, padding 1×0, 0, output padding 2×1] K"


@pytest.mark.parametrize(
    "name", ["plain", "asymmetric, true convolution", "one axis", "transposed, dilated", "one of each"]
)
def test_it_is_drawn_animated_and_still(name: str) -> None:
    shown = stamps(LAYERS[name])
    film = ElementTree.fromstring(animated(shown))
    steps = [each for each in film.iter(f"{SVG}g") if "-step" in (each.get("class") or "")]
    assert len(steps) == len(shown)
    assert len([each for each in steps if "-best" in (each.get("class") or "")]) == 1
    for stamp in shown:
        root = ElementTree.fromstring(svg(stamp))
        wide, high = float(root.get("width") or 0), float(root.get("height") or 0)
        for each in root.iter(f"{SVG}rect"):
            assert float(each.get("x") or 0) + float(each.get("width") or 0) <= wide
            assert float(each.get("y") or 0) + float(each.get("height") or 0) <= high
        words = ["".join(each.itertext()) for each in root.iter(f"{SVG}text")]
        for _, tap in stamp.now.laid:
            assert words.count(f"×{''.join(written(stamp.kernel.at(tap).said))}") >= 1
        assert written(stamp.sum) in (root[0].text or "")
    assert tikz(shown[0]).count(r"\begin{tikzpicture}") == 1


@pytest.mark.parametrize("name", ["plain", "one axis", "transposed", "transposed, true convolution"])
def test_the_window_of_the_same_entry_stands_beside_it(name: str) -> None:
    alone, both = favourite(stamps(LAYERS[name])), favourite(steps_of(LAYERS[name], "stamp"))
    window = same_entry(LAYERS[name])
    pictures = [ElementTree.fromstring(svg(each)) for each in (alone, window, both)]
    widths = [float(each.get("width") or 0) for each in pictures]
    assert widths[2] == pytest.approx(widths[0] + widths[1], abs=0.01)
    words = [["".join(each.itertext()) for each in picture.iter(f"{SVG}text")] for picture in pictures]
    assert sorted(words[2]) == sorted(words[0] + words[1])
    assert written(window.sum) in (pictures[2][1].text or "")


def test_a_staircase_keeps_its_earlier_steps() -> None:
    shown = stamps(Conv1d(input=4, kernel=2))
    words = [svg(stamp).count("×") for stamp in shown]
    assert words[0] < words[1] < words[2]


def test_what_has_no_picture_has_no_stamps() -> None:
    with pytest.raises(SymconvError, match="conv3d has 3 axes and a page has two"):
        stamps(Conv3d(input=3, kernel=2))
    with pytest.raises(SymconvError, match="at most 24 an axis"):
        stamps(Conv1d(input=40, kernel=3))
    assert frames(Conv1d(input=24, kernel=3))

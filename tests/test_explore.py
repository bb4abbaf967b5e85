"""The panel in Jupyter: what its settings look like, that its widgets redraw, and how a layer displays itself."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from importlib import import_module
from typing import Any
from xml.etree import ElementTree

import pytest

import symconv
from symconv import Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, Layer, SymconvError, explore
from symconv.layers.layer import Axis
from symconv.layers.notation import NOTATIONS
from symconv.layers.sentences import sentence
from symconv.notebook import KINDS, MOST_REDRAWN, PICTURES, VIEW_TABLES, VIEWS, PanelState, shown, state_of
from symconv.panel import SLIDERS, Panel
from symconv.sizes import symbol

CLOSED, ENTRIES = VIEW_TABLES
SQUARE = state_of(Conv2d(input=3, kernel=2))


def page(html: str) -> ElementTree.Element:
    """The HTML as a tree: a piece that is not well formed makes no tree."""
    return ElementTree.fromstring(f"<page>{html}</page>")


def words(html: str) -> str:
    return " ".join("".join(page(html).itertext()).split())


def formulas(html: str) -> list[str]:
    return [each.attrib["alttext"] for each in page(html).iter("math")]


def message(html: str) -> str | None:
    found = page(html).find(".//p[@role='alert']")
    return None if found is None else found.text


def picture_title(html: str) -> str:
    (found,) = (each.text or "" for each in page(html).iter() if each.tag.endswith("}title"))
    return found


# From settings to HTML


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("view", VIEWS)
def test_every_setting_shows_something(kind: str, notation: str, view: str) -> None:
    axis = Axis(n=4, k=2, s=2, d=2, pl=1, pr=2, op=1 if "transpose" in kind else 0)
    state = PanelState(kind, (axis,) * int(kind[-2]), notation=notation, view=view)
    found = shown(state)
    assert message(found.html) is None
    assert sentence(state.layer) in words(found.html)
    assert "--" not in words(re.sub(r"<svg.*?</svg>", "", found.html, flags=re.DOTALL))
    assert ("<svg" in found.html) == (view in PICTURES) == (found.places > 0)
    assert bool(formulas(found.html)) == (view in VIEW_TABLES)
    assert found.html.count("A layer with") == 1


@pytest.mark.parametrize(
    ("view", "place", "title"),
    [
        ("picture: forward", 3, "Step 3 of 4: z21 = x21·k11 + x22·k12 + x31·k21 + x32·k22 + B"),
        ("picture: dX", 9, "Step 9 of 9: ∂L/∂x33 = ∂L/∂z22·k22"),
        ("picture: dK", 1, "Step 1 of 4: ∂L/∂k11 = ∂L/∂z11·x11 + ∂L/∂z12·x12 + ∂L/∂z21·x21 + ∂L/∂z22·x22"),
    ],
)
def test_the_picture_at_a_place(view: str, place: int, title: str) -> None:
    assert picture_title(shown(replace(SQUARE, view=view, position=place)).html) == title


def test_a_place_beyond_the_last_is_the_last() -> None:
    found = shown(replace(SQUARE, position=99))
    assert found.places == 4
    assert found == shown(replace(SQUARE, position=4))


def test_the_tables() -> None:
    closed = formulas(shown(replace(SQUARE, view=CLOSED)).html)
    assert "∂L/∂X = pad(∂L/∂Z, 1) ⋆ rot180(K)" in closed
    entries = " ".join(formulas(shown(replace(SQUARE, view=ENTRIES, notation="xwy")).html))
    assert "∂L/∂x12 = ∂L/∂y11·w12 + ∂L/∂y12·w11" in entries
    assert "rot180" not in entries


def test_the_verdict_stands_under_the_closed_forms() -> None:
    html = shown(replace(SQUARE, view=CLOSED)).html
    assert "Proved: every entry derived above equals the closed form" in words(html)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    ("axis", "kind", "said"),
    [
        (Axis(n=2, k=3), "conv1d", "the kernel reaches over 3 entries along the axis"),
        (Axis(n=3, k=2, op=1), "conv1d", "`output_padding` belongs to transposed layers"),
        (Axis(n=3, k=2, op=2), "conv_transpose1d", "`output_padding=2` along the axis is too large"),
        (Axis(n=1, k=2, pl=1, pr=1), "conv_transpose1d", "the output would have 0 entries"),
    ],
)
def test_an_impossible_geometry_is_one_line(view: str, axis: Axis, kind: str, said: str) -> None:
    found = shown(PanelState(kind, (axis,), view=view))
    assert said in (message(found.html) or "")
    assert "\n" not in (message(found.html) or "")
    assert found.places == 0


@pytest.mark.parametrize("view", VIEWS)
def test_a_layer_that_is_too_large_to_redraw_at_once_is_one_line(view: str) -> None:
    layer = Conv2d(input=40, kernel=3)
    assert layer.products() > MOST_REDRAWN
    assert "at most" in (message(shown(replace(state_of(layer), view=view)).html) or "")


@pytest.mark.parametrize(
    "layer",
    [
        Conv1d(input=7, kernel=2, dilation=3, padding=[(0, 2)], bias=False),
        Conv2d(input=(4, 5), kernel=(2, 3), stride=(1, 2), padding=[(1, 2), (0, 1)], convention="convolution"),
        ConvTranspose1d(input=2, kernel=2, stride=3, output_padding=2),
        ConvTranspose2d(input=(2, 3), kernel=2, stride=(3, 1), output_padding=(1, 0)),
    ],
    ids=str,
)
def test_a_layer_survives_the_settings_and_the_widgets(layer: Layer) -> None:
    assert state_of(layer).layer == layer
    panel = explore(layer)
    assert panel.state.layer == layer
    assert sentence(layer) in words(panel.output.value)


@pytest.mark.parametrize("layer", [Conv3d(input=2, kernel=2), Conv2d(input=3, kernel=2, in_channels=2)], ids=str)
def test_a_layer_without_sliders_is_refused(layer: Layer) -> None:
    with pytest.raises(SymconvError, match=r"explore shows layers of one or two axes .* not Conv"):
        explore(layer)


# The widgets


@pytest.fixture
def panel() -> Panel:
    return explore()


def test_it_is_made_of_widgets_and_displays_as_one(panel: Panel) -> None:
    widgets = import_module("ipywidgets")
    assert isinstance(panel.box, widgets.VBox)
    reached, waiting = set(), [panel.box]
    while waiting:
        found = waiting.pop()
        reached.add(found)
        waiting += getattr(found, "children", ())
    every = {*panel.controls.values(), *panel.axes[0].values(), *panel.axes[1].values(), panel.output}
    assert every <= reached
    assert "application/vnd.jupyter.widget-view+json" in panel._repr_mimebundle_()


def test_it_starts_with_the_layer_of_the_lectures(panel: Panel) -> None:
    assert panel.state == SQUARE
    assert panel.output.value == shown(SQUARE).html


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("kind", "conv1d", "input 3, kernel 2, output 2"),
        ("kind", "conv_transpose2d", "input 3×3, kernel 2×2, output 4×4"),
        ("convention", "convolution", "under true convolution"),
        ("bias", False, "without bias"),
        ("notation", "xwy", "y11"),
        ("show", CLOSED, "The gradient with respect to the kernel"),
        ("show", ENTRIES, "So, entry by entry"),
        ("show", "picture: dX", "rot180"),
        ("show", "picture: stamps", "Step 1 of 4: ∂L/∂x22"),
        ("position", 2, "Step 2 of 4"),
    ],
)
def test_a_control_redraws(panel: Panel, name: str, value: Any, said: str) -> None:
    assert said not in words(panel.output.value)
    panel.controls[name].value = value
    assert said in words(panel.output.value)


MOVED = {
    "input": (5, "input 5×5, kernel 2×2, output 4×4"),
    "kernel": (3, "kernel 3×3, output 1×1"),
    "stride": (2, "output 1×1, stride 2"),
    "dilation": (2, "output 1×1, dilation 2"),
    "padding before": (1, "output 3×3, padding 1,0"),
    "padding after": (2, "output 4×4, padding 0,2"),
}


@pytest.mark.parametrize("name", MOVED)
def test_a_slider_redraws(panel: Panel, name: str) -> None:
    value, said = MOVED[name]
    assert said not in words(panel.output.value)
    panel.axes[0][name].value = value
    assert said in words(panel.output.value)


def test_the_output_padding_redraws() -> None:
    panel = explore(ConvTranspose2d(input=2, kernel=2, stride=2))
    panel.axes[0]["output padding"].value = 1
    assert "output 5×5, stride 2, output padding 1" in words(panel.output.value)


def test_every_slider_is_tested_above() -> None:
    assert {name for name, *_ in SLIDERS} == {*MOVED, "output padding"}


def test_axes_that_are_not_alike(panel: Panel) -> None:
    panel.axes[0]["input"].value = 4
    assert "input 4×4" in words(panel.output.value)
    panel.controls["alike"].value = False
    assert "input 4×4" in words(panel.output.value), "nothing jumps when the axes are let go"
    panel.axes[1]["input"].value = 5
    assert "input 4×5" in words(panel.output.value)
    panel.controls["alike"].value = True
    assert "input 4×4" in words(panel.output.value)


def test_an_impossible_setting_is_passed_through(panel: Panel) -> None:
    panel.controls["position"].value = 3
    panel.axes[0]["kernel"].value = 5
    assert "the kernel reaches over 5 entries" in (message(panel.output.value) or "")
    assert panel.controls["position"].disabled
    panel.axes[0]["kernel"].value = 2
    assert "Step 3 of 4" in words(panel.output.value)
    assert not panel.controls["position"].disabled


def test_the_position_follows_the_number_of_places(panel: Panel) -> None:
    position = panel.controls["position"]
    position.value = 4
    panel.axes[0]["kernel"].value = 3
    assert (position.max, position.value, position.disabled) == (1, 1, True)
    panel.controls["show"].value = "picture: dX"
    assert position.max == 9
    panel.controls["show"].value = CLOSED
    assert position.disabled


def test_only_what_matters_is_visible(panel: Panel) -> None:
    def visible(widget: Any) -> bool:
        return bool(widget.layout.display != "none")

    _, second = panel.box.children[3].children
    assert not visible(second)
    assert not visible(panel.axes[0]["output padding"])
    panel.controls["kind"].value = "conv_transpose2d"
    panel.controls["alike"].value = False
    assert visible(second)
    assert visible(panel.axes[0]["output padding"])
    panel.controls["kind"].value = "conv_transpose1d"
    assert not visible(second)
    assert not visible(panel.controls["alike"])


def test_an_output_padding_is_forgotten_by_a_direct_layer() -> None:
    panel = explore(ConvTranspose1d(input=2, kernel=2, stride=2, output_padding=1))
    panel.controls["kind"].value = "conv1d"
    assert message(panel.output.value) is None
    panel.controls["kind"].value = "conv_transpose1d"
    assert "output padding 1" in words(panel.output.value)


def test_without_ipywidgets_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    with pytest.raises(SymconvError, match=r"pip install 'symconv\[jupyter\]'"):
        explore()


def test_the_function_is_found_in_the_package() -> None:
    assert "explore" in symconv.__all__
    assert callable(symconv.explore)


# How a layer displays itself


@pytest.mark.parametrize("layer", [Conv2d(input=3, kernel=2), ConvTranspose1d(input=2, kernel=3, stride=2)], ids=str)
def test_a_layer_displays_as_a_picture(layer: Layer) -> None:
    html = layer._repr_html_()
    assert html is not None
    assert repr(layer) in words(html)
    assert picture_title(html).startswith("Step ")


def test_a_layer_without_a_picture_displays_as_its_equation() -> None:
    html = Conv3d(input=2, kernel=1)._repr_html_()
    assert html is not None
    assert "<svg" not in html
    assert any("x111" in each and "z111" in each for each in formulas(html))


def test_a_layer_too_large_for_a_picture_or_symbolic_displays_in_words() -> None:
    assert Conv2d(input=256, kernel=3)._repr_html_() is None
    assert Layer((Axis(n=symbol("n"), k=2),))._repr_html_() is None
    assert Layer((Axis(n=symbol("n"), k=symbol("n")),))._repr_html_() is None

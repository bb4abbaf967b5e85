"""The steps of a picture: every window multiplies up to the derived entry, and zeros are told apart."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from quick import examples
from strategies.geometries import layers

from pictures.drawn_layers import LAYERS, NOTATIONS, SVG, derived, kinds
from symconv import (
    Conv,
    Conv1d,
    Conv2d,
    Conv3d,
    ConvTranspose1d,
    ConvTranspose2d,
    ConvTranspose3d,
    Layer,
    SymconvError,
    derive,
)
from symconv.errors import TooLargeError
from symconv.layers.notation import entry_name
from symconv.page.text import written
from symconv.pictures.frames import Frame, frames, instructive
from symconv.pictures.operands import RESULTS
from symconv.pictures.svg import svg
from symconv.sizes import concrete

CASES = [
    pytest.param(layer, what, notation, id=f"{name}, {what}, {notation}")
    for name, layer in LAYERS.items()
    for what in kinds(layer)
    for notation in (NOTATIONS if name == "plain" else ("xkz",))
]


def multiplied(frame: Frame, notation: str) -> sympy.Expr:
    """The sum of the products in a frame's window, and the bias of a forward picture."""
    from symconv.layers.notation import notation_named

    total = sympy.Integer(0)
    for ours, theirs in frame.window:
        left, right = frame.left.at(ours), frame.right.at(theirs)
        if left.name and right.name:
            total += sympy.Symbol(left.name) * sympy.Symbol(right.name)
    if RESULTS[frame.what] == "Z" and frame.layer.bias:
        total += sympy.Symbol(entry_name(frame.layer, notation_named(notation), "B", (0,)))
    return total


def spoken(text: str) -> sympy.Expr:
    """The right side of a written sum, its gradients in the names of the derivation."""
    plain = re.sub(r"∂[LJ]/∂|δ", "d", text.split(" = ")[1]).replace(",", "_").replace("·", "*")
    return sympy.Add(
        *(sympy.Mul(*(sympy.Symbol(name) for name in term.split("*"))) for term in plain.split(" + ") if term != "0")
    )


@pytest.mark.parametrize(("layer", "what", "notation"), CASES)
def test_every_window_multiplies_up_to_the_derived_entry(layer: Layer, what: str, notation: str) -> None:
    derivation = derive(layer, notation=notation)
    shown = frames(layer, what, notation)
    wanted = derived(derivation, what)
    assert [multiplied(frame, notation) for frame in shown] == wanted
    assert [frame.number for frame in shown] == list(range(len(wanted)))
    for frame, entry in zip(shown, wanted, strict=True):
        if len(frame.terms) <= 16:
            assert spoken(written(frame.sum)) == entry


@pytest.mark.parametrize("what", ["forward", "dX", "dK"])
def test_the_entries_stand_in_the_order_of_the_result(what: str) -> None:
    shown = frames(LAYERS["asymmetric, true convolution"], what)
    rows = shown[0].result.rows
    assert [frame.place for frame in shown] == [
        (row, column) for row in range(len(rows)) for column in range(len(rows[0]))
    ]
    assert len({cell.name for row in rows for cell in row}) == len(shown)


def test_a_window_in_the_wrong_place_is_noticed() -> None:
    """What the checks above rest on: a window that is off by one, or a kernel that is not turned, is not equal."""
    layer = LAYERS["plain"]
    wanted = derived(derive(layer), "dX")
    frame = frames(layer, "dX")[4]
    assert frame.unturned is not None
    off = tuple(((row, column + 1), tap) for (row, column), tap in frame.window)
    for wrong in (replace(frame, window=off), replace(frame, right=frame.unturned)):
        assert multiplied(wrong, "xkz") != wanted[4]
    assert multiplied(frame, "xkz") == wanted[4]


@settings(max_examples=examples(60), deadline=None)
@given(layers(), st.sampled_from(tuple(RESULTS)), st.sampled_from(NOTATIONS))
def test_any_small_layer(layer: Layer, what: str, notation: str) -> None:
    """Also with channels, where the first slice's products are terms of the entry of the first slice."""
    if layer.rank > 2 or (what == "transposed" and not layer.transposed):
        with pytest.raises(SymconvError, match=r"draw a conv1d|conv_transpose"):
            frames(layer, what, notation)
        return
    try:
        shown = frames(layer, what, notation)
    except TooLargeError:
        # Zeros between and around can make an operand larger than a picture.
        assert any(concrete(x.n + x.pl + x.pr + x.s * x.n + 2 * x.d * x.k) > 24 for x in layer.axes)
        return
    for frame, entry in zip(shown, derived(derive(layer, notation=notation), what), strict=False):
        if frame.partial:
            assert {*sympy.Add.make_args(multiplied(frame, notation))} - {0} < {*sympy.Add.make_args(entry)} | {0, 1}
        else:
            assert multiplied(frame, notation) == entry
    root = ElementTree.fromstring(svg(instructive(shown)))
    assert root.tag == f"{SVG}svg"


def test_what_is_padding_and_what_an_inserted_zero() -> None:
    def letters(layer: Layer, what: str) -> list[str]:
        rows = frames(layer, what)[0].left.rows
        return ["".join({"entry": "x", "padding": "p", "inserted": "0"}[cell.kind] for cell in row) for row in rows]

    assert letters(Conv2d(input=2, kernel=2, padding=[(1, 0), (0, 2)]), "forward") == ["pppp", "xxpp", "xxpp"]
    assert letters(ConvTranspose2d(input=2, kernel=2, stride=2), "transposed") == [
        "ppppp",
        "px0xp",
        "p000p",
        "px0xp",
        "ppppp",
    ]
    assert letters(Conv1d(input=6, kernel=2, stride=3), "dX") == ["px00xpp"]
    assert letters(Conv1d(input=4, kernel=2, padding=3), "dX") == ["xxxxx"]


def test_the_kernel_is_turned_where_the_closed_form_turns_it() -> None:
    direct, true = LAYERS["plain"], LAYERS["plain, true convolution"]
    turned = {
        (layer.convention, what): frames(layer, what)[0].unturned for layer in (direct, true) for what in kinds(layer)
    }
    assert {key for key, grid in turned.items() if grid is not None} == {
        ("cross-correlation", "dX"),
        ("convolution", "forward"),
    }
    frame = frames(direct, "dX")[0]
    assert frame.unturned is not None
    assert [cell.name for row in frame.unturned.rows for cell in row] == ["k11", "k12", "k21", "k22"]
    assert [cell.name for row in frame.right.rows for cell in row] == ["k22", "k21", "k12", "k11"]


def test_the_forward_picture_of_a_transposed_layer_is_the_transposed_one() -> None:
    layer = LAYERS["transposed"]
    assert [frame.window for frame in frames(layer)] == [frame.window for frame in frames(layer, "transposed")]


def test_with_channels_the_first_of_each_and_it_says_so() -> None:
    layer = Conv2d(input=3, kernel=2, in_channels=2, out_channels=2)
    frame = frames(layer)[0]
    assert frame.partial
    assert len(frames(layer)) == 4
    assert written(frame.sum).startswith("z1,1,1,1 = x1,1,1,1·k1,1,1,1 + ")
    assert written(frame.sum).endswith(" + …")
    text = svg(frame)
    assert "Shown: the first example and the first channels. The dots stand for the terms of the others." in text
    depthwise = frames(Conv2d(input=3, kernel=2, in_channels=2, out_channels=2, groups=2))[0]
    assert not depthwise.partial
    assert written(depthwise.sum).endswith(" + B1")


def test_a_giant_number_of_channels_costs_nothing() -> None:
    assert len(frames(Conv1d(input=3, kernel=2, in_channels=10**9, out_channels=10**9))) == 2


MISTAKES = {
    "three axes": (Conv3d(input=3, kernel=2), "forward", "conv3d has 3 axes and a page has two"),
    "three axes, transposed": (ConvTranspose3d(input=3, kernel=2), "dX", "conv_transpose3d has 3 axes"),
    "four axes": (Conv(input=(2, 2, 2, 2), kernel=1), "forward", "conv4d has 4 axes"),
    "direct as transposed": (LAYERS["plain"], "transposed", "use conv_transpose2d, or `what='dX'`"),
    "no such picture": (LAYERS["plain"], "dB", "`what` is one of forward, dX, dK, transposed, not 'dB'"),
    "a large input": (Conv2d(input=25, kernel=3), "forward", "the left operand has 25 cells, and a picture at most 24"),
    "large by padding": (Conv1d(input=20, kernel=2, padding=3), "forward", "the left operand has 26 cells"),
    "a large result": (ConvTranspose1d(input=13, kernel=2, stride=2, padding=1), "forward", "left operand has 25"),
    "a giant": (Conv2d(input=10**9, kernel=10**6), "dK", "at most 24 an axis"),
}


@pytest.mark.parametrize(("layer", "what", "message"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes_are_said_in_one_line(layer: Layer, what: str, message: str) -> None:
    with pytest.raises(SymconvError) as found:
        frames(layer, what)
    assert message in str(found.value)
    assert "\n" not in str(found.value)


def test_the_step_shown_is_one_in_the_middle() -> None:
    assert instructive(frames(Conv2d(input=5, kernel=3))).place == (1, 1)
    assert instructive(frames(LAYERS["plain"], "dX")).place == (1, 1)
    # Where the corners have the most terms they are shown.
    best = instructive(frames(ConvTranspose2d(input=2, kernel=3, stride=2, padding=1), "transposed"))
    assert len(best.terms) == 5

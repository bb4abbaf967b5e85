"""The pictures: every window multiplies up to the derived entry, and every file is one that can be read by all."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from page.test_latex import compiled
from strategies.geometries import layers

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
from symconv.derivation import Derivation
from symconv.layers.notation import entry_name
from symconv.page.text import written
from symconv.pictures import Frame, animated, frames, instructive, png, svg, tikz
from symconv.pictures.operands import KINDS
from symconv.pictures.shapes import HATCH, INK, INPUT, KERNEL, OUTPUT, PAPER, PRODUCED, QUIET, WINDOW

SVG = "{http://www.w3.org/2000/svg}"
LAYERS = {
    "plain": Conv2d(input=3, kernel=2),
    "plain, true convolution": Conv2d(input=3, kernel=2, convention="convolution"),
    "strided and padded": Conv2d(input=5, kernel=3, stride=2, padding=1),
    "leftover": Conv2d(input=(6, 5), kernel=2, stride=(3, 2)),
    "dilated": Conv2d(input=7, kernel=3, dilation=2, bias=False),
    "asymmetric": Conv2d(input=(5, 4), kernel=(3, 2), stride=(2, 1), padding=[(1, 2), (0, 1)], dilation=(1, 2)),
    "asymmetric, true convolution": Conv2d(
        input=(5, 4), kernel=(3, 2), stride=(2, 1), padding=[(1, 2), (0, 1)], convention="convolution"
    ),
    "more padding than reach": Conv1d(input=4, kernel=2, padding=[(3, 2)]),
    "one axis": Conv1d(input=5, kernel=3, stride=2, padding=1),
    "one axis, dilated, true convolution": Conv1d(input=7, kernel=2, dilation=3, convention="convolution"),
    "one of each": Conv1d(input=1, kernel=1),
    "transposed": ConvTranspose2d(input=2, kernel=3, stride=2, padding=1),
    "transposed, true convolution": ConvTranspose2d(input=2, kernel=2, stride=2, convention="convolution"),
    "transposed, output padding": ConvTranspose2d(
        input=(2, 3), kernel=(3, 2), stride=(2, 1), padding=[(1, 0), (1, 1)], output_padding=(1, 0)
    ),
    "transposed, dilated": ConvTranspose1d(input=3, kernel=3, stride=2, dilation=2, bias=False),
    "beyond nine": Conv2d(input=(11, 2), kernel=2, padding=1),
}
NOTATIONS = ("xkz", "xwy", "delta")


def kinds(layer: Layer) -> list[str]:
    return [what for what in KINDS if layer.transposed or what != "transposed"]


CASES = [
    pytest.param(layer, what, notation, id=f"{name}, {what}, {notation}")
    for name, layer in LAYERS.items()
    for what in kinds(layer)
    for notation in (NOTATIONS if name == "plain" else ("xkz",))
]


def derived(derivation: Derivation, what: str) -> list[sympy.Expr]:
    of = KINDS[what]
    return list(derivation.z if of == "Z" else derivation.gradients[of].values)


def multiplied(frame: Frame, notation: str) -> sympy.Expr:
    """The sum of the products in a frame's window, and the bias of a forward picture."""
    from symconv.layers.notation import notation_named

    total = sympy.Integer(0)
    for ours, theirs in frame.window:
        left, right = frame.left.at(ours), frame.right.at(theirs)
        if left.name and right.name:
            total += sympy.Symbol(left.name) * sympy.Symbol(right.name)
    if KINDS[frame.what] == "Z" and frame.layer.bias:
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


@settings(max_examples=60, deadline=None)
@given(layers(), st.sampled_from(tuple(KINDS)), st.sampled_from(NOTATIONS))
def test_any_small_layer(layer: Layer, what: str, notation: str) -> None:
    """Also with channels, where the first slice's products are terms of the entry of the first slice."""
    if layer.rank > 2 or (what == "transposed" and not layer.transposed):
        with pytest.raises(SymconvError, match=r"draw a conv1d|conv_transpose"):
            frames(layer, what, notation)
        return
    shown = frames(layer, what, notation)
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
        assert str(LAYERS[name]) in (description.text or "")
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


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2 defines it: what is left of a colour in grey."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_text_has_contrast_also_in_grey() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", PAPER) < 4.5
    for fill in (INPUT, WINDOW, HATCH, KERNEL, OUTPUT, PRODUCED, PAPER):
        assert contrast(INK, fill) >= 4.5, fill
    assert contrast(QUIET, PAPER) >= 4.5
    # Edges are seen on what they surround.
    assert min(contrast("#333333", fill) for fill in (INPUT, WINDOW, KERNEL, OUTPUT, PRODUCED)) >= 3


def test_a_picture_has_no_other_colours_and_its_kinds_of_cells_differ_by_more_than_hue() -> None:
    root = ElementTree.fromstring(svg(instructive(frames(LAYERS["strided and padded"], "dX"))))
    fills = {each.get("fill") for each in root.iter(f"{SVG}rect")}
    assert fills == {INPUT, WINDOW, KERNEL, OUTPUT, PRODUCED, PAPER}
    assert {each.get("fill") for each in root.iter(f"{SVG}text")} == {INK, QUIET}
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


def test_tikz_compiles_with_tikz_alone(tmp_path: Path) -> None:
    if shutil.which("kpsewhich") and not _found("tikz.sty"):
        assert "SYMCONV_REQUIRE_TEX" not in os.environ, "TikZ (texlive-pictures) is required here"
        pytest.skip("TikZ is not installed")
    pictures = [
        tikz(instructive(frames(layer, what, notation)))
        for layer in (*LAYERS.values(), Conv2d(input=4, kernel=3, in_channels=2), Conv2d(input=9, kernel=5))
        for what in kinds(layer)
        for notation in ("xkz", "delta")
    ]
    body = "\n\n".join(pictures)
    source = f"\\documentclass{{article}}\n\\usepackage{{tikz}}\n\\begin{{document}}\n{body}\n\\end{{document}}\n"
    assert "Undefined" not in compiled(source, tmp_path)


def _found(file: str) -> bool:
    return bool(subprocess.run(["kpsewhich", file], capture_output=True, check=False).stdout)


def test_tikz_writes_labels_in_latex() -> None:
    text = tikz(frames(LAYERS["plain"], "dX")[4])
    assert text.startswith(r"\begin{tikzpicture}")
    assert r"$\frac{\partial L}{\partial x_{22}}$" in text
    assert r"\frac{\partial L}{\partial x_{22}} = \frac{\partial L}{\partial z_{11}} k_{22} + " in text
    assert "dash pattern" in text
    assert not re.findall(r"[^\x00-\x7f]", text)


def test_png_is_an_image_with_letters() -> None:
    pytest.importorskip("resvg_py")
    text = svg(frames(LAYERS["plain"])[0])
    image = png(text)
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    assert image != png(re.sub("<text.*?</text>", "", text))


def test_png_without_resvg_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(SymconvError, match=r"pip install 'symconv\[png\]'"):
        png("<svg/>")


def test_png_without_fonts_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Resvg leaves text out where it finds no font: that must not look like a picture."""
    resvg = pytest.importorskip("resvg_py")
    from symconv.pictures import png as module

    plain = resvg.svg_to_bytes
    monkeypatch.setattr(resvg, "svg_to_bytes", lambda **options: plain(skip_system_fonts=True, **options))
    sys.modules["symconv.pictures.png"]._has_letters.cache_clear()
    try:
        with pytest.raises(SymconvError, match="fonts-dejavu"):
            module(svg(frames(LAYERS["plain"])[0]))
    finally:
        sys.modules["symconv.pictures.png"]._has_letters.cache_clear()


MISTAKES = {
    "three axes": (Conv3d(input=3, kernel=2), "forward", "conv3d has 3 axes and a page has two"),
    "three axes, transposed": (ConvTranspose3d(input=3, kernel=2), "dX", "conv_transpose3d has 3 axes"),
    "four axes": (Conv(input=(2, 2, 2, 2), kernel=1), "forward", "conv4d has 4 axes"),
    "direct as transposed": (LAYERS["plain"], "transposed", "use conv_transpose2d, or --what dX"),
    "no such picture": (LAYERS["plain"], "dB", "--what is one of forward, dX, dK, transposed, not 'dB'"),
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


def test_the_largest_picture_is_drawn_and_a_longer_film_is_not() -> None:
    shown = frames(Conv2d(input=24, kernel=(1, 24)))
    assert len(shown) == 24
    assert "… (19 more terms)" in svg(shown[0])
    long = frames(Conv2d(input=14, kernel=2))
    with pytest.raises(SymconvError, match="169 steps is too long: at most 144"):
        animated(long)
    with pytest.raises(SymconvError, match="at least one frame"):
        animated([])


def test_the_step_shown_is_one_in_the_middle() -> None:
    assert instructive(frames(Conv2d(input=5, kernel=3))).place == (1, 1)
    assert instructive(frames(LAYERS["plain"], "dX")).place == (1, 1)
    # Where the corners have the most terms they are shown.
    best = instructive(frames(ConvTranspose2d(input=2, kernel=3, stride=2, padding=1), "transposed"))
    assert len(best.terms) == 5

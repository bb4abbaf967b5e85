"""Note 000: 2D, x w y notation, arrow rows of local derivatives, flips, full convolution."""

from __future__ import annotations

import pytest
import sympy
from shorthand import convolve, correlate, flip, pad, rot180

from notes.as_typed import Build, derived, entries, local_row, outcome, polynomial, row
from symconv import Conv2d, Derivation, derive
from symconv.layers.tensors import tensor

LAYER = Conv2d(input=(3, 3), kernel=(2, 2), bias=False)
KNOWN = entries("x", 3, 3) | entries("w", 2, 2) | entries("dy", 2, 2)

OUTPUTS = {
    "y11": "w11*x11 + w12*x12 + w21*x21 + w22*x22",
    "y12": "w11*x12 + w12*x13 + w21*x22 + w22*x23",
    "y21": "w11*x21 + w12*x22 + w21*x31 + w22*x32",
    "y22": "w11*x22 + w12*x23 + w21*x32 + w22*x33",
}
# dy11, dy12, dy21, dy22 by the entry: the arrows.
KERNEL_ROWS = {"w11": "x11 x12 x21 x22", "w12": "x12 x13 x22 x23"}
# The same arrows with what they point from written out.
KERNEL_GRADIENT = {
    "w11": "dy11*x11 + dy12*x12 + dy21*x21 + dy22*x22",
    "w12": "dy11*x12 + dy12*x13 + dy21*x22 + dy22*x23",
}
# What the note writes; it calls every row dL/dw instead of dL/dx.
WRITTEN_ROWS = {
    "x11": "w11 0 0 0",
    "x12": "0 w11 0 0",
    "x13": "0 w12 0 0",
    "x21": "w21 0 w11 0",
    "x22": "w22 w21 w12 w11",
    "x23": "0 w22 0 w12",
    "x31": "0 0 w21 0",
    "x32": "0 0 w22 w21",
    "x33": "0 0 0 w22",  # the note leaves its zeros blank
}
RIGHT_ROWS = WRITTEN_ROWS | {"x12": "w12 w11 0 0"}
INPUT_GRADIENT = {
    "x11": "dy11*w11",
    "x12": "dy11*w12 + dy12*w11",
    "x13": "dy12*w12",
    "x21": "dy11*w21 + dy21*w11",
    "x22": "dy11*w22 + dy12*w21 + dy21*w12 + dy22*w11",
    "x23": "dy12*w22 + dy22*w12",
    "x31": "dy21*w21",
    "x32": "dy21*w22 + dy22*w21",
    "x33": "dy22*w22",
}


@pytest.fixture(scope="module")
def d() -> Derivation:
    return derive(LAYER, notation="xwy")


def test_sizes_and_verdict(d: Derivation) -> None:
    assert d.Z.shape == (2, 2)
    assert d.dK is not None
    assert d.dK.shape == (2, 2)
    assert d.dX is not None
    assert d.dX.shape == (3, 3)
    assert d.dB is None
    assert d.verdict.outcome == "proved"


@pytest.mark.parametrize("name", OUTPUTS)
def test_output(d: Derivation, name: str) -> None:
    assert derived(d, "Z", name) == polynomial(OUTPUTS[name], KNOWN)


@pytest.mark.parametrize("name", KERNEL_ROWS)
def test_kernel_arrows(d: Derivation, name: str) -> None:
    assert local_row(d, "dK", name) == row(KERNEL_ROWS[name], KNOWN)


@pytest.mark.parametrize("name", KERNEL_GRADIENT)
def test_kernel_gradient(d: Derivation, name: str) -> None:
    assert derived(d, "dK", name) == polynomial(KERNEL_GRADIENT[name], KNOWN)


@pytest.mark.parametrize("name", RIGHT_ROWS)
def test_input_arrows(d: Derivation, name: str) -> None:
    assert local_row(d, "dX", name) == row(RIGHT_ROWS[name], KNOWN)


@pytest.mark.parametrize("name", INPUT_GRADIENT)
def test_input_gradient(d: Derivation, name: str) -> None:
    assert derived(d, "dX", name) == polynomial(INPUT_GRADIENT[name], KNOWN)


def test_the_row_of_x12_as_the_note_writes_it_lacks_w12(d: Derivation) -> None:
    found = local_row(d, "dX", "x12")
    written = row(WRITTEN_ROWS["x12"], KNOWN)
    assert found != written
    assert [ours - theirs for ours, theirs in zip(found, written, strict=True)] == row("w12 0 0 0", KNOWN)


@pytest.mark.parametrize("index", ["11", "12", "21", "22"])
def test_the_rows_are_not_those_of_w_as_the_note_labels_them(d: Derivation, index: str) -> None:
    assert local_row(d, "dK", "w" + index) != row(WRITTEN_ROWS["x" + index], KNOWN)


@pytest.mark.parametrize("name", ["w13", "w23", "w31", "w32", "w33"])
def test_the_note_labels_rows_with_entries_that_do_not_exist(d: Derivation, name: str) -> None:
    assert sympy.Symbol(name) not in d.symbols.place
    assert sympy.Symbol(name.replace("w", "x")) in d.symbols.place


@pytest.mark.parametrize("index", ["11", "12", "21", "22"])
def test_x_star_dy_is_the_gradient_by_w_not_by_y(d: Derivation, index: str) -> None:
    """The note's matrix equation has dL/dY on both sides; `correlate-x-dy` below is what it means."""
    assert derived(d, "dK", "w" + index) != polynomial("dy" + index, KNOWN)


CLAIMS: dict[str, tuple[str, Build, str]] = {
    "correlate-x-dy": ("dK", lambda g: correlate(tensor(g, "X"), tensor(g, "dZ")), "proved"),
    "full-with-the-rotated-filter": (
        "dX",
        lambda g: correlate(tensor(g, "dZ"), rot180(tensor(g, "K")), mode="full"),
        "proved",
    ),
    "padded-with-both-flips": (
        "dX",
        lambda g: correlate(pad(tensor(g, "dZ"), 1), flip(flip(tensor(g, "K"), 0), 1)),
        "proved",
    ),
    "full-without-the-rotation": (
        "dX",
        lambda g: correlate(tensor(g, "dZ"), tensor(g, "K"), mode="full"),
        "refuted",
    ),
    "full-true-convolution-with-the-rotated-filter": (
        "dX",
        lambda g: convolve(tensor(g, "dZ"), rot180(tensor(g, "K")), mode="full"),
        "refuted",
    ),
    "only-the-vertical-flip": (
        "dX",
        lambda g: correlate(tensor(g, "dZ"), flip(tensor(g, "K"), 0), mode="full"),
        "refuted",
    ),
}


@pytest.mark.parametrize("claim", CLAIMS)
def test_closed_form(claim: str) -> None:
    of, build, expected = CLAIMS[claim]
    assert outcome(LAYER, of, build) == expected

"""Note 001: slides, 2D true convolution, delta notation (delta x for dJ/dx), formal results for Delta W and Delta X."""

from __future__ import annotations

import pytest
from built import Built
from shorthand import convolve, correlate, rot180

from notes.as_typed import Build, derived, entries, local_row, outcome, polynomial, row
from symconv import Conv2d, Derivation, derive, verify
from symconv.errors import ShapeError
from symconv.layers.tensors import tensor

LAYER = Conv2d(input=(3, 3), kernel=(2, 2), bias=False, convention="convolution")
# dy11 is the note's delta y_11.
KNOWN = entries("x", 3, 3) | entries("w", 2, 2) | entries("dy", 2, 2)

OUTPUTS = {
    "y11": "w22*x11 + w21*x12 + w12*x21 + w11*x22",
    "y12": "w22*x12 + w21*x13 + w12*x22 + w11*x23",
    "y21": "w22*x21 + w21*x22 + w12*x31 + w11*x32",
    "y22": "w22*x22 + w21*x23 + w12*x32 + w11*x33",
}
KERNEL_GRADIENT = {
    "w11": "dy11*x22 + dy12*x23 + dy21*x32 + dy22*x33",
    "w12": "dy11*x21 + dy12*x22 + dy21*x31 + dy22*x32",
    "w21": "dy11*x12 + dy12*x13 + dy21*x22 + dy22*x23",
    "w22": "dy11*x11 + dy12*x12 + dy21*x21 + dy22*x22",
}
WRITTEN_X22 = "dy11*w11 + dy12*w12 + dy21*w21 + dy11*w22"
INPUT_GRADIENT = {
    "x11": "dy11*w22",
    "x12": "dy11*w21 + dy12*w22",
    "x13": "dy12*w21",
    "x21": "dy11*w12 + dy21*w22",
    "x22": "dy11*w11 + dy12*w12 + dy21*w21 + dy22*w22",
    "x23": "dy12*w11 + dy22*w21",
    "x31": "dy21*w12",
    "x32": "dy21*w11 + dy22*w12",
    "x33": "dy22*w11",
}
# The terms of the chain rule: dy11/dv, dy12/dv, dy21/dv, dy22/dv.
KERNEL_ROWS = {
    "w11": "x22 x23 x32 x33",
    "w12": "x21 x22 x31 x32",
    "w21": "x12 x13 x22 x23",
    "w22": "x11 x12 x21 x22",
}
INPUT_ROWS = {
    "x11": "w22 0 0 0",
    "x12": "w21 w22 0 0",
    "x13": "0 w21 0 0",
    "x21": "w12 0 w22 0",
    "x22": "w11 w12 w21 w22",
    "x23": "0 w11 0 w21",
    "x31": "0 0 w12 0",
    "x32": "0 0 w11 w12",
    "x33": "0 0 0 w11",
}


@pytest.fixture(scope="module")
def d() -> Derivation:
    return derive(LAYER, notation="delta")


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


@pytest.mark.parametrize("name", KERNEL_GRADIENT)
def test_delta_w(d: Derivation, name: str) -> None:
    assert derived(d, "dK", name) == polynomial(KERNEL_GRADIENT[name], KNOWN)


@pytest.mark.parametrize("name", INPUT_GRADIENT)
def test_delta_x(d: Derivation, name: str) -> None:
    assert derived(d, "dX", name) == polynomial(INPUT_GRADIENT[name], KNOWN)


@pytest.mark.parametrize("name", KERNEL_ROWS)
def test_local_derivatives_by_w(d: Derivation, name: str) -> None:
    assert local_row(d, "dK", name) == row(KERNEL_ROWS[name], KNOWN)


@pytest.mark.parametrize("name", INPUT_ROWS)
def test_local_derivatives_by_x(d: Derivation, name: str) -> None:
    assert local_row(d, "dX", name) == row(INPUT_ROWS[name], KNOWN)


def test_delta_x22_as_the_note_writes_it_ends_in_the_wrong_delta_y(d: Derivation) -> None:
    found, written = derived(d, "dX", "x22"), polynomial(WRITTEN_X22, KNOWN)
    assert found != written
    assert found - written == polynomial("dy22*w22", KNOWN) - polynomial("dy11*w22", KNOWN)


CLAIMS: dict[str, tuple[str, Build, str]] = {
    # "Rot180(W) as input, full padding; Delta Y as kernel".
    "delta-x-as-written": ("dX", lambda g: convolve(rot180(tensor(g, "K")), tensor(g, "dZ"), mode="full"), "proved"),
    # Its verification: the rotated Delta Y slides over the rotated W.
    "delta-x-as-verified": (
        "dX",
        lambda g: correlate(rot180(tensor(g, "K")), rot180(tensor(g, "dZ")), mode="full"),
        "proved",
    ),
    "delta-x-without-the-rotation": (
        "dX",
        lambda g: convolve(tensor(g, "K"), tensor(g, "dZ"), mode="full"),
        "refuted",
    ),
    # "Rot180(Delta Y) as input, no padding; X as kernel": a 3x3 kernel does not fit into a 2x2 input.
    "delta-w-as-written": ("dK", lambda g: convolve(rot180(tensor(g, "dZ")), tensor(g, "X")), "refuted"),
    "delta-w-as-written-with-full-padding": (
        "dK",
        lambda g: convolve(rot180(tensor(g, "dZ")), tensor(g, "X"), mode="full"),
        "refuted",
    ),
    # With the operands exchanged it fits, and is Delta W turned round.
    "delta-w-exchanged": ("dK", lambda g: convolve(tensor(g, "X"), rot180(tensor(g, "dZ"))), "refuted"),
    "delta-w-exchanged-and-turned": (
        "dK",
        lambda g: rot180(convolve(tensor(g, "X"), rot180(tensor(g, "dZ")))),
        "proved",
    ),
    # Its verification, which is right: the rotated Delta Y slides over the rotated X.
    "delta-w-as-verified": ("dK", lambda g: correlate(rot180(tensor(g, "X")), rot180(tensor(g, "dZ"))), "proved"),
    "delta-w-corrected": ("dK", lambda g: convolve(rot180(tensor(g, "X")), tensor(g, "dZ")), "proved"),
}


@pytest.mark.parametrize("claim", CLAIMS)
def test_formal_result(claim: str) -> None:
    of, build, expected = CLAIMS[claim]
    assert outcome(LAYER, of, build) == expected


def test_delta_w_as_written_is_refuted_because_it_does_not_fit() -> None:
    build = CLAIMS["delta-w-as-written"][1]
    with pytest.raises(ShapeError, match="cannot convolve size 2x2 with size 3x3"):
        _ = build(LAYER).shape
    (difference,) = verify(LAYER, {"dK": Built("Eq. (2)", "dK", build)}).differences
    assert (difference.formula, difference.entry) == ("Eq. (2)", "dK")


def test_delta_w_exchanged_is_refuted_by_an_entry() -> None:
    """With the smallest kernel that can be turned, of two entries, the first entry is where the last belongs."""
    verdict = verify(LAYER, {"dK": Built("Eq. (2)", "dK", CLAIMS["delta-w-exchanged"][1])}, notation="delta")
    assert not verdict
    (difference,) = verdict.differences
    assert (difference.entry, difference.derived, difference.claimed) == ("dw11", "dy11*x12", "dy11*x11")
    assert (difference.layer.transposed, difference.layer.convention) == (False, "convolution")

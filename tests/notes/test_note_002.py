"""Note 002: 2D with bias, x k z notation; first the convolution (bias B), then the transposed convolution (bias b)."""

from __future__ import annotations

import pytest
from shorthand import correlate, pad, plus, rot180, total

from notes.as_typed import Build, derived, entries, local_row, outcome, polynomial, row
from symconv import Conv2d, ConvTranspose2d, Derivation, derive
from symconv.layers.tensors import tensor

LAYER = Conv2d(input=(3, 3), kernel=(2, 2))
KNOWN = entries("x", 3, 3) | entries("k", 2, 2) | entries("dz", 2, 2) | entries("B")

OUTPUTS = {
    "z11": "x11*k11 + x12*k12 + x21*k21 + x22*k22 + B",
    "z12": "x12*k11 + x13*k12 + x22*k21 + x23*k22 + B",
    "z21": "x21*k11 + x22*k12 + x31*k21 + x32*k22 + B",
    "z22": "x22*k11 + x23*k12 + x32*k21 + x33*k22 + B",
}
KERNEL_GRADIENT = {
    "k11": "dz11*x11 + dz12*x12 + dz21*x21 + dz22*x22",
    "k12": "dz11*x12 + dz12*x13 + dz21*x22 + dz22*x23",
    "k21": "dz11*x21 + dz12*x22 + dz21*x31 + dz22*x32",
    "k22": "dz11*x22 + dz12*x23 + dz21*x32 + dz22*x33",
}
INPUT_GRADIENT = {
    "x11": "dz11*k11",  # the index of z is not legible here
    "x12": "dz11*k12 + dz12*k11",
    "x13": "dz12*k12",
    "x21": "dz11*k21 + dz21*k11",
    "x22": "dz11*k22 + dz12*k21 + dz21*k12 + dz22*k11",  # nor that of the first z here
    "x23": "dz12*k22 + dz22*k12",
    "x31": "dz21*k21",
    "x32": "dz21*k22 + dz22*k21",
    "x33": "dz22*k22",
}
BIAS_GRADIENT = "dz11 + dz12 + dz21 + dz22"

TRANSPOSED = ConvTranspose2d(input=(2, 2), kernel=(2, 2))
TRANSPOSED_KNOWN = entries("x", 2, 2) | entries("k", 2, 2) | entries("dz", 3, 3) | entries("b", of="B")

TRANSPOSED_OUTPUTS = {
    "z11": "x11*k11 + b",
    "z12": "x11*k12 + x12*k11 + b",
    "z13": "x12*k12 + b",
    "z21": "x11*k21 + x21*k11 + b",
    "z22": "x11*k22 + x12*k21 + x21*k12 + x22*k11 + b",
    "z23": "x12*k22 + x22*k12 + b",
    "z31": "x21*k21 + b",
    "z32": "x21*k22 + x22*k21 + b",
    "z33": "x22*k22 + b",
}
# The note writes x11 and x12 a second time, where the z_ij above give x21 and x22.
WRITTEN_K11 = "dz11*x11 + dz12*x12 + dz21*x11 + dz22*x12"
WRITTEN_K11_ROW = "x11 x12 0 x11 x12 0 0 0 0"
RIGHT_K11 = "dz11*x11 + dz12*x12 + dz21*x21 + dz22*x22"
RIGHT_K11_ROW = "x11 x12 0 x21 x22 0 0 0 0"
WRITTEN_X22 = "dz21*k11 + dz23*k12 + dz32*k21 + dz33*k22"
TRANSPOSED_INPUT_GRADIENT = {
    "x11": "dz11*k11 + dz12*k12 + dz21*k21 + dz22*k22",
    "x12": "dz12*k11 + dz13*k12 + dz22*k21 + dz23*k22",
    "x21": "dz21*k11 + dz22*k12 + dz31*k21 + dz32*k22",
    "x22": "dz22*k11 + dz23*k12 + dz32*k21 + dz33*k22",
}
# The chain rule before the derivatives are put in names, for each x, the four z that contain it.
TRANSPOSED_INPUT_ROWS = {
    "x11": "k11 k12 0 k21 k22 0 0 0 0",
    "x12": "0 k11 k12 0 k21 k22 0 0 0",
    "x21": "0 0 0 k11 k12 0 k21 k22 0",
    "x22": "0 0 0 0 k11 k12 0 k21 k22",
}
TRANSPOSED_BIAS_GRADIENT = "dz11 + dz12 + dz13 + dz21 + dz22 + dz23 + dz31 + dz32 + dz33"


@pytest.fixture(scope="module")
def d() -> Derivation:
    return derive(LAYER, notation="xkz")


@pytest.fixture(scope="module")
def t() -> Derivation:
    return derive(TRANSPOSED, notation="xkz")


def test_sizes_and_verdict(d: Derivation) -> None:
    assert d.Z.shape == (2, 2)
    assert d.dK is not None
    assert d.dK.shape == (2, 2)
    assert d.dX is not None
    assert d.dX.shape == (3, 3)
    assert d.dB is not None
    assert d.dB.shape == (1,)
    assert d.verdict.outcome == "proved"


@pytest.mark.parametrize("name", OUTPUTS)
def test_output(d: Derivation, name: str) -> None:
    assert derived(d, "Z", name) == polynomial(OUTPUTS[name], KNOWN)


@pytest.mark.parametrize("name", KERNEL_GRADIENT)
def test_kernel_gradient(d: Derivation, name: str) -> None:
    assert derived(d, "dK", name) == polynomial(KERNEL_GRADIENT[name], KNOWN)


@pytest.mark.parametrize("name", INPUT_GRADIENT)
def test_input_gradient(d: Derivation, name: str) -> None:
    assert derived(d, "dX", name) == polynomial(INPUT_GRADIENT[name], KNOWN)


def test_bias_gradient(d: Derivation) -> None:
    assert derived(d, "dB", "B") == polynomial(BIAS_GRADIENT, KNOWN)


@pytest.mark.parametrize(
    ("of", "name", "cells"),
    [
        pytest.param("dK", "k11", "x11 x12 x21 x22", id="k11"),
        pytest.param("dX", "x11", "k11 0 0 0", id="x11"),
        pytest.param("dB", "B", "1 1 1 1", id="B"),
    ],
)
def test_local_derivatives(d: Derivation, of: str, name: str, cells: str) -> None:
    assert local_row(d, of, name) == row(cells, KNOWN)


def test_transposed_sizes_and_verdict(t: Derivation) -> None:
    assert t.Z.shape == (3, 3)
    assert t.dK is not None
    assert t.dK.shape == (2, 2)
    assert t.dX is not None
    assert t.dX.shape == (2, 2)
    assert t.dB is not None
    assert t.dB.shape == (1,)
    assert t.verdict.outcome == "proved"


@pytest.mark.parametrize("name", TRANSPOSED_OUTPUTS)
def test_transposed_output(t: Derivation, name: str) -> None:
    assert derived(t, "Z", name) == polynomial(TRANSPOSED_OUTPUTS[name], TRANSPOSED_KNOWN)


def test_transposed_kernel_gradient(t: Derivation) -> None:
    assert derived(t, "dK", "k11") == polynomial(RIGHT_K11, TRANSPOSED_KNOWN)
    assert local_row(t, "dK", "k11") == row(RIGHT_K11_ROW, TRANSPOSED_KNOWN)


def test_transposed_kernel_gradient_as_the_note_writes_it_repeats_the_first_row_of_x(t: Derivation) -> None:
    found, written = derived(t, "dK", "k11"), polynomial(WRITTEN_K11, TRANSPOSED_KNOWN)
    right, wrong = "dz21*x21 + dz22*x22", "dz21*x11 + dz22*x12"
    assert found != written
    assert found - written == polynomial(right, TRANSPOSED_KNOWN) - polynomial(wrong, TRANSPOSED_KNOWN)
    cells = zip(local_row(t, "dK", "k11"), row(WRITTEN_K11_ROW, TRANSPOSED_KNOWN), strict=True)
    right_cells, wrong_cells = (
        row("0 0 0 x21 x22 0 0 0 0", TRANSPOSED_KNOWN),
        row("0 0 0 x11 x12 0 0 0 0", TRANSPOSED_KNOWN),
    )
    assert [ours - theirs for ours, theirs in cells] == [a - b for a, b in zip(right_cells, wrong_cells, strict=True)]


@pytest.mark.parametrize("name", TRANSPOSED_INPUT_GRADIENT)
def test_transposed_input_gradient(t: Derivation, name: str) -> None:
    assert derived(t, "dX", name) == polynomial(TRANSPOSED_INPUT_GRADIENT[name], TRANSPOSED_KNOWN)


@pytest.mark.parametrize("name", TRANSPOSED_INPUT_ROWS)
def test_transposed_local_derivatives(t: Derivation, name: str) -> None:
    assert local_row(t, "dX", name) == row(TRANSPOSED_INPUT_ROWS[name], TRANSPOSED_KNOWN)


def test_transposed_gradient_of_x22_as_the_note_writes_it_has_a_wrong_index(t: Derivation) -> None:
    found, written = derived(t, "dX", "x22"), polynomial(WRITTEN_X22, TRANSPOSED_KNOWN)
    assert found != written
    assert found - written == polynomial("dz22*k11", TRANSPOSED_KNOWN) - polynomial("dz21*k11", TRANSPOSED_KNOWN)


def test_transposed_bias_gradient(t: Derivation) -> None:
    assert derived(t, "dB", "b") == polynomial(TRANSPOSED_BIAS_GRADIENT, TRANSPOSED_KNOWN)
    assert local_row(t, "dB", "b") == row("1 1 1 1 1 1 1 1 1", TRANSPOSED_KNOWN)


CLAIMS: dict[str, tuple[str, Build, str]] = {
    "x-with-dz": ("dK", lambda g: correlate(tensor(g, "X"), tensor(g, "dZ")), "proved"),
    "sum-of-dz": ("dB", lambda g: total(tensor(g, "dZ")), "proved"),
    "padded-dz-with-rotated-k": (
        "dX",
        lambda g: correlate(pad(tensor(g, "dZ"), 1), rot180(tensor(g, "K"))),
        "proved",
    ),
    "padded-dz-with-k": ("dX", lambda g: correlate(pad(tensor(g, "dZ"), 1), tensor(g, "K")), "refuted"),
}
TRANSPOSED_CLAIMS: dict[str, tuple[str, Build, str]] = {
    "padded-x-with-rotated-k": (
        "Z",
        lambda g: plus(correlate(pad(tensor(g, "X"), 1), rot180(tensor(g, "K"))), tensor(g, "B")),
        "proved",
    ),
    "padded-x-with-k": (
        "Z",
        lambda g: plus(correlate(pad(tensor(g, "X"), 1), tensor(g, "K")), tensor(g, "B")),
        "refuted",
    ),
    "padded-x-without-b": ("Z", lambda g: correlate(pad(tensor(g, "X"), 1), rot180(tensor(g, "K"))), "refuted"),
    "dz-with-x": ("dK", lambda g: correlate(tensor(g, "dZ"), tensor(g, "X")), "proved"),
    "sum-of-dz": ("dB", lambda g: total(tensor(g, "dZ")), "proved"),
    "dz-with-k": ("dX", lambda g: correlate(tensor(g, "dZ"), tensor(g, "K")), "proved"),
    "dz-with-rotated-k": ("dX", lambda g: correlate(tensor(g, "dZ"), rot180(tensor(g, "K"))), "refuted"),
}


@pytest.mark.parametrize("claim", CLAIMS)
def test_closed_form(claim: str) -> None:
    of, build, expected = CLAIMS[claim]
    assert outcome(LAYER, of, build) == expected


@pytest.mark.parametrize("claim", TRANSPOSED_CLAIMS)
def test_transposed_closed_form(claim: str) -> None:
    of, build, expected = TRANSPOSED_CLAIMS[claim]
    assert outcome(TRANSPOSED, of, build) == expected

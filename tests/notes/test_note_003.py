"""Note 003: 2D with bias, X K B Z notation, update rules."""

from __future__ import annotations

import pytest
from shorthand import correlate, pad, rot180, total

from notes.as_typed import Build, derived, entries, local_row, outcome, polynomial, row
from symconv import Conv2d, Derivation, derive
from symconv.layers.tensors import tensor

LAYER = Conv2d(input=(3, 3), kernel=(2, 2))
# The note writes capitals, but z for the output once it comes to the bias.
KNOWN = (
    entries("X", 3, 3, of="x")
    | entries("K", 2, 2, of="k")
    | entries("dZ", 2, 2, of="dz")
    | entries("dz", 2, 2)
    | entries("B")
)

OUTPUTS = {
    "Z11": "X11*K11 + X12*K12 + X21*K21 + X22*K22 + B",
    "Z12": "X12*K11 + X13*K12 + X22*K21 + X23*K22 + B",
    "Z21": "X21*K11 + X22*K12 + X31*K21 + X32*K22 + B",
    "Z22": "X22*K11 + X23*K12 + X32*K21 + X33*K22 + B",
}
KERNEL_GRADIENT = {
    "K11": "dZ11*X11 + dZ12*X12 + dZ21*X21 + dZ22*X22",
    "K12": "dZ11*X12 + dZ12*X13 + dZ21*X22 + dZ22*X23",
    "K21": "dZ11*X21 + dZ12*X22 + dZ21*X31 + dZ22*X32",
    "K22": "dZ11*X22 + dZ12*X23 + dZ21*X32 + dZ22*X33",
}
BIAS_GRADIENT = "dz11 + dz12 + dz21 + dz22"
WRITTEN_X12 = "dZ12*K12 + dZ12*K11"  # where it is derived; the list that follows has it right
INPUT_GRADIENT = {
    "X11": "dZ11*K11",
    "X12": "dZ11*K12 + dZ12*K11",
    "X13": "dZ12*K12",
    "X21": "dZ11*K21 + dZ21*K11",
    "X22": "dZ11*K22 + dZ12*K21 + dZ21*K12 + dZ22*K11",
    "X23": "dZ12*K22 + dZ22*K12",
    "X31": "dZ21*K21",
    "X32": "dZ21*K22 + dZ22*K21",
    "X33": "dZ22*K22",
}


@pytest.fixture(scope="module")
def d() -> Derivation:
    return derive(LAYER, notation="xkz")


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


def test_bias_gradient(d: Derivation) -> None:
    assert derived(d, "dB", "B") == polynomial(BIAS_GRADIENT, KNOWN)


@pytest.mark.parametrize("name", INPUT_GRADIENT)
def test_input_gradient(d: Derivation, name: str) -> None:
    assert derived(d, "dX", name) == polynomial(INPUT_GRADIENT[name], KNOWN)


@pytest.mark.parametrize(
    ("of", "name", "cells"),
    [
        pytest.param("dB", "B", "1 1 1 1", id="B"),
        # "any change in X_11 does not affect Z_12, Z_21, Z_22".
        pytest.param("dX", "X11", "K11 0 0 0", id="X11"),
        pytest.param("dX", "X12", "K12 K11 0 0", id="X12"),
        pytest.param("dX", "X13", "0 K12 0 0", id="X13"),
        # Both indices of Z run: the note once sums over i only.
        pytest.param("dX", "X22", "K22 K21 K12 K11", id="X22"),
    ],
)
def test_local_derivatives(d: Derivation, of: str, name: str, cells: str) -> None:
    assert local_row(d, of, name) == row(cells, KNOWN)


def test_the_first_derivation_of_x12_has_z12_twice(d: Derivation) -> None:
    found, written = derived(d, "dX", "X12"), polynomial(WRITTEN_X12, KNOWN)
    assert found != written
    assert found - written == polynomial("dZ11*K12", KNOWN) - polynomial("dZ12*K12", KNOWN)


CLAIMS: dict[str, tuple[str, Build, str]] = {
    "conv-of-x-and-dz": ("dK", lambda g: correlate(tensor(g, "X"), tensor(g, "dZ")), "proved"),
    "sum-of-dz": ("dB", lambda g: total(tensor(g, "dZ")), "proved"),
    "conv-of-padded-dz-and-rotated-k": (
        "dX",
        lambda g: correlate(pad(tensor(g, "dZ"), 1), rot180(tensor(g, "K"))),
        "proved",
    ),
    "conv-of-padded-dz-and-k": ("dX", lambda g: correlate(pad(tensor(g, "dZ"), 1), tensor(g, "K")), "refuted"),
    "conv-of-dz-and-rotated-k-without-padding": (
        "dX",
        lambda g: correlate(tensor(g, "dZ"), rot180(tensor(g, "K"))),
        "refuted",
    ),
}


@pytest.mark.parametrize("claim", CLAIMS)
def test_closed_form(claim: str) -> None:
    of, build, expected = CLAIMS[claim]
    assert outcome(LAYER, of, build) == expected


def test_json(d: Derivation) -> None:
    """The whole derivation as the note orders its terms, in the project's letters."""
    assert d.json() == {
        "schema": "symconv.derive/1",
        "notation": "xkz",
        "differences": [],
        "layer": {
            "name": "conv2d",
            "input": [3, 3],
            "kernel": [2, 2],
            "stride": [1, 1],
            "padding": [[0, 0], [0, 0]],
            "dilation": [1, 1],
            "output_padding": [0, 0],
            "groups": 1,
            "in_channels": 1,
            "out_channels": 1,
            "batch": 1,
            "bias": True,
            "convention": "cross-correlation",
            "output": [2, 2],
        },
        "Z": [
            ["x11*k11 + x12*k12 + x21*k21 + x22*k22 + B", "x12*k11 + x13*k12 + x22*k21 + x23*k22 + B"],
            ["x21*k11 + x22*k12 + x31*k21 + x32*k22 + B", "x22*k11 + x23*k12 + x32*k21 + x33*k22 + B"],
        ],
        "dK": [
            ["dz11*x11 + dz12*x12 + dz21*x21 + dz22*x22", "dz11*x12 + dz12*x13 + dz21*x22 + dz22*x23"],
            ["dz11*x21 + dz12*x22 + dz21*x31 + dz22*x32", "dz11*x22 + dz12*x23 + dz21*x32 + dz22*x33"],
        ],
        "dX": [
            ["dz11*k11", "dz11*k12 + dz12*k11", "dz12*k12"],
            ["dz11*k21 + dz21*k11", "dz11*k22 + dz12*k21 + dz21*k12 + dz22*k11", "dz12*k22 + dz22*k12"],
            ["dz21*k21", "dz21*k22 + dz22*k21", "dz22*k22"],
        ],
        "dB": ["dz11 + dz12 + dz21 + dz22"],
        "verdict": "proved",
    }

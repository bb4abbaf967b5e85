"""Note 004: 1D, x w y notation, rows of local derivatives."""

from __future__ import annotations

import pytest
from shorthand import correlate, pad, rot180

from notes.as_typed import Build, derived, entries, local_row, outcome, polynomial, row
from symconv import Conv1d, Derivation, derive
from symconv.layers.tensors import tensor

LAYER = Conv1d(input=4, kernel=2, bias=False)
KNOWN = entries("x", 4) | entries("w", 2) | entries("dy", 3)

OUTPUTS = {
    "y1": "w1*x1 + w2*x2",
    "y2": "w1*x2 + w2*x3",
    "y3": "w1*x3 + w2*x4",
}
# dy1, dy2, dy3 by the entry.
KERNEL_ROWS = {"w1": "x1 x2 x3", "w2": "x2 x3 x4"}
KERNEL_GRADIENT = {
    "w1": "dy1*x1 + dy2*x2 + dy3*x3",
    "w2": "dy1*x2 + dy2*x3 + dy3*x4",
}
# The note labels its first row x4, and x4 once more at the end.
FIRST_ROW = "w1 0 0"
INPUT_ROWS = {
    "x1": FIRST_ROW,
    "x2": "w2 w1 0",
    "x3": "0 w2 w1",
    "x4": "0 0 w2",
}
INPUT_GRADIENT = {
    "x1": "dy1*w1",
    "x2": "dy1*w2 + dy2*w1",
    "x3": "dy2*w2 + dy3*w1",
    "x4": "dy3*w2",
}


@pytest.fixture(scope="module")
def d() -> Derivation:
    return derive(LAYER, notation="xwy")


def test_sizes_and_verdict(d: Derivation) -> None:
    assert d.Z.shape == (3,)
    assert d.dK is not None
    assert d.dK.shape == (2,)
    assert d.dX is not None
    assert d.dX.shape == (4,)
    assert d.dB is None
    assert d.verdict.outcome == "proved"


@pytest.mark.parametrize("name", OUTPUTS)
def test_output(d: Derivation, name: str) -> None:
    assert derived(d, "Z", name) == polynomial(OUTPUTS[name], KNOWN)


@pytest.mark.parametrize("name", KERNEL_ROWS)
def test_kernel_row(d: Derivation, name: str) -> None:
    assert local_row(d, "dK", name) == row(KERNEL_ROWS[name], KNOWN)


@pytest.mark.parametrize("name", KERNEL_GRADIENT)
def test_kernel_gradient(d: Derivation, name: str) -> None:
    assert derived(d, "dK", name) == polynomial(KERNEL_GRADIENT[name], KNOWN)


@pytest.mark.parametrize("name", INPUT_ROWS)
def test_input_row(d: Derivation, name: str) -> None:
    assert local_row(d, "dX", name) == row(INPUT_ROWS[name], KNOWN)


@pytest.mark.parametrize("name", INPUT_GRADIENT)
def test_input_gradient(d: Derivation, name: str) -> None:
    assert derived(d, "dX", name) == polynomial(INPUT_GRADIENT[name], KNOWN)


@pytest.mark.parametrize(("name", "holds"), [("x1", True), ("x2", False), ("x3", False), ("x4", False)])
def test_the_row_labelled_x4_is_that_of_x1_alone(d: Derivation, name: str, holds: bool) -> None:
    assert (local_row(d, "dX", name) == row(FIRST_ROW, KNOWN)) is holds


CLAIMS: dict[str, tuple[str, Build, str]] = {
    "x-star-dy": ("dK", lambda g: correlate(tensor(g, "X"), tensor(g, "dZ")), "proved"),
    "flipped-kernel-full": (
        "dX",
        lambda g: correlate(tensor(g, "dZ"), rot180(tensor(g, "K")), mode="full"),
        "proved",
    ),
    "flipped-kernel-padded": ("dX", lambda g: correlate(pad(tensor(g, "dZ"), 1), rot180(tensor(g, "K"))), "proved"),
    "kernel-full": ("dX", lambda g: correlate(tensor(g, "dZ"), tensor(g, "K"), mode="full"), "refuted"),
    "flipped-kernel-valid": ("dX", lambda g: correlate(tensor(g, "dZ"), rot180(tensor(g, "K"))), "refuted"),
}


@pytest.mark.parametrize("claim", CLAIMS)
def test_closed_form(claim: str) -> None:
    of, build, expected = CLAIMS[claim]
    assert outcome(LAYER, of, build) == expected

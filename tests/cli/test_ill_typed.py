"""Statements whose sides cannot be compared: refused in words that people use, never refuted by one layer."""

from __future__ import annotations

import pytest

from cli.called import called

ILL_TYPED = {
    "dX = correlate(X, K)": (
        "left an array with a batch and input channels, like X and dX; "
        "right an array with a batch and output channels, like Z and dZ; what would fit is shaped like X",
        "correlate",
    ),
    "dX = flip(K, 7)": ("right an array with input channels and output channels, like K and dK", "flip"),
    "dB = sum(X)": ("left an array with output channels and no spatial axes, like B and dB", "sum"),
    "A = sum(A)": ("left an array with neither batch nor channels; right a single number", "sum"),
    "X = k": ("left an array with a batch and input channels; right a size", "X"),
    "0 = sum(A) - sum(A)": ("of entries: left a size; right a single number; zeros like A are written 0*A", "0"),
    "dX = 0": ("zeros like A are written 0*A", "dX"),
    "dX = correlate(X, X)": ("right an array with groups, but neither batch nor channels", "correlate"),
    "dX = times(X, K)": (
        "cannot multiply an array with a batch and input channels"
        " with an array with input channels and output channels",
        "times",
    ),
    "Z = X + K": ("cannot add an array with input channels and output channels to an array with a batch", "X + K"),
    "sum(A) - B = -(B - sum(A))": ("single number and an array: left a single number, right an array", "sum(A) - B"),
    "dX = X + dot(X, X)": ("'+' does not join a single number and an array", "X + dot"),
    # Numbers that fit nowhere, whatever the layer.
    "crop(X, 0) = X": ("crop cannot keep the first 0 of n entries", "crop"),
    "pad(A, 1 - 2) = crop(A, 1 - 2)": ("crop cannot keep the first -1 of A entries", "crop"),
    "A = dot(A, sum(A))": ("the inner product needs arrays of one size", "dot"),
    "X = grad(X, X)": ("only a single number is differentiated, not an array with a batch", "grad"),
}


@pytest.mark.parametrize(("text", "said", "at"), [(text, *rest) for text, rest in ILL_TYPED.items()], ids=ILL_TYPED)
def test_what_fits_at_no_size_is_no_statement(
    text: str, said: str, at: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = called(["prove", text], capsys)
    assert (code, out) == (2, "")
    line, typed, caret = [each for each in err.splitlines() if "your statement" not in each]
    assert said in line
    assert typed == f"  {text}"
    assert caret.index("^") - 2 == text.index(at)


@pytest.mark.parametrize("text", ["A = pad(A, 1)", "X = pad(X, k)", "dX = correlate(dZ, rot180(K))"])
def test_sizes_that_differ_are_refuted_with_both(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = called(["prove", text], capsys)
    assert code == 1
    assert "the sizes differ: left " in out


def test_axes_of_which_one_is_fixed(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--layer", "conv2d", "--input", "nx5", "--kernel", "kx2"]
    code, out, _ = called(["prove", "dX = rot180(dX)", *options], capsys)
    assert code == 1
    assert "at n0=1, k0=1, entry" in out


@pytest.mark.parametrize("text", ["crop(X, 4) = X", "dX = correlate(dZ, pad(K, 2))", "X + pad(X, 1) = X + pad(X, 1)"])
def test_what_does_not_fit_at_the_sizes_that_are_given(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = called(["prove", text, "--layer", "conv1d", "--input", "3", "--kernel", "2"], capsys)
    assert (code, out) == (2, "")
    assert "cannot" in err

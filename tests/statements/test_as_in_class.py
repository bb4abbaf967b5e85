"""Statements as they stand on a blackboard: read into the same tree, and answered in their own letters."""

from __future__ import annotations

import pytest

from symconv import Conv1d, Layer, prove
from symconv.statements.grammar import StatementError, parse
from symconv.statements.write import read_as

LINE = Conv1d(input=3, kernel=2)
TURNED = Conv1d(input=3, kernel=2, convention="convolution")

READ = {
    "∂L/∂X = pad(∂L/∂Z, k−1) ⋆ rot180(K)": "dX = correlate(pad(dZ, k-1), rot180(K))",
    "dL/dW = X * dL/dY": "dW = correlate(X, dY)",
    "δx = pad(δz, k-1) ∗ rot180(W)": "dX = correlate(pad(dZ, k-1), rot180(W))",
    "ΔW = X ⋆[stride 2, dilation d] ΔY": "dW = correlate(X, dY, stride=2, dilation=d)",
    "Z = X·K + B": "Z = correlate(X, K) + B",
    "A ⊙ C = C ⊙ A": "times(A, C) = times(C, A)",
    "X ⋆[full] K = X *[full] K": "correlate(X, K, mode=full) = convolve(X, K, mode=full)",
    "Z = X ∗[stride s] K": "Z = correlate(X, K, stride=s)",
    "dK = conv(X, dZ) (valid)": "dK = correlate(X, dZ, mode=valid)",
    "dX = conv(dZ, K, stride 2*s, dilation d) (full)": (
        "dX = correlate(dZ, K, stride=2*s, dilation=d, mode=full)"
    ),
    "Z - B = (X * K)": "Z-B = correlate(X, K)",
}


@pytest.mark.parametrize(("text", "wanted"), READ.items(), ids=READ)
def test_how_it_is_read(text: str, wanted: str) -> None:
    assert read_as(parse(text), LINE) == wanted
    assert read_as(parse(wanted), LINE) == ""


@pytest.mark.parametrize(("layer", "name"), [(LINE, "correlate"), (TURNED, "convolve")], ids=["direct", "turned"])
def test_a_star_is_the_product_that_the_layer_goes_by(layer: Layer, name: str) -> None:
    assert read_as(parse("Z = X*K + B"), layer) == f"Z = {name}(X, K) + B"
    assert prove("Z = X*K + B", layer)


@pytest.mark.parametrize("text", ["Z = X *[valid] rot180(rot180(K)) + B", "Z = convolve(X, K) + B"])
def test_a_star_with_a_mode_is_a_true_convolution_whatever_the_layer(text: str) -> None:
    assert prove(text, TURNED)
    assert prove(text, LINE).outcome == "refuted"


@pytest.mark.parametrize(
    "text", ["Z = X *[valid] K + B", "Y = B + pad(X, 0) ∗[valid] W", "Z = pad(X, k-1, 0) *[valid] pad(K, 0, k-1) + B"]
)
def test_of_x_and_k_it_is_what_the_layer_computes(text: str) -> None:
    assert prove(text, LINE).reading == read_as(parse(text), LINE)
    assert "correlate(" in read_as(parse(text), LINE)
    assert "convolve(" in read_as(parse(text), TURNED)


def test_z_is_what_it_is_called_after() -> None:
    """Also in a layer of the other kind; and where a sign says what is not meant, it is not."""
    for layer in (LINE, TURNED):
        assert prove("Z = X *[valid] K + B", layer)
        assert prove("Z = X ⋆[valid] K + B", layer).outcome == ("proved" if layer is LINE else "refuted")
    assert prove("X ⋆[full] K = X *[full] K", LINE).outcome == "refuted"
    assert prove("X ⋆[full] K = X *[full] rot180(K)", LINE)


@pytest.mark.parametrize("text", ["dK = X *[valid] dZ", "dX = dZ *[full] rot180(K)"])
def test_what_a_star_was_taken_for_is_said_where_it_may_be_meant_otherwise(text: str) -> None:
    verdict, read, told, *_ = str(prove(text)).splitlines()
    assert verdict == f"refuted: {text}"
    assert read.startswith("  read as: d")
    assert "convolve(" in read
    assert told == "  * with a mode is a true convolution here; write ⋆ for cross-correlation"
    assert prove(text.replace("*", "⋆"))
    right = "dX = dZ *[full] K"
    assert "write ⋆" not in str(prove(right))


@pytest.mark.parametrize("text", ["Z = conv(X, K) + B", "Z = conv(X, K) (valid) + B", "Z = X * K + B"])
def test_conv_is_the_product_that_the_layer_goes_by(text: str) -> None:
    assert prove(text, TURNED)
    assert prove(text, LINE)


@pytest.mark.parametrize("text", ["2*X = X*2", "o = n−k+1", "sum(A)*sum(C) = sum(C)*sum(A)", "2·n = n·2"])
def test_a_sign_between_numbers_is_no_product_of_arrays(text: str) -> None:
    assert read_as(parse(text), LINE) == ""
    assert prove(text)


def test_the_answer_is_in_the_same_letters_and_says_the_reading() -> None:
    text = "∂L/∂X = pad(∂L/∂Z, k−1) ⋆ rot180(K)"
    first, second, *_ = str(prove(text)).splitlines()
    assert first == f"proved: {text}"
    assert second == "  read as: dX = correlate(pad(dZ, k-1), rot180(K))"
    wrong = str(prove("∂L/∂X = pad(∂L/∂Z, k−1) * K")).splitlines()
    assert wrong[:2] == ["refuted: ∂L/∂X = pad(∂L/∂Z, k−1) * K", "  read as: dX = correlate(pad(dZ, k-1), K)"]


def test_a_product_of_numbers_that_multiplies_an_array_is_no_sliding_product() -> None:
    assert read_as(parse("times(sum(A), sum(C))*A = A*times(sum(A), sum(C))"), LINE) == ""
    assert read_as(parse("times(A, C)*C = A"), LINE) == "correlate(times(A, C), C) = A"


def test_gradients_of_two_losses_are_not_taken_for_one() -> None:
    assert parse("dJ/dX = ∂J/∂X")
    with pytest.raises(StatementError, match="of one loss, here of L and J") as caught:
        parse("dL/dX = dJ/dX")
    assert caught.value.column == 8


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("dx = dX", "did you mean dX?"),
        ("dX = convolv(dZ, K)", "did you mean convolve?"),
        ("dX = pad(dZ, 1) (full)", "the mode of pad is circular"),
        ("dX = conv(dZ, K) (same)", "the mode of correlate is valid, full"),
        ("dX = conv(dZ, K, mode=full) (full)", "mode is given twice"),
        ("dX = Q", "vX, vK, W for K, Y for Z, dW for dK, dY for dZ, and A, B, C"),
        ("dX = rotate180(X)", "did you mean rot180?"),
        ("dX = Pad(X, 1)", "did you mean pad?"),
        ("dX = correlate(dZ, K, mode='full')", "did you mean full, without quotes?"),
    ],
)
def test_what_was_meant(text: str, meant: str) -> None:
    with pytest.raises(StatementError) as caught:
        prove(text)
    assert meant in str(caught.value)

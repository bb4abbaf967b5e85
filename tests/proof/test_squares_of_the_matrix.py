"""Squares of the Toeplitz matrix are those of the correlation: the output's place is in no factor, and is found."""

from __future__ import annotations

import pytest

from symconv.proving import prove
from symconv.results import Proof, Refutation

Z = "correlate(pad(X, pl, pr), K, stride=s, dilation=d)"


@pytest.mark.parametrize(
    "text",
    [
        f"dot(toeplitz(K, X), toeplitz(K, X)) = dot({Z}, {Z})",
        f"dot({Z}, {Z}) = dot(toeplitz(K, X), {Z})",
        f"dot(toeplitz(K, X), toeplitz(K, X)) - dot(toeplitz(K, X), {Z}) = dot({Z}, toeplitz(K, X)) - dot({Z}, {Z})",
        "dot(toeplitz_transposed(K, dZ), toeplitz_transposed(K, dZ)) = dot(scatter(dZ, K), dX)",
    ],
)
def test_the_square_of_the_matrix_is_that_of_the_correlation(text: str) -> None:
    assert isinstance(prove(text), Proof)


@pytest.mark.parametrize(
    "text",
    [
        f"dot(toeplitz(K, X), toeplitz(K, X)) = dot({Z.replace('K', 'rot180(K)')}, {Z})",
        f"dot(toeplitz(K, X), toeplitz(K, X)) = dot({Z.replace('pad(X, pl, pr)', 'pad(X, pr, pl)')}, {Z})",
        f"dot(toeplitz(K, X), toeplitz(K, X)) = 2*dot({Z}, {Z})",
    ],
)
def test_another_square_is_not(text: str) -> None:
    assert isinstance(prove(text), Refutation)

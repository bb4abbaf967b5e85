"""Statements that people of the field type: squared losses, second derivatives, binomials, two layers in a row.

Each is read, and true by plain loops, at layers with strides, padding and channels, and proved for all.
"""

from __future__ import annotations

import pytest
from oracles.one_geometry import Axis, Geometry
from oracles.statement_values import differs

from symconv import prove
from symconv.proof.claim import claim
from symconv.statements.described import usual_family
from symconv.statements.glossary import free_names
from symconv.statements.grammar import parse

GENERAL = (
    "grad(dot(Z, Z), X) = 2*correlate(pad(insert_zeros(Z, s), D-pl, D-pr+r), rot180(K), dilation=d)",
    "grad(dot(Z - dZ, Z - dZ), K) = 2*crop(correlate(pad(X, pl, pr), Z - dZ, stride=d, dilation=s), k)",
    "grad(dot(Z, Z), B) = 2*sum(Z)",
    "dot(A - C, A - C) = dot(A, A) - 2*dot(A, C) + dot(C, C)",
    "convolve(A + C, A + C, mode=full) = convolve(A, A, mode=full) + 2*convolve(A, C, mode=full) "
    "+ convolve(C, C, mode=full)",
    "sum(convolve(A, B, mode=full)) = sum(A)*sum(B)",
    "dB - sum(dZ) = 0*dB",
    # Factors that repeat: each goes with the one that it was multiplied with, at the same places of both terms.
    "dot(dK, im2col(vX, dZ)) = dot(crop(correlate(pad(X, pl, pr), dZ, stride=d, dilation=s), k), grad(dot(dX, vX), K))",
    "times(dK + im2col(vX, dZ), dK) = times(dK, dK) + times(grad(dot(dX, vX), K), im2col(X, dZ))",
    "dot(toeplitz(vK, X), Z) = dot(toeplitz(vK, X), correlate(pad(X, pl, pr), K, stride=s, dilation=d)) "
    "+ dot(B, sum(toeplitz(vK, X)))",
    "correlate(A, B, mode=full) = rot180(correlate(B, A, mode=full))",
)
PLAIN = (
    "grad(dot(grad(dot(Z, Z), X), vX), X) = 2*correlate(pad(correlate(vX, K), k-1), rot180(K))",
)
SIZES = ("((n - k)//s + 1 - k)//s + 1 = (n - k - s*(k - 1))//(s*s) + 1",)
FREE = (("A", (4,)), ("B", (2,)), ("C", (4,)))


@pytest.mark.parametrize("text", [*GENERAL, *PLAIN, *SIZES])
def test_it_is_read_and_true(text: str) -> None:
    tree = parse(text)
    assert claim(tree, usual_family(tree)).left
    axes = [Axis(5, 2), Axis(4, 1)] if text in PLAIN else [Axis(9, 2, 2), Axis(8, 3, 2)]
    axes += [] if text in (*PLAIN, *SIZES) else [Axis(6, 2, 2, 2, 1, 0), Axis(4, 3, 3, 1, 0, 2)]
    free = tuple((name, sizes) for name, sizes in FREE if name in free_names(tree))
    for axis in axes:
        assert not differs(tree, Geometry((axis,), batch=2, groups=2, ins=2, outs=1, free=free))


@pytest.mark.parametrize(
    "text",
    [
        *GENERAL,
        *PLAIN,
        *SIZES,
        "grad(dot(times(A, C), C), C) = 2*times(C, A)",
        "dot(A, C)*A = A*dot(C, A)",
        "dot(times(A, B), C) = dot(A, times(B, C))",
        "B - Z = -(Z - B)",
        "grad(dot(vX, X), vX) = X",
        "grad(sum(A)*sum(B), A) = times(grad(sum(A), A), sum(B))",
    ],
)
def test_it_is_proved(text: str) -> None:
    assert prove(text)


@pytest.mark.parametrize(
    "text",
    [
        "sum(convolve(A, B, mode=full)) = sum(A)*sum(A)",
        "grad(dot(times(A, C), C), C) = times(C, A)",
        "dot(A, C)*A = C*dot(C, A)",
        "B - Z = Z - B",
        "times(A, C) = A",
    ],
)
def test_it_is_refuted(text: str) -> None:
    assert prove(text).outcome == "refuted"

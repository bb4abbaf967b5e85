"""Backward passes against the user's own forward pass."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from symconv import Conv2d
from symconv.testing import assert_pair, check_pair

LAYER = Conv2d(input=(4, 3), kernel=2, batch=2)


def circular(x: Any, k: Any, b: Any) -> Any:
    xp = np.pad(x, ((0, 0), (0, 0), (1, 0), (0, 1)), mode="wrap")
    z = np.zeros((x.shape[0], 1, 4, 3))
    for p, q in np.ndindex(2, 2):
        z += xp[:, :, p : p + 4, q : q + 3] * k[0, 0, p, q]
    return z + b


def circular_back(x: Any, k: Any, b: Any, dz: Any) -> Any:  # noqa: ARG001 - as it is called
    dx, dk = np.zeros_like(x), np.zeros_like(k)
    for p, q in np.ndindex(2, 2):
        rows, cols = (np.arange(4) + p - 1) % 4, (np.arange(3) + q) % 3
        dx[:, :, rows[:, None], cols] += dz * k[0, 0, p, q]
        dk[0, 0, p, q] = (x[:, :, rows[:, None], cols] * dz).sum()
    return dx, dk, dz.sum(axis=(0, 2, 3))


def squared(x: Any, k: Any, b: Any) -> Any:
    return (x * x)[:, :, :2] * k[0, 0, 0, 0] + b


def squared_back(x: Any, k: Any, b: Any, dz: Any) -> Any:  # noqa: ARG001
    dx, dk = np.zeros_like(x), np.zeros_like(k)
    dx[:, :, :2] = 2 * x[:, :, :2] * k[0, 0, 0, 0] * dz
    dk[0, 0, 0, 0] = (x[:, :, :2] ** 2 * dz).sum()
    return dx, dk, dz.sum(axis=(0, 2, 3))


def test_a_padding_that_no_layer_has() -> None:
    assert_pair(circular, circular_back, LAYER)


def test_a_forward_pass_that_is_no_convolution() -> None:
    verdict = check_pair(squared, squared_back, LAYER)
    assert verdict, verdict
    assert "is the gradient of squared" in verdict.claim


def test_the_gradient_of_something_else_is_refuted() -> None:
    verdict = check_pair(circular, squared_back, LAYER)
    assert verdict.outcome == "refuted"
    with pytest.raises(AssertionError, match="refuted: circular_back"):
        assert_pair(squared, circular_back, LAYER)


def test_an_entry_that_is_forgotten_is_named() -> None:
    def forgetful(x: Any, k: Any, b: Any, dz: Any) -> Any:
        dx, dk, db = squared_back(x, k, b, dz)
        return dx / 2, dk, db

    verdict = check_pair(squared, forgetful, LAYER)
    assert verdict.finding is not None
    assert (verdict.finding.entry, verdict.finding.got) == ("dX[0,0,0,0]", "dz1_1_1_1*x1_1_1_1*k1_1_1_1")
    assert verdict.finding.expected == "2*dz1_1_1_1*x1_1_1_1*k1_1_1_1"


def test_a_forward_pass_that_cannot_be_read_decides_nothing() -> None:
    def rectified(x: Any, k: Any, b: Any) -> Any:
        return np.maximum(squared(x, k, b), 0)

    verdict = check_pair(rectified, squared_back, LAYER)
    assert verdict.outcome == "undecided"
    assert "rectified: np.maximum of entries is taken" in verdict.reason

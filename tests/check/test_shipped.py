"""Bugs that shipped are refuted and named."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from check import shipped
from symconv import Conv2d, Layer
from symconv.testing import check_backward

# Code as strangers write it: without types.
code: Any = shipped
LAYER = Conv2d(input=(5, 4), kernel=2, in_channels=2, out_channels=3, batch=2)
STRIDED = Conv2d(input=(7, 6), kernel=(3, 2), in_channels=2, out_channels=3, batch=2, stride=2)
BUGS = {
    "grouped_weight_gradient": (
        Conv2d(input=4, kernel=2, in_channels=4, out_channels=4, groups=2),
        "dK: right with one group, and with nothing else made simpler",
    ),
    "skipped_by_the_stride": (STRIDED, "dX: dX is left 0 where the stride skips it"),
    "stride_for_dilation": (
        Conv2d(input=(9, 7), kernel=(3, 2), stride=2, dilation=3, in_channels=2, out_channels=3),
        "dK: stride and dilation are swapped",
    ),
    "pointwise_with_stride": (
        Conv2d(input=5, kernel=1, stride=2, in_channels=2, out_channels=3),
        "dX: entries of dZ are repeated where zeros should be inserted, though not on every layer",
    ),
    "averaged": (LAYER, "dK: it is divided by the batch and the size of the output"),
    "rotated_input": (LAYER, "dK: X is rotated, but its windows are wanted as they are"),
    "permuted": (LAYER, "dK: dK comes out reversed"),
    "nothing": (LAYER, "dX: it is left 0"),
}


@pytest.mark.parametrize("name", BUGS)
def test_what_shipped_is_caught_by_name(name: str) -> None:
    layer, cause = BUGS[name]
    verdict = check_backward(getattr(shipped, name), layer)
    assert verdict.outcome == "refuted", verdict
    assert cause in verdict.causes, verdict


@pytest.mark.parametrize("layer", [LAYER, STRIDED, *(layer for layer, _ in BUGS.values())], ids=str)
def test_the_code_that_they_were_made_from_is_right(layer: Layer) -> None:
    verdict = check_backward(shipped.right, layer)
    assert verdict, verdict


def test_checks_that_they_passed() -> None:
    rng = np.random.default_rng(0)
    x, k, dz = rng.random((2, 2, 5, 4)), rng.random((3, 2, 2, 2)), rng.random((2, 3, 4, 3))
    _, dk, _ = code.right(x, k, None, dz)
    # One projection, onto ones.
    assert np.isclose(code.permuted(x, k, None, dz)[1].sum(), dk.sum())
    # A tolerance of 1e-2 on small weights.
    small = k * 1e-3
    assert np.allclose(code.nothing(x, small, None, dz)[0], code.right(x, small, None, dz)[0], atol=1e-2)


def test_a_kernel_of_ones_hides_the_rotation() -> None:
    def unturned(x: Any, k: Any, b: Any, dz: Any) -> Any:
        return code.right(x, k[:, :, ::-1, ::-1], b, dz)

    x, ones, dz = np.arange(16.0).reshape(1, 1, 4, 4), np.ones((1, 1, 2, 2)), np.arange(9.0).reshape(1, 1, 3, 3)
    assert np.array_equal(unturned(x, ones, None, dz)[0], code.right(x, ones, None, dz)[0])
    verdict = check_backward(unturned, Conv2d(input=4, kernel=2))
    assert "dX: the kernel is not rotated" in verdict.causes

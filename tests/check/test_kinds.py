"""Every kind of layer: ranks, groups, both conventions, transposed layers, with and without bias."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from oracles.loops import Geometry, geometry

from check.test_reference import LAYERS
from symconv import Conv2d, Layer
from symconv.testing import assert_backward, assert_forward, check_backward, check_forward


def meetings(g: Geometry) -> Any:
    """Which entries of X, K and Z meet, as indices, written down from the textbook definition."""
    small, wide = (g.n, g.z) if g.transposed else (g.z, g.n)
    ins, outs = g.channels // g.groups, g.filters // g.groups
    for n, group, f, c in product(range(g.batch), range(g.groups), range(outs), range(ins)):
        for step, tap in product(product(*map(range, small)), product(*map(range, g.k))):
            reached = tuple(s * i + d * a - p for s, i, d, a, p in zip(g.s, step, g.d, tap, g.pl, strict=True))
            if all(0 <= at < size for at, size in zip(reached, wide, strict=True)):
                at = tuple(k - 1 - a for k, a in zip(g.k, tap, strict=True)) if g.turned else tap
                place_in, place_out = (step, reached) if g.transposed else (reached, step)
                lead = (group * ins + c, f) if g.transposed else (group * outs + f, c)
                yield (n, group * ins + c, *place_in), (*lead, *at), (n, group * outs + f, *place_out)


def general(layer: Layer, wrong: bool = False) -> tuple[Any, Any]:
    """A forward and a backward pass of one layer; the wrong one adds every product to dK with the opposite sign."""
    met = list(meetings(geometry(layer)))

    def forward(x: Any, k: Any, b: Any) -> Any:
        z = np.zeros(geometry(layer).shapes["Z"])
        for at_x, at_k, at_z in met:
            z[at_z] += x[at_x] * k[at_k]
        return z if b is None else z + b.reshape(-1, *(1,) * layer.rank)

    def backward(x: Any, k: Any, b: Any, dz: Any) -> Any:
        dx, dk = np.zeros(x.shape), np.zeros(k.shape)
        for at_x, at_k, at_z in met:
            dx[at_x] += dz[at_z] * k[at_k]
            dk[at_k] += dz[at_z] * x[at_x] * (-1 if wrong else 1)
        return (dx, dk) if b is None else (dx, dk, dz.sum(axis=(0, *range(2, dz.ndim))))

    return forward, backward


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_right_code_for_any_layer_is_proved(layer: Layer) -> None:
    forward, backward = general(layer)
    assert_forward(forward, layer)
    assert_backward(backward, layer)


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_wrong_code_for_any_layer_is_refuted(layer: Layer) -> None:
    _, backward = general(layer, wrong=True)
    verdict = check_backward(backward, layer)
    assert verdict.outcome == "refuted"
    assert verdict.finding is not None
    assert verdict.finding.entry.startswith("dK[")
    # Its sizes are built in, so that on other layers it is wrong in another way.
    assert "dK: the sign is wrong, though not on every layer" in verdict.causes


def test_what_is_not_computed_is_not_claimed() -> None:
    layer = Conv2d(input=3, kernel=2)
    _, backward = general(layer)
    verdict = check_backward(lambda x, k, b, dz: (backward(x, k, b, dz)[0], None, None), layer)
    assert verdict
    assert verdict.claim.startswith("dX: every entry")


def test_forward_mistakes_are_named() -> None:
    layer = Conv2d(input=(5, 4), kernel=(3, 2), padding=1)

    def unbiased(x: Any, k: Any, b: Any) -> Any:  # noqa: ARG001 - that is the mistake
        xp = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
        windows = np.lib.stride_tricks.sliding_window_view(xp, k.shape[2:], axis=(2, 3))
        return np.einsum("ncijpq,fcpq->nfij", windows, k)

    def turned(x: Any, k: Any, b: Any) -> Any:
        return unbiased(x, np.flip(k, (2, 3)), b) + b.reshape(-1, 1, 1)

    assert "Z: the bias is not added" in check_forward(unbiased, layer).causes
    assert "Z: the kernel is rotated, and should not be" in check_forward(turned, layer).causes

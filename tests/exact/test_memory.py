"""What a comparison is said to need, against what it takes: never less, and not much more."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from oracles import loops
from strategies.geometries import layers

from symconv import Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d
from symconv.exact.memory import needed, products
from symconv.exact.verify import verify
from symconv.layers.layer import Layer
from symconv.statements.theorems import closed_forms

MEASURED = (
    Conv2d(input=150, kernel=3),
    Conv2d(input=80, kernel=9),
    Conv2d(input=600, kernel=3, stride=32),
    Conv2d(input=200, kernel=20, stride=7),
    Conv2d(input=300, kernel=1),
    Conv2d(input=150, kernel=30, stride=20),
    Conv2d(input=30, kernel=5, in_channels=4, out_channels=8),
    Conv2d(input=40, kernel=3, in_channels=8, out_channels=8, groups=4),
    Conv2d(input=10, kernel=3, padding=200),
    Conv2d(input=150, kernel=3, bias=False, convention="convolution"),
    Conv3d(input=20, kernel=3, padding=1),
    Conv1d(input=500, kernel=500, padding=1500),
    Conv1d(input=30_000, kernel=7, dilation=3),
    ConvTranspose2d(input=40, kernel=9, stride=5),
    ConvTranspose2d(input=200, kernel=1, stride=2),
    ConvTranspose2d(input=20, kernel=1, stride=40),
    ConvTranspose1d(input=3_000, kernel=40, padding=5),
)


@pytest.mark.parametrize("layer", MEASURED, ids=str)
def test_memory_is_told_beforehand(layer: Layer) -> None:
    said = needed(layer, closed_forms(layer).values())
    tracemalloc.start()
    try:
        verify(layer)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak <= said <= 3 * peak


@given(layers())
@settings(max_examples=200, deadline=None)
def test_products_are_counted_one_by_one(layer: Layer) -> None:
    """With every entry 1 and no bias, an entry of Z is the number of its products."""
    g = loops.geometry(layer)
    ones = {name: np.ones(shape, dtype=np.int64) for name, shape in g.shapes.items()}
    z = loops.forward(g, ones["X"], ones["K"], 0 * ones["B"])
    assert products(layer) == z.sum() <= layer.products()

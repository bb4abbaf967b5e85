"""What a comparison is said to need, against what it takes: never less, and not much more."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from oracles import loops
from quick import cases, examples
from strategies.geometries import layers

from symconv import Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d
from symconv.arrays.array import Array
from symconv.exact.agreement import agree_by_axes, agree_by_monomials
from symconv.exact.comparison import claimed_array, claimed_monomials
from symconv.exact.derived import derived_terms, output_terms
from symconv.exact.engine import Engine
from symconv.exact.memory import along_axes, entries_held, looked_up, products, written
from symconv.exact.monomials import first_difference
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


LONG = (
    Conv2d(input=(10**6, 2), kernel=(3, 1)),
    Conv1d(input=200_000, kernel=30, stride=7, padding=3, dilation=2),
    ConvTranspose1d(input=20_000, kernel=30, stride=30),
    Conv1d(input=1_000, kernel=1_000, padding=1_000),
    Conv1d(input=2, kernel=1, in_channels=300_000),
    Conv1d(input=2, kernel=1, batch=10**6),
)
# So much is used whatever the sizes are: it counts for small layers only.
ALWAYS = 2 * 10**6


def peak(work: Callable[[], object]) -> int:
    """The most bytes that something takes on its way."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def claims(layer: Layer) -> list[tuple[str, Array]]:
    return [(of, claimed_array(layer, of, formula)) for of, formula in closed_forms(layer).items()]


@pytest.mark.parametrize("layer", cases(MEASURED, quick=3), ids=str)
def test_memory_to_write_down_is_told_beforehand(layer: Layer) -> None:
    """All formulas together are allowed what the one that needs most is said to need."""
    engine = Engine.of(layer)

    def work() -> None:
        for of, expr in claims(layer):
            assert first_difference(engine.derived(of, engine.output()), claimed_monomials(engine, of, expr)) is None

    said = max(written(layer, expr) for _, expr in claims(layer))
    taken = peak(work)
    assert taken <= said <= 4 * taken


@pytest.mark.parametrize("layer", cases([*MEASURED, Conv2d(input=900, kernel=3)], quick=3), ids=str)
def test_memory_to_look_up_is_told_beforehand(layer: Layer) -> None:
    z = output_terms(layer)
    for of, expr in claims(layer):
        derived = derived_terms(of, z)
        assert peak(lambda: agree_by_monomials(layer, of, expr, derived)) <= looked_up(entries_held(layer, expr))  # noqa: B023


@pytest.mark.parametrize("layer", cases(LONG), ids=str)
def test_memory_along_an_axis_is_told_beforehand(layer: Layer) -> None:
    for of, expr in claims(layer):
        found = peak(lambda: agree_by_axes(layer, expr, derived_terms(of, output_terms(layer))))  # noqa: B023
        assert found <= along_axes(layer, expr) + ALWAYS


@given(layers())
@settings(max_examples=examples(200), deadline=None)
def test_products_are_counted_one_by_one(layer: Layer) -> None:
    """With every entry 1 and no bias, an entry of Z is the number of its products."""
    g = loops.geometry(layer)
    ones = {name: np.ones(shape, dtype=np.int64) for name, shape in g.shapes.items()}
    z = loops.forward(g, ones["X"], ones["K"], 0 * ones["B"])
    assert products(layer) == z.sum() <= layer.products()

"""A layer's tensors: their axes split by group, and the shapes that users see."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from oracles.loops import geometry
from quick import examples
from strategies.geometries import layers

from symconv import Conv1d, Conv2d, ConvTranspose1d, Layer
from symconv.arrays.shape import Shape
from symconv.layers.tensors import shown_shape, tensor

GROUPED = Conv2d(input=(5, 4), kernel=(2, 3), groups=2, in_channels=4, out_channels=6, batch=3)
UPWARD = ConvTranspose1d(input=5, kernel=3, groups=2, in_channels=4, out_channels=6)


@pytest.mark.parametrize(
    ("layer", "name", "labels", "sizes"),
    [
        (GROUPED, "X", ("N", "g", "c"), (3, 2, 2, 5, 4)),
        (GROUPED, "K", ("g", "f", "c"), (2, 3, 2, 2, 3)),
        (GROUPED, "Z", ("N", "g", "f"), (3, 2, 3, 4, 2)),
        (GROUPED, "B", ("g", "f"), (2, 3)),
        (UPWARD, "X", ("N", "g", "c"), (1, 2, 2, 5)),
        (UPWARD, "K", ("g", "c", "f"), (2, 2, 3, 3)),
        (UPWARD, "Z", ("N", "g", "f"), (1, 2, 3, 7)),
    ],
)
def test_axes(layer: Layer, name: str, labels: tuple[str, ...], sizes: tuple[int, ...]) -> None:
    found = tensor(layer, name)
    shape = Shape(found.lead, found.spatial)
    assert (shape.labels, shape.sizes) == (labels, sizes)
    assert found.shape.axes == (*labels, *(str(axis) for axis in range(len(found.spatial))))


@pytest.mark.parametrize("name", ["X", "K", "Z", "B"])
def test_a_gradient_has_the_axes_of_what_it_is_taken_by(name: str) -> None:
    gradient, plain = tensor(GROUPED, f"d{name}"), tensor(GROUPED, name)
    assert gradient.name == f"d{name}"
    assert (gradient.lead, gradient.spatial) == (plain.lead, plain.spatial)


@settings(deadline=None, derandomize=True, max_examples=examples(100))
@given(layers())
def test_users_see_the_shapes_of_the_frameworks(layer: Layer) -> None:
    expected = geometry(layer).shapes
    for name, size in expected.items():
        found = tensor(layer, name)
        assert found.shape.shown == size
        hidden = name != "B" and not layer.shows_channels
        assert shown_shape(layer, name) == (size[2:] if hidden else size)


def test_there_is_no_other_tensor() -> None:
    for name in ("Y", "x", "dY", ""):
        with pytest.raises(KeyError):
            tensor(Conv1d(input=3, kernel=2), name)

"""The right answers are those of plain loops, on integers and as forms."""

from __future__ import annotations

import numpy as np
import pytest
from oracles.loops import backward, forward, geometry, random_tensors

from symconv import Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, Layer
from symconv.check.expanded import valued
from symconv.check.reference import OfLayer

LAYERS = [
    Conv1d(input=5, kernel=2),
    Conv1d(input=7, kernel=2, stride=3, dilation=2, padding=[(1, 2)]),
    Conv2d(input=(4, 3), kernel=(3, 2), stride=(2, 1), padding=1, batch=2, in_channels=2, out_channels=3),
    Conv2d(input=4, kernel=2, groups=2, in_channels=4, out_channels=2, convention="convolution"),
    Conv2d(input=3, kernel=2, bias=False),
    Conv3d(input=(3, 2, 2), kernel=(2, 1, 2)),
    ConvTranspose1d(input=3, kernel=2, stride=3, output_padding=1),
    ConvTranspose2d(input=(2, 3), kernel=2, stride=2, padding=1, groups=2, in_channels=4, out_channels=6, batch=2),
]


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_numbers_and_forms_are_those_of_plain_loops(layer: Layer) -> None:
    g = geometry(layer)
    given = random_tensors(g)
    right = backward(g, given["X"], given["K"], given["dZ"]) | {"Z": forward(g, given["X"], given["K"], given["B"])}
    reference = OfLayer.of(layer)
    values: dict[int, int] = {}
    for name, first in reference.first.items():
        values |= dict(enumerate(given[name].reshape(-1).tolist(), start=first))
    for name, expected in right.items():
        assert reference.shape(name) == expected.shape
        assert np.array_equal(reference.numbers(name, given), expected)
        assert [valued(form, values) for form in reference.forms(name)] == expected.reshape(-1).tolist()


def test_forms_are_written_in_reading_order() -> None:
    reference = OfLayer.of(Conv2d(input=3, kernel=2))
    assert reference.text(reference.forms("dX")[4]) == "dz11*k22 + dz12*k21 + dz21*k12 + dz22*k11"
    assert reference.text(reference.forms("Z")[0]) == "x11*k11 + x12*k12 + x21*k21 + x22*k22 + B"

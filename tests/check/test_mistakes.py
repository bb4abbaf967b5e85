"""The list of mistakes: without any the answer is right, and each one changes it in its own way."""

from __future__ import annotations

import numpy as np
import pytest
from oracles.loops import backward, forward, geometry, random_tensors

from check.test_reference import LAYERS
from symconv import Conv2d, ConvTranspose2d, Layer
from symconv.check.causes import telling
from symconv.check.mistakes import known, mistaken

USUAL = (
    *("the kernel is not", "the stride is ignored", "stride and dilation", "the padding is", "everything is shifted"),
    *(
        "no zeros are",
        "dX is left 0",
        "the sign",
        "it is divided by the batch",
        "it is not summed",
        "the last row of d",
    ),
    *("dK comes out", "X is rotated", "groups are", "only the first example", "the channel axes", "it is left 0"),
)
STRIDED = [
    Conv2d(input=(5, 5), kernel=(3, 2), stride=(2, 3), padding=(1, 0), dilation=(1, 2)),
    Conv2d(input=5, kernel=3, padding=2, groups=2, in_channels=2, out_channels=2),
    ConvTranspose2d(input=3, kernel=2, stride=2, padding=1),
]


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_without_mistakes_it_is_what_plain_loops_compute(layer: Layer) -> None:
    g = geometry(layer)
    given = random_tensors(g)
    right = backward(g, given["X"], given["K"], given["dZ"]) | {"Z": forward(g, given["X"], given["K"], given["B"])}
    values = {name: value.astype(float) for name, value in given.items()}
    for of, expected in right.items():
        assert np.array_equal(mistaken(of, layer, values, ()), expected)


@pytest.mark.parametrize("layer", STRIDED, ids=str)
@pytest.mark.parametrize("of", ["dX", "dK", "dB"])
def test_the_usual_mistakes_show_on_the_telling_layers(layer: Layer, of: str) -> None:
    """One that changed nothing on them would never be named."""
    layers = list(telling(layer))
    assert len(layers) == 2
    for at, mistake in enumerate(known(of, layers[0])):
        if mistake.text.startswith(USUAL):
            assert any(shows(of, each, at) for each in layers), mistake.text


def shows(of: str, layer: Layer, at: int) -> bool:
    values = {name: value.astype(float) for name, value in random_tensors(geometry(layer)).items()}
    mistake = list(known(of, layer))[at]
    return not np.array_equal(mistaken(of, layer, values, (mistake,)), mistaken(of, layer, values, ()))

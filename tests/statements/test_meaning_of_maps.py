"""What the layer's linear maps mean: their shapes, and which arrays they take."""

from __future__ import annotations

import re

import pytest

from statements.meanings import meaning
from symconv import Conv2d, ConvTranspose1d, Layer
from symconv.arrays.shape import Shape
from symconv.errors import ShapeError
from symconv.layers.layer import Axis
from symconv.layers.maps import MAPS
from symconv.sizes import symbol
from symconv.statements.grammar import StatementError

SLID_OVER_THE_OUTPUT = {
    "toeplitz": "toeplitz(K, X)",
    "toeplitz_transposed": "toeplitz_transposed(K, dZ)",
    "im2col": "im2col(dZ, X)",
    "col2im": "col2im(K, X)",
    "scatter": "scatter(X, K)",
}


@pytest.mark.parametrize("name", MAPS)
def test_maps_of_a_transposed_layer_have_its_input_and_output_the_other_way_round(name: str) -> None:
    layer = ConvTranspose1d(input=3, kernel=2)
    text = SLID_OVER_THE_OUTPUT[name]
    assert not isinstance(meaning(text, layer), tuple)
    of = ", ".join(MAPS[name].of)
    if f"{name}({of})" != text:
        with pytest.raises(StatementError, match=re.escape(f"write {text}")) as caught:
            meaning(f"K + {name}({of})", layer)
        assert caught.value.column == 4


@pytest.mark.parametrize("text", ["toeplitz(K, pad(X, 1))", "toeplitz(crop(K, 1), X)"])
def test_a_map_of_an_array_of_another_size_says_what_would_fit(text: str) -> None:
    with pytest.raises(ShapeError, match=re.escape("write toeplitz(K, X)")) as caught:
        meaning(f"Z + {text}")
    assert caught.value.column == 4


def test_a_map_of_what_fits_at_no_size_is_a_mistake() -> None:
    with pytest.raises(StatementError, match="n \\+ 2 is not shaped like X"):
        meaning("toeplitz(K, pad(X, 1))", Layer((Axis(n=symbol("n"), k=2),)))


def test_shapes_of_the_maps() -> None:
    layer = Conv2d(input=(4, 5), kernel=(2, 3), stride=(2, 1))
    wanted = {"toeplitz": "Z", "toeplitz_transposed": "X", "im2col": "K", "col2im": "X", "scatter": "X"}
    for name, like in wanted.items():
        found = meaning(f"{name}({', '.join(MAPS[name].of)})", layer)
        same = meaning(like, layer)
        assert not isinstance(found, tuple)
        assert not isinstance(same, tuple)
        assert found.shape == Shape(same.shape.lead, same.shape.spatial)

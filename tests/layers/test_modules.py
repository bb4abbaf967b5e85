"""Layers from modules as torch has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from symconv import Conv2d, ConvTranspose2d, Layer
from symconv.errors import GeometryError


@dataclass
class Conv2dOfTorch:
    """What torch.nn.Conv2d knows of itself."""

    in_channels: int = 4
    out_channels: int = 6
    kernel_size: tuple[int, ...] = (3, 2)
    stride: tuple[int, ...] = (2, 1)
    padding: tuple[int, ...] | str = (1, 0)
    dilation: tuple[int, ...] = (1, 2)
    output_padding: tuple[int, ...] = (0, 0)
    groups: int = 2
    bias: Any = None
    padding_mode: str = "zeros"


def named(name: str) -> type[Conv2dOfTorch]:
    return type(name, (Conv2dOfTorch,), {})


def test_a_module_is_the_layer_of_its_attributes() -> None:
    assert Layer.from_torch(named("Conv2d")(), input=(7, 6), batch=2) == Conv2d(
        input=(7, 6),
        kernel=(3, 2),
        stride=(2, 1),
        padding=(1, 0),
        dilation=(1, 2),
        groups=2,
        in_channels=4,
        out_channels=6,
        batch=2,
        bias=False,
    )


def test_a_transposed_module_keeps_its_output_padding() -> None:
    module = named("ConvTranspose2d")(bias=object(), groups=1, output_padding=(1, 0))
    assert Layer.from_torch(module, input=4) == ConvTranspose2d(
        input=4,
        kernel=(3, 2),
        stride=(2, 1),
        padding=(1, 0),
        dilation=(1, 2),
        output_padding=(1, 0),
        in_channels=4,
        out_channels=6,
    )


def test_what_is_made_from_a_module_is_one_too() -> None:
    mine = type("Mine", (named("Conv2d"),), {})
    assert Layer.from_torch(mine(stride=(1, 1), padding="same"), input=5).output == (5, 5)


@pytest.mark.parametrize(
    ("module", "words"),
    [
        (named("Linear")(), "Linear is no convolution of torch.nn"),
        (named("Conv2d")(padding_mode="circular"), "a layer is padded with zeros"),
    ],
    ids=["linear", "circular"],
)
def test_other_modules_are_explained(module: Conv2dOfTorch, words: str) -> None:
    with pytest.raises(GeometryError, match=words):
        Layer.from_torch(module, input=5)


@pytest.mark.parametrize("bias", [True, False])
def test_torchs_own_modules(bias: bool) -> None:
    torch = pytest.importorskip("torch")
    module = torch.nn.Conv2d(4, 6, (3, 2), stride=2, padding=1, groups=2, bias=bias)
    layer = Layer.from_torch(module, input=(7, 6), batch=2)
    assert layer.bias == bias
    assert tuple(module(torch.zeros(2, 4, 7, 6)).shape) == (2, 6, *layer.output)
    transposed = torch.nn.ConvTranspose1d(2, 3, 3, stride=2, output_padding=1)
    assert tuple(transposed(torch.zeros(1, 2, 5)).shape[2:]) == Layer.from_torch(transposed, input=5).output

"""The numbers that follow from a layer's geometry."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from oracles.loops import geometry
from quick import examples
from strategies.geometries import layers

import symconv
from symconv import Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, Layer
from symconv.layers.layer import Axis
from symconv.sizes import evaluate, symbol


@settings(deadline=None, derandomize=True, max_examples=examples(200))
@given(layers())
def test_the_output_size_is_the_number_of_places_of_the_kernel(layer: Layer) -> None:
    assert layer.output == geometry(layer).z


@settings(deadline=None, derandomize=True, max_examples=examples(200))
@given(layers())
def test_products_bounds_the_products_there_are(layer: Layer) -> None:
    assert meetings(layer) <= layer.products()


@settings(deadline=None, derandomize=True, max_examples=examples(60))
@given(layers())
def test_without_padding_products_is_exact(layer: Layer) -> None:
    bare = tuple(dataclasses.replace(axis, pl=0, pr=0, op=0, n=axis.n + axis.pl + axis.pr) for axis in layer.axes)
    whole = dataclasses.replace(layer, axes=bare)
    assert meetings(whole) == whole.products()


def meetings(layer: Layer) -> int:
    """How often two entries meet, counted along every axis."""
    g = geometry(layer)
    places = 1
    for n, k, s, d, pl, z in zip(g.n, g.k, g.s, g.d, g.pl, g.z, strict=True):
        steps, limit = (n, z) if g.transposed else (z, n)
        places *= sum(1 for i in range(steps) for a in range(k) if 0 <= s * i + d * a - pl < limit)
    return g.batch * g.filters * g.channels // g.groups * places


@pytest.mark.parametrize(
    ("axis", "reach", "leftover"),
    [
        (Axis(n=7, k=3), 2, 0),
        (Axis(n=7, k=3, s=3), 2, 1),
        (Axis(n=7, k=3, d=3), 6, 0),
        (Axis(n=7, k=2, s=4, pl=1, pr=2), 1, 0),
        (Axis(n=5, k=1, s=3), 0, 1),
    ],
)
def test_reach_and_leftover(axis: Axis, reach: int, leftover: int) -> None:
    assert reach == axis.D
    assert axis.leftover == leftover


def test_sizes_may_be_symbols() -> None:
    n, k, s, p = (symbol(name) for name in ("n", "k", "s", "p"))
    layer = Layer((Axis(n, k, s, 1, p, p),))
    (size,) = layer.output
    assert str(size) == "(n + 2*p - k)//s + 1"
    assert evaluate(size, {"n": 7, "k": 3, "s": 2, "p": 1}) == Conv1d(input=7, kernel=3, stride=2, padding=1).output[0]
    upward = Layer((Axis(n, k, s, 1, p, p),), transposed=True)
    assert evaluate(upward.output[0], {"n": 3, "k": 3, "s": 2, "p": 1}) == 5
    with pytest.raises(TypeError, match="concrete"):
        layer.products()


@pytest.mark.parametrize(
    ("layer", "name", "rank"),
    [
        (Conv1d(input=3, kernel=1), "conv1d", 1),
        (Conv3d(input=3, kernel=1), "conv3d", 3),
        (ConvTranspose2d(input=3, kernel=1), "conv_transpose2d", 2),
        (symconv.Conv(input=(2, 2, 2, 2), kernel=1), "conv4d", 4),
    ],
)
def test_names(layer: Layer, name: str, rank: int) -> None:
    assert layer.name == name
    assert layer.rank == rank


@pytest.mark.parametrize(("batch", "ins", "outs"), [(2, 1, 1), (1, 2, 1), (1, 1, 2)])
def test_channels_are_shown_as_soon_as_there_are_several(batch: int, ins: int, outs: int) -> None:
    assert Conv2d(input=3, kernel=2, batch=batch, in_channels=ins, out_channels=outs).shows_channels
    assert not Conv2d(input=3, kernel=2).shows_channels


def test_channels_in_a_group() -> None:
    layer = Conv1d(input=3, kernel=2, groups=2, in_channels=4, out_channels=6)
    assert (layer.in_per_group, layer.out_per_group) == (2, 3)


@settings(deadline=None, derandomize=True, max_examples=examples(100))
@given(layers())
def test_the_options_build_the_layer_again(layer: Layer) -> None:
    """The text of a layer leaves nothing out: read back by hand, it is the same layer."""
    texts = layer.options()

    def numbers(option: str, default: int) -> list[int]:
        found = [int(each) for each in texts.get(option, str(default)).split("x")]
        return found * layer.rank if len(found) == 1 else found

    sides = [tuple(map(int, each.split(","))) for each in texts.get("--padding", "0").split("x")]
    pairs = [(side[0], side[-1]) for side in (sides * layer.rank if len(sides) == 1 else sides)]
    options: symconv.layers.options.Options = {
        "input": numbers("--input", 0),
        "kernel": numbers("--kernel", 0),
        "stride": numbers("--stride", 1),
        "dilation": numbers("--dilation", 1),
        "output_padding": numbers("--output-padding", 0),
        "padding": pairs,
        "groups": int(texts.get("--groups", "1")),
        "in_channels": int(texts.get("--in-channels", "1")),
        "out_channels": int(texts.get("--out-channels", "1")),
        "batch": int(texts.get("--batch", "1")),
        "bias": "--no-bias" not in texts,
        "convention": "convolution" if "--convention" in texts else "cross-correlation",
    }
    make = symconv.ConvTranspose if layer.transposed else symconv.Conv
    assert make(**options) == layer


def test_the_text_of_a_layer_leaves_defaults_out() -> None:
    assert str(Conv2d(input=(3, 4), kernel=2)) == "conv2d --input 3x4 --kernel 2x2"
    assert str(Conv1d(input=3, kernel=2, padding=[(1, 2)], bias=False, convention="convolution")) == (
        "conv1d --input 3 --kernel 2 --padding 1,2 --convention convolution --no-bias"
    )
    assert str(ConvTranspose1d(input=3, kernel=2, stride=2, output_padding=1)) == (
        "conv_transpose1d --input 3 --kernel 2 --stride 2 --output-padding 1"
    )


def test_layers_are_values() -> None:
    assert Conv1d(input=3, kernel=2) == Conv1d(input=(3,), kernel=[2])
    assert Conv1d(input=3, kernel=2) != Conv1d(input=3, kernel=2, bias=False)
    assert len({Conv1d(input=3, kernel=2), Conv1d(input=3, kernel=2), Conv2d(input=3, kernel=2)}) == 2
    with pytest.raises(dataclasses.FrozenInstanceError):
        Conv1d(input=3, kernel=2).batch = 2  # type: ignore[misc]

"""From options to a layer: every bad geometry is refused in one line that names the option, and good ones exist."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import numpy as np
import pytest
from oracles.loops import geometry

import symconv
from symconv import Conv1d, Conv2d, ConvTranspose1d, ConvTranspose2d, Layer, SymconvError
from symconv.errors import GeometryError
from symconv.layers.build import build, check
from symconv.layers.layer import Axis
from symconv.layers.options import Options
from symconv.sizes import concrete

# The options, whether the layer is transposed, and what the message must say.
WRONG: list[tuple[dict[str, Any], bool, list[str]]] = [
    ({"kernel": 4}, False, ["`kernel` of at most 3", "reaches over 4", "padded input has only 3"]),
    ({"kernel": 4, "padding": [(0, 0)]}, False, ["`kernel` of at most 3", "`padding`"]),
    ({"kernel": 3, "dilation": 2}, False, ["reaches over 5", "`dilation=2`", "`kernel` of at most 2"]),
    ({"kernel": 3, "dilation": 2, "padding": [(1, 0)]}, False, ["reaches over 5", "has only 4"]),
    ({"stride": 0}, False, ["`stride` must be 1 or more, not 0"]),
    ({"stride": -1}, False, ["`stride` must be 1 or more, not -1"]),
    ({"stride": [0]}, True, ["`stride` must be 1 or more, not 0"]),
    ({"dilation": 0}, False, ["`dilation` must be 1 or more, not 0"]),
    ({"input": 0}, False, ["`input` must be 1 or more, not 0"]),
    ({"input": -3}, True, ["`input` must be 1 or more, not -3"]),
    ({"kernel": 0}, False, ["`kernel` must be 1 or more, not 0"]),
    ({"padding": -1}, False, ["`padding` must be 0 or more, not -1"]),
    ({"padding": [(0, -1)]}, False, ["`padding` must be 0 or more, not -1"]),
    ({"output_padding": -1}, True, ["`output_padding` must be 0 or more, not -1"]),
    ({"groups": 0}, False, ["`groups` must be 1 or more, not 0"]),
    ({"in_channels": 0}, False, ["`in_channels` must be 1 or more, not 0"]),
    ({"out_channels": -2}, False, ["`out_channels` must be 1 or more, not -2"]),
    ({"batch": 0}, False, ["`batch` must be 1 or more, not 0"]),
    ({"groups": 2, "out_channels": 2}, False, ["`in_channels=1`", "`groups=2`", "not divisible"]),
    ({"groups": 2, "in_channels": 2}, False, ["`out_channels=1`", "`groups=2`", "not divisible"]),
    ({"groups": 2, "in_channels": 4, "out_channels": 3}, True, ["`out_channels=3`", "`groups=2`"]),
    ({"output_padding": 1}, False, ["`output_padding`", "transposed"]),
    ({"output_padding": 1}, True, ["`output_padding=1`", "too large", "stride (1)", "dilation (1)"]),
    ({"output_padding": 2, "stride": 2}, True, ["`output_padding=2`", "stride (2)"]),
    ({"output_padding": 3, "stride": 2, "dilation": 3}, True, ["`output_padding=3`", "dilation (3)"]),
    ({"output_padding": 1, "padding": "same", "stride": 2}, True, ["`padding='same'`", "`output_padding`"]),
    ({"padding": 2}, True, ["output would have 0 entries", "`padding` takes away 4 of 4"]),
    ({"padding": [(0, 9)]}, True, ["output would have -5 entries", "`padding`"]),
    ({"padding": "full"}, False, ["`padding`", "same or valid", "'full'"]),
    ({"padding": [1, 2]}, False, ["`padding` has 2 sizes for 1 axis"]),
    ({"padding": [(1, 2, 3)]}, False, ["`padding`", "(before, after)", "(1, 2, 3)"]),
    ({"padding": [(1,)]}, False, ["`padding`", "(before, after)"]),
    ({"padding": ["1"]}, False, ["`padding`", "'1'"]),
    ({"padding": 1.5}, False, ["`padding` must be a whole number, not 1.5"]),
    ({"padding": None}, False, ["`padding` must be a whole number, not None"]),
    ({"padding": []}, False, ["`padding` has 0 sizes for 1 axis"]),
    ({"input": [3, 3]}, False, ["`input` has 2 sizes for 1 axis"]),
    ({"input": []}, False, ["`input` has 0 sizes for 1 axis"]),
    ({"kernel": [2, 2]}, False, ["`kernel` has 2 sizes for 1 axis"]),
    ({"stride": (1, 1, 1)}, True, ["`stride` has 3 sizes for 1 axis"]),
    ({"input": True}, False, ["`input` must be a whole number, not True"]),
    ({"kernel": 2.0}, False, ["`kernel` must be a whole number, not 2.0"]),
    ({"stride": "2"}, False, ["`stride` must be a whole number, not '2'"]),
    ({"stride": [1.0]}, False, ["`stride` must be a whole number, not 1.0"]),
    ({"batch": True}, False, ["`batch` must be a whole number, not True"]),
    ({"groups": 1.0}, False, ["`groups` must be a whole number, not 1.0"]),
    ({"in_channels": [1]}, False, ["`in_channels` must be a whole number, not [1]"]),
    ({"dilation": None}, False, ["`dilation` must be a whole number, not None"]),
    ({"convention": "correlation"}, False, ["`convention` is cross-correlation or convolution", "'correlation'"]),
    ({"kernel_size": 2}, False, ["`kernel` and `kernel_size` are the same"]),
    ({"strides": 2}, True, ["no option 'strides'", "it is called `stride` here"]),
    ({"padding_mode": "circular"}, False, ["no option 'padding_mode'", "pad(X, pl, pr, mode=circular)"]),
    ({"dtype": "float32"}, False, ["no option 'dtype', leave it out"]),
    ({"kernal": 2}, False, ["no option 'kernal', did you mean `kernel`?"]),
    ({"colour": 2}, False, ["no option 'colour'", "input, kernel, stride"]),
]


@pytest.mark.parametrize(("options", "transposed", "said"), WRONG, ids=lambda value: str(value)[:60])
def test_a_layer_that_does_not_exist_is_refused(options: dict[str, Any], transposed: bool, said: list[str]) -> None:
    make = ConvTranspose1d if transposed else Conv1d
    with pytest.raises(GeometryError) as caught:
        make(**({"input": 3, "kernel": 2} | options))
    message = str(caught.value)
    assert "\n" not in message
    for piece in said:
        assert piece in message


def test_the_error_is_a_value_error_of_the_one_family() -> None:
    assert issubclass(GeometryError, SymconvError)
    assert issubclass(SymconvError, ValueError)
    with pytest.raises(SymconvError) as caught:
        Conv1d(input=3, kernel=2, stride=0)
    assert caught.value.text == "0"
    assert caught.value.column == 0


@pytest.mark.parametrize("name", ["input", "kernel"])
def test_input_and_kernel_are_needed(name: str) -> None:
    options: dict[str, Any] = {"input": 3, "kernel": 2}
    del options[name]
    with pytest.raises(GeometryError, match=f"needs its {name} size: `{name}=3`"):
        Conv1d(**options)


def test_the_axis_is_named_where_there_are_several() -> None:
    with pytest.raises(GeometryError, match="on axis 2, but the padded input has only 2"):
        Conv2d(input=(3, 2), kernel=(1, 3))
    with pytest.raises(GeometryError, match="`output_padding=1` on axis 1 is too large"):
        ConvTranspose2d(input=3, kernel=2, stride=(1, 2), output_padding=1)
    with pytest.raises(GeometryError, match="`input` has 3 sizes for 2 axes"):
        Conv2d(input=(3, 3, 3), kernel=1)
    with pytest.raises(GeometryError, match="0 sizes"):
        symconv.Conv(input=(), kernel=1)


# The parts of an error that a caller can act on: the largest kernel it names is legal, the next one is not.
@pytest.mark.parametrize(("n", "pad", "d"), list(product((1, 2, 5), (0, 1), (1, 2, 3))))
def test_the_largest_kernel_that_the_message_names_is_the_largest(n: int, pad: int, d: int) -> None:
    with pytest.raises(GeometryError) as caught:
        Conv1d(input=n, kernel=20, padding=pad, dilation=d)
    largest = int(str(caught.value).split("of at most ")[1].split()[0])
    assert concrete(Conv1d(input=n, kernel=largest, padding=pad, dilation=d).output[0]) >= 1
    with pytest.raises(GeometryError):
        Conv1d(input=n, kernel=largest + 1, padding=pad, dilation=d)


@pytest.mark.parametrize(("s", "d", "op"), list(product((1, 2, 3), (1, 2, 3), (0, 1, 2, 3))))
def test_output_padding_is_below_the_stride_or_the_dilation(s: int, d: int, op: int) -> None:
    options: Options = {"input": 2, "kernel": 2, "stride": s, "dilation": d, "output_padding": op}
    if op == 0 or op < s or op < d:
        assert ConvTranspose1d(**options).output == (s + d + 1 + op,)
    else:
        with pytest.raises(GeometryError, match=f"`output_padding={op}`"):
            ConvTranspose1d(**options)


def test_one_number_holds_for_every_axis() -> None:
    expected = Conv2d(input=(5, 5), kernel=(2, 2), stride=(2, 2), padding=[(1, 1), (1, 1)], dilation=(2, 2))
    assert Conv2d(input=5, kernel=2, stride=2, padding=1, dilation=2) == expected
    assert Conv2d(input=[5], kernel=[2], stride=[2], padding=[1], dilation=[2]) == expected
    assert Conv2d(input=5, kernel=2, stride=2, padding=[(1, 1)], dilation=2) == expected


@pytest.mark.parametrize(
    ("padding", "sides"),
    [
        (0, [(0, 0), (0, 0)]),
        (2, [(2, 2), (2, 2)]),
        ([1], [(1, 1), (1, 1)]),
        ([1, 2], [(1, 1), (2, 2)]),
        ((1, 2), [(1, 1), (2, 2)]),
        ([(1, 2)], [(1, 2), (1, 2)]),
        ([(1, 2), (0, 3)], [(1, 2), (0, 3)]),
        ([(1, 2), 3], [(1, 2), (3, 3)]),
        ([[1, 2], [0, 3]], [(1, 2), (0, 3)]),
        ("valid", [(0, 0), (0, 0)]),
    ],
)
def test_every_form_of_padding(padding: Any, sides: list[tuple[int, int]]) -> None:
    assert [(axis.pl, axis.pr) for axis in Conv2d(input=4, kernel=2, padding=padding).axes] == sides


@pytest.mark.parametrize(("n", "k", "s", "d"), list(product(range(1, 9), range(1, 5), (1, 2, 3), (1, 2, 3))))
def test_same_is_tensorflows(n: int, k: int, s: int, d: int) -> None:
    (axis,) = (layer := Conv1d(input=n, kernel=k, stride=s, dilation=d, padding="same")).axes
    size = math.ceil(n / s)
    assert layer.output == (size,)
    total = max((size - 1) * s + d * (k - 1) + 1 - n, 0)
    assert (axis.pl, axis.pr) == (total // 2, total - total // 2)
    if s == 1:
        assert axis.pl + axis.pr == d * (k - 1)
    assert geometry(layer).z == (size,)


def test_same_with_an_even_kernel_puts_the_odd_zero_after() -> None:
    (axis,) = Conv1d(input=5, kernel=4, padding="same").axes
    assert (axis.pl, axis.pr) == (1, 2)


@pytest.mark.parametrize(("n", "k", "s", "d"), list(product(range(1, 6), range(1, 5), (1, 2, 3, 4), (1, 2, 3))))
def test_same_of_a_transposed_layer_multiplies_the_size_by_the_stride(n: int, k: int, s: int, d: int) -> None:
    layer = ConvTranspose1d(input=n, kernel=k, stride=s, dilation=d, padding="same")
    assert layer.output == (n * s,)
    (axis,) = layer.axes
    assert min(map(concrete, (axis.pl, axis.pr, axis.op))) >= 0
    assert concrete(axis.op) < s


@pytest.mark.parametrize(("n", "k", "s"), list(product(range(1, 6), range(1, 4), (1, 2, 3))))
def test_valid_adds_nothing(n: int, k: int, s: int) -> None:
    if k > n:
        with pytest.raises(GeometryError, match="`kernel`"):
            Conv1d(input=n, kernel=k, stride=s, padding="valid")
    else:
        assert Conv1d(input=n, kernel=k, stride=s, padding="valid").output == (math.ceil((n - k + 1) / s),)


def test_edges_that_exist() -> None:
    assert Conv1d(input=1, kernel=1).output == (1,)
    assert Conv1d(input=3, kernel=3).output == (1,)
    assert Conv1d(input=1, kernel=2, padding=3).output == (6,)
    assert Conv1d(input=3, kernel=1, stride=9).output == (1,)
    assert ConvTranspose1d(input=1, kernel=1).output == (1,)
    assert ConvTranspose1d(input=3, kernel=2, padding=[(3, 0)]).output == (1,)
    assert Conv2d(input=(1, 4), kernel=(1, 2)).output == (1, 3)
    assert Conv1d(input=2, kernel=1, groups=3, in_channels=3, out_channels=6).out_per_group == 2


def test_numpys_integers_are_sizes() -> None:
    options: dict[str, Any] = {"input": np.int64(4), "kernel": np.int32(2), "batch": np.int64(2)}
    layer = Conv1d(**options)
    assert layer == Conv1d(input=4, kernel=2, batch=2)
    assert type(layer.axes[0].n) is int
    assert type(layer.batch) is int


def test_the_rank_comes_from_the_input() -> None:
    assert symconv.Conv(input=4, kernel=2).rank == 1
    assert symconv.Conv(input=(4, 4, 4), kernel=2).name == "conv3d"
    assert symconv.ConvTranspose(input=(2, 2), kernel=2).name == "conv_transpose2d"
    assert build(5, transposed=False, input=2, kernel=1).rank == 5


@pytest.mark.parametrize(("rank", "direct", "transposed"), [
    (1, symconv.Conv1d, symconv.ConvTranspose1d),
    (2, symconv.Conv2d, symconv.ConvTranspose2d),
    (3, symconv.Conv3d, symconv.ConvTranspose3d),
])
def test_the_constructors_have_their_rank(rank: int, direct: Any, transposed: Any) -> None:
    assert direct(input=3, kernel=2) == symconv.Conv(input=(3,) * rank, kernel=2)
    assert transposed(input=3, kernel=2) == symconv.ConvTranspose(input=(3,) * rank, kernel=2)


def test_check_refuses_layers_that_were_made_by_hand() -> None:
    check(Layer((Axis(3, 2),)))
    with pytest.raises(GeometryError, match="`kernel`"):
        check(Layer((Axis(3, 4),)))
    with pytest.raises(GeometryError, match="`groups=2`"):
        check(Layer((Axis(3, 2),), groups=2, in_channels=2, out_channels=1))

"""What entries are called."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from quick import examples
from strategies.geometries import layers

from symconv import Conv1d, Conv2d, Conv3d, ConvTranspose2d, Layer, SymconvError, derive
from symconv.exact.engine import Engine
from symconv.layers.notation import NOTATIONS, entry_name, notation_named, separated, subscript
from symconv.layers.tensors import shown_shape
from symconv.sizes import concrete

XKZ, XWY, DELTA = NOTATIONS["xkz"], NOTATIONS["xwy"], NOTATIONS["delta"]
PLAIN = Conv2d(input=12, kernel=11)
CHANNELS = Conv2d(input=12, kernel=11, in_channels=2, out_channels=2, batch=2)


@pytest.mark.parametrize(
    ("layer", "tensor", "entry", "name"),
    [
        (PLAIN, "X", (0, 0), "x11"),
        (PLAIN, "X", (8, 8), "x99"),
        (PLAIN, "X", (9, 0), "x10_1"),
        (PLAIN, "X", (9, 10), "x10_11"),
        (PLAIN, "X", (0, 9), "x1_10"),
        (PLAIN, "K", (0, 1), "k12"),
        (PLAIN, "Z", (1, 1), "z22"),
        (PLAIN, "dZ", (0, 0), "dz11"),
        (PLAIN, "dX", (0, 0), "dx11"),
        (PLAIN, "dK", (10, 0), "dk11_1"),
        (PLAIN, "B", (0,), "B"),
        (PLAIN, "dB", (0,), "dB"),
        (Conv1d(input=12, kernel=2), "X", (0,), "x1"),
        (Conv1d(input=12, kernel=2), "X", (11,), "x12"),
        (Conv3d(input=12, kernel=2), "X", (0, 1, 2), "x123"),
        (Conv3d(input=12, kernel=2), "X", (0, 1, 10), "x1_2_11"),
        (CHANNELS, "X", (0, 0, 0, 0), "x1_1_1_1"),
        (CHANNELS, "X", (1, 0, 9, 10), "x2_1_10_11"),
        (CHANNELS, "dZ", (1, 1, 1, 1), "dz2_2_2_2"),
        (CHANNELS, "K", (1, 0, 0, 0), "k2_1_1_1"),
        (CHANNELS, "B", (0,), "B1"),
        (CHANNELS, "B", (1,), "B2"),
        (CHANNELS, "dB", (1,), "dB2"),
        (Conv1d(input=2, kernel=1, out_channels=11), "B", (10,), "B11"),
        (Conv1d(input=2, kernel=1, batch=2), "B", (0,), "B1"),
        (ConvTranspose2d(input=2, kernel=2), "dZ", (0, 1), "dz12"),
    ],
)
def test_names_of_entries(layer: Layer, tensor: str, entry: tuple[int, ...], name: str) -> None:
    assert entry_name(layer, XKZ, tensor, entry) == name


@pytest.mark.parametrize(
    ("notation", "names"),
    [
        ("xkz", ["x11", "k11", "z11", "B", "dx11", "dk11", "dB", "dz11"]),
        ("xwy", ["x11", "w11", "y11", "B", "dx11", "dw11", "dB", "dy11"]),
        ("delta", ["x11", "w11", "y11", "B", "dx11", "dw11", "dB", "dy11"]),
        ("capitals", ["X11", "K11", "Z11", "B", "dX11", "dK11", "dB", "dZ11"]),
    ],
)
def test_the_letters_of_a_notation(notation: str, names: list[str]) -> None:
    tensors = ("X", "K", "Z", "B", "dX", "dK", "dB", "dZ")
    found = [
        entry_name(PLAIN, notation_named(notation), tensor, (0,) if tensor[-1] == "B" else (0, 0)) for tensor in tensors
    ]
    assert found == names


@settings(deadline=None, derandomize=True, max_examples=examples(100))
@given(layers())
def test_no_two_entries_have_one_name(layer: Layer) -> None:
    tensors = ("X", "K", "B", "Z", "dX", "dK", "dB", "dZ")
    names = [name for tensor in tensors for name in Engine.of(layer).entry_names(tensor, XKZ)]
    assert len(names) == len({*names})
    assert all(name.isidentifier() for name in names)


@pytest.mark.parametrize("layer", [PLAIN, CHANNELS, Conv3d(input=(1, 11, 12), kernel=1)], ids=str)
@pytest.mark.parametrize("notation", NOTATIONS.values(), ids=lambda notation: notation.name)
def test_names_stay_apart_beyond_nine(layer: Layer, notation: Any) -> None:
    for tensor in ("X", "K"):
        sizes = tuple(map(concrete, shown_shape(layer, tensor)))
        names = Engine.of(layer).entry_names(tensor, notation)
        assert len({*names}) == len(names)
        assert names == [entry_name(layer, notation, tensor, at) for at in product(*map(range, sizes))]


def test_subscripts_are_one_based_and_a_lone_bias_has_none() -> None:
    assert subscript(PLAIN, "X", (0, 4)) == (1, 5)
    assert subscript(PLAIN, "B", (0,)) == ()
    assert subscript(PLAIN, "dB", (0,)) == ()
    assert subscript(CHANNELS, "B", (1,)) == (2,)
    assert subscript(CHANNELS, "X", (0, 0, 1, 2)) == (1, 1, 2, 3)


@pytest.mark.parametrize(
    ("layer", "index", "wanted"),
    [
        (PLAIN, (9, 9), False),
        (PLAIN, (10, 9), True),
        (PLAIN, (10,), False),
        (PLAIN, (), False),
        (CHANNELS, (1, 1, 1, 1), True),
        (CHANNELS, (1,), True),
    ],
)
def test_separators_come_with_channels_or_beyond_nine(layer: Layer, index: tuple[int, ...], wanted: bool) -> None:
    assert separated(layer, index) == wanted


@pytest.mark.parametrize("name", ["XKZ", "", "letters"])
def test_a_notation_that_there_is_not_is_a_mistake(name: str) -> None:
    with pytest.raises(SymconvError, match="`notation` is one of xkz, xwy, delta, capitals, not"):
        notation_named(name)
    with pytest.raises(SymconvError, match="`notation`"):
        derive(Conv1d(input=3, kernel=2), notation=name)


def test_notations_differ_in_what_they_say() -> None:
    assert notation_named("xkz") is XKZ
    assert (XKZ.loss, XWY.loss, DELTA.loss) == ("L", "L", "J")
    assert [each.kernel_first for each in (XKZ, XWY, DELTA)] == [False, True, True]
    assert [each.delta for each in (XKZ, XWY, DELTA)] == [False, False, True]


@pytest.mark.parametrize("notation", [*NOTATIONS])
def test_the_notation_changes_names_and_nothing_else(notation: str) -> None:
    layer = Conv1d(input=3, kernel=2)
    d = derive(layer, notation=notation)
    assert d.verdict.outcome == "proved"
    letters = notation_named(notation)
    assert str(d.Z[0]) == " + ".join(sorted([letters.b, f"{letters.k}1*{letters.x}1", f"{letters.k}2*{letters.x}2"]))

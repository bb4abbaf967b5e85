"""A table that is named shows something wherever it makes sense, and elsewhere one sentence says why not."""

from __future__ import annotations

import re

import pytest

from symconv import Conv1d, Conv2d, Conv3d, ConvTranspose1d, Layer, derive
from symconv.lectures.lecture import TABLES

PLAIN = Conv2d(input=3, kernel=2)
TURNED = Conv2d(input=3, kernel=2, convention="convolution")
CHANNELS = Conv2d(input=3, kernel=2, in_channels=2, out_channels=2)
STRIP = Conv1d(input=4, kernel=2, in_channels=2, convention="convolution")
LARGE = Conv2d(input=12, kernel=2)


def told(layer: Layer, table: str, **given: object) -> str:
    return derive(layer, **given).text(tables=[table])  # type: ignore[arg-type]


SHOWN = {
    "rotation before the input's gradient": (PLAIN, "rotation", "─vertical flip→"),
    "rotation in the forward pass of a true convolution": (TURNED, "rotation", "⎡k11 k12⎤ ─vertical flip→"),
    "rotation of a slice": (CHANNELS, "rotation", "⎡k1,1,1,1 k1,1,1,2⎤ ─vertical flip→"),
    "rotation of the input, where the result is turned": (TURNED, "rotation", "⎢x21 x22 x23⎥ ─vertical flip→"),
    "outputs as an array": (PLAIN, "grid", "│ = x11·k11 │ = x12·k11 │"),
    "a grid of three axes": (Conv3d(input=3, kernel=2), "grid", "As a grid, the slice of ∂L/∂x211, which"),
    "the first slice that is more than zeros": (
        Conv3d(input=3, kernel=2, padding=1), "closed", "⎢… │ 0 x111 x112 x113 0 │ …⎥",
    ),
    "which slice that is": (
        Conv3d(input=3, kernel=2, padding=1), "closed", "slice 2 of 5 is shown (before it all is 0)",
    ),
    "windows of the forward pass": (PLAIN, "sliding", "⎢x21 ‹x22·k21› ‹x23·k22›⎥ → z12"),
    "windows of every channel": (CHANNELS, "sliding", "→ z1,1,1,1"),
    "strip of the forward pass": (STRIP, "strip", "z1,1,1 │ k1,1,2  k1,1,1"),
    "strip of a transposed layer": (ConvTranspose1d(input=2, kernel=2), "strip", "z1 │ k2  k1"),
}  # fmt: skip


@pytest.mark.parametrize(("layer", "table", "shown"), SHOWN.values(), ids=SHOWN)
def test_it_shows(layer: Layer, table: str, shown: str) -> None:
    text = told(layer, table)
    assert shown in text or shown in " ".join(text.split())
    assert "There is no table" not in text


def test_windows_of_all_channels_add_up_in_full() -> None:
    """Each entry of an output is what every channel's windows add up to: as many as there are products."""
    text = derive(STRIP).text(full=True, tables=["sliding"])
    forward = text.split("The gradient")[0]
    assert forward.count("·") == STRIP.products()
    assert re.findall(r"→ (z\S+)", forward) == ["z1,1,1", "z1,1,2", "z1,1,3"]


SILENT = {
    "padding of a direct layer": (PLAIN, "padding", "only a transposed layer"),
    "rotation of nothing": (PLAIN, "rotation", "no formula here turns anything", ["K"]),
    "strip in two dimensions": (PLAIN, "strip", "this one has two"),
    "rotation in three": (Conv3d(input=2, kernel=2), "rotation", "the layer has 3 axes"),
    "pictures in three": (Conv3d(input=2, kernel=2), "pictures", "the layer has 3 axes"),
    "sliding of large arrays": (LARGE, "sliding", "too large to be read"),
    "one matrix of a large layer": (LARGE, "toeplitz", "too large to be read"),
    "updates of no parameter": (PLAIN, "updates", "neither", ["X"]),
}


@pytest.mark.parametrize("case", SILENT.values(), ids=SILENT)
def test_it_says_why_not(case: tuple[Layer, str, str] | tuple[Layer, str, str, list[str]]) -> None:
    layer, table, why, *wrt = case
    text = derive(layer, wrt=wrt[0] if wrt else ("K", "X", "B")).text(tables=[table])
    assert f'There is no table "{table}":' in text.replace("\n", " ")
    assert why in text.replace("\n", " ")


@pytest.mark.parametrize("table", TABLES)
def test_no_table_that_is_named_leaves_an_empty_page(table: str) -> None:
    nothing = derive(PLAIN).text(tables=[])
    assert len(told(PLAIN, table)) > len(nothing)


def test_who_asks_for_all_is_not_told_what_there_is_not() -> None:
    tables = ["all"]
    assert "There is no table" not in derive(Conv3d(input=2, kernel=2)).text(tables=tables)

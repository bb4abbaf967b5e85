"""The grids of a picture are an equation: read off the picture as it is seen, and checked with plain loops."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.loops import Index, Ints
from quick import examples
from strategies.geometries import layers

from pictures.drawn_layers import LAYERS, SVG, kinds
from pictures.entry_values import named_values
from symconv import Conv1d, Conv2d, Layer
from symconv.errors import TooLargeError
from symconv.page.maths import Dots, Listed, Maths, Number, Qualifier
from symconv.page.text import written
from symconv.pictures.frames import Frame, frames
from symconv.pictures.grids import Grid
from symconv.pictures.svg import svg

CASES = [
    pytest.param(layer, what, id=f"{name}, {what}") for name, layer in LAYERS.items() for what in kinds(layer)
]


def seen(grid: Grid, values: dict[str, int]) -> Ints:
    """A grid with the values of what is written in its cells."""
    for row in grid.rows:
        for cell in row:
            assert cell.name or cell.said == Number(0)
    return np.array([[values[cell.name] if cell.name else 0 for cell in row] for row in grid.rows])


def steps(frame: Frame, name: str) -> Index:
    """The operator's stride or dilation on the page, down and across."""
    for option in frame.operator.options:
        assert isinstance(option, Qualifier)
        if option.name == name:
            amounts = option.value.parts if isinstance(option.value, Listed) else (option.value,) * frame.layer.rank
            found = tuple(each.value for each in amounts if isinstance(each, Number))
            return found if frame.layer.rank == 2 else (1, *found)
    return (1, 1)


def correlated(left: Ints, right: Ints, stride: Index, dilation: Index) -> Ints:
    """A correlation by plain loops."""
    reach = [d * (size - 1) + 1 for d, size in zip(dilation, right.shape, strict=True)]
    places = [range(0, size - far + 1, s) for size, far, s in zip(left.shape, reach, stride, strict=True)]
    found = np.zeros(tuple(map(len, places)), dtype=int)
    for (i, y), (j, x) in product(enumerate(places[0]), enumerate(places[1])):
        for a, b in np.ndindex(*right.shape):
            found[i, j] += left[y + dilation[0] * a, x + dilation[1] * b] * right[a, b]
    return found


def check(frame: Frame, values: dict[str, int]) -> None:
    """That `left operator right + added` is what stands behind the equals sign, and becomes the result."""
    given = correlated(
        seen(frame.left, values), seen(frame.right, values), steps(frame, "stride"), steps(frame, "dilation")
    )
    given = given + sum(_added(each, values) for each in frame.added)
    if frame.uncut is not None:
        cells = frame.uncut.grid.rows
        assert given.shape == (len(cells), len(cells[0]))
        assert all((cell.kind == "cropped") != bool(cell.name) for row in cells for cell in row)
        shown = [[values[cell.name] if cell.name else 0 for cell in row] for row in cells]
        assert (np.where([[bool(cell.name) for cell in row] for row in cells], given, 0) == shown).all()
        for done in frame.uncut.afterwards:
            if done == "crop":
                given = given[: len(frame.result.rows), : len(frame.result.rows[0])]
            else:
                assert done == "rot180"
                given = given[::-1, ::-1]
        # What is left is what is not dashed.
        assert sum(bool(cell.name) for row in cells for cell in row) == given.size
    assert given.tolist() == seen(frame.result, values).tolist()
    if frame.unturned is not None:
        assert seen(frame.unturned, values)[::-1, ::-1].tolist() == seen(frame.right, values).tolist()


def _added(tree: Maths, values: dict[str, int]) -> int:
    # The other channels are 0.
    return 0 if isinstance(tree, Dots) else values[written(tree)]


@pytest.mark.parametrize(("layer", "what"), CASES)
def test_the_grids_are_a_true_equation(layer: Layer, what: str) -> None:
    check(frames(layer, what)[0], named_values(layer))


@settings(max_examples=examples(80), deadline=None)
@given(layers().filter(lambda layer: layer.rank < 3), st.sampled_from(("forward", "dX", "dK")))
def test_the_grids_of_any_small_layer_are_a_true_equation(layer: Layer, what: str) -> None:
    try:
        shown = frames(layer, what)
    except TooLargeError:
        return
    check(shown[0], named_values(layer))


TURNED = LAYERS["asymmetric, true convolution"]
WRONG = {
    "no dilation": lambda frame: replace(frame, operator=replace(frame.operator, options=frame.operator.options[1:])),
    "not turned": lambda frame: replace(frame, uncut=replace(frame.uncut, afterwards=("crop",))),
    "not cropped": lambda frame: replace(frame, uncut=None),
    "another result": lambda frame: replace(frame, result=Grid(frame.result.title, frame.result.rows[::-1])),
    "something added": lambda frame: replace(frame, added=(frame.result.rows[0][0].said,)),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_picture_of_something_false_is_noticed(wrong: object) -> None:
    frame, values = frames(TURNED, "dK")[0], named_values(TURNED)
    check(frame, values)
    assert callable(wrong)
    with pytest.raises((AssertionError, KeyError)):
        check(wrong(frame), values)


def test_a_bias_that_is_left_out_is_noticed() -> None:
    layer = LAYERS["plain"]
    frame, values = frames(layer)[0], named_values(layer)
    with pytest.raises(AssertionError):
        check(replace(frame, added=()), values)


def test_each_entry_is_marked_in_the_product_and_in_the_result() -> None:
    for frame in frames(TURNED, "dK"):
        assert frame.uncut is not None
        assert frame.uncut.grid.at(frame.uncut.place) == frame.result.at(frame.place)


SEEN = {
    "turned and cropped": (TURNED, "dK", {"dilation 2×1", "crop, 180°", "cut", "="}),
    "a bias": (LAYERS["plain"], "forward", {"+", "B", "="}),
    "other channels": (Conv2d(input=3, kernel=2, in_channels=2), "forward", {"+", "…", "B1", "="}),
    "a stride": (LAYERS["strided and padded"], "forward", {"stride 2"}),
    "a strip": (Conv1d(input=5, kernel=2, stride=2), "dK", {"crop", "cut"}),
}


@pytest.mark.parametrize(("layer", "what", "words"), SEEN.values(), ids=SEEN)
def test_every_operation_is_seen(layer: Layer, what: str, words: set[str]) -> None:
    root = ElementTree.fromstring(svg(frames(layer, what)[0]))
    assert words <= {"".join(each.itertext()) for each in root.iter(f"{SVG}text")}


def test_the_caption_says_what_slides() -> None:
    for layer, what, said in (
        (LAYERS["plain"], "forward", "where the kernel lies"),
        (LAYERS["plain"], "dX", "where the turned kernel lies"),
        (LAYERS["plain"], "dK", "where the upstream gradient lies"),
        (LAYERS["transposed"], "dK", "where the input lies"),
    ):
        assert f"atched: {said}." in svg(frames(layer, what)[0])

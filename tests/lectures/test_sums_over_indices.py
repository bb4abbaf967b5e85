"""The sums over indices that a derivation writes: no index means two things, and they say what loops compute."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.loops import Geometry, Ints, backward, forward, geometry, random_tensors
from oracles.tree_values import captured, value
from quick import examples
from strategies.geometries import layers

from symconv import Conv, Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, ConvTranspose3d, Layer, derive
from symconv.layers.notation import notation_named
from symconv.lectures.lecture import lecture
from symconv.page.document import Document, Equation, Equations, Prose
from symconv.page.maths import Entry, Fraction, Letter, Maths, Relation, Signed, Summation, gradient, total

LAYERS = (
    Conv1d(input=3, kernel=2),
    Conv2d(input=2, kernel=2, convention="convolution"),
    Conv3d(input=2, kernel=(2, 1, 2), padding=(1, 0, 0)),
    Conv(input=(1, 2, 1, 2), kernel=(1, 2, 1, 1)),
    Conv1d(input=3, kernel=2, batch=2, in_channels=2, out_channels=3),
    Conv2d(input=2, kernel=2, groups=2, in_channels=4, out_channels=2, stride=2, padding=1, batch=2),
    ConvTranspose1d(input=2, kernel=2, groups=2, in_channels=2, out_channels=4, stride=2, convention="convolution"),
    ConvTranspose2d(input=2, kernel=2, in_channels=2, out_channels=2, dilation=2, padding=1, batch=2),
    ConvTranspose3d(input=(2, 1, 1), kernel=(1, 2, 1), bias=False),
)
NOTATIONS = ("xkz", "xwy", "delta", "capitals")


def told(layer: Layer, notation: str) -> Document:
    return lecture(derive(layer, notation=notation), tables=["index", "chain"])


def summed(document: Document) -> Iterator[Equation]:
    """The equations with a sum over indices in them."""
    for block in document:
        for equation in block.equations if isinstance(block, Equations) else ():
            if any(isinstance(term, Summation) for term in equation.terms):
                yield equation


def tree(equation: Equation) -> Maths:
    return Relation(equation.left, equation.sign, total(equation.terms))


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_no_sum_takes_a_name_that_has_a_meaning_outside(layer: Layer, notation: str) -> None:
    equations = list(summed(told(layer, notation)))
    assert len(equations) == 3 + layer.bias
    assert [list(captured(tree(each))) for each in equations] == [[]] * len(equations)


CAPTURING = {
    "channel": (Entry("k", (Letter("f"), Letter("a"))), (Letter("f"), Letter("i")), ["f"]),
    "numbered": (Entry("k", (Entry("i", (1,)),)), (Entry("i", (1,)),), ["i1"]),
    "bias": (Entry("b"), (Letter("a"), Letter("b")), ["b"]),
    "none": (Entry("k", (Letter("f"), Letter("a"))), (Letter("f'"), Letter("i")), []),
}


@pytest.mark.parametrize(("left", "over", "found"), CAPTURING.values(), ids=CAPTURING)
def test_a_name_that_is_taken_twice_is_noticed(left: Entry, over: tuple[Maths, ...], found: list[str]) -> None:
    assert list(captured(Relation(left, "=", Summation(over, gradient(Entry("z", over)))))) == found


def check(layer: Layer, notation: str) -> None:
    """Every sum of the derivation, at every place, against plain loops."""
    g, letters = geometry(layer), notation_named(notation)
    tensors = random_tensors(g)
    wanted = backward(g, tensors["X"], tensors["K"], tensors["dZ"])
    wanted["Z"] = forward(g, tensors["X"], tensors["K"], tensors["B"])
    of = {letters.letter(name): name for name in "XKZ"} | ({letters.b: "B"} if layer.bias else {})
    shifts = {name: shifted(g, tensors, name) for name in ("X", "K", "B")}

    def shape(array: Ints) -> Ints:
        return array if layer.shows_channels else array.reshape(array.shape[2:] if array.ndim > 1 else ())

    def entry(letter: str, place: tuple[int, ...]) -> int:
        here = tuple(at - 1 for at in place)
        match letter.split("/"):
            case ["L", _]:
                return int(shape(tensors["dZ"])[here])
            case [_, by]:
                rank = shape(tensors["dZ"]).ndim
                lead = () if layer.shows_channels else (0,) if of[by] == "B" else (0, 0)
                moved = shifts[of[by]]((*lead, *here[rank:]))
                return int(shape(moved)[here[:rank]])
            case _:
                array = shape(tensors[of[letter]])
                inside = all(0 <= at < size for at, size in zip(here, array.shape, strict=True))
                assert inside or (of[letter] == "X" and any(g.pl + g.pr)), "only padding counts as 0"
                return int(array[here]) if inside else 0

    document = told(layer, notation)
    for equation in summed(document):
        left = equation.left
        if isinstance(left, Fraction):
            assert isinstance(left.bottom, Signed)
            left = left.bottom.of
            name = "d" + of[left.letter] if isinstance(left, Entry) else ""
            sizes: tuple[int, ...] = shape(tensors["dZ"]).shape
        else:
            name = "Z"
            channel = (g.channels // g.groups,) if layer.shows_channels else ()
            sizes = (*channel, *(g.n if g.transposed else ()), *g.k)
        assert isinstance(left, Entry)
        result = shape(wanted[name])
        for place in product(*map(range, result.shape)):
            names = dict(zip(left.index, (at + 1 for at in place), strict=True))
            named = {at: number for at, number in names.items() if not isinstance(at, int)}
            found = sum(value(term, {**named, **groups(g, document, named)}, entry, sizes) for term in equation.terms)
            assert found == result[place], (str(layer), notation, name, place)


def groups(g: Geometry, document: Document, names: dict[Maths, int]) -> dict[Maths, int]:
    """What the sentences below the index form say of a filter: where its group begins, and its place there."""
    f = names.get(Letter("f"))
    said = [piece for block in document if isinstance(block, Prose) for piece in block.pieces]
    found = {
        piece.left: value(piece.right, names, lambda *_: 0)
        for piece in said
        if isinstance(piece, Relation) and f is not None
    }
    if f is not None and Entry("q", (Letter("f"),)) in said:
        found[Entry("q", (Letter("f"),))] = (f - 1) % (g.filters // g.groups) + 1
    return found


def shifted(g: Geometry, tensors: dict[str, Ints], name: str) -> Callable[[tuple[int, ...]], Ints]:
    """How the output changes when one entry of a tensor grows by 1, which is its derivative: it is linear in each."""
    before = forward(g, tensors["X"], tensors["K"], tensors["B"])
    known: dict[tuple[int, ...], Ints] = {}

    def change(place: tuple[int, ...]) -> Ints:
        if place not in known:
            grown = {each: np.copy(array) for each, array in tensors.items()}
            grown[name][place] += 1
            known[place] = forward(g, grown["X"], grown["K"], grown["B"]) - before
        return known[place]

    return change


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_the_sums_are_what_loops_compute(layer: Layer) -> None:
    check(layer, "xwy")


@settings(max_examples=examples(12), deadline=None)
@given(layers(), st.sampled_from(NOTATIONS))
def test_the_sums_of_any_small_layer_are_what_loops_compute(layer: Layer, notation: str) -> None:
    if np.prod(geometry(layer).shapes["Z"]) * np.prod(geometry(layer).shapes["X"]) <= 400:
        check(layer, notation)

"""The definition that everything is judged by, against plain loops."""

from __future__ import annotations

from math import prod

import pytest
from hypothesis import given, settings
from oracles.loops import Ints, forward, geometry, random_tensors
from oracles.sum_readings import flat, monomials
from quick import examples
from strategies.geometries import layers

from symconv import Conv1d, Conv2d, ConvTranspose1d, Layer
from symconv.arrays.shape import Shape
from symconv.arrays.sums import GuardedSum
from symconv.exact.expand import expand
from symconv.layers import definition as defined
from symconv.layers.layer import Axis
from symconv.layers.tensors import tensor
from symconv.sizes import concrete, symbol


def shape_of(layer: Layer, name: str) -> Shape:
    return tensor(layer, name).shape


def value(layer: Layer, z: GuardedSum, tensors: dict[str, Ints]) -> list[int]:
    """The guarded sum's entries on integers, row-major."""
    sizes = {name: tuple(map(concrete, shape_of(layer, name).sizes)) for name in ("X", "K", "B", "Z")}
    names = {name: shape_of(layer, name).axes for name in sizes}
    found = [0] * prod(sizes["Z"])
    for (at, factors), coefficient in monomials(z).items():
        values = [int(tensors[name].reshape(-1)[flat(place, names[name], sizes[name])]) for name, place in factors]
        found[flat(at, names["Z"], sizes["Z"])] += coefficient * prod(values)
    return found


@settings(deadline=None, derandomize=True, max_examples=examples(100))
@given(layers())
def test_the_definition_is_what_the_loops_compute(layer: Layer) -> None:
    g = geometry(layer)
    tensors = random_tensors(g)
    expected = forward(g, tensors["X"], tensors["K"], tensors["B"])
    assert value(layer, defined.forward(layer), tensors) == expected.reshape(-1).tolist()


@settings(deadline=None, derandomize=True, max_examples=examples(60))
@given(layers())
def test_every_place_lies_in_its_tensor(layer: Layer) -> None:
    shapes = {name: shape_of(layer, name) for name in ("X", "K", "B")}
    for found in expand(defined.forward(layer), shapes):
        for name, places in zip(found.tensors, found.factors, strict=True):
            count = prod(map(concrete, shapes[name].sizes))
            assert all(0 <= at < count for at in places.tolist())


@pytest.mark.parametrize(
    ("layer", "other"),
    [
        (Conv1d(input=4, kernel=2), Conv1d(input=4, kernel=2, convention="convolution")),
        (Conv1d(input=4, kernel=2, padding=[(1, 0)]), Conv1d(input=4, kernel=2, padding=[(0, 1)])),
        (ConvTranspose1d(input=3, kernel=2), ConvTranspose1d(input=3, kernel=2, convention="convolution")),
    ],
)
def test_layers_that_differ_have_definitions_that_differ(layer: Layer, other: Layer) -> None:
    tensors = random_tensors(geometry(layer))
    ours, theirs = (value(layer, defined.forward(each), tensors) for each in (layer, other))
    assert len(ours) == len(theirs)
    assert ours != theirs


def test_the_bias_is_a_term_of_its_own() -> None:
    assert [term.factors for term in defined.forward(Conv2d(input=3, kernel=2)).terms] == [("X", "K"), ("B",)]
    assert [term.factors for term in defined.forward(Conv2d(input=3, kernel=2, bias=False)).terms] == [("X", "K")]


def test_the_definition_may_have_symbolic_sizes() -> None:
    n, k, s = symbol("n"), symbol("k"), symbol("s")
    z = defined.forward(Layer((Axis(n, k, s),), bias=False))
    place = z.index[-1]
    assert (place.axis, str(place.variable.size)) == ("0", "(n - k)//s + 1")
    (case,) = z.terms[0].part("0").cases
    (a,) = (variable.at for variable in case.bound)
    m = place.variable.at
    assert case.index == (m * s + a, a)
    assert {(str(guard.value), guard.relation) for guard in case.guards} == {
        (str(m * s + a), ">="),
        (str(n - 1 - m * s - a), ">="),
    }

"""Single entries of large arrays, held against arrays that are written out, and the counterexamples found by them."""

from __future__ import annotations

import time
from typing import Any

import pytest
from quick import cases

from symconv import Conv1d, Conv2d, ConvTranspose2d, Layer, prove
from symconv.arrays.array import Array
from symconv.calculus.single import polynomial, single_entry
from symconv.deadline import NEVER
from symconv.exact.instance import Instance, definitions
from symconv.exact.monomials import FormEntries, monomials
from symconv.exact.places import entry_at, first_apart, places
from symconv.layers.family import LEAST, lead_sizes
from symconv.layers.layer import Axis
from symconv.sizes import concrete, evaluate
from symconv.statements.glossary import free_names
from symconv.statements.grammar import parse
from symconv.statements.library import library
from symconv.statements.theorems import Theorem

LAYERS: dict[str, Layer] = {
    "strided": Conv1d(input=7, kernel=3, stride=2, padding=1),
    "channels": Conv2d(input=(3, 4), kernel=2, in_channels=2, out_channels=4, groups=2, batch=2),
    "transposed": ConvTranspose2d(input=2, kernel=(2, 3), stride=2),
}
SIDES = [
    "dX",
    "dK",
    "Z",
    "dB",
    "pad(X, 2, 0)",
    "rot180(insert_zeros(Z, 2)) - rot180(insert_zeros(dZ, 2))",
    "grad(dot(Z, Z), X)",
    "grad(dot(Z, Z), K)",
    "grad(dot(times(X, X), X), X)",
    "dot(Z, dZ)",
    "3*X - 2*dX",
]


@pytest.mark.parametrize("text", cases(SIDES, quick=3))
@pytest.mark.parametrize("layer", cases(LAYERS, quick=2))
def test_an_entry_by_itself_is_that_of_the_whole_array(layer: Layer, text: str) -> None:
    tree = parse(f"{text} = {text}")
    instance = Instance(layer, {})
    side = instance.meaning(tree.left)
    assert isinstance(side, Array)
    engine = instance.engine(tree)
    whole = monomials(side.value(engine.values(definitions(layer, tree)), FormEntries()))
    tried = list(places(side))
    assert tried
    for place in tried:
        number = 0
        for axis, size in side.shape.by_axis.items():
            number = number * concrete(size) + place[axis]
        wanted = engine.products(whole, number)
        assert engine.products(engine.expanded(entry_at(side, place)), 0) == wanted
        assert single_entry(side, place, engine, NEVER) == polynomial(wanted)


def test_what_is_right_differs_nowhere_and_what_is_wrong_at_a_corner() -> None:
    layer = Conv2d(input=9, kernel=3, padding=1)
    for text, apart in (("rot180(K)", None), ("K", {"0": 0, "1": 0})):
        tree = parse(f"dX = correlate(pad(dZ, 1), {text})")
        instance = Instance(layer, {})
        left, right = (instance.meaning(side) for side in (tree.left, tree.right))
        assert isinstance(left, Array)
        assert isinstance(right, Array)
        found = first_apart(left, right, instance.engine(tree), NEVER)
        place = found and {axis: at for axis, at in found[0].items() if axis in left.shape.spatial_axes}
        assert place == apart


LARGE: dict[str, tuple[dict[str, Any], str]] = {
    "224 with 3 to 8 channels": ({"layer": "conv2d", "input": 224, "in_channels": 3, "out_channels": 8}, "N=1, g=1"),
    "224, a kernel of 3": (
        {"layer": "conv2d", "input": 224, "kernel": 3, "in_channels": 3, "out_channels": 8}, "entry 1,1,1,1",
    ),
    "224 with 64 to 128 channels": (
        {"layer": "conv2d", "input": 224, "kernel": 3, "in_channels": 64, "out_channels": 128}, "g=64, c=1, f=2",
    ),
    "a kernel of 300 along three axes": ({"layer": "conv3d", "kernel": 300}, "at n=300x300x300, entry 1,1,1"),
    "512 along three axes": ({"layer": "conv3d", "input": 512, "kernel": 3}, "entry 1,1,1"),
}  # fmt: skip
MISTAKES = {
    "not turned": "dX = correlate(pad(dZ, k-1), K)",
    "turned along one axis": "dX = correlate(pad(dZ, k-1), flip(K, 0))",
    "a multiple": "dX = 2*correlate(pad(dZ, k-1), rot180(K))",
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
@pytest.mark.parametrize(("asked", "said"), cases(LARGE, quick=2))
def test_a_large_layer_is_refuted_by_one_entry(asked: dict[str, Any], said: str, mistake: str) -> None:
    started = time.process_time()
    found = prove(mistake, **asked, timeout=100)
    assert found.outcome == "refuted"
    assert said in found.said or mistake != MISTAKES["not turned"]
    # SymPy and the solvers are imported in this time too, where this test runs by itself.
    assert time.process_time() - started < 3


@pytest.mark.parametrize("asked", [asked for asked, _ in LARGE.values()], ids=LARGE)
def test_the_right_formula_of_a_large_layer_is_proved(asked: dict[str, Any]) -> None:
    assert prove("dX = correlate(pad(dZ, k-1), rot180(K))", **asked, timeout=100)


SIZES = {"n": 300, "k": 5, "s": 3, "d": 2, "pl": 3, "pr": 1, "p": 2, "op": 1, "N": 2, "g": 2, "c": 2, "f": 3, "h": 2}
FREE = {"A": 290, "B": 7, "C": 290}


def large(theorem: Theorem) -> tuple[Instance, Array, Array] | None:
    """A theorem about arrays, and its sides, at a large size; None where it is about sizes or does not exist there."""
    kind = theorem.family.layer
    axis = Axis(**{name: evaluate(getattr(kind.axes[-1], name), SIZES) for name in LEAST})
    leads = {name: evaluate(size, SIZES) for name, size in lead_sizes(kind).items()}
    channels = leads["groups"] * leads["ins"], leads["groups"] * leads["outs"]
    layer = Layer((axis,), kind.transposed, kind.convention, leads["batch"], leads["groups"], *channels, kind.bias)
    instance = Instance(layer, {name: (FREE[name],) for name in free_names(theorem.tree)})
    left, right = (instance.meaning(side) for side in (theorem.tree.left, theorem.tree.right))
    return (instance, left, right) if isinstance(left, Array) and isinstance(right, Array) else None


@pytest.mark.parametrize("theorem", library(), ids=lambda each: f"{each.id}: {each.title}")
def test_what_is_proved_differs_nowhere_at_a_large_size(theorem: Theorem) -> None:
    found = large(theorem)
    if found is not None:
        instance, left, right = found
        assert first_apart(left, right, instance.engine(theorem.tree), NEVER) is None


def test_most_theorems_are_looked_at() -> None:
    assert sum(large(each) is not None for each in library()) > 40


def test_what_would_take_too_long_is_passed_over() -> None:
    """Sums inside one another: more than a billion values along an axis."""
    layer = Conv1d(input=224, kernel=3)
    full = "correlate(Z, Z, mode=full)"
    tree = parse(f"grad(dot({full}, {full}), X) = X")
    instance = Instance(layer, {})
    left, right = (instance.meaning(side) for side in (tree.left, tree.right))
    assert isinstance(left, Array)
    assert isinstance(right, Array)
    started = time.process_time()
    assert first_apart(left, right, instance.engine(tree), NEVER) is None
    assert time.process_time() - started < 5

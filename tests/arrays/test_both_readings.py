"""The reading of the array language that proofs use agrees with the concrete one, entry by entry."""

from __future__ import annotations

import random
from collections.abc import Mapping
from math import prod

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracles.members import axis_values, layer_of, length, valued, weight
from proof.proved import THEOREMS
from quick import cases, examples
from strategies.expressions import expressions

from symconv.arrays.array import Array, Defined, Grad, Tensor
from symconv.arrays.borders import ModePad, ModePadAdjoint, PadMode
from symconv.arrays.moves import Crop, Flip, InsertZeros, Pad, Rot180, SumPool
from symconv.arrays.operators import OPERATORS
from symconv.arrays.products import Convolve, Correlate, Dot, Plus, Scaled, Times, Total
from symconv.arrays.shape import Lead, Shape
from symconv.arrays.sums import GuardedSum
from symconv.errors import ShapeError
from symconv.exact.expand import expand
from symconv.exact.instance import Instance
from symconv.exact.monomials import (
    FormEntries,
    Forms,
    MonomialTable,
    concatenated,
    first_difference,
    from_table,
    monomials,
    variables,
)
from symconv.layers.definition import forward
from symconv.layers.layer import Axis, Layer
from symconv.layers.maps import MAPS, Mapped
from symconv.layers.tensors import tensor
from symconv.proof.claim import claim
from symconv.sizes import Size, concrete, symbols
from symconv.statements.glossary import free_names
from symconv.statements.grammar import parse
from symconv.statements.theorems import Theorem

MODES: tuple[PadMode, ...] = ("circular", "reflect", "replicate")


class Numbered:
    """Tensors with their entries numbered, for both readings."""

    def __init__(self, tensors: Mapping[str, Shape]) -> None:
        self.shapes = dict(tensors)
        self.values: dict[str, Forms] = {}
        self.bases: dict[str, int] = {}
        base = 1
        for name, found in tensors.items():
            sizes = tuple(map(concrete, found.sizes))
            self.bases[name] = base
            self.values[name] = variables(base, sizes)
            base += prod(sizes)

    def read(self, given: GuardedSum) -> MonomialTable:
        """The monomials of a guarded sum."""
        tables = [
            MonomialTable(
                each.entry,
                tuple(column + self.bases[name] for column, name in zip(each.factors, each.tensors, strict=True)),
                np.full(len(each.entry), each.coefficient, dtype=np.int64),
            )
            for each in expand(given, self.shapes)
        ]
        return concatenated(tables)

    def define(self, array: Defined) -> None:
        sizes = tuple(map(concrete, array.shape.sizes))
        self.values[array.name] = from_table(self.read(array.entries), sizes)

    def evaluated(self, expr: Array) -> MonomialTable:
        return monomials(expr.value(self.values, FormEntries()))

    def difference(self, expr: Array) -> int | None:
        return first_difference(self.evaluated(expr), self.read(expr.guarded_sum()))


def tensors_of(expr: Array) -> dict[str, Shape]:
    """Every tensor that occurs in an expression."""
    if isinstance(expr, Tensor):
        return {expr.name: Shape(expr.lead, expr.spatial)}
    inner = [getattr(expr, name) for name in ("array", "left", "right", "scalar", "by") if hasattr(expr, name)]
    found: dict[str, Shape] = {}
    for each in inner:
        found |= tensors_of(each)
    return found


def exists(expr: Array) -> bool:
    try:
        return prod(map(concrete, expr.shape.sizes)) <= 600
    except ShapeError:
        return False


@settings(derandomize=True, deadline=None, max_examples=examples(300))
@given(expressions())
def test_entries_are_the_values(expr: Array) -> None:
    assume(exists(expr))
    assert Numbered(tensors_of(expr)).difference(expr) is None


@settings(derandomize=True, deadline=None, max_examples=examples(120))
@given(expressions(), st.sampled_from(("A", "B")), st.integers(-1, 2))
def test_entries_of_a_gradient_are_the_values(expr: Array, by: str, factor: int) -> None:
    """The gradient of `<expr, G> + factor * <expr, expr>`, in which a factor may occur twice."""
    assume(exists(expr))
    found = expr.shape
    scalar: Array = Dot(expr, Tensor("G", found.lead, found.spatial))
    if factor:
        scalar = Plus(scalar, Scaled(factor, Dot(expr, expr)))
    everything = tensors_of(scalar)
    assume(by in everything)
    assert (
        Numbered(everything).difference(Grad(scalar, Tensor(by, everything[by].lead, everything[by].spatial))) is None
    )


A3 = Tensor("A", (), (3,))
B2 = Tensor("B", (), (2,))
C33 = Tensor("C", (Lead("N", 2), Lead("g", 2), Lead("c", 2)), (3, 3))
D22 = Tensor("D", (Lead("g", 2), Lead("f", 3), Lead("c", 2)), (2, 2))
EXPRESSIONS: dict[str, Array] = {
    "tensor": C33,
    "pad": Pad(C33, (1, 0), (2, 1)),
    "pad that crops": Pad(C33, (-1, 2), (0, -1)),
    "pad that crops what it pads": Pad(A3, (4,), (-5,)),
    "pad that crops nearly everything": Pad(A3, (-2,), (0,)),
    "crop": Crop(C33, (2, 1)),
    "insert zeros": InsertZeros(C33, (2, 3)),
    "sum pool": SumPool(C33, (2, 1), (1, 2)),
    "sum pool with gaps": SumPool(Tensor("A", (), (7,)), (2,), (3,)),
    "sum pool over zeros": SumPool(InsertZeros(Pad(A3, (1,), (-1,)), (2,)), (3,), (2,)),
    "gradient of a squared sum pool": Grad(Dot(SumPool(A3, (2,), (1,)), SumPool(A3, (2,), (1,))), A3),
    "rot180": Rot180(C33),
    "flip": Flip(C33, 1),
    "correlate": Correlate(C33, D22, (1, 1), (1, 1)),
    "correlate with steps": Correlate(Pad(C33, (2, 2), (2, 2)), D22, (2, 3), (3, 2)),
    "correlate full": Correlate(A3, B2, (1,), (2,), "full"),
    "convolve": Convolve(C33, D22, (1, 2), (2, 1)),
    "convolve full": Convolve(A3, B2, (2,), (2,), "full"),
    "correlate with itself": Correlate(A3, A3, (1,), (1,), "full"),
    "total": Total(C33),
    "total of a product": Total(Correlate(C33, D22, (1, 1), (1, 1))),
    "plus": Plus(C33, Rot180(C33)),
    "plus a bias": Plus(C33, Tensor("E", (Lead("g", 2), Lead("c", 2)), ())),
    "minus": Plus(A3, Scaled(-1, Rot180(A3))),
    "scaled": Scaled(3, C33),
    "scaled by 0": Scaled(0, A3),
    "times": Times(C33, Rot180(C33)),
    "times a scale for each channel": Times(C33, Tensor("E", (Lead("g", 2), Lead("c", 2)), ())),
    "dot": Dot(C33, Rot180(C33)),
    "dot with other axes first": Dot(C33, Tensor("F", (Lead("c", 2), Lead("N", 2), Lead("g", 2)), (3, 3))),
    "dot of a padded array": Dot(Pad(A3, (1,), (-2,)), B2),
    "gradient of a square": Grad(Dot(A3, A3), A3),
    "gradient of a cube": Grad(Dot(Correlate(A3, A3, (1,), (1,), "full"), Pad(A3, (1,), (1,))), A3),
    "gradient by what is not there": Grad(Dot(Pad(A3, (-1,), (0,)), B2), B2),
    "gradient by an unused border": Grad(Dot(Crop(A3, (2,)), B2), A3),
    "gradient of a gradient": Grad(Dot(Grad(Dot(Correlate(A3, B2, (1,), (1,)), B2), A3), A3), B2),
    "zeros between copies": InsertZeros(ModePad(A3, (2,), (2,), "circular"), (2,)),
    **{f"{mode} padding": ModePad(C33, (2, 1), (0, 2), mode) for mode in MODES},
    **{f"{mode} padding of everything": ModePad(A3, (2,), (2,), mode) for mode in MODES},
    **{f"{mode} padding, folded": ModePadAdjoint(C33, (1, 0), (1, 1), mode) for mode in MODES if mode != "reflect"},
    **{f"{mode} padding, folded far": ModePadAdjoint(Tensor("A", (), (7,)), (2,), (2,), mode) for mode in MODES},
    **{
        f"{mode} padding there and back": ModePadAdjoint(ModePad(A3, (2,), (1,), mode), (2,), (1,), mode)
        for mode in MODES
    },
}


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_entries_of_every_kind_of_expression(name: str) -> None:
    expr = EXPRESSIONS[name]
    assert Numbered(tensors_of(expr)).difference(expr) is None


def test_every_kind_of_expression_is_among_them() -> None:
    """Every operator that there is, too: one without an example here would go unread."""

    def kinds(expr: Array) -> set[type]:
        inner = [getattr(expr, name) for name in ("array", "left", "right", "scalar", "by") if hasattr(expr, name)]
        return {type(expr)}.union(*map(kinds, inner))

    found = set[type]().union(*map(kinds, EXPRESSIONS.values()))
    assert found == {Tensor, Plus, Scaled, *OPERATORS}


def test_a_difference_is_seen() -> None:
    """The comparison tells a wrong reading from a right one."""
    numbered = Numbered(tensors_of(A3))
    assert first_difference(numbered.evaluated(A3), numbered.read(Rot180(A3).guarded_sum())) == 0
    assert first_difference(numbered.evaluated(A3), numbered.read(Plus(A3, A3).guarded_sum())) == 0
    assert first_difference(numbered.evaluated(A3), numbered.read(Pad(Crop(A3, (2,)), (0,), (1,)).guarded_sum())) == 2


# What a layer computes, and its linear maps

AXES = (
    Axis(4, 2),
    Axis(5, 3, 2, 1, 1, 2),
    Axis(4, 2, 3, 2, 2, 0),
    Axis(1, 1, 1, 1, 0, 1),
    Axis(3, 3, 2, 2, 3, 3),
)
LAYERS = {
    f"{'transposed ' if transposed else ''}{convention}, {len(axes)} axes, {lead}": Layer(
        axes, transposed, "convolution" if convention == "turned" else "cross-correlation", *lead
    )
    for transposed in (False, True)
    for convention in ("plain", "turned")
    for axes in (*((axis,) for axis in AXES), (AXES[0], AXES[2]), (AXES[1], AXES[4]))
    for lead in ((1, 1, 1, 1), (2, 2, 4, 2))
    if all(length(axis, transposed) >= 1 for axis in axes)
}


def numbered_of(layer: Layer) -> Numbered:
    shapes = {name: tensor(layer, name).shape for name in ("X", "K", "B", "dZ")}
    numbered = Numbered(shapes)
    numbered.define(defined_output(layer))
    return numbered


def defined_output(layer: Layer) -> Defined:
    z = tensor(layer, "Z")
    return Defined("Z", z.lead, z.spatial, forward(layer))


@pytest.mark.parametrize("name", LAYERS)
def test_entries_of_a_layer_and_its_gradients(name: str) -> None:
    layer = LAYERS[name]
    numbered = numbered_of(layer)
    z, dz = defined_output(layer), tensor(layer, "dZ")
    assert numbered.difference(z) is None
    assert numbered.difference(Rot180(Pad(z, (1,) * layer.rank, (0,) * layer.rank))) is None
    for by in ("X", "K", "B"):
        assert numbered.difference(Grad(Dot(z, dz), tensor(layer, by))) is None


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("of", cases([*MAPS], quick=3))
def test_entries_of_a_linear_map(name: str, of: str) -> None:
    layer = LAYERS[name]
    numbered = numbered_of(layer)
    left, right = (tensor(layer, each) for each in MAPS[of].map_of(layer).of)
    found = Mapped(of, layer, left, right)
    for each in (found, Rot180(found), Mapped(of, layer, Plus(left, Rot180(left)), Scaled(-2, Rot180(right)))):
        assert numbered.difference(each) is None
    scalar = Dot(found, found)
    for by in (left, right):
        assert numbered.difference(Grad(scalar, by)) is None


# The claims that are proved, with numbers for their symbols: what is proved is what is evaluated.

MOST = {"n": range(1, 6), "k": range(1, 4), "s": range(1, 4), "d": range(1, 3), "h": range(2)}
LEAD = {"N": 2, "g": 2, "c": 1, "f": 2}


def parameters(theorem: Theorem, axis: Axis) -> dict[str, int]:
    """The value of each symbol of the theorem's axis, read off the fields that are just that symbol."""
    found = dict(LEAD)
    for field in ("n", "k", "s", "d", "pl", "pr", "op"):
        general = getattr(theorem.family.layer.axes[0], field)
        if [*symbols(general)] == [str(general)]:
            found[str(general)] = concrete(getattr(axis, field))
    if "h" in symbols(theorem.family.layer.axes[0].k):
        found["h"] = concrete(axis.pl)
    return found


@pytest.mark.parametrize("name", cases([*THEOREMS], quick=16))
def test_a_claim_at_a_size_is_the_statement_at_that_size(name: str) -> None:
    theorem = THEOREMS[name]
    tree = parse(theorem.statement)
    made = claim(tree, theorem.family)
    picker = random.Random(name)
    every = axis_values(theorem.family.layer.axes[0], theorem.family.given, theorem.family.layer.transposed, MOST)
    small = [axis for axis in every if weight(axis, theorem.family.layer.transposed) <= 12]
    lead = (LEAD["N"], LEAD["g"], LEAD["c"], LEAD["f"])
    for axis in picker.sample(small, min(5, len(small))):
        free = {name: (picker.randint(1, 4),) for name in free_names(tree)}
        values = parameters(theorem, axis) | {name: size for name, (size,) in free.items()}
        instance = Instance(layer_of([axis], theorem.family, lead), free)
        for node, side in ((tree.left, made.left), (tree.right, made.right)):
            meaning = instance.meaning(node)
            if isinstance(meaning, Exception):
                assert not all(holds(guard.value, guard.relation, values) for guard in side.exists)
                continue
            assert all(holds(guard.value, guard.relation, values) for guard in side.exists)
            sizes = [value_at(size, values) for _, size in side.sizes]
            if isinstance(meaning, tuple):
                assert sizes == [*meaning]
                continue
            assert side.sum is not None
            names = [place.axis for place in side.sum.index]
            assert dict(zip(names, meaning.shape.sizes, strict=True)) == dict(
                zip((axis for axis, _ in side.sizes), sizes, strict=True)
            )
            assert same(instance, meaning, valued(side.sum, values)), (axis, values)


def value_at(size: Size, values: Mapping[str, int]) -> int:
    from symconv.sizes import evaluate as value

    found: int = value(size, values)
    return found


def holds(value: Size, relation: str, values: Mapping[str, int]) -> bool:
    found = value_at(value, values)
    return found == 0 if relation == "=" else found >= 0


def same(instance: Instance, meaning: Array, array: GuardedSum) -> bool:
    layer = instance.layer
    shapes = {name: tensor(layer, name).shape for name in ("X", "K", "B", "dZ")}
    shapes |= {f"v{name}": shapes[name] for name in ("X", "K")}
    shapes |= {name: Shape((), sizes) for name, sizes in instance.free.items()}
    numbered = Numbered(shapes)
    numbered.define(defined_output(layer))
    return first_difference(numbered.evaluated(meaning), numbered.read(array)) is None

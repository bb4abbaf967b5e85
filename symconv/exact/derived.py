"""The derived side by axes: the terms of Z by the layer's definition, and of its gradients by the monomial rule.

No closed formula is known here. A term of Z is a product of entries of X, K and B; the gradient by one of these tensors
takes its entry out, puts the upstream entry dZ at the place of the term's own entry in, and belongs to the entry that
was taken out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from symconv.arrays.shape import LEAD_LABELS, ints
from symconv.arrays.sums import GuardedSum, Term
from symconv.exact.combined import Combined, distinct
from symconv.exact.expand import along, steps_of
from symconv.exact.lattices import Columns
from symconv.exact.monomials import Integers, index_type
from symconv.layers.definition import forward
from symconv.layers.layer import Axis, Layer
from symconv.layers.tensors import GIVEN, GRADIENT_OF, tensor


@dataclass(frozen=True, slots=True)
class ByAxes:
    """A term whose coefficient is 1: its factors, and along each axis the place of the entry and of each factor.

    Every row of an axis' columns is one possibility there; the monomials are all combinations. Axes that are alike
    share their columns. `distinct` is whether no monomial stands twice.
    """

    factors: tuple[str, ...]
    along: Mapping[str, Columns]
    distinct: bool

    @property
    def count(self) -> int:
        """How many monomials there are."""
        return math.prod(len(columns[0]) for columns in self.along.values())

    def combined(self, layer: Layer, of: str) -> Combined:
        """The term with places in row-major order, for an array `of` of the layer."""
        steps = [steps_of(tensor(layer, name).shape.by_axis) for name in (of, *self.factors)]
        return Combined(
            self.factors,
            tuple(
                tuple(_stepped(places, step.get(axis, 0)) for places, step in zip(columns, steps, strict=True))
                for axis, columns in self.along.items()
            ),
        )


def _stepped(places: Integers, step: int) -> Integers:
    """Places times a step; an array without an axis, whose step there is 0, has one place."""
    return np.multiply(places, step, dtype=np.int64) if step > 1 else places.astype(np.int64)


def axes_of(layer: Layer) -> tuple[str, ...]:
    """The names of the axes that the tensors of a layer have, the lead ones first.

    A batch, group or channel axis of one entry says nothing: no operator moves entries along it, so every term has its
    only place there.
    """
    long = {axis.label for name in GIVEN for axis in tensor(layer, name).lead if axis.size != 1}
    return (*(label for label in LEAD_LABELS if label in long), *tensor(layer, "X").shape.spatial_axes)


def output_terms(layer: Layer) -> list[ByAxes]:
    """The terms of Z."""
    z = forward(layer)
    return [_by_axes(layer, z, term) for term in z.terms]


def _by_axes(layer: Layer, z: GuardedSum, term: Term) -> ByAxes:
    found: dict[str, Columns] = {}
    alike: dict[Axis, str] = {}
    kind = index_type(max(max(ints(tensor(layer, name).shape.sizes), default=1) for name in (*GIVEN, "Z")))
    spatial = dict(zip(tensor(layer, "X").shape.spatial_axes, layer.axes, strict=True))
    for axis in axes_of(layer):
        same = alike.setdefault(spatial[axis], axis) if axis in spatial else axis
        found[axis] = found[same] if same in found else tuple(along(term, z.index, axis, kind))
    return ByAxes(term.factors, found, all(map(distinct, {id(each): each for each in found.values()}.values())))


def derived_terms(of: str, z: list[ByAxes]) -> list[ByAxes]:
    """The terms of Z itself, or of the gradient `of`: each entry of a tensor is in a term of Z once at most."""
    if of == "Z":
        return z
    return [_derived(term, term.factors.index(GRADIENT_OF[of])) for term in z if GRADIENT_OF[of] in term.factors]


def _derived(term: ByAxes, out: int) -> ByAxes:
    others = [at for at in range(len(term.factors)) if at != out]
    # Where axes share columns, they share those that are made of them.
    turned: dict[int, Columns] = {}
    for columns in term.along.values():
        entry, *places = columns
        turned[id(columns)] = turned.get(id(columns), (places[out], entry, *(places[at] for at in others)))
    return ByAxes(
        ("dZ", *(term.factors[at] for at in others)),
        {axis: turned[id(columns)] for axis, columns in term.along.items()},
        term.distinct,
    )

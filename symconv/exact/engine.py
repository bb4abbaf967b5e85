"""The exact engine: a concrete layer, derived and compared as integer multilinear forms.

The derived side starts from the layer's definition (`symconv.layers.definition`) and knows no formula; the claimed
side evaluates the formula's array expression. They meet only in the comparison of their monomials.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from symconv.arrays.numbers import aligned
from symconv.arrays.shape import Shape
from symconv.errors import ShapeError
from symconv.exact.expand import expand
from symconv.exact.monomials import (
    FormEntries,
    Forms,
    Table,
    concatenated,
    derivative,
    first_difference,
    index_type,
    monomials,
    terms,
    variables,
)
from symconv.exact.verdict import Difference
from symconv.layers.definition import forward
from symconv.layers.layer import Layer
from symconv.layers.notation import Notation, entry_name, sum_text
from symconv.layers.order import smaller_layers
from symconv.layers.tensors import GRADIENT_OF, shown_shape, tensor
from symconv.sizes import concrete
from symconv.statements.theorems import Formula
from symconv.statements.write import statement

NAMES = ("X", "K", "B", "dZ")
# Terms of a wrong entry that are shown.
LONGEST = 20


@dataclass(frozen=True, slots=True)
class Engine:
    """A layer with its entries numbered as variables: X first, then K, B and dZ."""

    layer: Layer
    shapes: dict[str, Shape]
    bases: dict[str, int]

    @classmethod
    def of(cls, layer: Layer) -> Engine:
        """The engine for a layer of concrete size."""
        shapes = {name: tensor(layer, name).shape for name in NAMES}
        bases, base = {}, 1
        for name in NAMES:
            bases[name] = base
            base += _count(shapes[name])
        return cls(layer, shapes, bases)

    def derived(self, of: str, z: Table) -> Table:
        """Z itself, or the gradient `of` from it by the chain rule and the monomial rule."""
        if of == "Z":
            return z
        name = GRADIENT_OF[of]
        return derivative(z, self.bases[name], _count(self.shapes[name]), self.bases["dZ"])

    def output(self) -> Table:
        """Z, expanded from the layer's definition."""
        kind = index_type(self.bases["dZ"] + _count(self.shapes["dZ"]))
        return concatenated(
            [
                Table(
                    found.entry,
                    tuple(
                        places + self.bases[name]
                        for places, name in zip(found.factors, found.tensors, strict=True)
                    ),
                )
                for found in expand(forward(self.layer), self.shapes, kind)
            ]
        )

    def claimed(self, of: str, formula: Formula) -> Table:
        """The formula's monomials; raises ShapeError where its shape is not that of `of`."""
        expr = formula.build(self.layer)
        found, wanted = expr.shape, tensor(self.layer, of).shape
        if {*found.lead} != {*wanted.lead} or found.spatial != wanted.spatial:
            raise ShapeError(f"{statement(expr)}, of size {found}")
        tensors = {name: variables(self.bases[name], _sizes(self.shapes[name])) for name in NAMES}
        value: Forms = expr.value(tensors, FormEntries())
        return monomials(replace(value, slots=aligned(value.slots, found.labels, wanted.labels)))

    def difference(
        self, of: str, derived: Table, formula: Formula, notation: Notation
    ) -> tuple[str, str, str] | None:
        """The first wrong entry's name, derived value and claimed value, None where there is none."""
        try:
            claimed = self.claimed(of, formula)
        except ShapeError as error:
            return of, f"of size {tensor(self.layer, of).shape}", str(error)
        entry = first_difference(derived, claimed)
        if entry is None:
            return None
        sizes = shown_shape(self.layer, of)
        place = _unraveled(entry, tuple(map(concrete, sizes)))
        return (
            entry_name(self.layer, notation, of, place),
            self.text(derived, entry, notation),
            self.text(claimed, entry, notation),
        )

    def text(self, table: Table, entry: int, notation: Notation) -> str:
        """One entry of a table as a sum of products, in reading order."""
        found = terms(table, entry)
        shown = sum_text(
            (coefficient, [self._name(number, notation) for number in sorted(numbers, key=self._reading_order)])
            for coefficient, numbers in found[:LONGEST]
        )
        return shown if len(found) <= LONGEST else f"{shown} + ... ({len(found) - LONGEST} more)"

    def _owner(self, number: int) -> str:
        return max((name for name in NAMES if self.bases[name] <= number), key=lambda name: self.bases[name])

    def _reading_order(self, number: int) -> tuple[bool, int]:
        return self._owner(number) != "dZ", number

    def _name(self, number: int, notation: Notation) -> str:
        name = self._owner(number)
        sizes = tuple(map(concrete, shown_shape(self.layer, name)))
        return entry_name(self.layer, notation, name, _unraveled(number - self.bases[name], sizes))


def smallest_difference(layer: Layer, of: str, formula: Formula, notation: Notation) -> Difference:
    """The difference on the smallest layer of the same kind, at most as large as `layer`, that shows one."""
    for candidate in smaller_layers(layer):
        engine = Engine.of(candidate)
        found = engine.difference(of, engine.derived(of, engine.output()), formula, notation)
        if found is not None:
            return Difference(formula.name, *found, candidate)
    raise AssertionError("the layer itself is among the candidates and shows the difference")


def _sizes(found: Shape) -> tuple[int, ...]:
    return tuple(map(concrete, found.sizes))


def _count(found: Shape) -> int:
    return math.prod(_sizes(found))


def _unraveled(place: int, sizes: tuple[int, ...]) -> tuple[int, ...]:
    index: list[int] = []
    for size in reversed(sizes):
        place, at = divmod(place, size)
        index.insert(0, at)
    return tuple(index)

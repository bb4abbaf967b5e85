"""The exact engine: tensors of concrete size with their entries numbered as variables, and what is made of them.

Every array is a list of monomials in these variables (`symconv.exact.monomials`), whether it was expanded from a
definition, differentiated, or evaluated from an expression. Whoever compares two of them brings them here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate, product

import numpy as np

from symconv.arrays.shape import Shape, ints
from symconv.arrays.sums import GuardedSum
from symconv.exact.expand import Monomials, expand
from symconv.exact.monomials import (
    Forms,
    MonomialTable,
    concatenated,
    derivative,
    from_table,
    index_type,
    terms,
    variables,
)
from symconv.layers.definition import forward
from symconv.layers.layer import Layer
from symconv.layers.notation import NOTATIONS, Notation, entry_name, sum_of_products
from symconv.layers.tensors import GIVEN, GRADIENT_OF, shown_sizes, tensor
from symconv.page import code
from symconv.sizes import concrete
from symconv.statements.glossary import DIRECTIONS, lead_of

XKZ = NOTATIONS["xkz"]
# A sum of products of named entries, each with its coefficient.
Products = tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Engine:
    """The tensors of a layer and free ones, their entries numbered from 1: X first, then K, B, dZ, then others.

    `bases` is the number of each tensor's first entry, `end` the first number that is no entry's.
    """

    layer: Layer
    free: Mapping[str, tuple[int, ...]]
    shapes: Mapping[str, Shape]
    bases: Mapping[str, int]
    end: int

    @classmethod
    def of(
        cls,
        layer: Layer,
        free: Mapping[str, tuple[int, ...]] | None = None,
        directions: Iterable[str] = (),
        like: Mapping[str, str] | None = None,
    ) -> Engine:
        """The engine for a layer of concrete size, with directions (vX, vK) and free tensors where they are needed.

        `like` says of free tensors whose batch and channels they have, as in a glossary.
        """
        free = free or {}
        shapes = {name: tensor(layer, DIRECTIONS.get(name, name)).shape for name in (*GIVEN, *directions)}
        shapes |= {name: Shape(lead_of(layer, (like or {}).get(name)), sizes) for name, sizes in free.items()}
        *starts, end = accumulate((shape.count for shape in shapes.values()), initial=1)
        return cls(layer, free, shapes, dict(zip(shapes, starts, strict=True)), end)

    def output(self) -> MonomialTable:
        """Z, expanded from the layer's definition."""
        return self.expanded(forward(self.layer))

    def expanded(self, given: GuardedSum, most: float = math.inf) -> MonomialTable:
        """An array that is given entry by entry; raises TooLargeError for a term of more than `most` monomials."""
        found = expand(given, self.shapes, index_type(self.end), most)
        return concatenated([self._table(each) for each in found])

    def _table(self, given: Monomials) -> MonomialTable:
        size, number = len(given.entry), given.coefficient
        factors = tuple(at + self.bases[name] for name, at in zip(given.tensors, given.factors, strict=True))
        return MonomialTable(given.entry, factors, None if number == 1 else np.full(size, number, dtype=np.int64))

    def derived(self, of: str, z: MonomialTable) -> MonomialTable:
        """Z itself, or the gradient `of` from it by the chain rule and the monomial rule."""
        if of == "Z":
            return z
        name = GRADIENT_OF[of]
        return derivative(z, self.bases[name], self.shapes[name].count, self.bases["dZ"])

    def values(self, given: Mapping[str, GuardedSum] | None = None) -> dict[str, Forms]:
        """What expressions are evaluated from: every tensor as its variables, and arrays given entry by entry."""
        found = {name: variables(self.bases[name], ints(shape.sizes)) for name, shape in self.shapes.items()}
        for name, each in (given or {}).items():
            sizes = tuple(concrete(place.variable.size) for place in each.index)
            found[name] = from_table(self.expanded(each), sizes)
        return found

    def products(self, table: MonomialTable, entry: int) -> Products:
        """One entry of a table as a sum of products of named entries, in reading order."""
        return self._named(terms(table, entry), XKZ)

    def text(self, table: MonomialTable, entry: int, notation: Notation = XKZ, most: int | None = None) -> str:
        """The same as text, in the letters of a notation; with `most`, no more terms than that."""
        found = terms(table, entry)
        shown = code.written(sum_of_products(self._named(found[:most], notation)))
        return shown if most is None or len(found) <= most else f"{shown} + ... ({len(found) - most} more)"

    def _named(self, found: Iterable[tuple[int, tuple[int, ...]]], notation: Notation) -> Products:
        return tuple(
            (coefficient, tuple(self._name(number, notation) for number in sorted(numbers, key=self._reading_order)))
            for coefficient, numbers in found
        )

    def entry_names(self, name: str, notation: Notation = XKZ) -> list[str]:
        """The names of a tensor's entries, row-major: x11, dz11, vx11, a1."""
        return [self._entry_name(name, entry, notation) for entry in product(*map(range, self._shown(name)))]

    def _shown(self, name: str) -> tuple[int, ...]:
        """The sizes that the entries of a tensor are indexed by."""
        shape = self.shapes.get(name) or tensor(self.layer, name).shape
        return ints(shown_sizes(self.layer, shape))

    def _entry_name(self, name: str, entry: tuple[int, ...], notation: Notation) -> str:
        if name in self.free:
            joint = "" if all(size < 10 for size in self._shown(name)) else "_"
            return name.lower() + joint.join(str(at + 1) for at in entry)
        if name in DIRECTIONS:
            return "v" + entry_name(self.layer, notation, DIRECTIONS[name], entry)
        return entry_name(self.layer, notation, name, entry)

    def _owner(self, number: int) -> str:
        """The tensor that a variable is an entry of: the last one that begins at its number or before."""
        return max((name for name, base in self.bases.items() if base <= number), key=lambda name: self.bases[name])

    def _reading_order(self, number: int) -> tuple[bool, int]:
        return self._owner(number) != "dZ", number

    def _name(self, number: int, notation: Notation) -> str:
        name = self._owner(number)
        return self._entry_name(name, unraveled(number - self.bases[name], self._shown(name)), notation)


def unraveled(place: int, sizes: tuple[int, ...]) -> tuple[int, ...]:
    """The index of a row-major place.

    >>> unraveled(5, (2, 3))
    (1, 2)
    """
    index: list[int] = []
    for size in reversed(sizes):
        place, at = divmod(place, size)
        index.insert(0, at)
    return tuple(index)



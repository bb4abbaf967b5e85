"""The chain rule at a concrete size, by SymPy: dL/dv as the sum over all z of dL/dz * dz/dv.

Nothing here knows a closed formula. Z is expanded from the layer's definition into SymPy expressions, SymPy
differentiates each of their terms by the symbols in it, and the products are added up.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np
import sympy

from symconv.arrays.kinds import Pairing
from symconv.arrays.numbers import Cells, InCells, met_entries, objects, summands
from symconv.calculus.own_symbols import derivative_of_product, product_of_two, sum_of_products
from symconv.exact.engine import Engine
from symconv.exact.expand import expand
from symconv.frozen import Frozen
from symconv.layers.definition import forward
from symconv.layers.layer import Layer
from symconv.layers.notation import Notation
from symconv.layers.tensors import GIVEN, tensor
from symconv.sizes import concrete


@dataclass(frozen=True, slots=True)
class Symbols:
    """The SymPy symbols of a layer's entries: row-major lists by tensor, and each symbol's tensor and place."""

    of: Mapping[str, tuple[sympy.Symbol, ...]]
    place: Mapping[sympy.Symbol, tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Gradient:
    """A gradient entry by entry: its values, and the local derivatives that the chain rule put together.

    `locals[j]` lists, for entry j, the places of the outputs that contain it, each with dz/dv.
    """

    of: str
    values: tuple[sympy.Expr, ...]
    locals: tuple[tuple[tuple[int, sympy.Expr], ...], ...]

    @property
    def counts(self) -> list[int]:
        """How many outputs contain each entry."""
        return [*map(len, self.locals)]


def symbols(layer: Layer, notation: Notation) -> Symbols:
    """One symbol for every entry of X, K, B and dZ."""
    engine = Engine.of(layer)
    of = {name: tuple(map(sympy.Symbol, engine.entry_names(name, notation))) for name in GIVEN}
    place = {entry: (name, at) for name, entries in of.items() for at, entry in enumerate(entries)}
    return Symbols(Frozen(of), Frozen(place))


def output(layer: Layer, entries: Symbols, did: Callable[[int], object] = lambda _: None) -> tuple[sympy.Expr, ...]:
    """Every z, expanded from the layer's definition, in row-major order; `did` is told of how many terms."""
    shapes = {name: tensor(layer, name).shape for name in ("X", "K", "B")}
    terms: list[list[sympy.Expr]] = [[] for _ in range(math.prod(map(concrete, tensor(layer, "Z").shape.sizes)))]
    for found in expand(forward(layer), shapes):
        columns = [
            [entries.of[name][at] for at in places.tolist()]
            for name, places in zip(found.tensors, found.factors, strict=True)
        ]
        for at, factors in zip(found.entry.tolist(), zip(*columns, strict=True), strict=True):
            product = reduce(product_of_two, factors)
            terms[at].append(product if found.coefficient == 1 else sympy.Mul(found.coefficient, product))
            did(1)
    return tuple(map(sum_of_products, terms))


def gradient(
    of: str, z: tuple[sympy.Expr, ...], entries: Symbols, by: str, did: Callable[[int], object] = lambda _: None
) -> Gradient:
    """The gradient by tensor `by`: SymPy's derivative of every z by every entry that occurs in it.

    A z is a sum, so it is differentiated term by term, each term by its own symbols: a term without an entry has
    derivative 0, and an entry that does not occur in a z has, so those pairs are not visited. `did` is told of how many
    terms.
    """
    places = {entry: place for place, entry in enumerate(entries.of[by])}
    found: list[list[tuple[int, sympy.Expr]]] = [[] for _ in places]
    for at, expression in enumerate(z):
        derivatives: dict[int, list[sympy.Expr]] = {}
        terms = sympy.Add.make_args(expression)
        for term in terms:
            for variable in term.free_symbols:
                place = places.get(variable)
                if place is not None:
                    derivatives.setdefault(place, []).append(derivative_of_product(term, variable))
        for place, each in derivatives.items():
            found[place].append((at, sum_of_products(each)))
        did(len(terms))
    upstream = entries.of["dZ"]
    local = tuple(map(tuple, found))
    values = tuple(sum_of_products([product_of_two(upstream[at], each) for at, each in pairs]) for pairs in local)
    return Gradient(of, values, local)


class Expressions(InCells):
    """SymPy expressions as entries of `symconv.arrays`: every sum is built at once."""

    def product(self, left: Cells, right: Cells, pairing: Pairing) -> Cells:
        pairs = (zip(ours, theirs, strict=True) for ours, theirs in met_entries(left, right, pairing))
        # What padding and zero insertion put there is 0, and false; any other entry is true.
        sums = [sum_of_products([product_of_two(x, y) for x, y in row if x and y]) for row in pairs]
        return objects(sums, pairing.kept)

    def total(self, value: Cells, axes: tuple[int, ...]) -> Cells:
        rows, sizes = summands(value, axes)
        return objects([sum_of_products(row) for row in rows], sizes)

    def plus(self, left: Cells, right: Cells, spread: Callable[[Cells], Cells]) -> Cells:
        # A lone entry times or plus another is no array to NumPy any more.
        return np.asarray(left + spread(right), dtype=object)

    def scaled(self, value: Cells, factor: int) -> Cells:
        return np.asarray(value * factor, dtype=object)

    def gradient(self, scalar: Cells, by: Cells) -> Cells:
        """SymPy differentiates."""
        expression = sympy.expand(scalar.item())
        return objects([expression.diff(variable) for variable in by.reshape(-1).tolist()], by.shape)


def tensor_values(layer: Layer, entries: Symbols) -> dict[str, Cells]:
    """The tensors' symbols as object arrays with the axes that `tensors.tensor` gives them."""
    return {name: objects(entries.of[name], tuple(map(concrete, tensor(layer, name).shape.sizes))) for name in GIVEN}

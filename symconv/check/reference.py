"""What is right: Z and the gradients of a layer from its definition, as forms and as numbers.

Nothing here knows a closed formula: `layers.definition` says which input entry meets which kernel entry in which
output entry, and the gradient of `sum of dZ*Z` takes one factor out of each of these products.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate
from typing import Any, cast

import numpy as np

from symconv.arrays.numbers import Cells
from symconv.arrays.shape import Shape
from symconv.check.forms import Expansion, Factors, exact
from symconv.check.products import FACTORS, Places, Values
from symconv.exact.expand import expand
from symconv.layers.definition import forward
from symconv.layers.layer import Layer
from symconv.layers.notation import NOTATIONS, entry_name, sum_of_products
from symconv.layers.tensors import GIVEN, GRADIENT_OF, tensor
from symconv.page import code
from symconv.sizes import concrete


@dataclass(frozen=True, slots=True)
class Reference(ABC):
    """The right answers for one layer; `first` is the number of each operand's first entry as a variable."""

    layer: Layer
    shapes: Mapping[str, tuple[int, ...]]
    first: Mapping[str, int]

    @property
    @abstractmethod
    def claim(self) -> str:
        """What is proved of a code that computes this."""

    @abstractmethod
    def forms(self, of: str) -> list[Expansion]:
        """The right form of every entry, in row-major order."""

    def terms(self, of: str) -> Places | None:
        """The right terms of all entries as `expanded.terms` gives them; None where only `forms` says what is right."""
        return None

    @abstractmethod
    def numbers(self, of: str, values: Values) -> Cells:
        """The right values where the operands have these: exact, where sums of such products are."""

    def form(self, of: str, at: tuple[int, ...]) -> Expansion:
        """The right form of one entry."""
        return self.forms(of)[int(np.ravel_multi_index(at, self.shape(of)))]

    def by_variable(self, values: Values) -> dict[int, Any]:
        """The values of the operands, exactly, by the number of the variable."""
        found: dict[int, Any] = {}
        for name, array in values.items():
            found |= dict(enumerate(map(exact, np.asarray(array).reshape(-1).tolist()), start=self.first[name]))
        return found

    def room(self, of: str, values: Values) -> Cells:
        """The sum of the absolute values of what is added up for each entry: what rounding is measured by."""
        # A forward pass of the user's own may take something away.
        return np.abs(self.numbers(of, {name: np.abs(each) for name, each in values.items()}))

    @property
    def variables(self) -> int:
        """More than the number of any variable."""
        return max(self.first[name] + math.prod(self.shapes[name]) for name in self.first)

    def shape(self, of: str) -> tuple[int, ...]:
        """The shape of Z, dX, dK or dB as users see it."""
        return self.shapes[GRADIENT_OF.get(of, of)]

    def text(self, form: Expansion, longest: int = 8) -> str:
        """A form in reading order, such as `dz11*k22 + dz12*k21`."""
        rows = sorted(form.items(), key=lambda row: (-len(row[0]), self._reading(row[0])))
        # A coefficient that is a fraction is written as Python writes it.
        named = [
            (cast(int, number), [self._name(each) for _, each in self._reading(monomial)])
            for monomial, number in rows[:longest]
        ]
        shown = code.written(sum_of_products(named))
        return shown if len(rows) <= longest else f"{shown} + ... ({len(rows) - longest} more)"

    def _reading(self, monomial: Factors) -> list[tuple[bool, int]]:
        return sorted((self._operand(each) != "dZ", each) for each in monomial)

    def _operand(self, number: int) -> str:
        return max((name for name in GIVEN if self.first[name] <= number), key=lambda name: self.first[name])

    def _name(self, number: int) -> str:
        name = self._operand(number)
        place = tuple(int(at) for at in np.unravel_index(number - self.first[name], self.shapes[name]))
        shown = place if self.layer.shows_channels or name == "B" else place[2:]
        return entry_name(self.layer, NOTATIONS["xkz"], name, shown)


def operand_shapes(layer: Layer) -> dict[str, tuple[int, ...]]:
    """The shapes of a layer's tensors as users see them."""
    return {name: tuple(map(concrete, each.shown)) for name, each in _split(layer).items()}


def numbered(shapes: Mapping[str, tuple[int, ...]]) -> dict[str, int]:
    """The number of each operand's first entry, one operand after the other."""
    ends = accumulate((math.prod(shapes[name]) for name in GIVEN), initial=1)
    return dict(zip(GIVEN, ends, strict=False))


def _split(layer: Layer) -> dict[str, Shape]:
    """The shapes with the channels split by group."""
    declared = {name: tensor(layer, name) for name in (*GIVEN, "Z")}
    return {name: Shape(each.lead, each.spatial) for name, each in declared.items()}


@dataclass(frozen=True, slots=True)
class OfLayer(Reference):
    """What is right by the layer's definition.

    `pairs` are the places in X, K and Z of all products of an entry of X and one of K, and of what each belongs to.
    """

    pairs: Mapping[str, Places]

    @classmethod
    def of(cls, layer: Layer) -> OfLayer:
        """The reference for `layer`."""
        found = next(each for each in expand(forward(layer), _split(layer)) if each.tensors == ("X", "K"))
        pairs = dict(zip("XKZ", (each.astype(np.int64) for each in (*found.factors, found.entry)), strict=True))
        shapes = operand_shapes(layer)
        return cls(layer, shapes, numbered(shapes), pairs)

    @property
    def claim(self) -> str:
        """What is proved of a code that computes this."""
        return "for all values at this size, in exact arithmetic; the untouched code agrees on whole numbers"

    def forms(self, of: str) -> list[Expansion]:
        found: list[Expansion] = [{} for _ in range(math.prod(self.shape(of)))]
        for entries, factors in self._products(of):
            variables = ((self.first[name] + places).tolist() for name, places in factors.items())
            for entry, monomial in zip(entries.tolist(), zip(*variables, strict=True), strict=True):
                form = found[entry]
                form[monomial] = form.get(monomial, 0) + 1
        return found

    def terms(self, of: str) -> Places | None:
        count, found = self.variables, []
        for entries, factors in self._products(of):
            term = np.zeros_like(entries)
            for name, places in factors.items():
                term = term * count + self.first[name] + places
            found.append(entries * count**2 + term)
        return np.sort(np.concatenate(found))

    def numbers(self, of: str, values: Values) -> Cells:
        flat = {name: np.asarray(value).reshape(-1) for name, value in values.items()}
        found = np.zeros(math.prod(self.shape(of)), dtype=flat["X"].dtype)
        for entries, factors in self._products(of):
            np.add.at(found, entries, reduce(np.multiply, (flat[name][places] for name, places in factors.items())))
        return found.reshape(self.shape(of))

    def _products(self, of: str) -> Iterator[tuple[Places, dict[str, Places]]]:
        """What is added up: to which entries of `of`, and which entries of the operands are multiplied."""
        if of != "dB":
            places = {name: self.pairs[GRADIENT_OF.get(name, name)] for name in (of, *FACTORS[of])}
            yield places.pop(of), places
        if of == "dB" or (of == "Z" and self.layer.bias):
            batch, filters, *space = self.shapes["Z"]
            channels = np.tile(np.repeat(np.arange(filters, dtype=np.int64), math.prod(space)), batch)
            entries = np.arange(len(channels), dtype=np.int64)
            yield (channels, {"dZ": entries}) if of == "dB" else (entries, {"B": channels})

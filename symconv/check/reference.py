"""What is right: Z and the gradients of a layer from its definition, as forms and as numbers.

Nothing here knows a closed formula: `layers.definition` says which input entry meets which kernel entry in which
output entry, and the gradient of `sum of dZ*Z` takes one factor out of each of these products.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import cast

import numpy as np

from symconv.arrays.numbers import Cells
from symconv.arrays.shape import Shape
from symconv.check.forms import Expansion, Factors
from symconv.check.products import Places, Values
from symconv.exact.expand import expand
from symconv.layers.definition import forward
from symconv.layers.layer import Layer
from symconv.layers.notation import NOTATIONS, entry_name, sum_of_products
from symconv.layers.tensors import GRADIENT_OF, tensor
from symconv.page import code
from symconv.sizes import concrete

OPERANDS = ("X", "K", "B", "dZ")


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
        named = ((cast(int, number), self._names(monomial)) for monomial, number in rows[:longest])
        shown = code.written(sum_of_products(named))
        return shown if len(rows) <= longest else f"{shown} + ... ({len(rows) - longest} more)"

    def _names(self, monomial: Factors) -> list[str]:
        return [self._name(number) for number in sorted(monomial, key=lambda each: (self._operand(each) != "dZ", each))]

    def _reading(self, monomial: Factors) -> list[tuple[bool, int]]:
        return sorted((self._operand(each) != "dZ", each) for each in monomial)

    def _operand(self, number: int) -> str:
        return max((name for name in OPERANDS if self.first[name] <= number), key=lambda name: self.first[name])

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
    ends = accumulate((math.prod(shapes[name]) for name in OPERANDS), initial=1)
    return dict(zip(OPERANDS, ends, strict=False))


def _split(layer: Layer) -> dict[str, Shape]:
    """The shapes with the channels split by group."""
    declared = {name: tensor(layer, name) for name in (*OPERANDS, "Z")}
    return {name: Shape(each.lead, each.spatial) for name, each in declared.items()}


@dataclass(frozen=True, slots=True)
class Pairs:
    """A layer's products `X[x]*K[k]` and the output entry `z` that each belongs to, all as row-major places."""

    x: Places
    k: Places
    z: Places


@dataclass(frozen=True, slots=True)
class OfLayer(Reference):
    """What is right by the layer's definition."""

    pairs: Pairs

    @classmethod
    def of(cls, layer: Layer) -> OfLayer:
        """The reference for `layer`."""
        found = next(each for each in expand(forward(layer), _split(layer)) if each.tensors == ("X", "K"))
        x, k = (each.astype(np.int64) for each in found.factors)
        shapes = operand_shapes(layer)
        return cls(layer, shapes, numbered(shapes), Pairs(x, k, found.entry.astype(np.int64)))

    @property
    def claim(self) -> str:
        """What is proved of a code that computes this."""
        return "for all values at this size, in exact arithmetic; the untouched code agrees on whole numbers"

    def forms(self, of: str) -> list[Expansion]:
        found: list[Expansion] = [{} for _ in range(math.prod(self.shape(of)))]
        for entry, monomial in self._monomials(of):
            form = found[entry]
            form[monomial] = form.get(monomial, 0) + 1
        return found

    def terms(self, of: str) -> Places | None:
        p, first, count = self.pairs, self.first, self.variables
        x, k, z = p.x + first["X"], p.k + first["K"], p.z + first["dZ"]
        if of == "dX":
            found = p.x * count**2 + k * count + z
        elif of == "dK":
            found = p.k * count**2 + x * count + z
        else:
            every = self._channels()
            places = np.arange(len(every), dtype=np.int64)
            if of == "dB":
                found = every * count**2 + first["dZ"] + places
            else:
                bias = places * count**2 + first["B"] + every if self.layer.bias else places[:0]
                found = np.concatenate([p.z * count**2 + x * count + k, bias])
        return np.sort(found)

    def _monomials(self, of: str) -> list[tuple[int, Factors]]:
        p, first = self.pairs, self.first
        x, k, z = (p.x + first["X"]).tolist(), (p.k + first["K"]).tolist(), (p.z + first["dZ"]).tolist()
        # Numbers of X come before those of K, and these before those of dZ: the pairs are sorted as they stand.
        if of == "dX":
            return list(zip(p.x.tolist(), zip(k, z, strict=True), strict=True))
        if of == "dK":
            return list(zip(p.k.tolist(), zip(x, z, strict=True), strict=True))
        channels = self._channels().tolist()
        if of == "dB":
            return [(channel, (first["dZ"] + place,)) for place, channel in enumerate(channels)]
        found: list[tuple[int, Factors]] = list(zip(p.z.tolist(), zip(x, k, strict=True), strict=True))
        if self.layer.bias:
            found += [(place, (first["B"] + channel,)) for place, channel in enumerate(channels)]
        return found

    def _channels(self) -> Places:
        """The output channel of each entry of Z."""
        batch, filters, *space = self.shapes["Z"]
        return np.tile(np.repeat(np.arange(filters), math.prod(space)), batch)

    def numbers(self, of: str, values: Values) -> Cells:
        p = self.pairs
        flat = {name: np.asarray(value).reshape(-1) for name, value in values.items()}
        found = np.zeros(math.prod(self.shape(of)), dtype=flat["X"].dtype)
        if of == "dX":
            np.add.at(found, p.x, flat["dZ"][p.z] * flat["K"][p.k])
        elif of == "dK":
            np.add.at(found, p.k, flat["dZ"][p.z] * flat["X"][p.x])
        elif of == "dB":
            np.add.at(found, self._channels(), flat["dZ"])
        else:
            np.add.at(found, p.z, flat["X"][p.x] * flat["K"][p.k])
            if self.layer.bias:
                found += flat["B"][self._channels()]
        return found.reshape(self.shape(of))

"""A statement at one concrete size: both sides evaluated, exactly, and their first difference."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from symconv.arrays.array import Array
from symconv.arrays.numbers import aligned
from symconv.arrays.shape import Shape
from symconv.arrays.sums import GuardedSum
from symconv.errors import ShapeError, TooLargeError
from symconv.exact.expand import expand
from symconv.exact.monomials import (
    FormEntries,
    Forms,
    Table,
    concatenated,
    first_difference,
    from_table,
    monomials,
    terms,
    variables,
)
from symconv.layers.defined import by_definition
from symconv.layers.definition import forward
from symconv.layers.layer import Layer
from symconv.layers.maps import MAPS, linear_map
from symconv.layers.notation import NOTATIONS, entry_name, sum_text
from symconv.layers.tensors import shown_shape, tensor
from symconv.sizes import concrete
from symconv.statements.calls import Meaning
from symconv.statements.glossary import DIRECTIONS, Glossary, is_about_a_layer
from symconv.statements.grammar import Node, Statement, names, operators
from symconv.statements.meaning import elaborate

# Entries of an array on the way to a value.
LARGEST = 1_000_000
OF_THE_LAYER = ("X", "K", "B", "dZ", *DIRECTIONS)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """How two sides differ: at an entry (one-based; empty for a number), or in their shapes."""

    entry: tuple[int, ...]
    left: str
    right: str
    shapes: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Instance:
    """A layer of concrete size, with the sizes of the statement's free tensors."""

    layer: Layer
    free: Mapping[str, tuple[int, ...]]

    @property
    def glossary(self) -> Glossary:
        """What names stand for here."""
        return Glossary(self.layer, self.free, by_definition)

    def entries(self, statement: Statement) -> int:
        """How many entries X, K, Z (where it is about a layer) and the free tensors have together."""
        found = sum(math.prod(sizes) for sizes in self.free.values())
        if is_about_a_layer(statement) or not self.free:
            found += sum(math.prod(map(concrete, tensor(self.layer, name).shape.sizes)) for name in "XKZ")
        return found

    def meaning(self, node: Node) -> Meaning | ShapeError:
        """One side, or why it does not exist at this size."""
        try:
            found = elaborate(node, self.glossary)
            if not isinstance(found, tuple):
                # Asked, so that what does not exist says so here.
                _ = found.shape
            return found
        except ShapeError as error:
            return error

    def mismatch(self, statement: Statement) -> Mismatch | None:
        """The first difference of the two sides; None where they agree, or where neither exists."""
        left, right = self.meaning(statement.left), self.meaning(statement.right)
        if isinstance(left, ShapeError) and isinstance(right, ShapeError):
            return None
        both = not isinstance(left, ShapeError) and not isinstance(right, ShapeError)
        labels = both and _labels(left) != _labels(right)
        shapes = _shape_text(left, labels), _shape_text(right, labels)
        if isinstance(left, ShapeError) or isinstance(right, ShapeError):
            return Mismatch((), *shapes, shapes=shapes)
        if isinstance(left, tuple) and isinstance(right, tuple):
            unequal = [at for at, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
            return Mismatch((unequal[0] + 1,), str(left[unequal[0]]), str(right[unequal[0]])) if unequal else None
        if isinstance(left, tuple) or isinstance(right, tuple):
            return Mismatch((), *shapes, shapes=shapes)
        if _sizes(left.shape) != _sizes(right.shape):
            return Mismatch((), *shapes, shapes=shapes)
        if max(left.largest(), right.largest()) > LARGEST:
            # Too much to write down; whatever is wrong shows at a smaller size too, or remains undecided.
            return None
        try:
            return self._entry_mismatch(left, right, statement)
        except TooLargeError:
            return None

    def _entry_mismatch(self, left: Array, right: Array, statement: Statement) -> Mismatch | None:
        numbered = Numbered.of(self, statement)
        ours, theirs = numbered.value(left), numbered.value(right)
        wanted, found = left.shape, right.shape
        turned = Forms(aligned(theirs.slots, found.labels, wanted.labels), theirs.table, theirs.first)
        one, other = monomials(ours), monomials(turned)
        place = first_difference(one, other)
        if place is None:
            return None
        entry = tuple(int(at) + 1 for at in np.unravel_index(place, tuple(map(concrete, wanted.sizes))))
        return Mismatch(
            self._shown(entry, wanted), numbered.text(one, place), numbered.text(other, place)
        )

    def _shown(self, entry: tuple[int, ...], found: Shape) -> tuple[int, ...]:
        """The entry's index as users see it: the group merged with the channel behind it, lone channels left out."""
        if "g" not in found.labels[:-1]:
            return entry
        at = found.labels.index("g")
        channel = (entry[at] - 1) * concrete(found.lead[at + 1].size) + entry[at + 1]
        merged = (*entry[:at], channel, *entry[at + 2 :])
        return merged if self.layer.shows_channels or not found.spatial else merged[-len(found.spatial) :]


@dataclass(frozen=True, slots=True)
class Numbered:
    """The tensors of an instance with their entries numbered as variables."""

    instance: Instance
    shapes: Mapping[str, Shape]
    bases: Mapping[str, int]
    values: Mapping[str, Forms]

    @classmethod
    def of(cls, instance: Instance, statement: Statement) -> Numbered:
        """The tensors and maps that a statement needs; thousands of instances are tried, so no others."""
        layer = instance.layer
        mentioned = names(statement)
        shapes = {name: _declared(layer, name) for name in OF_THE_LAYER}
        shapes = {name: found for name, found in shapes.items() if name not in DIRECTIONS or name in mentioned}
        shapes |= {name: Shape((), sizes) for name, sizes in instance.free.items()}
        bases, values, base = {}, {}, 1
        for name, found in shapes.items():
            sizes = tuple(map(concrete, found.sizes))
            bases[name] = base
            values[name] = variables(base, sizes)
            base += math.prod(sizes)
        here = cls(instance, shapes, bases, values)
        for name, given in definitions(layer, statement).items():
            values[name] = here._defined(given)
        return here

    def _defined(self, given: GuardedSum) -> Forms:
        tables = [
            Table(
                found.entry,
                tuple(at + self.bases[name] for at, name in zip(found.factors, found.tensors, strict=True)),
            )
            for found in expand(given, self.shapes)
        ]
        sizes = tuple(concrete(place.variable.size) for place in given.index)
        return from_table(concatenated(tables), sizes)

    def value(self, expr: Array) -> Forms:
        """The exact value of an expression."""
        found: Forms = expr.value(self.values, FormEntries())
        return found

    def text(self, table: Table, place: int) -> str:
        """One entry as a sum of products in Python's syntax."""
        return sum_text(
            (coefficient, [self._name(number) for number in sorted(numbers, key=self._reading_order)])
            for coefficient, numbers in terms(table, place)
        )

    def _owner(self, number: int) -> str:
        return max((name for name in self.bases if self.bases[name] <= number), key=lambda name: self.bases[name])

    def _reading_order(self, number: int) -> tuple[bool, int]:
        return self._owner(number) != "dZ", number

    def _name(self, number: int) -> str:
        name = self._owner(number)
        place = number - self.bases[name]
        return self.entry_names(name)[place]

    def entry_names(self, name: str) -> list[str]:
        """The names of a tensor's entries, row-major: x11, dz11, vx11, a1."""
        if name in self.instance.free:
            sizes = self.instance.free[name]
            joint = "" if all(size < 10 for size in sizes) else "_"
            return [
                name.lower() + joint.join(str(at + 1) for at in entry) for entry in product(*map(range, sizes))
            ]
        layer, of = self.instance.layer, DIRECTIONS.get(name, name)
        prefix = "v" if name in DIRECTIONS else ""
        sizes = tuple(map(concrete, shown_shape(layer, of)))
        return [prefix + entry_name(layer, NOTATIONS["xkz"], of, entry) for entry in product(*map(range, sizes))]


def definitions(layer: Layer, statement: Statement) -> dict[str, GuardedSum]:
    """The arrays that are given by their entries and that a statement needs: Z, and the layer's linear maps."""
    found = {}
    if names(statement) & {"Z", "Y", "dX", "dK", "dB", "dW"}:
        found["Z"] = forward(layer)
    return found | {name: linear_map(layer, name).entries for name in MAPS if name in operators(statement)}


def _declared(layer: Layer, name: str) -> Shape:
    declared = tensor(layer, DIRECTIONS.get(name, name))
    return Shape(declared.lead, declared.spatial)


def _sizes(found: Shape) -> tuple[tuple[str, object], ...]:
    return tuple(sorted(zip(found.axes, found.sizes, strict=True)))


def _labels(meaning: Meaning | ShapeError) -> frozenset[str]:
    return frozenset() if isinstance(meaning, tuple | ShapeError) else frozenset(meaning.shape.labels)


def _shape_text(meaning: Meaning | ShapeError, labels: bool) -> str:
    """A shape for a person; with `labels`, the lead axes too, and always those of more than one entry."""
    if isinstance(meaning, ShapeError):
        return f"impossible ({meaning})"
    if isinstance(meaning, tuple):
        return "a size"
    found = meaning.shape
    lead = ", ".join(f"{axis.label}={axis.size}" for axis in found.lead if labels or axis.size != 1)
    return f"{found}{f' with {lead}' if lead else ''}"

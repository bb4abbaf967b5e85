"""A statement at one concrete size: both sides evaluated, exactly, and their first difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from symconv.arrays.array import Array
from symconv.arrays.numbers import aligned
from symconv.arrays.shape import Shape, ints
from symconv.arrays.sums import GuardedSum
from symconv.deadline import NEVER, Deadline
from symconv.errors import ShapeError, TooLargeError
from symconv.exact.engine import Engine, Products, unraveled
from symconv.exact.monomials import FormEntries, first_difference, monomials
from symconv.exact.places import first_apart
from symconv.layers.defined import by_definition
from symconv.layers.definition import forward
from symconv.layers.layer import Layer
from symconv.layers.notation import sum_of_products
from symconv.layers.tensors import shown_sizes, tensor
from symconv.page import code
from symconv.sizes import concrete
from symconv.statements.calls import Meaning
from symconv.statements.glossary import DIRECTIONS, Glossary, Vector, is_about_a_layer
from symconv.statements.grammar import Node, Statement, names
from symconv.statements.meaning import elaborate

# Entries of an array on the way to a value.
MOST_ENTRIES = 1_000_000
# Terms of an entry that are told of a sum that has more.
TERMS_TOLD = 8
# Products in one operator's result: each takes some ten bytes a factor.
MOST_MONOMIALS = 5_000_000
# Entries and products of a layer beyond which single entries are looked at first.
MANY_ENTRIES, MANY_PRODUCTS = 50_000, 200_000


@dataclass(frozen=True, slots=True)
class Mismatch:
    """How two sides differ: at an entry (one-based; empty for a number), or in their shapes.

    `sides` is what each is: an entry as a sum of products, which can be computed again; numbers and shapes as text.
    """

    entry: tuple[int, ...]
    sides: tuple[Products | str, Products | str]
    shapes: tuple[str, str] | None = None
    # The entry's place among all entries of the left side, row by row.
    place: int = 0
    # Of a layer that is not written out, the entry's place along each axis.
    alone: Mapping[str, int] | None = field(default=None, repr=False, hash=False)
    # Of sizes, the axis, counted from 0, where there are several.
    along: int | None = field(default=None, repr=False)

    @property
    def left(self) -> str:
        """The left side, all of it."""
        return _said(self.sides[0])

    @property
    def right(self) -> str:
        """The right side, all of it."""
        return _said(self.sides[1])

    @property
    def where(self) -> str:
        """What it is that differs, for a person: an entry of the left side, or all of it, along one of several axes."""
        if self.along is not None:
            return f"along axis {self.along} the left side"
        return f"entry {','.join(map(str, self.entry))} of the left side" if self.entry else "the left side"

    @property
    def told(self) -> tuple[str, str]:
        """Both sides for a person: of a long sum first what the other side has not, and how many terms follow."""
        one, other = self.sides
        if isinstance(one, str) or isinstance(other, str):
            return self.left, self.right
        return _cut(one, other), _cut(other, one)


@dataclass(frozen=True, slots=True)
class Instance:
    """A layer of concrete size, with the sizes of the statement's free tensors, and whose channels they have."""

    layer: Layer
    # Mappings have no hash; two instances that are equal have one layer.
    free: Mapping[str, tuple[int, ...]] = field(hash=False)
    like: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def glossary(self) -> Glossary:
        """What names stand for here."""
        return Glossary(self.layer, self.free, by_definition, self.like)

    def entries(self, statement: Statement) -> int:
        """How many entries X, K, Z (where it is about a layer) and the free tensors have together."""
        free = (self.glossary.tensor(name) for name in self.free)
        found = sum(each.shape.count for each in free if each)
        if is_about_a_layer(statement) or not self.free:
            found += sum(tensor(self.layer, name).shape.count for name in "XKZ")
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

    def mismatch(self, statement: Statement, deadline: Deadline = NEVER) -> Mismatch | None:
        """The first difference of the two sides; None where they agree, where neither exists, or for too much to write.

        Raises TimeUpError.
        """
        left, right = self.meaning(statement.left), self.meaning(statement.right)
        if isinstance(left, ShapeError) and isinstance(right, ShapeError):
            return None
        if isinstance(left, tuple) and isinstance(right, tuple):
            return _of_sizes(left, right)
        if not isinstance(left, Array) or not isinstance(right, Array) or left.shape.by_axis != right.shape.by_axis:
            shapes = _shape_text(left), _shape_text(right)
            return Mismatch((), shapes, shapes)
        largest = max(left.largest(), right.largest())
        if largest > MANY_ENTRIES or self.layer.products() > MANY_PRODUCTS:
            found = self._single_mismatch(left, right, statement, deadline)
            if found is not None:
                return found
        if largest > MOST_ENTRIES:
            # Too much to write down; whatever is wrong shows at a smaller size too, or remains undecided.
            return None
        try:
            return self._entry_mismatch(left, right, statement, deadline)
        except TooLargeError:
            return None

    def engine(self, statement: Statement) -> Engine:
        """The tensors that a statement needs; thousands of instances are tried, so no others."""
        mentioned = names(statement)
        return Engine.of(self.layer, self.free, [name for name in DIRECTIONS if name in mentioned], self.like)

    def _single_mismatch(
        self, left: Array, right: Array, statement: Statement, deadline: Deadline
    ) -> Mismatch | None:
        engine = self.engine(statement)
        found = first_apart(left, right, engine, deadline)
        if found is None:
            return None
        place, *tables = found
        ours, theirs = (engine.products(table, 0) for table in tables)
        number = 0
        for axis, size in left.shape.by_axis.items():
            number = number * concrete(size) + place[axis]
        return Mismatch(self._shown(number, left.shape), (ours, theirs), place=number, alone=place)

    def _entry_mismatch(
        self, left: Array, right: Array, statement: Statement, deadline: Deadline
    ) -> Mismatch | None:
        engine, defined = self.engine(statement), definitions(self.layer, statement)
        if defined and self.layer.products() > MOST_MONOMIALS:
            raise TooLargeError(f"a layer of {self.layer.products():,} products")
        values = engine.values(defined)
        left_value, right_value = (side.value(values, FormEntries(deadline, MOST_MONOMIALS)) for side in (left, right))
        wanted, found = left.shape, right.shape
        turned = replace(right_value, slots=aligned(right_value.slots, found.labels, wanted.labels))
        one, other = monomials(left_value), monomials(turned)
        place = first_difference(one, other)
        if place is None:
            return None
        sides = engine.products(one, place), engine.products(other, place)
        return Mismatch(self._shown(place, wanted), sides, place=place)

    def _shown(self, place: int, found: Shape) -> tuple[int, ...]:
        """The one-based index of an entry as users see it, from its place among all."""
        return tuple(at + 1 for at in unraveled(place, ints(shown_sizes(self.layer, found))))


def definitions(layer: Layer, statement: Statement) -> dict[str, GuardedSum]:
    """The arrays that are given by their entries and that a statement needs: Z."""
    return {"Z": forward(layer)} if names(statement) & {"Z", "Y", "dX", "dK", "dB", "dW"} else {}


def _of_sizes(left: Vector, right: Vector) -> Mismatch | None:
    """The first axis along which two sizes differ; a size has no entries."""
    unequal = [at for at, (one, other) in enumerate(zip(left, right, strict=True)) if one != other]
    if not unequal:
        return None
    at = unequal[0]
    return Mismatch((), (str(left[at]), str(right[at])), along=at if len(left) > 1 else None)


def _cut(side: Products, other: Products) -> str:
    """A sum of which not all is said where it is long: then what the other has not stands first."""
    if len(side) <= TERMS_TOLD:
        return _said(side)
    shared = set(other)
    first = sorted(side, key=lambda term: term in shared)[:TERMS_TOLD]
    return f"{_said(tuple(first))} + ... ({len(side) - TERMS_TOLD} more)"


def _said(side: Products | str) -> str:
    return side if isinstance(side, str) else code.written(sum_of_products(side))


def _shape_text(meaning: Meaning | ShapeError) -> str:
    """A shape for a person."""
    if isinstance(meaning, ShapeError):
        return f"impossible ({meaning})"
    return "a size" if isinstance(meaning, tuple) else str(meaning.shape)

"""A counterexample replayed by SymPy: the entry that the exact engine found is computed once more, another way.

Only that entry becomes an expression. Until then an entry is a promise: that it is a sum of products of other entries,
which are not looked up before somebody asks, or the derivative of one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Union

import numpy as np
import sympy
from numpy.typing import NDArray

from symconv.arrays.array import Array
from symconv.arrays.kinds import Pairing
from symconv.arrays.numbers import Cells, InCells, aligned, objects
from symconv.calculus.single import polynomial, single_entry
from symconv.deadline import NEVER, Deadline
from symconv.errors import SymconvError
from symconv.exact.expand import Monomials, expand
from symconv.exact.instance import Instance, Mismatch, definitions
from symconv.sizes import concrete
from symconv.statements.grammar import Statement


def confirm(statement: Statement, instance: Instance, mismatch: Mismatch, deadline: Deadline = NEVER) -> None:
    """Whether SymPy's values of the entry at which two sides differ are those that were found, and differ.

    Raises SymconvError where SymPy sees it otherwise, which is a defect of symconv; TimeUpError.
    """
    left, right = instance.meaning(statement.left), instance.meaning(statement.right)
    if mismatch.shapes is not None or isinstance(left, tuple | Exception) or isinstance(right, tuple | Exception):
        return
    if mismatch.alone is not None:
        engine = instance.engine(statement)
        found = [single_entry(side, mismatch.alone, engine, deadline) for side in (left, right)]
    else:
        found = _written_out(left, right, mismatch.place, _tensors(instance, statement), deadline)
    if found[0] == found[1] or found != [polynomial(each) for each in mismatch.sides if not isinstance(each, str)]:
        raise SymconvError(f"SymPy does not confirm the counterexample to {statement.text!r}: a defect of symconv")


def _written_out(
    left: Array, right: Array, place: int, values: Mapping[str, Cells], deadline: Deadline
) -> list[sympy.Expr]:
    """An entry of two arrays of one shape."""
    kind = Promises(deadline)
    ours = np.asarray(left.value(values, kind), dtype=object)
    theirs = aligned(np.asarray(right.value(values, kind), dtype=object), right.shape.labels, left.shape.labels)
    replay = Replay(deadline)
    return [sympy.expand(replay.value(cells.reshape(-1)[place])) for cells in (ours, theirs)]


@dataclass(frozen=True, slots=True, eq=False)
class SumOfProducts:
    """Entry number `place` of an array whose entries are sums of products of entries and of numbers."""

    products: Callable[[int], Sequence[tuple[ReplayedEntry, ...]]]
    place: int


@dataclass(frozen=True, slots=True, eq=False)
class WrittenEntry:
    """Entry number `place` of an array that is given by the monomials of its entries."""

    array: WrittenArray
    place: int


@dataclass(frozen=True, slots=True, eq=False)
class Differentiated:
    """An entry that is the derivative of another by an independent one."""

    of: ReplayedEntry
    by: str


# An independent entry is its name.
ReplayedEntry = Union[SumOfProducts, WrittenEntry, Differentiated, str, int]


@dataclass(frozen=True, slots=True, eq=False)
class WrittenArray:
    """The monomials of all entries of an array, and the names of the independent entries that they are made of."""

    monomials: Sequence[Monomials]
    names: Mapping[str, Cells]

    def products(self, place: int) -> list[tuple[ReplayedEntry, ...]]:
        """The products that one entry is the sum of."""
        return [product for each in self.monomials for _, product in self._rows(each, each.entry == place)]

    def holding(self, by: str) -> dict[int, list[tuple[ReplayedEntry, ...]]]:
        """The entries in which an independent entry occurs: of each by its number the products in which it does."""
        found: dict[int, list[tuple[ReplayedEntry, ...]]] = {}
        for each in self.monomials:
            here = np.zeros(len(each.entry), dtype=bool)
            for name, at in zip(each.tensors, each.factors, strict=True):
                here |= np.isin(at, np.flatnonzero(self.names[name] == by))
            for place, product in self._rows(each, here):
                found.setdefault(place, []).append(product)
        return found

    def _rows(self, given: Monomials, chosen: NDArray[np.bool_]) -> Iterator[tuple[int, tuple[ReplayedEntry, ...]]]:
        """The chosen monomials as products, each with the number of its entry."""
        factors = (self.names[name][at[chosen]].tolist() for name, at in zip(given.tensors, given.factors, strict=True))
        for place, *names in zip(given.entry[chosen].tolist(), *factors, strict=True):
            yield place, (given.coefficient, *names)


class Replay:
    """Entries as SymPy expressions, each worked out once."""

    def __init__(self, deadline: Deadline) -> None:
        self.deadline = deadline
        self.values: dict[ReplayedEntry, sympy.Expr] = {}
        self.holds: dict[tuple[ReplayedEntry, str], bool] = {}
        self.held: dict[tuple[WrittenArray, str], dict[int, list[tuple[ReplayedEntry, ...]]]] = {}

    def value(self, entry: ReplayedEntry) -> sympy.Expr:
        """The entry as an expression."""
        if entry not in self.values:
            self.deadline.check()
            self.values[entry] = self._value(entry)
        return self.values[entry]

    def _value(self, entry: ReplayedEntry) -> sympy.Expr:
        match entry:
            case SumOfProducts(products, place):
                return self._sum(products(place))
            case WrittenEntry(array, place):
                return self._sum(array.products(place))
            case Differentiated(of, by):
                return sympy.expand(self._about(of, by)).diff(sympy.Symbol(by))
            case str():
                return sympy.Symbol(entry)
        return sympy.Integer(entry)

    def _sum(self, products: Iterable[tuple[ReplayedEntry, ...]]) -> sympy.Expr:
        return sympy.Add(*(sympy.Mul(*map(self.value, factors)) for factors in self.deadline.watched(products)))

    def _about(self, entry: ReplayedEntry, by: str) -> sympy.Expr:
        """The entry less what does not hold a variable: that has derivative 0, and is never written down."""
        if not isinstance(entry, SumOfProducts | WrittenEntry):
            return self.value(entry)
        held = self.deadline.watched(self._held(entry, by))
        return sympy.Add(*(self._product_about(factors, by) for factors in held))

    def _product_about(self, factors: Sequence[ReplayedEntry], by: str) -> sympy.Expr:
        """The same of a product that holds it: where one factor alone does, what does not hold it there may go."""
        holding = [self.has(each, by) for each in factors]
        alone = sum(holding) == 1
        return sympy.Mul(
            *(
                self._about(each, by) if here and alone else self.value(each)
                for each, here in zip(factors, holding, strict=True)
            )
        )

    def has(self, entry: ReplayedEntry, by: str) -> bool:
        """Whether a variable may occur in an entry."""
        match entry:
            case str() | int():
                return entry == by
            case Differentiated(of, _):
                return self.has(of, by)
        if (entry, by) not in self.holds:
            self.holds[entry, by] = any(self._held(entry, by))
        return self.holds[entry, by]

    def _held(self, entry: SumOfProducts | WrittenEntry, by: str) -> Iterator[tuple[ReplayedEntry, ...]]:
        """The products in an entry in which a variable may occur."""
        match entry:
            case SumOfProducts(products, place):
                found = self.deadline.watched(products(place))
                yield from (factors for factors in found if any(self.has(each, by) for each in factors))
            case WrittenEntry(array, place):
                if (array, by) not in self.held:
                    self.held[array, by] = array.holding(by)
                yield from self.held[array, by].get(place, ())


@dataclass(frozen=True, slots=True)
class Promises(InCells):
    """Entries of `symconv.arrays` that are not worked out before somebody asks."""

    deadline: Deadline

    def product(self, left: Cells, right: Cells, pairing: Pairing) -> Cells:
        size = pairing.kept + pairing.summed
        ours, theirs = np.broadcast_to(pairing.left(left), size), np.broadcast_to(pairing.right(right), size)

        def products(place: int) -> list[tuple[ReplayedEntry, ...]]:
            pairs = zip(_behind(ours, place, pairing.kept), _behind(theirs, place, pairing.kept), strict=True)
            return [pair for pair in pairs if 0 not in pair]

        return self._sums(products, pairing.kept)

    def total(self, value: Cells, axes: tuple[int, ...]) -> Cells:
        kept = [axis for axis in range(value.ndim) if axis not in axes]
        turned, sizes = value.transpose([*kept, *axes]), tuple(value.shape[axis] for axis in kept)

        return self._sums(lambda place: [(each,) for each in _behind(turned, place, sizes)], sizes)

    def plus(self, left: Cells, right: Cells, spread: Callable[[Cells], Cells]) -> Cells:
        ours, theirs = left.reshape(-1), np.broadcast_to(spread(right), left.shape)
        return self._sums(lambda place: [(ours[place],), (theirs.flat[place],)], left.shape)

    def scaled(self, value: Cells, factor: int) -> Cells:
        cells = value.reshape(-1)
        return self._sums(lambda place: [(factor, cells[place])], value.shape)

    def gradient(self, scalar: Cells, by: Cells) -> Cells:
        return objects([Differentiated(scalar.item(), each) for each in by.reshape(-1).tolist()], by.shape)

    def _sums(self, products: Callable[[int], Sequence[tuple[ReplayedEntry, ...]]], sizes: tuple[int, ...]) -> Cells:
        """An array whose entries are sums of products, looked up by the entry's number."""
        every = self.deadline.watched(range(math.prod(sizes)))
        return objects([SumOfProducts(products, place) for place in every], sizes)


def _behind(cells: Cells, place: int, sizes: tuple[int, ...]) -> list[ReplayedEntry]:
    """All entries at place number `place` along the first axes, which have these sizes."""
    at: tuple[Any, ...] = np.unravel_index(place, sizes) if sizes else ()
    return list(cells[(*at, ...)].reshape(-1))


def _tensors(instance: Instance, statement: Statement) -> Mapping[str, Cells]:
    engine = instance.engine(statement)
    values = {
        name: objects(engine.entry_names(name), tuple(map(concrete, declared.sizes)))
        for name, declared in engine.shapes.items()
    }
    names = {name: cells.reshape(-1) for name, cells in values.items()}
    for name, given in definitions(instance.layer, statement).items():
        array = WrittenArray(expand(given, engine.shapes), names)
        sizes = tuple(concrete(place.variable.size) for place in given.index)
        values[name] = objects([WrittenEntry(array, place) for place in range(math.prod(sizes))], sizes)
    return values

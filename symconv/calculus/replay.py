"""A counterexample replayed by SymPy: the entry that the exact engine found is computed once more, another way.

Only that entry becomes an expression. Until then an entry is a sum of products of other entries, or the derivative of
one, of which SymPy has heard nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Union

import numpy as np
import sympy

from symconv.arrays.kinds import Pairing
from symconv.arrays.numbers import Cells, InCells, aligned, met_entries, objects, summands
from symconv.arrays.sums import GuardedSum
from symconv.deadline import NEVER, Deadline
from symconv.errors import SymconvError
from symconv.exact.engine import Products
from symconv.exact.expand import expand
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
    values, kind = _tensors(instance, statement), Promises(deadline)
    ours = np.asarray(left.value(values, kind), dtype=object)
    theirs = aligned(np.asarray(right.value(values, kind), dtype=object), right.shape.labels, left.shape.labels)
    replay = Replay(deadline)
    found = [sympy.expand(replay.value(cells.reshape(-1)[mismatch.place])) for cells in (ours, theirs)]
    if found[0] == found[1] or found != [_polynomial(each) for each in mismatch.sides if not isinstance(each, str)]:
        raise SymconvError(f"SymPy does not confirm the counterexample to {statement.text!r}: a defect of symconv")


def _polynomial(products: Products) -> sympy.Expr:
    """What the exact engine found, as SymPy writes it."""
    return sympy.Add(*(sympy.Mul(coefficient, *map(sympy.Symbol, names)) for coefficient, names in products))


@dataclass(frozen=True, slots=True, eq=False)
class SumOfProducts:
    """An entry that is a sum of products of entries and of numbers."""

    products: tuple[tuple[ReplayedEntry, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Differentiated:
    """An entry that is the derivative of another by an independent one."""

    of: ReplayedEntry
    by: sympy.Symbol


ReplayedEntry = Union[SumOfProducts, Differentiated, sympy.Symbol, int]


class Replay:
    """Entries as SymPy expressions, each worked out once."""

    def __init__(self, deadline: Deadline) -> None:
        self.deadline = deadline
        self.values: dict[ReplayedEntry, sympy.Expr] = {}
        self.holds: dict[tuple[ReplayedEntry, sympy.Symbol], bool] = {}

    def value(self, entry: ReplayedEntry) -> sympy.Expr:
        """The entry as an expression."""
        if entry not in self.values:
            self.deadline.check()
            self.values[entry] = self._value(entry)
        return self.values[entry]

    def _value(self, entry: ReplayedEntry) -> sympy.Expr:
        match entry:
            case SumOfProducts(products):
                return sympy.Add(*(sympy.Mul(*map(self.value, factors)) for factors in products))
            case Differentiated(SumOfProducts(products), by):
                # What does not hold the variable has derivative 0, and is never written down.
                held = [each for each in products if any(self.has(factor, by) for factor in each)]
                return sympy.expand(self._value(SumOfProducts(tuple(held)))).diff(by)
            case Differentiated(of, by):
                return self.value(of).diff(by)
        return sympy.sympify(entry)

    def has(self, entry: ReplayedEntry, by: sympy.Symbol) -> bool:
        """Whether a variable may occur in an entry."""
        if (entry, by) not in self.holds:
            self.holds[entry, by] = self._has(entry, by)
        return self.holds[entry, by]

    def _has(self, entry: ReplayedEntry, by: sympy.Symbol) -> bool:
        match entry:
            case SumOfProducts(products):
                return any(self.has(factor, by) for factors in products for factor in factors)
            case Differentiated(of, _):
                return self.has(of, by)
        return bool(entry == by)


@dataclass(frozen=True, slots=True)
class Promises(InCells):
    """Entries of `symconv.arrays` that are not worked out before somebody asks."""

    deadline: Deadline

    def product(self, left: Cells, right: Cells, pairing: Pairing) -> Cells:
        rows = self.deadline.watched(met_entries(left, right, pairing))
        pairs = (zip(one, other, strict=True) for one, other in rows)
        return objects([SumOfProducts(tuple(pair for pair in row if 0 not in pair)) for row in pairs], pairing.kept)

    def total(self, value: Cells, axes: tuple[int, ...]) -> Cells:
        rows, sizes = summands(value, axes)
        return objects([SumOfProducts(tuple((each,) for each in row)) for row in rows], sizes)

    def plus(self, left: Cells, right: Cells, spread: Callable[[Cells], Cells]) -> Cells:
        pairs = zip(left.reshape(-1).tolist(), np.broadcast_to(spread(right), left.shape).reshape(-1), strict=True)
        return objects([SumOfProducts(((one,), (other,))) for one, other in pairs], left.shape)

    def scaled(self, value: Cells, factor: int) -> Cells:
        return objects([SumOfProducts(((factor, each),)) for each in value.reshape(-1).tolist()], value.shape)

    def gradient(self, scalar: Cells, by: Cells) -> Cells:
        return objects([Differentiated(scalar.item(), each) for each in by.reshape(-1).tolist()], by.shape)


def _tensors(instance: Instance, statement: Statement) -> Mapping[str, Cells]:
    engine = instance.engine(statement)
    values = {
        name: objects([*map(sympy.Symbol, engine.entry_names(name))], tuple(map(concrete, declared.sizes)))
        for name, declared in engine.shapes.items()
    }

    def defined(given: GuardedSum) -> Cells:
        sizes = tuple(concrete(place.variable.size) for place in given.index)
        products: list[list[tuple[ReplayedEntry, ...]]] = [[] for _ in range(math.prod(sizes))]
        for each in expand(given, engine.shapes):
            flat = [values[name].reshape(-1) for name in each.tensors]
            for at, *places in zip(each.entry.tolist(), *(column.tolist() for column in each.factors), strict=True):
                factors = (cells[place] for cells, place in zip(flat, places, strict=True))
                products[at].append((each.coefficient, *factors))
        return objects([SumOfProducts(tuple(each)) for each in products], sizes)

    for name, given in definitions(instance.layer, statement).items():
        values[name] = defined(given)
    return values

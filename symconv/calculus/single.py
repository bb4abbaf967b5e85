"""One entry of an array that is too large to be written out, as a SymPy expression: for counterexamples there.

An entry of a gradient is SymPy's derivative of what holds the variable in the number that is differentiated, so the
chain rule is not taken from the sum that found the counterexample. Of an array that is no gradient it is that sum.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import count

import numpy as np
import sympy

from symconv.arrays.array import Array, Grad
from symconv.arrays.sums import Guard, GuardedSum, Part, Term
from symconv.deadline import Deadline
from symconv.exact.engine import Engine
from symconv.exact.monomials import MonomialTable
from symconv.exact.places import MOST_OF_ONE, PlaceOfEntry, entry_at
from symconv.sizes import concrete


def single_entry(array: Array, place: PlaceOfEntry, engine: Engine, deadline: Deadline) -> sympy.Expr:
    """The entry; raises TimeUpError, and TooLargeError where it has too many terms."""
    deadline.check()
    if not isinstance(array, Grad):
        return polynomial(engine.products(engine.expanded(entry_at(array, place), MOST_OF_ONE), 0))
    name, sizes = array.by.name, [(axis, concrete(size)) for axis, size in array.by.shape.by_axis.items()]
    number = int(np.ravel_multi_index([place[axis] for axis, _ in sizes], [size for _, size in sizes]))
    variable = engine.bases[name] + number
    held = [
        _without_earlier(engine.expanded(GuardedSum((), (_holding(term, at, place),)), MOST_OF_ONE), term, at, variable)
        for term in array.scalar.entry({}, count())
        for at, factor in enumerate(term.factors)
        if factor == name
    ]
    ((_, (by,)),) = engine.products(MonomialTable(np.zeros(1, dtype=np.int64), (np.array([variable]),)), 0)
    whole = sympy.Add(*(polynomial(engine.products(each, 0)) for each in deadline.watched(held)))
    return sympy.expand(whole).diff(sympy.Symbol(by))


def polynomial(products: Iterable[tuple[int, tuple[str, ...]]]) -> sympy.Expr:
    """What the exact engine found, as SymPy writes it."""
    return sympy.Add(*(sympy.Mul(coefficient, *map(sympy.Symbol, names)) for coefficient, names in products))


def _holding(term: Term, at: int, place: PlaceOfEntry) -> Term:
    """The term where its factor number `at` stands at a place."""
    parts = []
    for part in term.parts:
        cases = (
            replace(case, guards=(*case.guards, Guard(stood - place[part.axis], "=")))
            if (stood := case.index[at]) is not None
            else case
            for case in part.cases
        )
        parts.append(Part(part.axis, tuple(cases)))
    return replace(term, parts=tuple(parts))


def _without_earlier(table: MonomialTable, term: Term, at: int, variable: int) -> MonomialTable:
    """The monomials that do not hold the variable in an earlier factor too: these were counted there."""
    kept = np.ones(len(table), dtype=bool)
    for column, factor in zip(table.variables[:at], term.factors, strict=False):
        if factor == term.factors[at]:
            kept &= column != variable
    coefficients = None if table.coefficients is None else table.coefficients[kept]
    return MonomialTable(table.owners[kept], tuple(column[kept] for column in table.variables), coefficients)

"""A counterexample replayed by SymPy: what the exact engine says of an entry is computed once more, another way."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import sympy

from symconv.arrays.numbers import Cells, aligned
from symconv.arrays.sums import GuardedSum
from symconv.calculus.chain import Expressions
from symconv.errors import SymconvError
from symconv.exact.expand import expand
from symconv.exact.instance import Instance, Mismatch, definitions
from symconv.sizes import concrete
from symconv.statements.grammar import Statement


def confirm(statement: Statement, instance: Instance, mismatch: Mismatch) -> None:
    """Whether SymPy's values of the entry at which two sides differ are those that were found, and differ.

    Raises SymconvError where SymPy sees it otherwise, which is a defect of symconv.
    """
    left, right = instance.meaning(statement.left), instance.meaning(statement.right)
    if mismatch.shapes is not None or isinstance(left, tuple | Exception) or isinstance(right, tuple | Exception):
        return
    values = _tensors(instance, statement)
    wanted, other = left.shape, right.shape
    ours = np.asarray(left.value(values, Expressions()), dtype=object)
    theirs = aligned(np.asarray(right.value(values, Expressions()), dtype=object), other.labels, wanted.labels)
    pairs = zip(ours.reshape(-1).tolist(), theirs.reshape(-1).tolist(), strict=True)
    for one, another in pairs:
        if sympy.expand(one - another) != 0:
            said = [_polynomial(mismatch.left), _polynomial(mismatch.right)]
            if [sympy.expand(one), sympy.expand(another)] == said:
                return
            break
    raise SymconvError(f"SymPy does not confirm the counterexample to {statement.text!r}: a defect of symconv")


def _polynomial(text: str) -> sympy.Expr:
    """A sum of products as `Engine.text` writes it."""
    terms = [
        sympy.Mul(*(sympy.Integer(int(word)) if word.lstrip("-").isdigit() else sympy.Symbol(word) for word in words))
        for words in (term.split("*") for term in text.split(" + "))
    ]
    return sympy.Add(*terms)


def _tensors(instance: Instance, statement: Statement) -> Mapping[str, Cells]:
    engine = instance.engine(statement)
    values: dict[str, Cells] = {}
    for name, declared in engine.shapes.items():
        cells = np.empty(len(engine.entry_names(name)), dtype=object)
        cells[:] = [sympy.Symbol(each) for each in engine.entry_names(name)]
        values[name] = cells.reshape(tuple(map(concrete, declared.sizes)))

    def defined(given: GuardedSum) -> Cells:
        sizes = tuple(concrete(place.variable.size) for place in given.index)
        terms: list[list[sympy.Expr]] = [[] for _ in range(int(np.prod(sizes)))]
        for each in expand(given, engine.shapes):
            flat = [values[name].reshape(-1) for name in each.tensors]
            for at, *places in zip(each.entry.tolist(), *(column.tolist() for column in each.factors), strict=True):
                factors = (cells[place] for cells, place in zip(flat, places, strict=True))
                terms[at].append(sympy.Mul(each.coefficient, *factors))
        cells = np.empty(len(terms), dtype=object)
        cells[:] = [sympy.Add(*each) for each in terms]
        return cells.reshape(sizes)

    for name, given in definitions(instance.layer, statement).items():
        values[name] = defined(given)
    return values

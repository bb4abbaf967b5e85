"""The terms of a derivation's entries in the order of the notes, whatever order SymPy keeps them in."""

from __future__ import annotations

from collections.abc import Iterable

import sympy

from symconv.calculus.derive import Derived

# A coefficient and its factors.
OrderedTerm = tuple[int, list[sympy.Symbol]]


def ordered_terms(derivation: Derived, expression: sympy.Expr) -> list[OrderedTerm]:
    """The terms of a z, or of a local derivative: by input entry, the bias last; input before kernel.

    In a notation that says so, the kernel's entry stands first in a product.
    """
    if expression.is_Symbol:
        return [(1, [expression])]
    place = derivation.symbols.place
    rank = {"dZ": 0, "X": 1, "K": 2, "B": 3}

    def by_place(symbol: sympy.Symbol) -> tuple[int, int]:
        tensor, at = place[symbol]
        return rank[tensor], at

    found = []
    for term in sympy.Add.make_args(expression):
        # SymPy has one 0 and one 1, and takes long to tell them from a product by value.
        if term is sympy.S.Zero:
            continue
        coefficient, product = term.as_coeff_Mul()
        factors = sorted(sympy.Mul.make_args(product), key=by_place) if product is not sympy.S.One else []
        found.append((int(coefficient), factors))
    found.sort(key=lambda each: [by_place(symbol) for symbol in each[1]])
    if derivation.notation.kernel_first:
        for _, factors in found:
            factors.sort(key=lambda symbol: place[symbol][0] != "K")
    return found


def ordered_gradient(derivation: Derived, local: Iterable[tuple[int, sympy.Expr]]) -> list[OrderedTerm]:
    """The terms of a gradient's entry: the upstream gradient first, in the order of the outputs."""
    upstream = derivation.symbols.of["dZ"]
    return [
        (coefficient, [upstream[at], *factors])
        for at, each in local
        for coefficient, factors in ordered_terms(derivation, each)
    ]

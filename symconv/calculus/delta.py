"""SymPy's own derivative of one product of entries at symbolic places, beside the kernel's.

Only `diff` of a product of indexed entries is asked of SymPy: it leaves a Kronecker delta, which is right. Letting
SymPy collapse the sum over it is not, for a stride or a dilation above 1: it forgets that a place must be whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy

from symconv.sizes import Atom, Quotient, Size, terms


def in_sympy(size: Size) -> sympy.Expr:
    """A size as a SymPy expression of integer symbols."""
    total = sympy.Integer(0)
    for monomial, coefficient in terms(size):
        product = sympy.Integer(coefficient)
        for atom in monomial:
            product *= _atom(atom)
        total += product
    return total


def _atom(atom: Atom) -> sympy.Expr:
    if isinstance(atom, Quotient):
        return sympy.floor(in_sympy(atom.numerator) / in_sympy(atom.denominator))
    return sympy.Symbol(atom.name, integer=True)


def derivative(factors: Sequence[tuple[str, Size]], by: str, place: Size) -> Any:
    """SymPy's derivative of `T1[i1] * T2[i2] * ...` by the entry of tensor `by` at `place`.

    >>> from symconv.sizes import symbol
    >>> found = derivative([("X", symbol("s") * symbol("m")), ("K", symbol("a"))], "X", symbol("u"))
    >>> sorted(map(str, found.args))
    ['K[a]', 'KroneckerDelta(u, m*s)']
    """
    product = sympy.Mul(*(sympy.IndexedBase(name)[in_sympy(at)] for name, at in factors))
    return product.diff(sympy.IndexedBase(by)[in_sympy(place)])


def kernel_step(factors: Sequence[tuple[str, Size]], by: str, place: Size) -> Any:
    """The same derivative as `arrays.reading.gradient` takes it: each factor of `by` out in turn, tied to `place`."""
    found = sympy.Integer(0)
    for out, (name, at) in enumerate(factors):
        if name == by:
            others = (sympy.IndexedBase(n)[in_sympy(i)] for j, (n, i) in enumerate(factors) if j != out)
            found += sympy.KroneckerDelta(in_sympy(at), in_sympy(place)) * sympy.Mul(*others)
    return found

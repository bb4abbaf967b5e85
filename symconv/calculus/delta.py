"""SymPy's own derivative of one product of entries at symbolic places, beside the kernel's.

Only `diff` of a product of indexed entries is asked of SymPy: it leaves a Kronecker delta, which is right. Letting
SymPy collapse the sum over it is not, for a stride or a dilation above 1: it forgets that a place must be whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy

from symconv.arrays.reading import gradient
from symconv.arrays.shape import Shape
from symconv.arrays.sums import Case, GuardedSum, Part, Term, spatial_axis
from symconv.sizes import Size, evaluate, unknowns


def in_sympy(size: Size) -> sympy.Expr:
    """A size as a SymPy expression of integer symbols."""
    names = {each.name for each in unknowns(size)}
    return sympy.sympify(evaluate(size, {name: sympy.Symbol(name, integer=True) for name in names}))


def derivative(factors: Sequence[tuple[str, Size]], by: str, place: Size) -> Any:
    """SymPy's derivative of `T1[i1] * T2[i2] * ...` by the entry of tensor `by` at `place`.

    >>> from symconv.sizes import symbol
    >>> found = derivative([("X", symbol("s") * symbol("m")), ("K", symbol("a"))], "X", symbol("u"))
    >>> sorted(map(str, found.args))
    ['K[a]', 'KroneckerDelta(u, m*s)']
    """
    return _product(factors).diff(sympy.IndexedBase(by)[in_sympy(place)])


def _product(factors: Sequence[tuple[str, Size]]) -> sympy.Expr:
    return sympy.Mul(*(sympy.IndexedBase(name)[in_sympy(at)] for name, at in factors))


def kernel_step(factors: Sequence[tuple[str, Size]], by: str, place: Size) -> Any:
    """The same derivative as the kernel's claims rest on: `arrays.reading.gradient` of the product, asked for it.

    >>> from symconv.sizes import symbol
    >>> product = [("X", symbol("s") * symbol("m")), ("K", symbol("a"))]
    >>> kernel_step(product, "X", symbol("u")) == derivative(product, "X", symbol("u"))
    True
    """
    axis = spatial_axis(0)
    case = Case((), (), tuple(at for _, at in factors))
    term = Term(1, tuple(name for name, _ in factors), (Part(axis, (case,)),))
    # How long the tensor is does not matter to the step.
    taken = gradient(GuardedSum((), (term,)), by, Shape((), (1,)))
    found = sympy.Integer(0)
    for each in taken.terms:
        (left,) = each.part(axis).cases
        (equation,) = left.guards
        stood = equation.value + taken.index[0].variable.at
        others = [(name, at) for name, at in zip(each.factors, left.index, strict=True) if at is not None]
        found += sympy.KroneckerDelta(in_sympy(stood), in_sympy(place)) * _product(others)
    return found

"""Products of symbols, and SymPy's derivative of one: of a polynomial in its own symbols and in no others.

So what a derivative takes does not grow with the sum that the product is a term of, nor with the other symbols.
"""

from __future__ import annotations

from functools import cache

import sympy
from sympy.polys.rings import PolyRing


def derivative_of_product(term: sympy.Expr, by: sympy.Symbol) -> sympy.Expr:
    """The derivative of a product of symbols by one of them: the expression that `term.diff(by)` is.

    >>> x, k = sympy.symbols("x k")
    >>> derivative_of_product(x * k, k), derivative_of_product(3 * x * k**2, k)
    (x, 6*k*x)
    """
    coefficient, factors = term.as_coeff_mul()
    powers = [factor.as_base_exp() for factor in factors]
    ring = _ring(len(powers))
    polynomial = ring.from_dict({tuple(int(power) for _, power in powers): ring.domain(int(coefficient))})
    place = next(at for at, (symbol, _) in enumerate(powers) if symbol == by)
    ((left, multiple),) = polynomial.diff(ring.gens[place]).terms()
    found = [symbol if power == 1 else symbol**power for (symbol, _), power in zip(powers, left, strict=True) if power]
    # Nearly always one symbol is left, which SymPy need not multiply out.
    return found[0] if multiple == 1 and len(found) == 1 else sympy.Mul(int(multiple), *found)


def product_of_two(one: sympy.Expr, other: sympy.Expr) -> sympy.Expr:
    """The product that `one * other` is; of two symbols, which nearly all are, four times as fast.

    >>> x, k = sympy.symbols("x k")
    >>> product_of_two(x, k) == x * k, product_of_two(x, x), product_of_two(x + k, k)
    (True, x**2, k*(k + x))
    """
    if isinstance(one, sympy.Symbol) and isinstance(other, sympy.Symbol):
        # Two different symbols have nothing to be evaluated, only an order.
        order = one.compare(other)
        if order:
            return sympy.Mul(*((one, other) if order < 0 else (other, one)), evaluate=False)
    return sympy.Mul(one, other)


@cache
def _ring(symbols: int) -> PolyRing:
    """SymPy's ring of integer polynomials in so many symbols."""
    return PolyRing([f"s{at}" for at in range(symbols)], sympy.ZZ)

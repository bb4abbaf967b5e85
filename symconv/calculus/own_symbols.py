"""Products of symbols, their sums, and SymPy's derivative of one: of a polynomial in its own symbols and in no others.

So what a derivative takes does not grow with the sum that the product is a term of, nor with the other symbols.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cmp_to_key

import sympy
from sympy.polys.rings import PolyRing

IN_ORDER = cmp_to_key(sympy.Basic.compare)


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


def sum_of_products(terms: Sequence[sympy.Expr]) -> sympy.Expr:
    """The sum that `sympy.Add` makes of the terms; of different products of symbols, which nearly all are, faster.

    >>> x, y, k = sympy.symbols("x y k")
    >>> sum_of_products([y * k, x * k]) == x * k + y * k, sum_of_products([x, x, k]), sum_of_products([])
    (True, k + 2*x, 0)
    """
    if len(terms) == 1:
        return terms[0]
    if terms and all(map(_is_product_of_symbols, terms)) and len({*terms}) == len(terms):
        # Nothing is alike and nothing is a number, so nothing is to be evaluated: there is an order, that of SymPy.
        return sympy.Add(*sorted(terms, key=IN_ORDER), evaluate=False)
    return sympy.Add(*terms)


def count_terms(expression: sympy.Expr) -> int:
    """How many terms a sum has, none if it is 0.

    >>> x, k = sympy.symbols("x k")
    >>> count_terms(x * k + x), count_terms(x), count_terms(sympy.Integer(0))
    (2, 1, 0)
    """
    return sum(term is not sympy.S.Zero for term in sympy.Add.make_args(expression))


def _is_product_of_symbols(term: sympy.Expr) -> bool:
    return isinstance(term, sympy.Symbol) or (
        isinstance(term, sympy.Mul) and all(isinstance(factor, sympy.Symbol) for factor in term.args)
    )


@cache
def _ring(symbols: int) -> PolyRing:
    """SymPy's ring of integer polynomials in so many symbols."""
    return PolyRing([f"s{at}" for at in range(symbols)], sympy.ZZ)

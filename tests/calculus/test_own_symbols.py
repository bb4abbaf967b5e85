"""One product and its derivative: the expressions that SymPy makes the usual way, to the last argument."""

from __future__ import annotations

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from quick import examples

from symconv.calculus.own_symbols import derivative_of_product, product_of_two, sum_of_products

# Names whose order is not that of their letters, nor that of their numbers.
NAMES = ("B", "b1", "dz1_1_10_11", "dz2", "k10", "k2", "w", "x1", "x11", "x2", "y9")
SYMBOLS = sympy.symbols(NAMES)

products = st.builds(
    lambda coefficient, factors: sympy.Mul(coefficient, *factors),
    st.integers(-3, 3).filter(bool),
    st.lists(st.sampled_from(SYMBOLS), min_size=1, max_size=4),
)


@settings(max_examples=examples(100))
@given(products)
def test_a_derivative_is_the_one_of_the_whole_expression(term: sympy.Expr) -> None:
    for by in term.free_symbols:
        found = derivative_of_product(term, by)
        assert found == term.diff(by)
        assert sympy.srepr(found) == sympy.srepr(term.diff(by))


@pytest.mark.parametrize("other", SYMBOLS, ids=str)
@pytest.mark.parametrize("one", SYMBOLS, ids=str)
def test_a_product_of_two_symbols_is_the_one_that_sympy_evaluates(one: sympy.Symbol, other: sympy.Symbol) -> None:
    found, usual = product_of_two(one, other), one * other
    assert found == usual
    assert hash(found) == hash(usual)
    assert sympy.srepr(found) == sympy.srepr(usual)
    assert found.is_commutative


@settings(max_examples=examples(100))
@given(products, products)
def test_whatever_else_is_multiplied_is_evaluated(one: sympy.Expr, other: sympy.Expr) -> None:
    assert sympy.srepr(product_of_two(one, other)) == sympy.srepr(one * other)
    assert sympy.srepr(product_of_two(one, one + other)) == sympy.srepr(one * (one + other))


@settings(max_examples=examples(100))
@given(st.lists(products, max_size=8))
def test_a_sum_is_the_one_that_sympy_evaluates(terms: list[sympy.Expr]) -> None:
    """Like terms, numbers and sums among them too."""
    for each in (terms, [*terms, sympy.Integer(0)], [*terms, sympy.Integer(2)], [*terms, sum(terms, sympy.Integer(1))]):
        found, usual = sum_of_products(each), sympy.Add(*each)
        assert found == usual
        assert hash(found) == hash(usual)
        assert sympy.srepr(found) == sympy.srepr(usual)


@settings(max_examples=examples(100))
@given(st.permutations(SYMBOLS), st.permutations(SYMBOLS))
def test_a_sum_of_such_products_is_in_the_order_of_sympy(ones: list[sympy.Symbol], others: list[sympy.Symbol]) -> None:
    pairs = [*zip(ones, others, strict=True)]
    found = sum_of_products([product_of_two(one, other) for one, other in pairs])
    assert sympy.srepr(found) == sympy.srepr(sympy.Add(*(one * other for one, other in pairs)))


def test_by_what_is_not_in_it_nothing_is_differentiated() -> None:
    """Whoever asks for that has missed that it is 0."""
    x, k, other = sympy.symbols("x k other")
    with pytest.raises(StopIteration):
        derivative_of_product(x * k, other)

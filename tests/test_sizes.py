"""Sizes: exact integer polynomials with a floor division, judged by evaluating them."""

from __future__ import annotations

import ast
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from quick import examples

from symconv import sizes
from symconv.sizes import (
    SHORT,
    Polynomial,
    Quotient,
    Size,
    concrete,
    evaluate,
    floordiv,
    joined,
    size_of,
    substitute,
    symbol,
    symbols,
    terms,
)
from symconv.unknown import Symbol, Unknown

NAMES = ("n", "k", "s")


class Plain:
    """What a size ought to be: a function of the symbols' values."""

    def __init__(self, size: Size, value: Any) -> None:
        self.size, self.value = size, value


def combined(children: st.SearchStrategy[Plain]) -> st.SearchStrategy[Plain]:
    return st.one_of(
        st.builds(lambda a, b: Plain(a.size + b.size, lambda v: a.value(v) + b.value(v)), children, children),
        st.builds(lambda a, b: Plain(a.size - b.size, lambda v: a.value(v) - b.value(v)), children, children),
        st.builds(lambda a, b: Plain(a.size * b.size, lambda v: a.value(v) * b.value(v)), children, children),
        st.builds(lambda a, m: Plain(a.size // m, lambda v: a.value(v) // m), children, st.integers(1, 4)),
        st.builds(lambda a, m: Plain(a.size % m, lambda v: a.value(v) % m), children, st.integers(1, 4)),
        st.builds(
            lambda a, m: Plain(a.size // symbol(m), lambda v: a.value(v) // v[m]), children, st.sampled_from(NAMES)
        ),
    )


def known(number: int) -> Plain:
    return Plain(number, lambda _: number)


def named(name: str) -> Plain:
    return Plain(symbol(name), lambda values: values[name])


SIZES = st.recursive(
    st.one_of(st.integers(-5, 5).map(known), st.sampled_from(NAMES).map(named)), combined, max_leaves=8
)
VALUES = st.fixed_dictionaries({name: st.integers(1, 9) for name in NAMES})


@settings(deadline=None, derandomize=True, max_examples=examples(300))
@given(SIZES, VALUES)
def test_arithmetic_is_that_of_the_values(found: Plain, values: dict[str, int]) -> None:
    expected = found.value(values)
    assert evaluate(found.size, values) == expected
    assert substitute(found.size, {Symbol(name): value for name, value in values.items()}) == expected


@settings(deadline=None, derandomize=True, max_examples=examples(300))
@given(SIZES)
def test_a_polynomial_is_never_constant_and_never_has_a_zero_coefficient(found: Plain) -> None:
    if isinstance(found.size, Polynomial):
        assert all(coefficient for _, coefficient in found.size.terms)
        assert any(monomial for monomial, _ in found.size.terms)
        assert len({monomial for monomial, _ in found.size.terms}) == len(found.size.terms)
    else:
        assert isinstance(found.size, int)


@settings(deadline=None, derandomize=True, max_examples=examples(200))
@given(SIZES, SIZES, SIZES)
def test_equal_polynomials_are_equal_objects(a: Plain, b: Plain, c: Plain) -> None:
    assert a.size + b.size == b.size + a.size
    assert a.size * b.size == b.size * a.size
    assert (a.size + b.size) * c.size == a.size * c.size + b.size * c.size
    assert (a.size + b.size) + c.size == a.size + (b.size + c.size)
    assert a.size - a.size == 0
    assert hash(a.size * b.size) == hash(b.size * a.size)


@settings(deadline=None, derandomize=True, max_examples=examples(200))
@given(SIZES, st.integers(-6, 6))
def test_a_number_is_added_and_multiplied_like_any_size(found: Plain, number: int) -> None:
    """By a way of its own, which comes out where the number is not known before."""
    known: dict[Unknown, Size] = {Symbol("m"): number}
    unknown = symbol("m")
    assert found.size + number == substitute(found.size + unknown, known)
    assert found.size - number == substitute(found.size - unknown, known)
    assert found.size * number == substitute(found.size * unknown, known)
    assert number - found.size == substitute(unknown - found.size, known)


LOOKED_UP = """
import pickle, sys
from symconv.sizes import symbol
n, s = symbol("n"), symbol("s")
expected = {n * s - 3: "polynomial", (n - 1) // s: "quotient"}
print(*(expected[each] for each in pickle.loads(sys.stdin.buffer.read())), hash("n"))
"""


def test_what_comes_from_another_process_is_found_by_its_hash() -> None:
    """A text has another hash there, so no hash may come along."""
    n, s = symbol("n"), symbol("s")
    sent = (n * s - 3, (n - 1) // s)
    assert all(isinstance(hash(each), int) for each in sent)
    said = set()
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", LOOKED_UP],
            input=pickle.dumps(sent),
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        *found, of_text = done.stdout.decode().split()
        assert found == ["polynomial", "quotient"]
        said.add(of_text)
    assert len(said) == 2


def read(node: ast.expr, values: dict[str, int]) -> int:
    """The value of an arithmetic text by Python's own reading of it."""
    match node:
        case ast.Constant(value=int(value)):
            return value
        case ast.Name(id=name):
            return values[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -read(operand, values)
        case ast.BinOp(left=left, op=operator, right=right):
            a, b = read(left, values), read(right, values)
            match operator:
                case ast.Add():
                    return a + b
                case ast.Sub():
                    return a - b
                case ast.Mult():
                    return a * b
                case ast.FloorDiv():
                    return a // b
    raise AssertionError(ast.dump(node))


@settings(deadline=None, derandomize=True, max_examples=examples(300))
@given(SIZES, VALUES)
def test_the_text_means_the_size(found: Plain, values: dict[str, int]) -> None:
    assert read(ast.parse(str(found.size), mode="eval").body, values) == evaluate(found.size, values)


def test_what_turns_out_constant_is_an_int() -> None:
    n = symbol("n")
    for found, expected in ((n - n, 0), (n - n + 3, 3), (n * 0, 0), ((n + 2) - n, 2), (-n + n, 0)):
        assert type(found) is int
        assert found == expected
    assert n + 0 == n
    assert n != symbol("k")


def test_integers_on_the_left_work_too() -> None:
    n = symbol("n")
    assert 3 + n == n + 3
    assert 3 - n == -n + 3
    assert 2 * n == n + n
    assert str(7 // n) == "7//n"


def test_texts_read_like_the_formulas() -> None:
    n, k, s, p = (symbol(name) for name in ("n", "k", "s", "p"))
    assert str(n - k + 1) == "n - k + 1"
    assert str(1 - n) == "-n + 1"
    assert str(n + 2 * p - k) == "n + 2*p - k"
    assert str(s * (n - 1)) == "n*s - s"
    assert str(-2 * n) == "-2*n"
    assert str((n + 2 * p - k) // s + 1) == "(n + 2*p - k)//s + 1"
    assert str(n - s * (n // s)) == "-(n//s)*s + n"
    assert str(Symbol("n")) == "n"


def test_floor_division_is_exact_where_it_can_be() -> None:
    n = symbol("n")
    assert floordiv(7, 2) == 3
    assert floordiv(-7, 2) == -4
    assert floordiv(n, 1) == n
    assert floordiv(0, n) == 0
    found = floordiv(n - 1, 2)
    assert isinstance(found, Polynomial)
    assert found.terms == (((Quotient(n - 1, 2),), 1),)
    assert [evaluate(found, {"n": value}) for value in (1, 2, 3, 4)] == [0, 0, 1, 1]


def test_the_remainder_is_what_the_quotient_leaves() -> None:
    n = symbol("n")
    assert [evaluate(n % 3, {"n": value}) for value in range(6)] == [0, 1, 2, 0, 1, 2]
    assert n % 1 == 0


def test_evaluation_takes_arrays() -> None:
    n, k = symbol("n"), symbol("k")
    values = {"n": np.arange(4)[:, None], "k": np.arange(3)[None, :]}
    expected = [[i * i - 2 * j + i // 2 for j in range(3)] for i in range(4)]
    assert evaluate(n * n - 2 * k + n // 2, values).tolist() == expected


def test_evaluation_needs_every_symbol() -> None:
    with pytest.raises(KeyError, match="k"):
        evaluate(symbol("n") + symbol("k"), {"n": 1})


def test_substitution_reaches_into_quotients_and_leaves_the_rest() -> None:
    n, k, s = symbol("n"), symbol("k"), symbol("s")
    assert substitute((n - k) // s, {Symbol("n"): k + 4}) == floordiv(4, s)
    assert substitute((n - k) // s, {Symbol("s"): 1}) == n - k
    assert substitute(n // s, {Symbol("n"): 7, Symbol("s"): 2}) == 3
    assert substitute(n + k, {Symbol("n"): k, Symbol("k"): n}) == n + k
    assert substitute(5, {Symbol("n"): 1}) == 5


def test_symbols_are_found_also_inside_quotients() -> None:
    n, k, s = symbol("n"), symbol("k"), symbol("s")
    assert {*symbols((n - k) // s + 1)} == {"n", "k", "s"}
    assert list(symbols(4)) == []


def test_terms_of_numbers() -> None:
    assert terms(0) == ()
    assert terms(-3) == (((), -3),)
    assert terms(symbol("n")) == (((Symbol("n"),), 1),)


def test_a_symbol_is_no_concrete_size() -> None:
    assert concrete(3) == 3
    with pytest.raises(TypeError, match="not n \\+ 1"):
        concrete(symbol("n") + 1)


@pytest.mark.parametrize(
    ("values", "text"), [((2,), "2"), ((2, 2), "2"), ((2, 3), "2x3"), ((3, 2, 2), "3x2x2"), ((symbol("s"),), "s")]
)
def test_axis_wise_parameters_as_one_text(values: tuple[Size, ...], text: str) -> None:
    assert joined(values) == text


def test_a_kept_hash_is_no_part_of_a_size() -> None:
    n, s = symbol("n"), symbol("s")
    fresh, asked = (n - 1) // s + n, (n - 1) // s + n
    assert isinstance(fresh, Polynomial)
    assert isinstance(asked, Polynomial)
    hash(asked)
    assert asdict(fresh) == asdict(asked)
    assert pickle.dumps(fresh) == pickle.dumps(asked)
    assert [each.name for each in fields(fresh)] == ["terms"]


# Calculations that were made before are looked up.


def long(count: int) -> Size:
    found: Size = 0
    for number in range(count):
        found = found + symbol(f"x{number}")
    return found


def test_what_was_calculated_before_is_the_same_object() -> None:
    n, k = symbol("n"), symbol("k")
    assert n + k is n + k
    assert n - k is n - k
    assert n * k is n * k
    assert symbol("n") is n


def test_nothing_long_is_kept() -> None:
    """A statement may have thousands of terms, and its sizes would stay for ever."""
    at_most, longer = long(SHORT), long(SHORT + 1)
    assert at_most * 2 is at_most * 2
    assert longer * 2 is not longer * 2
    assert longer * 2 == longer * 2
    assert at_most + longer is not at_most + longer


@pytest.mark.parametrize("first", [True, False], ids=["looked at first", "looked at later"])
def test_true_is_not_taken_for_1(first: bool) -> None:
    n = symbol(f"true{first}")
    made = [n + True, n + 1] if first else [n + 1, n + True]
    assert [type(number) for each in made for _, number in terms(each)] == [int] * 4
    made = [n * True * 2, n * 1 * 2] if first else [n * 1 * 2, n * True * 2]
    assert [type(number) for each in made for _, number in terms(each)] == [int] * 2


@pytest.mark.parametrize("odd", [True, 1.0, np.int64(1)], ids=["True", "a fraction", "an integer of NumPy"])
def test_coefficients_that_are_no_whole_numbers_are_not_taken_for_some(odd: Any) -> None:
    """Nor the other way round: whatever is equal to a size by hand, what is calculated with the size stays whole."""
    (monomial, _), *_ = terms(symbol(f"odd{type(odd).__name__}"))
    strange, plain = Polynomial(((monomial, odd),)), Polynomial(((monomial, 1),))
    assert strange == plain
    calculations: list[Callable[[Polynomial], Size]] = [
        lambda each: each + 3,
        lambda each: 3 - each,
        lambda each: each * 5,
        lambda each: each * plain,
    ]
    for calculated in calculations:
        with pytest.raises(TypeError, match="whole coefficients"):
            calculated(strange)
        assert [type(number) for _, number in terms(calculated(plain))][:1] == [int]


def test_the_memory_of_calculations_has_a_bound() -> None:
    kept = (sizes._sum, sizes._difference, sizes._product, sizes._together, sizes._texts, sizes.symbol_of)
    assert all(each.cache_info().maxsize for each in kept)


@pytest.mark.parametrize("odd", [2.0, np.int64(2), None, "2"], ids=["a fraction", "of NumPy", "nothing", "a text"])
def test_only_with_sizes_something_is_calculated(odd: Any) -> None:
    calculations: list[Callable[[Any], Any]] = [
        lambda each: symbol("n") + each,
        lambda each: symbol("n") - each,
        lambda each: symbol("n") * each,
    ]
    for calculated in calculations:
        with pytest.raises(TypeError, match="a size is a whole number, or a polynomial"):
            calculated(odd)


def test_like_terms_are_added_up() -> None:
    n = symbol("n")
    assert size_of([*terms(n), *terms(n), ((), 1)]) == 2 * n + 1
    assert size_of([*terms(n), *terms(-1 * n)]) == 0

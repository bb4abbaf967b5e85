"""The chain rule: SymPy's derivative of a product of entries is the step that the kernel's claims rest on."""

from __future__ import annotations

import doctest
from collections.abc import Iterator

import pytest
import sympy
from proof.proved import THEOREMS

from symconv.arrays.array import Array, Grad, Tensor
from symconv.arrays.reading import gradient
from symconv.arrays.sums import Case, Guard, Term
from symconv.calculus import delta as chainrule
from symconv.calculus.delta import derivative, in_sympy, kernel_step
from symconv.layers.defined import by_definition
from symconv.sizes import Size, floordiv, index, symbol
from symconv.statements.glossary import free_names, symbolic_glossary
from symconv.statements.grammar import parse
from symconv.statements.meaning import elaborate
from symconv.statements.theorems import Theorem

n, s, d, m, a, u, p = (symbol(name) for name in ("n", "s", "d", "m", "a", "u", "p"))


def gradients(expr: object) -> Iterator[Grad]:
    """Every Grad in an expression, the inner ones too."""
    if isinstance(expr, Grad):
        yield expr
    for name in ("array", "left", "right", "scalar"):
        if hasattr(expr, name):
            yield from gradients(getattr(expr, name))


def gradients_of(theorem: Theorem) -> list[Grad]:
    tree = parse(theorem.statement)
    here = symbolic_glossary(theorem.family, free_names(tree), by_definition)
    found = [elaborate(node, here) for node in (tree.left, tree.right)]
    return [each for side in found if not isinstance(side, tuple) for each in gradients(side)]


WITH_GRADIENT = {name: theorem for name, theorem in THEOREMS.items() if gradients_of(theorem)}


def along(term: Term, axis: str) -> Iterator[tuple[Case, list[tuple[str, Size]]]]:
    """Every case of a term along an axis, with the factors that have the axis and their places."""
    for case in term.part(axis).cases:
        yield (
            case,
            [(name, at) for name, at in zip(term.factors, case.index, strict=True) if at is not None],
        )


def taken_out(scalar: Array, by: Tensor, axis: str, place: str) -> list[sympy.Expr]:
    """What `arrays.reading.gradient` makes of every case of the scalar along one axis, as SymPy would write it."""
    given = scalar.guarded_sum()
    found = []
    for term in given.terms:
        sums = [sympy.Integer(0)] * len(term.part(axis).cases)
        for out in gradient(type(given)(given.index, (term,)), by.name, by.shape).terms:
            before = term.part(axis).cases
            for number, (case, old) in enumerate(zip(out.part(axis).cases, before, strict=True)):
                assert case.bound == old.bound
                assert case.guards[: len(old.guards)] == old.guards
                (equation,) = case.guards[len(old.guards) :]
                sums[number] += delta(equation, place) * product(
                    [(name, at) for name, at in zip(out.factors, case.index, strict=True) if at is not None]
                )
        found += sums
    return found


def delta(equation: Guard, place: str) -> sympy.Expr:
    """`i - u = 0` as the Kronecker delta of i and u."""
    assert equation.relation == "="
    return sympy.KroneckerDelta(in_sympy(equation.value + index(place)), in_sympy(index(place)))


def product(factors: list[tuple[str, Size]]) -> sympy.Expr:
    return sympy.Mul(*(sympy.IndexedBase(name)[in_sympy(at)] for name, at in factors))


@pytest.mark.parametrize("name", WITH_GRADIENT)
def test_the_derivative_is_sympys(name: str) -> None:
    for found in gradients_of(WITH_GRADIENT[name]):
        checked = 0
        for axis in found.by.shape.axes:
            wanted = []
            for term in found.scalar.guarded_sum().terms:
                for _, factors in along(term, axis):
                    mine = kernel_step(factors, found.by.name, index(f"u_{axis}"))
                    theirs = derivative(factors, found.by.name, index(f"u_{axis}"))
                    assert sympy.expand(mine - theirs) == 0
                    wanted.append(theirs)
                    checked += theirs != 0
            ours = taken_out(found.scalar, found.by, axis, f"u_{axis}")
            assert [sympy.expand(one - other) for one, other in zip(ours, wanted, strict=True)] == [0] * len(wanted)
        assert checked


def test_most_theorems_rest_on_the_chain_rule() -> None:
    rested = {theorem.id for theorem in WITH_GRADIENT.values()}
    assert rested >= {"T1", "T2", "T3", "T4", "T5", "T7", "T8", "T9", "T10", "T11", "T12", "T15", "T16", "T17"}


X, K = "X", "K"
PRODUCTS: dict[str, tuple[list[tuple[str, Size]], Size]] = {
    "one factor": ([(X, s * m + d * a - p)], u),
    "the other factor stays": ([(X, s * m), (K, a)], u),
    "twice the same tensor": ([(X, m), (X, a)], u),
    "twice the same entry": ([(X, m), (X, m)], u),
    "three times": ([(X, m), (X, n - 1 - m), (X, a)], u),
    "not there": ([(K, a), (K, m)], u),
    "nothing": ([], u),
    "a quotient": ([(X, floordiv(m + p, d)), (K, a)], u),
    "the entry itself": ([(X, u), (K, a)], u),
    "surely another entry": ([(X, u + 1), (K, a)], u),
    "at a sum": ([(X, m), (K, a)], u + p),
}


@pytest.mark.parametrize("kind", PRODUCTS)
def test_a_product_of_entries(kind: str) -> None:
    factors, place = PRODUCTS[kind]
    assert sympy.expand(kernel_step(factors, X, place) - derivative(factors, X, place)) == 0


def test_the_facts_of_the_doctest() -> None:
    found = derivative([(X, s * m), (K, a)], X, u)
    i = {name: sympy.Symbol(name, integer=True) for name in "usma"}
    assert found == sympy.IndexedBase(K)[i["a"]] * sympy.KroneckerDelta(i["u"], i["m"] * i["s"])
    assert kernel_step([(X, s * m), (K, a)], X, u) == found
    results = doctest.testmod(chainrule)
    assert results.attempted > 0
    assert results.failed == 0


def test_a_product_rule_without_one_factor_is_seen() -> None:
    """The comparison tells a wrong step: the square's derivative has two terms."""
    factors, place = PRODUCTS["twice the same tensor"]
    first = sympy.KroneckerDelta(in_sympy(m), in_sympy(place)) * sympy.IndexedBase(X)[in_sympy(a)]
    assert sympy.expand(first - derivative(factors, X, place)) != 0


@pytest.mark.parametrize(
    ("size", "text"),
    [(n * s - 3, "n*s - 3"), (floordiv(n - 1, s) * s, "s*floor((n - 1)/s)"), (0, "0"), (-2 * m * m, "-2*m**2")],
)
def test_sizes_in_sympy(size: Size, text: str) -> None:
    found = in_sympy(size)
    assert str(found) == text or sympy.expand(found, deep=True).is_integer
    numbers = {sympy.Symbol(name, integer=True): value for name, value in {"n": 8, "s": 3, "m": 5}.items()}
    from symconv.sizes import evaluate

    assert found.xreplace(numbers) == evaluate(size, {"n": 8, "s": 3, "m": 5})

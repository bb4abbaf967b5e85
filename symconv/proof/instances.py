"""The search for instances of the rule PRODUCT: those that a solver needs to confirm an obligation.

Nothing here is trusted. An instance is true whatever it is of; the kernel writes down what it says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import permutations
from typing import Any

from symconv.proof.plan import ProductInstance
from symconv.proof.smt import Obligation, facts, product_fact, question
from symconv.proof.solvers import needed
from symconv.sizes import Monomial, Quotient, Size, denominators, symbol_of, terms

# Candidates beyond which none of the last kind are tried.
MOST_INSTANCES = 600


def instances(obligation: Obligation, milliseconds: int) -> tuple[ProductInstance, ...] | None:
    """The instances with which z3 confirms an obligation, as few as it needs; None where none are enough."""
    said = _values(obligation)[0]
    if not any(len(monomial) > 1 for value in said for monomial, _ in terms(value)) and not _divisors(obligation):
        # Without products there is nothing for an instance to be about: the kernel asks soon enough.
        return ()
    text = question(obligation)
    for tried in candidates(obligation):
        chosen = needed(text, [product_fact(each) for each in tried], milliseconds)
        if chosen is not None:
            return tuple(tried[at] for at in chosen)
    return None


def candidates(obligation: Obligation) -> Iterator[list[ProductInstance]]:
    """What is tried in turn: nothing; then what brings in no new product; products with divisors; how far
    quotients lie apart, with all of these; and products of two."""
    yield []
    known, divided = list(_of_known(obligation)), _of_divisors(obligation)
    yield known
    yield divided
    yield list(dict.fromkeys([*known, *divided, *_of_quotients(obligation)]))
    yield _of_powers(obligation)


def _values(obligation: Obligation) -> tuple[list[Size], list[Size]]:
    """What an obligation says, and what the rule QUOTIENT adds to it."""
    guards = [*obligation.assumptions, *obligation.goals]
    guards += [guard for side in obligation.counts or () for case in side for guard in case]
    values = [guard.value for guard in guards]
    return values, [guard.value for bounds in facts(values).values() for guard in bounds]


def _of_known(obligation: Obligation) -> Iterator[ProductInstance]:
    """Every factor of a product times every value, as long as no product is new: nothing would be said about it."""
    said, bounds = _values(obligation)
    quotients = [symbol_of(atom) for value in said for atom in _quotients(value)]
    values = [*said, *quotients, *bounds]
    known = {monomial for value in values for monomial, _ in terms(value) if len(monomial) > 1}
    factors = dict.fromkeys(atom for monomial in sorted(known, key=_by_names) for atom in monomial)
    for value in dict.fromkeys(values):
        for factor in map(symbol_of, factors):
            if {monomial for monomial, _ in terms(factor * value) if len(monomial) > 1} <= known:
                # An equation, or a goal that is not met, also gives the inequalities next to it.
                for other in (value, -value, value - 1, -value - 1):
                    yield ProductInstance(factor, other)


def _of_divisors(obligation: Obligation) -> list[ProductInstance]:
    """Every divisor, and every symbol in one, times what is said of quotients, and what goals and equations say."""
    bounds = _values(obligation)[1]
    return [ProductInstance(one, other) for one in _divisors(obligation) for other in _said(obligation, bounds)]


def _of_quotients(obligation: Obligation) -> Iterator[ProductInstance]:
    """A divisor times how much more one quotient by it is than another, and 1 and 2 less than that."""
    found = dict.fromkeys(each for value in _values(obligation)[0] for each in _quotients(value))
    for one, other in permutations(found, 2):
        if one.denominator == other.denominator and not isinstance(one.denominator, int):
            for less in range(3):
                yield ProductInstance(one.denominator, symbol_of(one) - symbol_of(other) - less)


def _of_powers(obligation: Obligation) -> list[ProductInstance]:
    """The same of products of two of them, or of factors, and times every inequality."""
    said, bounds = _values(obligation)
    factors = (atom for value in said for monomial, _ in terms(value) if len(monomial) > 1 for atom in monomial)
    single = list(dict.fromkeys([*_divisors(obligation), *map(symbol_of, factors)]))
    double = dict.fromkeys([*single, *(one * other for one in single for other in single)])
    above = [guard.value for guard in obligation.assumptions if guard.relation == ">="]
    found = [ProductInstance(one, other) for one in double for other in _said(obligation, [*bounds, *above])]
    return found if len(found) <= MOST_INSTANCES else []


def _divisors(obligation: Obligation) -> dict[Size, None]:
    """The divisors, and before each the symbols in it."""
    found: dict[Size, None] = {}
    for divisor in denominators(*_values(obligation)[0]):
        for monomial, _ in terms(divisor):
            found.update(dict.fromkeys(map(symbol_of, monomial)))
        found[divisor] = None
    return {divisor: None for divisor in found if not isinstance(divisor, int)}


def _said(obligation: Obligation, bounds: Sequence[Size]) -> dict[Size, None]:
    """The bounds, and what goals and equations say, with the inequalities next to it."""
    guards = [*obligation.goals, *(each for each in obligation.assumptions if each.relation == "=")]
    near = (each for guard in guards for each in (guard.value, -guard.value, guard.value - 1, -guard.value - 1))
    return dict.fromkeys([*bounds, *near])


def _quotients(value: Size) -> Iterable[Quotient]:
    return (atom for monomial, _ in terms(value) for atom in monomial if isinstance(atom, Quotient))


def _by_names(monomial: Monomial) -> tuple[Any, ...]:
    """Quotients first, then by names: what the instances are listed by, so that their order is the same each time."""
    return tuple(
        (0, *(tuple((_by_names(m), c) for m, c in terms(size)) for size in (atom.numerator, atom.denominator)))
        if isinstance(atom, Quotient)
        else (1, atom.name)
        for atom in monomial
    )

"""The search for instances of the rule PRODUCT: those that a solver needs to confirm an obligation.

Nothing here is trusted. An instance is true whatever it is of; the kernel writes down what it says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import permutations

from symconv.proof.linear.checker import Branch, after, denials, rows_of
from symconv.proof.linear.steps import LinearProof, Multiply
from symconv.proof.plan import ProductInstance
from symconv.proof.smt import Obligation, facts, product_fact, question
from symconv.proof.solvers import needed
from symconv.sizes import Monomial, Quotient, Size, denominators, symbol_of, terms

# Candidates beyond which none of the last kind are tried.
MOST_INSTANCES = 600


def instances_used(obligation: Obligation, certificate: Sequence[LinearProof]) -> tuple[ProductInstance, ...]:
    """The rows that are multiplied by each other in a certificate which the checker accepts, each pair once.

    With these any solver confirms what the certificate does.
    """
    if not any(isinstance(step, Multiply) for proof in certificate for step in proof):
        return ()
    return tuple(dict.fromkeys(_multiplied(obligation, certificate)))


def _multiplied(obligation: Obligation, certificate: Sequence[LinearProof]) -> Iterator[ProductInstance]:
    rows = rows_of(obligation.assumptions)
    starts = denials(rows, obligation.goals)
    if obligation.counts is not None:
        left, right = (dict(enumerate(side)) for side in obligation.counts)
        starts = [Branch(rows, (left, right))]
    for start, proof in zip(starts, certificate, strict=True):
        waiting = [start]
        for step in proof:
            branch = waiting.pop()
            if isinstance(step, Multiply):
                yield ProductInstance(branch.rows[step.one], branch.rows[step.other])
            waiting += reversed(after(branch, step))


def instances(obligation: Obligation, milliseconds: int) -> tuple[ProductInstance, ...] | None:
    """The instances with which z3 confirms an obligation, as few as it needs; None where none are enough."""
    said = [guard.value for guard in obligation.guards]
    if not _products(said) and not _divisors(said):
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
    said = [guard.value for guard in obligation.guards]
    bounds = [guard.value for each in facts(said).values() for guard in each]
    # A divisor is worth multiplying with what is said of quotients, and with what goals and equations say.
    guards = [*obligation.goals, *(each for each in obligation.assumptions if each.relation == "=")]
    told = [*bounds, *(each for guard in guards for each in _near(guard.value))]
    known, divided = list(_of_known(said, bounds)), _each_with_each(_divisors(said), told)
    yield known
    yield divided
    yield list(dict.fromkeys([*known, *divided, *_of_quotients(said)]))
    above = [guard.value for guard in obligation.assumptions if guard.relation == ">="]
    powers = _each_with_each(_powers(said), [*bounds, *above, *told])
    yield powers if len(powers) <= MOST_INSTANCES else []


def _near(value: Size) -> tuple[Size, ...]:
    """What an equation, or a goal that is not met, says in inequalities, and those next to them."""
    return value, -value, value - 1, -value - 1


def _each_with_each(ones: Iterable[Size], others: Iterable[Size]) -> list[ProductInstance]:
    every = dict.fromkeys(others)
    return [ProductInstance(one, other) for one in ones for other in every]


def _products(values: Iterable[Size]) -> list[Monomial]:
    return [monomial for value in values for monomial, _ in terms(value) if len(monomial) > 1]


def _of_known(said: Sequence[Size], bounds: Sequence[Size]) -> Iterator[ProductInstance]:
    """Every factor of a product times every value, as long as no product is new: nothing would be said about it."""
    values = [*said, *map(symbol_of, _quotients(said)), *bounds]
    known = dict.fromkeys(_products(values))
    factors = dict.fromkeys(atom for monomial in known for atom in monomial)
    for value in dict.fromkeys(values):
        for factor in map(symbol_of, factors):
            if known.keys() >= {*_products([factor * value])}:
                yield from (ProductInstance(factor, other) for other in _near(value))


def _of_quotients(said: Sequence[Size]) -> Iterator[ProductInstance]:
    """A divisor times how much more one quotient by it is than another, and 1 and 2 less than that."""
    for one, other in permutations(dict.fromkeys(_quotients(said)), 2):
        if one.denominator == other.denominator and not isinstance(one.denominator, int):
            for less in range(3):
                yield ProductInstance(one.denominator, symbol_of(one) - symbol_of(other) - less)


def _powers(said: Sequence[Size]) -> Iterable[Size]:
    """Divisors, and factors of products, and the products of two of these."""
    factors = (symbol_of(atom) for monomial in _products(said) for atom in monomial)
    single = list(dict.fromkeys([*_divisors(said), *factors]))
    return dict.fromkeys([*single, *(one * other for one in single for other in single)])


def _divisors(said: Sequence[Size]) -> list[Size]:
    """The divisors, and before each the symbols in it."""
    found: dict[Size, None] = {}
    for divisor in denominators(*said):
        for monomial, _ in terms(divisor):
            found.update(dict.fromkeys(map(symbol_of, monomial)))
        found[divisor] = None
    return [divisor for divisor in found if not isinstance(divisor, int)]


def _quotients(values: Iterable[Size]) -> Iterator[Quotient]:
    return (
        atom for value in values for monomial, _ in terms(value) for atom in monomial if isinstance(atom, Quotient)
    )

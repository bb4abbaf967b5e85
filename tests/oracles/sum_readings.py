"""Guarded sums read entry by entry: every variable runs over its box, and every guard is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import product
from math import prod

from symconv.arrays.sums import Case, GuardedSum, Term
from symconv.sizes import concrete, evaluate

# An entry's place along each axis; a factor's name with its place along each axis that it has.
Place = tuple[tuple[str, int], ...]
Product = tuple[tuple[str, Place], ...]


def monomials(array: GuardedSum) -> Counter[tuple[Place, Product]]:
    """Coefficients by entry and product of factors, in the order of the term's factors."""
    found: Counter[tuple[Place, Product]] = Counter()
    axes = [place.axis for place in array.index]
    for at in product(*(range(concrete(place.variable.size)) for place in array.index)):
        values = {place.variable.name: i for place, i in zip(array.index, at, strict=True)}
        for term in array.terms:
            for factors in _products(term, values):
                found[tuple(zip(axes, at, strict=True)), factors] += term.coefficient
    return Counter({key: coefficient for key, coefficient in found.items() if coefficient})


def _products(term: Term, values: Mapping[str, int]) -> Iterator[Product]:
    """The factors' places for every choice of bound variables along every axis."""
    along = [[(part.axis, where) for case in part.cases for where in _held(case, values)] for part in term.parts]
    for chosen in product(*along):
        yield tuple(
            (name, tuple(sorted((axis, place) for axis, where in chosen if (place := where[at]) is not None)))
            for at, name in enumerate(term.factors)
        )


def _held(case: Case, values: Mapping[str, int]) -> Iterator[tuple[int | None, ...]]:
    for bound in product(*(range(concrete(variable.size)) for variable in case.bound)):
        inside = {**values, **{variable.name: i for variable, i in zip(case.bound, bound, strict=True)}}
        tested = [(evaluate(guard.value, inside), guard.relation) for guard in case.guards]
        if all(value == 0 if relation == "=" else value >= 0 for value, relation in tested):
            yield tuple(None if at is None else evaluate(at, inside) for at in case.index)


def flat(place: Place, names: tuple[str, ...], sizes: tuple[int, ...]) -> int:
    """The row-major place in an array with the given axes."""
    at = dict(place)
    return sum(at.get(name, 0) * prod(sizes[number + 1 :]) for number, name in enumerate(names))

"""Guarded sums at a concrete size: all monomials of all entries, as NumPy index arrays.

Variables that no guard and no index ties together (in practice: the spatial axes, the channels, the batch)
are enumerated apart and then combined, so the work is that of writing the monomials down.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from symconv.sizes import Polynomial, Size, concrete, evaluate, symbol, symbols, terms
from symconv.sums import Guard, GuardedSum, Term, Variable, replaced, within

Integers = NDArray[np.signedinteger]


@dataclass(frozen=True, slots=True)
class Monomials:
    """Monomials with their entry and factors as flat (row-major) places: one row of each array a monomial."""

    coefficient: int
    entry: Integers
    tensors: tuple[str, ...]
    factors: tuple[Integers, ...]


def expand(
    array: GuardedSum, shapes: Mapping[str, tuple[int, ...]], kind: type[np.signedinteger] = np.int64
) -> list[Monomials]:
    """The monomials of every entry of `array`, one `Monomials` for each term; all sizes must be concrete.

    `shapes` gives each tensor's sizes, lead axes first; `kind` is an integer type that holds every place.

    >>> from symconv import Conv1d
    >>> from symconv.definition import forward
    >>> z = forward(Conv1d(input=3, kernel=2, bias=False))
    >>> (found,) = expand(z, {"X": (1, 1, 1, 3), "K": (1, 1, 1, 2)})
    >>> found.entry.tolist(), [factor.tolist() for factor in found.factors]
    ([0, 0, 1, 1], [[0, 1, 1, 2], [0, 1, 0, 1]])
    """
    return [_expanded(term, array.index, shapes, kind) for term in array.terms]


def _expanded(
    term: Term, index: tuple[Variable, ...], shapes: Mapping[str, tuple[int, ...]], kind: type[np.signedinteger]
) -> Monomials:
    term, index_at = _solved(term, index)
    # Flat places are sums over axes, so each group of tied variables contributes its own summand.
    places = [_flat(tuple(index_at), tuple(concrete(v.size) for v in index))]
    places += [_flat(factor.index, shapes[factor.tensor]) for factor in term.factors]
    columns = [np.array([dict(terms(place)).get((), 0)], dtype=kind) for place in places]
    free = [v for v, at in zip(index, index_at, strict=True) if at == symbol(v.name)]
    variables = {v.name: concrete(v.size) for v in (*free, *term.bound)}
    together = [guard.value for guard in term.guards] + index_at + [at for f in term.factors for at in f.index]
    for group in _tied(variables, together):
        inside = {name: variables[name] for name in group}
        grid = dict(zip(inside, np.indices(tuple(inside.values()), sparse=True), strict=True))
        keep = np.ones(tuple(inside.values()), dtype=bool)
        for guard in term.guards:
            if not group.isdisjoint(symbols(guard.value)):
                value = evaluate(guard.value, grid)
                keep &= value == 0 if guard.relation == "=" else value >= 0
        columns = [
            (column[:, None] + _selected(_part(place, group), grid, keep, kind)[None, :]).reshape(-1)
            for column, place in zip(columns, places, strict=True)
        ]
    if any(not _holds(guard) for guard in term.guards if isinstance(guard.value, int)):
        columns = [column[:0] for column in columns]
    return Monomials(term.coefficient, columns[0], tuple(f.tensor for f in term.factors), tuple(columns[1:]))


def _solved(term: Term, index: tuple[Variable, ...]) -> tuple[Term, list[Size]]:
    """The term with index variables that an equation determines replaced, and what each index variable is.

    Without this a transposed layer would enumerate output x input x kernel instead of input x kernel.
    """
    index_at: list[Size] = [symbol(v.name) for v in index]
    for guard in term.guards:
        if guard.relation != "=":
            continue
        for at, variable in enumerate(index):
            sign = _unit_coefficient(guard.value, variable.name)
            if sign and index_at[at] == symbol(variable.name):
                # sign*v + rest = 0, so v = -sign*rest
                value = symbol(variable.name) - sign * guard.value
                rest = replace(term, guards=tuple(g for g in term.guards if g is not guard))
                solved = replaced(rest, {variable.name: value})
                term = replace(solved, guards=solved.guards + within(value, variable.size))
                index_at[at] = value
                break
    return term, index_at


def _unit_coefficient(value: Size, name: str) -> int:
    """1 or -1 where `value` is that times the variable plus something free of it, else 0."""
    for sign in (1, -1):
        if name not in symbols(value - sign * symbol(name)):
            return sign
    return 0


def _flat(index: tuple[Size, ...], sizes: tuple[int, ...]) -> Size:
    flat: Size = 0
    for axis, at in enumerate(index):
        flat = flat + at * math.prod(sizes[axis + 1 :])
    return flat


def _tied(variables: Mapping[str, int], values: list[Size]) -> list[frozenset[str]]:
    """The variables in groups, two together when a guard or an index mentions both."""
    groups = {name: frozenset({name}) for name in variables}
    for value in values:
        together = frozenset().union(*(groups[name] for name in symbols(value)))
        groups.update(dict.fromkeys(together, together))
    return list(dict.fromkeys(groups.values()))


def _part(place: Size, group: frozenset[str]) -> Size:
    """The summands of `place` that mention the group; the constant belongs to none."""
    part: Size = 0
    for monomial, coefficient in terms(place):
        if monomial and not group.isdisjoint(symbols(Polynomial(((monomial, 1),)))):
            part = part + Polynomial(((monomial, coefficient),))
    return part


def _selected(
    part: Size, grid: Mapping[str, Integers], keep: NDArray[np.bool_], kind: type[np.signedinteger]
) -> Integers:
    return np.asarray(np.broadcast_to(evaluate(part, grid), keep.shape)[keep], dtype=kind)


def _holds(guard: Guard) -> bool:
    return guard.value == 0 if guard.relation == "=" else isinstance(guard.value, int) and guard.value >= 0

"""Guarded sums at a concrete size: all monomials of all entries, as NumPy index arrays.

Axes are enumerated apart and then combined, so the work is that of writing the monomials down.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from symconv.arrays.shape import Shape, ints
from symconv.arrays.sums import Case, Guard, GuardedSum, Place, Term, Variable, replaced, within
from symconv.errors import TooLargeError
from symconv.exact.monomials import Integers
from symconv.sizes import Size, concrete, evaluate, unknowns

IntegerType = type[np.signedinteger]
# Values that may be tried along an axis for one monomial that may be found.
TRIED_FOR_ONE = 400
# Combinations of bound variables along one axis that are looked at together.
A_RUN = 2**18


@dataclass(frozen=True, slots=True)
class Monomials:
    """Monomials with their entry and factors as flat (row-major) places: one row of each array a monomial."""

    coefficient: int
    entry: Integers
    tensors: tuple[str, ...]
    factors: tuple[Integers, ...]


def expand(
    array: GuardedSum, shapes: Mapping[str, Shape], kind: IntegerType = np.int64, most: float = math.inf
) -> list[Monomials]:
    """The monomials of every entry of `array`, one `Monomials` for each term; all sizes must be concrete.

    `shapes` gives each tensor's axes; `kind` is an integer type that holds every place. Raises TooLargeError where a
    term has more than `most` monomials.

    >>> from symconv import Conv1d
    >>> from symconv.layers.definition import forward
    >>> from symconv.layers.tensors import tensor
    >>> layer = Conv1d(input=3, kernel=2, bias=False)
    >>> (found,) = expand(forward(layer), {name: tensor(layer, name).shape for name in ("X", "K")})
    >>> found.entry.tolist(), [factor.tolist() for factor in found.factors]
    ([0, 0, 1, 1], [[0, 1, 1, 2], [0, 1, 0, 1]])
    """
    sizes, found = {place.axis: place.variable.size for place in array.index}, []
    for term in array.terms:
        steps = [steps_of(sizes), *(steps_of(shapes[name].by_axis) for name in term.factors)]
        entry, *factors = (np.zeros(1, dtype=kind) for _ in steps)
        axes = dict.fromkeys([*sizes, *(part.axis for part in term.parts)])
        every = [(axis, along(term, array.index, axis, most=most * TRIED_FOR_ONE)) for axis in axes]
        if (count := math.prod(len(places[0]) for _, places in every)) > most:
            raise TooLargeError(f"a sum of {count:,} monomials")
        for axis, places in every:
            # A flat place is the sum over the axes of the place along each, times that axis' step.
            entry, *factors = (
                (column[:, None] + (at * of.get(axis, 0)).astype(kind)[None, :]).reshape(-1)
                for column, at, of in zip((entry, *factors), places, steps, strict=True)
            )
        found.append(Monomials(term.coefficient, entry, term.factors, tuple(factors)))
    return found


def along(
    term: Term, index: tuple[Place, ...], axis: str, kind: IntegerType = np.int64, most: float = math.inf
) -> list[Integers]:
    """What a term says along one axis: the entry's place (0 where the array lacks the axis) and that of each factor.

    Every row is one way to choose the bound variables along this axis; the monomials are all combinations of rows.
    Raises TooLargeError where more than `most` values would have to be tried.
    """
    places = {place.axis: place.variable for place in index}
    runs = [run for case in term.part(axis).cases for run in _enumerated(case, places.get(axis), kind, most)]
    return [np.concatenate(each) for each in zip(*runs, strict=True)]


def steps_of(sizes: Mapping[str, Size]) -> dict[str, int]:
    """How far apart neighbours along each axis of an array of these sizes are in row-major order."""
    lengths = ints(sizes.values())
    return {name: math.prod(lengths[at:]) for at, name in enumerate(sizes, start=1)}


def _enumerated(case: Case, place: Variable | None, kind: IntegerType, most: float) -> Iterator[list[Integers]]:
    """Along one axis: the entry's place (0 where the array lacks the axis) and that of each factor, run by run.

    Raises TooLargeError where more than `most` values would have to be tried.
    """
    entry: Size = 0 if place is None else place.at
    free = case.bound
    if place is not None:
        case, entry = _solved(case, place)
        free = free if entry != place.at else (place, *free)
    values = [entry, *(0 if at is None else at for at in case.index)]
    names, sizes = [variable.name for variable in free], [concrete(variable.size) for variable in free]
    if math.prod(sizes) > most:
        raise TooLargeError(f"{math.prod(sizes):,} values to try")
    for at in _runs_of(sizes):
        grid = dict(zip(names, np.ix_(*at), strict=True))
        keep = np.ones([len(each) for each in at], dtype=bool)
        for guard in case.guards:
            value = evaluate(guard.value, grid)
            keep &= value == 0 if guard.relation == "=" else value >= 0
        count = int(np.count_nonzero(keep))
        yield [
            np.full(count, value, dtype=kind)
            if isinstance(value, int) and count
            else np.broadcast_to(evaluate(value, grid), keep.shape)[keep].astype(kind)
            for value in values
        ]


def _runs_of(sizes: list[int]) -> Iterator[list[Integers]]:
    """The values of all variables, in runs of the first one's: what is looked at together has a bounded size."""
    if not sizes:
        yield []
        return
    first, *rest = sizes
    rows = max(1, A_RUN // max(1, math.prod(rest)))
    for start in range(0, max(first, 1), rows):
        yield [np.arange(start, min(first, start + rows)), *map(np.arange, rest)]


def _solved(case: Case, place: Variable) -> tuple[Case, Size]:
    """The case with the entry's place replaced where an equation determines it, and what the place is.

    Without this a transposed layer would enumerate output x input x kernel instead of input x kernel.
    """
    for guard in case.guards:
        sign = _unit_coefficient(guard, place)
        if sign:
            # sign*place + rest = 0, so place = -sign*rest
            value = place.at - sign * guard.value
            rest = Case(case.bound, tuple(each for each in case.guards if each is not guard), case.index)
            solved = replaced(rest, {place.unknown: value})
            return Case(solved.bound, solved.guards + within(value, place.size), solved.index), value
    return case, place.at


def _unit_coefficient(guard: Guard, place: Variable) -> int:
    """1 or -1 where the guard says that this times the variable plus something free of it is 0, else 0."""
    for sign in (1, -1):
        if guard.relation == "=" and place.unknown not in unknowns(guard.value - sign * place.at):
            return sign
    return 0

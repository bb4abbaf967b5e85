"""What terms say at a few sizes: which of them may be equal, in which order of their factors, and which are 0.

Equal here is no proof, only reason enough to try one; different here is different.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, permutations
from typing import Any

from symconv.arrays.sums import Case, Term, Variable
from symconv.deadline import Deadline
from symconv.proof.sides import Claim, holds
from symconv.sizes import evaluate

# Values of the variables of one case beyond which nothing is counted, and orders beyond which none is tried.
MOST_VALUES = 200_000
MOST_ORDERS = 5_040

# How often each choice of places is met, along one axis at one size: a sorted array of rows, and their counts.
Counts = tuple[Any, Any]


class TooManyError(Exception):
    """There are too many values of variables to count."""


@dataclass(frozen=True, slots=True, eq=False)
class Sampled:
    """A term's counts along every axis at some sizes; `kinds` is what they say of each factor by itself."""

    factors: tuple[str, ...]
    counts: tuple[Counts, ...]
    kinds: tuple[tuple[bytes, ...], ...]
    empty: str | None


def sampled(
    term: Term, places: Mapping[str, Variable], axes: Sequence[str], claim: Claim, samples: Sequence[Mapping[str, int]]
) -> Sampled:
    """The term at the sizes; raises TooManyError."""
    counts: list[Counts] = []
    empty = None
    for axis in axes:
        found = [_counts(term, axis, places.get(axis), values) for values in samples]
        if samples and axis != claim.absent and empty is None and not any(len(rows) for rows, _ in found):
            empty = axis
        counts += found
    kinds = tuple(tuple(_marginal(each, at) for each in counts) for at in range(len(term.factors)))
    return Sampled(term.factors, tuple(counts), kinds, empty)


def orders(one: Sampled, other: Sampled, deadline: Deadline) -> Iterator[tuple[int, ...]]:
    """The orders of the other's factors in which the two terms look the same."""
    import numpy as np

    if sorted(zip(one.factors, one.kinds, strict=True)) != sorted(zip(other.factors, other.kinds, strict=True)):
        return
    for order in deadline.watched(islice(permutations(range(len(other.factors))), MOST_ORDERS)):
        if all(
            one.factors[at] == other.factors[to] and one.kinds[at] == other.kinds[to] for at, to in enumerate(order)
        ):
            for (rows, counts), (theirs, found) in zip(one.counts, other.counts, strict=True):
                turned, again = _collected(theirs[:, [0, *(1 + at for at in order)]], found)
                if not (np.array_equal(rows, turned) and np.array_equal(counts, again)):
                    break
            else:
                yield order


def _marginal(counts: Counts, factor: int) -> bytes:
    """How often one factor stands where, whatever the others do: the same for factors that can take each other's place.

    Comparing these first leaves few of all the orders to be tried.
    """
    rows, found = _collected(counts[0][:, [0, 1 + factor]], counts[1])
    return bytes(rows.tobytes() + found.tobytes())


def _collected(rows: Any, counts: Any) -> Counts:
    import numpy as np

    found, where = np.unique(rows, axis=0, return_inverse=True)
    total = np.zeros(len(found), dtype=np.int64)
    np.add.at(total, where.reshape(-1), counts)
    return found, total


def _counts(term: Term, axis: str, place: Variable | None, values: Mapping[str, int]) -> Counts:
    import numpy as np

    none = np.zeros((0, 1 + len(term.factors)), dtype=np.int64)
    rows = np.concatenate([none, *(_rows(case, place, values) for case in term.part(axis).cases)])
    return _collected(rows, np.ones(len(rows), dtype=np.int64))


def _rows(case: Case, place: Variable | None, values: Mapping[str, int]) -> Any:
    """The entry's place and those of the factors, for all values of the variables with which the guards hold."""
    import numpy as np

    variables = [*case.bound, *([] if place is None else [place])]
    sizes = [max(0, evaluate(variable.size, values)) for variable in variables]
    total = math.prod(sizes)
    if total > MOST_VALUES:
        raise TooManyError
    grid = np.indices(sizes).reshape(len(sizes), total) if sizes else np.zeros((0, 1), dtype=np.int64)
    known: dict[str, Any] = {**values, **{each.name: row for each, row in zip(variables, grid, strict=True)}}
    held = np.ones(total, dtype=bool)
    for guard in case.guards:
        held &= holds(guard, known)
    columns = [None if place is None else place.at, *case.index]
    rows = [np.broadcast_to(-1 if each is None else evaluate(each, known), total) for each in columns]
    return np.stack(rows, axis=1).astype(np.int64)[held]

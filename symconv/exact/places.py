"""Single entries of arrays that are too large to be written out: the same monomials, at a few places.

An entry comes from the array's sum at that place, and nothing else of the array is looked at. What is wrong with a
formula shows at a corner, beside it or in the middle; where nothing shows there, nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count, product

from symconv.arrays.array import Array
from symconv.arrays.shape import ints
from symconv.arrays.sums import GuardedSum
from symconv.deadline import Deadline
from symconv.errors import TooLargeError
from symconv.exact.engine import Engine
from symconv.exact.monomials import MonomialTable, first_difference

# Monomials of one entry beyond which it is passed over; most entries at corners have few.
MOST_OF_ONE = 5_000

PlaceOfEntry = Mapping[str, int]


def first_apart(
    left: Array, right: Array, engine: Engine, deadline: Deadline
) -> tuple[PlaceOfEntry, MonomialTable, MonomialTable] | None:
    """The first place that is tried at which two arrays of one shape differ, and both entries there; or None.

    Raises TimeUpError.
    """
    for place in deadline.watched(places(left)):
        try:
            one, other = (engine.expanded(entry_at(each, place), MOST_OF_ONE) for each in (left, right))
        except TooLargeError:
            continue
        if first_difference(one, other) is not None:
            return place, one, other
    return None


def places(array: Array) -> Iterator[PlaceOfEntry]:
    """The first entry of all channels, at the corners of space, beside them and in the middle, row by row."""
    tried = {axis: [0] for axis in array.shape.labels}
    for axis, size in zip(array.shape.spatial_axes, ints(array.shape.spatial), strict=True):
        tried[axis] = sorted({min(max(at, 0), size - 1) for at in (0, 1, size // 2, size - 2, size - 1)})
    for chosen in product(*tried.values()):
        yield dict(zip(tried, chosen, strict=True))


def entry_at(array: Array, place: PlaceOfEntry) -> GuardedSum:
    """One entry as a sum, which has no index.

    >>> from symconv.arrays.array import Tensor
    >>> from symconv.arrays.moves import Pad
    >>> print(entry_at(Pad(Tensor("A", (), (5,)), (1,), (1,)), {"0": 3}).terms[0].parts[0])
    0: [2 >= 0; 3 >= 0] at 2
    """
    return GuardedSum((), tuple(array.entry(dict(place), count())))

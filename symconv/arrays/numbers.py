"""Entries that lie in NumPy arrays, and the plainest of them: numbers, which NumPy itself multiplies and adds."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from symconv.arrays.kinds import Entries, Pairing

if TYPE_CHECKING:
    from numpy.typing import NDArray

Cells: TypeAlias = "NDArray[Any]"


class InCells(Entries[Cells]):
    """Entries that lie in a NumPy array, of numbers or of Python's objects."""

    def sizes(self, value: Cells) -> tuple[int, ...]:
        return value.shape

    def move(self, value: Cells, rearranged: Callable[[Cells], Cells]) -> Cells:
        return rearranged(value)


class Numbers(InCells):
    """Entries that NumPy multiplies and adds: exact for Python's and NumPy's integers."""

    def product(self, left: Cells, right: Cells, pairing: Pairing) -> Cells:
        import numpy as np

        products = pairing.left(left) * pairing.right(right)
        whole = np.broadcast_to(products, pairing.kept + pairing.summed)
        return np.asarray(whole.reshape(*pairing.kept, -1).sum(axis=-1))

    def total(self, value: Cells, axes: tuple[int, ...]) -> Cells:
        import numpy as np

        return np.asarray(value.sum(axis=axes))

    def plus(self, left: Cells, right: Cells, spread: Callable[[Cells], Cells]) -> Cells:
        import numpy as np

        return np.asarray(left + spread(right))

    def scaled(self, value: Cells, factor: int) -> Cells:
        import numpy as np

        return np.asarray(value * factor)

    def gradient(self, scalar: Cells, by: Cells) -> Cells:
        """Numbers have no derivative."""
        raise TypeError(f"{scalar} has no derivative by {by}: evaluate with expressions or forms")


def objects(entries: Sequence[object], sizes: tuple[int, ...]) -> Cells:
    """An array of Python's objects from its entries in row-major order."""
    import numpy as np

    found = np.empty(len(entries), dtype=object)
    # NumPy would look into entries that are sequences themselves.
    found[:] = entries
    return found.reshape(sizes)


def met_entries(left: Cells, right: Cells, pairing: Pairing) -> Iterator[tuple[list[Any], list[Any]]]:
    """For each entry of a product the entries of both sides that it multiplies, one by one.

    Many are zeros that padding or zero insertion put there.
    """
    import numpy as np

    size, count = pairing.kept + pairing.summed, math.prod(pairing.kept)
    ours = np.broadcast_to(pairing.left(left), size).reshape(count, -1)
    theirs = np.broadcast_to(pairing.right(right), size).reshape(count, -1)
    return ((one.tolist(), other.tolist()) for one, other in zip(ours, theirs, strict=True))


def summands(value: Cells, axes: tuple[int, ...]) -> tuple[list[list[Any]], tuple[int, ...]]:
    """For each entry of a sum along `axes` the entries that it adds up, and the sizes of the sum."""
    kept = [axis for axis in range(value.ndim) if axis not in axes]
    sizes = tuple(value.shape[axis] for axis in kept)
    return value.transpose([*kept, *axes]).reshape(math.prod(sizes), -1).tolist(), sizes


def aligned(cells: Cells, labels: tuple[str, ...], wanted: tuple[str, ...]) -> Cells:
    """`cells` with its lead axes in the order `wanted`, the spatial axes behind them as they were."""
    order = [labels.index(label) for label in wanted]
    return cells.transpose([*order, *range(len(labels), cells.ndim)])

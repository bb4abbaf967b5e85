"""Numbers as entries: NumPy itself multiplies and adds them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symconv.arrays.kinds import Entries, Pairing

Cells = NDArray[Any]


class Numbers(Entries[Cells]):
    """Entries that NumPy multiplies and adds: exact for Python's and NumPy's integers."""

    def sizes(self, value: Cells) -> tuple[int, ...]:
        return value.shape

    def move(self, value: Cells, rearranged: Callable[[Cells], Cells]) -> Cells:
        return rearranged(value)

    def product(self, left: Cells, right: Cells, pairing: Pairing) -> Cells:
        products = pairing.left(left) * pairing.right(right)
        whole = np.broadcast_to(products, pairing.kept + pairing.summed)
        return np.asarray(whole.reshape(*pairing.kept, -1).sum(axis=-1))

    def total(self, value: Cells, axes: tuple[int, ...]) -> Cells:
        return np.asarray(value.sum(axis=axes))

    def plus(self, left: Cells, right: Cells, spread: Callable[[Cells], Cells]) -> Cells:
        return np.asarray(left + spread(right))

    def scaled(self, value: Cells, factor: int) -> Cells:
        return np.asarray(value * factor)

    def gradient(self, scalar: Cells, by: Cells) -> Cells:
        """Numbers have no derivative."""
        raise TypeError(f"{scalar} has no derivative by {by}: evaluate with expressions or forms")


def aligned(cells: Cells, labels: tuple[str, ...], wanted: tuple[str, ...]) -> Cells:
    """`cells` with its lead axes in the order `wanted`, the spatial axes behind them as they were."""
    order = [labels.index(label) for label in wanted]
    return cells.transpose([*order, *range(len(labels), cells.ndim)])

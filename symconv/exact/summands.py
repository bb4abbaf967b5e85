"""How many summands an expression has when it is multiplied out, counted before anything is.

An expression of a few entries may have millions: a sum of a thousand products times another. Every entry of a tensor
counts 1, a sum as its terms together, a product as the products of what both sides have.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from symconv.arrays.array import Array
from symconv.arrays.kinds import Pairing
from symconv.arrays.numbers import Cells, Numbers
from symconv.arrays.products import Dot, Sliding, Times
from symconv.arrays.shape import ints
from symconv.layers.layer import Layer
from symconv.layers.tensors import GIVEN, tensor


@dataclass(frozen=True, slots=True)
class SummandCounts(Numbers):
    """Entries that are numbers of summands, of `factors` factors at most; none is ever too large for its type."""

    factors: int

    def product(self, left: Cells, right: Cells, pairing: Pairing) -> Cells:
        sizes = pairing.kept + pairing.summed
        axes = [*range(len(sizes))]
        one, other = (np.broadcast_to(side, sizes) for side in (pairing.left(left), pairing.right(right)))
        # All products that are added up would take as much memory as what is counted.
        return np.asarray(np.einsum(one, axes, other, axes, axes[: len(pairing.kept)]))

    def scaled(self, value: Cells, factor: int) -> Cells:
        return value

    def gradient(self, scalar: Cells, by: Cells) -> Cells:
        """A summand has as many derivatives as factors, of whichever entries."""
        return np.full(by.shape, float(scalar) * self.factors / by.size)


def most_factors(expr: Array) -> int:
    """How many factors the summands of an expression have at most.

    >>> from symconv.arrays.array import Tensor
    >>> a = Tensor("A", (), (2,))
    >>> most_factors(a), most_factors(Times(Times(a, a), a))
    (1, 3)
    """
    parts = [most_factors(each) for each in expr.parts()]
    return sum(parts) if isinstance(expr, Sliding | Dot | Times) else max(parts, default=1)


def most_summands(layer: Layer, expr: Array) -> float:
    """How many summands an expression, or what it is made of, has in all entries together."""
    values = {name: np.ones(ints(tensor(layer, name).shape.sizes)) for name in GIVEN}
    counts = SummandCounts(most_factors(expr))

    def most(here: Array) -> float:
        return max([float(here.value(values, counts).sum()), *map(most, here.parts())])

    return most(expr)

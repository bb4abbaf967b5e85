"""A product of entries, summed: what both sides of a general equation are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from symconv.arrays.sums import Guard, Variable
from symconv.auditor.setting import NotShownError
from symconv.auditor.slopes import SLOPES
from symconv.sizes import Size

SummandFactors = tuple[tuple[str, Mapping[str, Size]], ...]


@dataclass(frozen=True, slots=True)
class Summand:
    """A product of entries, each at a place by axis, summed over variables where guards hold."""

    coefficient: int
    factors: SummandFactors = ()
    bound: tuple[Variable, ...] = ()
    guards: tuple[Guard, ...] = ()

    def times(self, other: Summand) -> Summand:
        """The product of two; a gradient by an activation and the slope there are the gradient by the output."""
        return Summand(
            self.coefficient * other.coefficient,
            _met(self.factors + other.factors),
            self.bound + other.bound,
            self.guards + other.guards,
        )


def _met(factors: SummandFactors) -> SummandFactors:
    """Factors with `dL/da f'(z)` at one place as `dL/dz`."""
    kept = list(factors)
    for each in factors:
        slope = (SLOPES["Z"], each[1])
        if each[0] == "dA" and slope in kept:
            kept.remove(slope)
            kept[kept.index(each)] = ("dZ", each[1])
    return tuple(kept)


def without_slope(summand: Summand, place: Mapping[str, Size]) -> Summand:
    """A summand without the slope `f'(U)` at a place; raises NotShownError where it is not there just once."""
    slopes = [each for each in summand.factors if each[0] == SLOPES["U"]]
    if slopes != [(SLOPES["U"], place)]:
        raise NotShownError("the derivative of the function does not stand at the place on the left in every term")
    return replace(summand, factors=tuple(each for each in summand.factors if each[0] != SLOPES["U"]))

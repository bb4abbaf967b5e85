"""What a plan for a proof says. It need not be right: the kernel carries it out, and refuses what does not hold.

The terms of a claim are numbered, those of the left side first, then those of the right, each side collected.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Union

from symconv.sizes import Size


@dataclass(frozen=True, slots=True)
class Elimination:
    """Eliminate bound variable `variable` by the guard number `guard` of the case as it then stands."""

    variable: str
    guard: int


@dataclass(frozen=True, slots=True)
class Together:
    """Let `variable` run along with that of every other case that comes as the same number in its steps."""

    variable: str


Steps = tuple[Union[Elimination, Together], ...]


@dataclass(frozen=True, slots=True)
class AxisPlan:
    """What becomes of the variables along one axis: steps for every case of the left term's part, and the right's."""

    axis: str
    left: tuple[Steps, ...]
    right: tuple[Steps, ...]


@dataclass(frozen=True, slots=True)
class PairPlan:
    """Term `left`, the first of its class, equals term `right` but for the coefficient.

    Factor `order[j]` of the right is factor j of the left.
    """

    left: int
    right: int
    order: tuple[int, ...]
    axes: tuple[AxisPlan, ...]


@dataclass(frozen=True, slots=True)
class Zero:
    """Term `term` is 0, since along the axis there is no place where all its guards hold."""

    term: int
    axis: str


@dataclass(frozen=True, slots=True)
class ProductInstance:
    """The instance of the rule PRODUCT for `one` and `other`."""

    one: Size
    other: Size


@dataclass(frozen=True, slots=True)
class Plan:
    """The terms in classes, each its first with those paired to it, the terms that are 0, and instances of PRODUCT.

    The instances are for obligations by name. Terms that are in no pair and are not 0 are classes of their own.
    """

    pairs: tuple[PairPlan, ...] = ()
    zeros: tuple[Zero, ...] = ()
    instances: tuple[tuple[str, tuple[ProductInstance, ...]], ...] = ()

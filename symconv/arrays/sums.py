"""Guarded sums: the normal form in which the entries of an array are compared.

A guarded sum gives every entry of an array as a sum of terms. A term is an integer coefficient times a product
of tensor entries, and it comes apart by axes: along each axis (batch, group, channel, each spatial one) there
are bound variables that run over boxes, guards on them, and the place of each factor. What a term says of an
entry is the product, over the axes, of what its parts say.

Sizes may be symbols, so a product of a parameter and an index (`s*i + d*a - p`) occurs; a product of two
indices does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from symconv.frozen import Hashed
from symconv.sizes import Polynomial, Size, substitute, symbol_of
from symconv.unknown import Index, Unknown


@dataclass(frozen=True, slots=True)
class Variable:
    """An index variable and its box: `0 <= name < size`."""

    name: str
    size: Size

    @property
    def unknown(self) -> Index:
        """The unknown that guards and places know the variable by."""
        return Index(self.name)

    @property
    def at(self) -> Polynomial:
        """The variable's value, to calculate with."""
        return symbol_of(self.unknown)

    def __str__(self) -> str:
        return f"{self.name} < {self.size}"


@dataclass(frozen=True, slots=True)
class Guard(Hashed):
    """A condition: `value = 0` or `value >= 0`."""

    value: Size
    relation: Literal["=", ">="]

    __hash__ = Hashed.__hash__

    def said(self) -> object:
        return self.value, self.relation

    def __str__(self) -> str:
        return f"{self.value} {self.relation} 0"


@dataclass(frozen=True, slots=True)
class Case:
    """One summand along an axis: the sum over the boxes of `bound`, where all `guards` hold.

    `index` is the place of each factor of the term along the axis, None for a factor without that axis.
    """

    bound: tuple[Variable, ...]
    guards: tuple[Guard, ...]
    index: tuple[Size | None, ...]

    def __str__(self) -> str:
        return f"[{'; '.join(map(str, (*self.bound, *self.guards)))}] at {', '.join(map(str, self.index))}"


@dataclass(frozen=True, slots=True)
class Part:
    """What a term says along one axis: the sum of its cases (more than one where places fall into pieces)."""

    axis: str
    cases: tuple[Case, ...]

    def __str__(self) -> str:
        return f"{self.axis}: {' + '.join(map(str, self.cases))}"


@dataclass(frozen=True, slots=True)
class Term:
    """`coefficient * product of factors`, summed as its parts say; an axis without a part is unconstrained."""

    coefficient: int
    factors: tuple[str, ...]
    parts: tuple[Part, ...]

    def part(self, axis: str) -> Part:
        """The part along `axis`; where there is none, the one that says nothing."""
        for part in self.parts:
            if part.axis == axis:
                return part
        return Part(axis, (Case((), (), (None,) * len(self.factors)),))

    def __str__(self) -> str:
        return f"{self.coefficient} {' '.join(self.factors)} {{{'; '.join(map(str, self.parts))}}}"


@dataclass(frozen=True, slots=True)
class Place:
    """The variable that indexes an array along one axis."""

    axis: str
    variable: Variable

    def __str__(self) -> str:
        return str(self.variable)


@dataclass(frozen=True, slots=True)
class GuardedSum:
    """An array by its entries: the variables that index it and the terms of the entry there."""

    index: tuple[Place, ...]
    terms: tuple[Term, ...]

    def __str__(self) -> str:
        return f"[{'; '.join(map(str, self.index))}] = " + " + ".join(map(str, self.terms))


def spatial_axis(number: int) -> str:
    """The name of a spatial axis: its number, in sums, plans and certificates. A lead axis is called by its letter.

    Nobody asks a name which of the two it is: a shape knows its `labels` and its `spatial_axes`.
    """
    return str(number)


# The same places are within the same sizes again and again.
@lru_cache(maxsize=1024)
def within(index: Size, size: Size) -> tuple[Guard, Guard]:
    """The guards for `0 <= index < size`."""
    return Guard(index, ">="), Guard(size - 1 - index, ">=")


def replaced(case: Case, values: Mapping[Unknown, Size]) -> Case:
    """`case` with unknowns replaced in guards and places; its bound variables stay as they are listed.

    >>> i = Variable("i", 3)
    >>> print(replaced(Case((), within(i.at, 3), (i.at,)), {i.unknown: 2 - i.at}))
    [-i + 2 >= 0; i >= 0] at -i + 2
    """
    return Case(
        case.bound,
        tuple(_replaced(guard, values) for guard in case.guards),
        tuple(None if at is None else substitute(at, values) for at in case.index),
    )


def _replaced(guard: Guard, values: Mapping[Unknown, Size]) -> Guard:
    value = substitute(guard.value, values)
    return guard if value is guard.value else Guard(value, guard.relation)

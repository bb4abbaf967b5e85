"""Guarded sums: the normal form in which the entries of an array are compared.

A guarded sum gives every entry of an array, at index variables that each run over a box, as

    sum over terms and over the boxes of their bound variables, where all guards hold, of
        an integer coefficient * a product of tensor entries at affine indices.

Sizes may be symbols, so a product of a parameter and an index (`s*i + d*a - p`) occurs; a product of two
indices does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from symconv.sizes import Size, substitute


@dataclass(frozen=True, slots=True)
class Variable:
    """An index variable and its box: `0 <= name < size`."""

    name: str
    size: Size

    def __str__(self) -> str:
        return f"{self.name} < {self.size}"


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition on the variables: `value = 0` or `value >= 0`."""

    value: Size
    relation: Literal["=", ">="]

    def __str__(self) -> str:
        return f"{self.value} {self.relation} 0"


@dataclass(frozen=True, slots=True)
class Factor:
    """One entry of a tensor, the index in the order of the tensor's own axes."""

    tensor: str
    index: tuple[Size, ...]

    def __str__(self) -> str:
        return f"{self.tensor}[{', '.join(map(str, self.index))}]"


@dataclass(frozen=True, slots=True)
class Term:
    """`coefficient * product of factors`, summed over the boxes of `bound`, where all `guards` hold."""

    coefficient: int
    bound: tuple[Variable, ...]
    guards: tuple[Guard, ...]
    factors: tuple[Factor, ...]

    def __str__(self) -> str:
        where = "; ".join(map(str, (*self.bound, *self.guards)))
        product = " ".join(map(str, self.factors))
        return f"{self.coefficient} sum[{where}] {product}"


@dataclass(frozen=True, slots=True)
class GuardedSum:
    """An array by its entries: the variables that index it and the terms of the entry there."""

    index: tuple[Variable, ...]
    terms: tuple[Term, ...]

    def __str__(self) -> str:
        return f"[{'; '.join(map(str, self.index))}] = " + " + ".join(map(str, self.terms))


def within(index: Size, size: Size) -> tuple[Guard, Guard]:
    """The guards for `0 <= index < size`."""
    return Guard(index, ">="), Guard(size - 1 - index, ">=")


def replaced(term: Term, values: Mapping[str, Size]) -> Term:
    """`term` with variables replaced in guards and factors; its bound variables stay as they are listed.

    >>> from symconv.sizes import symbol
    >>> i = symbol("i")
    >>> print(replaced(Term(1, (), within(i, 3), (Factor("X", (i,)),)), {"i": 2 - i}))
    1 sum[-i + 2 >= 0; i >= 0] X[-i + 2]
    """
    return replace(
        term,
        guards=tuple(Guard(substitute(guard.value, values), guard.relation) for guard in term.guards),
        factors=tuple(
            Factor(factor.tensor, tuple(substitute(at, values) for at in factor.index)) for factor in term.factors
        ),
    )

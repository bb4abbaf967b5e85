"""Sizes and guards at given numbers, worked out here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symconv.arrays.sums import Guard
from symconv.sizes import Quotient, Size, terms

# What a quotient by less than 1 may be: anything, so something unlikely.
ANYTHING = 7


def value(size: Size, values: Mapping[str, int]) -> int:
    """The value of a size, worked out here; a quotient is the floor, and anything where its divisor is below 1."""
    total = 0
    for monomial, coefficient in terms(size):
        for atom in monomial:
            if isinstance(atom, Quotient):
                divisor = value(atom.denominator, values)
                coefficient *= value(atom.numerator, values) // divisor if divisor >= 1 else ANYTHING
            else:
                coefficient *= values[atom.name]
        total += coefficient
    return total


def holds(guards: Sequence[Guard], values: Mapping[str, int]) -> bool:
    found = ((value(guard.value, values), guard.relation) for guard in guards)
    return all(number == 0 if relation == "=" else number >= 0 for number, relation in found)

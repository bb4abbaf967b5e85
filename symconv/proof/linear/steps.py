"""The steps of linear certificates; what they mean, the checker says.

Every value is an integer. A row is a size that is at least 0; products of symbols, and quotients, are unknowns like
any other. Rows are numbered in the order in which they come into a branch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Union

from symconv.sizes import Quotient, Size

# A sum of rows: the number of each, and how many times it is taken.
Weights = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Closes the branch: the rows numbered, each taken so many times, add up to a negative number."""

    weights: Weights


@dataclass(frozen=True, slots=True)
class Divide:
    """A new row: `divisor` times it is what the weighted rows add up to, less a number below `divisor`."""

    weights: Weights
    divisor: int
    row: Size


@dataclass(frozen=True, slots=True)
class Multiply:
    """A new row: the product of two rows."""

    one: int
    other: int


@dataclass(frozen=True, slots=True)
class Floor:
    """Two new rows, `a - b*q` and `b*q + b - 1 - a`, for a quotient `q = a // b`; row number `positive` is `b - 1`."""

    quotient: Quotient
    positive: int


@dataclass(frozen=True, slots=True)
class Split:
    """Two branches: one with the new row `row`, then one with `-row - 1`."""

    row: Size


@dataclass(frozen=True, slots=True)
class Same:
    """A left case and a right one hold together: each row of one follows from the other, and neither counts."""

    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Never:
    """A case of side 0 (left) or 1 (right) does not hold: its rows cannot all be, and it does not count."""

    side: int
    case: int


@dataclass(frozen=True, slots=True)
class Counted:
    """Closes the branch: no case of either side counts any more."""


Step = Union[Contradiction, Divide, Multiply, Floor, Split, Same, Never, Counted]
LinearProof = tuple[Step, ...]

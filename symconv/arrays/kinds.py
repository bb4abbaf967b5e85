"""What the entries of an array may be: numbers, SymPy expressions, integer forms.

The operators only move entries, add zeros, multiply and add. Where entries move to is the same for all kinds and is
said by the operators; how one kind is multiplied and added is what an `Entries` object knows: `arrays.numbers` for
numbers, `calculus` for SymPy expressions, `exact` for integer forms. Cells are NumPy arrays, which nothing here needs
to know. Arrays have their lead axes first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

Value = TypeVar("Value")
# From an array of cells to another that holds the same cells elsewhere, and zeros.
Rearrangement = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Pairing:
    """Which entries of two arrays a product multiplies, and how the products are laid out.

    `left(cells)` and `right(cells)` are views that broadcast to `kept + summed`: the axes of the result, then
    those that are summed over.
    """

    left: Rearrangement
    right: Rearrangement
    kept: tuple[int, ...]
    summed: tuple[int, ...]


class Entries(Protocol[Value]):
    """How to move, multiply and add one kind of entries."""

    def sizes(self, value: Value) -> tuple[int, ...]:
        """The sizes of an array, lead axes first."""

    def move(self, value: Value, rearranged: Rearrangement) -> Value:
        """The array with its entries rearranged; new entries are zero."""

    def product(self, left: Value, right: Value, pairing: Pairing) -> Value:
        """The sums of the products that `pairing` describes."""

    def total(self, value: Value, axes: tuple[int, ...]) -> Value:
        """The sums along `axes`."""

    def plus(self, left: Value, right: Value, spread: Rearrangement) -> Value:
        """The entrywise sum, the right side made as large as the left by `spread`."""

    def scaled(self, value: Value, factor: int) -> Value:
        """Every entry times a whole number."""

    def gradient(self, scalar: Value, by: Value) -> Value:
        """The derivative of a single number by every entry of an array of independent entries."""

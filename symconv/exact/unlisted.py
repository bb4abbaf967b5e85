"""Sums of products of entries that are not listed: which entries meet is known, the monomials are not listed.

A formula has many times more monomials than the arrays that it moves about have entries, so only these are held. What
is asked is whether given monomials are in the formula, and how many it has (`symconv.exact.lookup`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from symconv.arrays.kinds import Entries, Pairing
from symconv.arrays.numbers import Cells
from symconv.errors import SymconvError
from symconv.exact.monomials import Integers, index_type


class WrittenOnlyError(SymconvError):
    """An array that has no such form, or one in which nothing can be looked up: its monomials are to be written down.
    """


@dataclass(frozen=True, slots=True)
class Letters:
    """Entries of one tensor, which has `count`, moved about: each slot is 0 or the number of an entry, from 1."""

    tensor: str
    count: int
    slots: Integers


# What stands for the second factor of a product that has one.
ALONE = Letters("", 1, np.ones(1, dtype=np.int32))


@dataclass(frozen=True, slots=True)
class ProductTerm:
    """One term of an array: the sum, at each place, of all products of an entry of `left` and one of `right` that meet.

    `slots` holds at each place of the array the number, from 1, of a place among those that `pairing` keeps, or 0.
    """

    slots: Cells
    left: Letters
    right: Letters
    pairing: Pairing


@dataclass(frozen=True, slots=True)
class Unlisted:
    """An array as a sum of terms, all of one size; of `Letters` where it is a tensor that was only moved about."""

    terms: tuple[Letters | ProductTerm, ...]


def entries_of(tensor: str, sizes: tuple[int, ...]) -> Unlisted:
    """A tensor, its entries numbered in row-major order."""
    count = math.prod(sizes)
    return Unlisted((Letters(tensor, count, np.arange(1, count + 1, dtype=index_type(count)).reshape(sizes)),))


@dataclass(frozen=True, slots=True)
class UnlistedEntries(Entries[Unlisted]):
    """How such arrays are moved and added; what is multiplied are entries of tensors, never sums.

    Raises WrittenOnlyError for everything else.
    """

    def sizes(self, value: Unlisted) -> tuple[int, ...]:
        return value.terms[0].slots.shape

    def move(self, value: Unlisted, rearranged: Callable[[Cells], Cells]) -> Unlisted:
        """Only the slots move."""
        return Unlisted(tuple(replace(each, slots=rearranged(each.slots)) for each in value.terms))

    def product(self, left: Unlisted, right: Unlisted, pairing: Pairing) -> Unlisted:
        one, other = _letters(left), _letters(right)
        if one.tensor == other.tensor:
            raise WrittenOnlyError(f"{one.tensor} occurs twice in a product, whose factors have no order")
        return Unlisted((_paired(one, other, pairing),))

    def total(self, value: Unlisted, axes: tuple[int, ...]) -> Unlisted:
        return Unlisted((_alone(_letters(value), axes),))

    def plus(self, left: Unlisted, right: Unlisted, spread: Callable[[Cells], Cells]) -> Unlisted:
        return Unlisted(left.terms + self.move(right, spread).terms)

    def scaled(self, value: Unlisted, factor: int) -> Unlisted:
        raise WrittenOnlyError("a multiple")

    def gradient(self, scalar: Unlisted, by: Unlisted) -> Unlisted:
        raise WrittenOnlyError("a derivative")


def pieces(value: Unlisted) -> list[ProductTerm]:
    """The terms as products, a single entry as a product of one factor."""
    return [_alone(each, ()) if isinstance(each, Letters) else each for each in value.terms]


def _alone(letters: Letters, axes: tuple[int, ...]) -> ProductTerm:
    """The sums along some axes, as products of one factor."""
    sizes = letters.slots.shape
    kept = tuple(axis for axis in range(len(sizes)) if axis not in axes)
    pairing = Pairing(
        lambda cells: cells.reshape((1,) * len(sizes)),
        lambda cells: cells.transpose(kept + axes),
        tuple(sizes[axis] for axis in kept),
        tuple(sizes[axis] for axis in axes),
    )
    return _paired(ALONE, letters, pairing)


def _letters(value: Unlisted) -> Letters:
    (first, *others) = value.terms
    if others or not isinstance(first, Letters):
        raise WrittenOnlyError("a sum or a product among the factors of a product")
    return first


def _paired(left: Letters, right: Letters, pairing: Pairing) -> ProductTerm:
    count = math.prod(pairing.kept)
    slots = np.arange(1, count + 1, dtype=index_type(count)).reshape(pairing.kept)
    return ProductTerm(slots, left, right, pairing)

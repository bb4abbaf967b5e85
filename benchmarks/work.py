"""The work that every contestant does, and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

KERNEL = 3
GRADIENTS = ("dK", "dX", "dB")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a contestant found: the gradients that differ from their formula, and how many monomials it derived.

    `monomials` is a function, so that counting is no part of the time that is measured.
    """

    differing: tuple[str, ...]
    monomials: Callable[[], int]


Contestant = Callable[[int, str], Outcome]
"""From an input size H, and the name of the gradient whose formula is to be wrong ('' for none)."""


def output_size(size: int) -> int:
    """Rows and columns of Z for an input of `size` rows and columns."""
    return size - KERNEL + 1


def monomials(size: int) -> int:
    """Monomials of dK, dX and dB together: each z has 9 products, in dK and dX once each, and one bias.

    >>> monomials(16)
    3724
    """
    return output_size(size) ** 2 * (2 * KERNEL**2 + 1)

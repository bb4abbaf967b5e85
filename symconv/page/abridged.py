"""How much of a long list or sum is shown: what a person reads, unless the whole is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from symconv.page.maths import Dots, Maths, Number

# Longer lists and longer sums are cut to their beginning.
MOST = 16
BEGINNING = 6


def kept(count: int, full: bool = False) -> int:
    """How many of so many rows or terms are shown.

    >>> kept(16), kept(17), kept(17, full=True)
    (16, 6, 17)
    """
    return count if full or count <= MOST else BEGINNING


def abridged(terms: Sequence[Maths], missing: int) -> tuple[Maths, ...]:
    """The terms that are shown and, in place of the others, how many they are; 0 for a sum of nothing."""
    return (*terms, Dots(missing)) if missing else tuple(terms) or (Number(0),)

"""The closed formulas over any kind of entries, for the contestants that have no array language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeVar


class Entry(Protocol):
    """What any engine's entries do: they multiply."""

    def __mul__(self, other: Any, /) -> Any: ...


E = TypeVar("E", bound=Entry)
Grid = list[list[E]]
Total = Callable[[Iterable[E]], E]


def correlate(a: Grid[E], b: Grid[E], total: Total[E]) -> Grid[E]:
    """The valid cross-correlation of two square arrays."""
    size = len(a) - len(b) + 1
    places = [(p, q) for p in range(len(b)) for q in range(len(b))]
    return [[total([a[i + p][j + q] * b[p][q] for p, q in places]) for j in range(size)] for i in range(size)]


def pad(a: Grid[E], amount: int, zero: E) -> Grid[E]:
    """A square array with zeros on all four sides."""
    empty = [[zero] * (len(a) + 2 * amount) for _ in range(amount)]
    sides = [zero] * amount
    return [*empty, *([*sides, *row, *sides] for row in a), *empty]


def rot180(a: Grid[E]) -> Grid[E]:
    """A square array turned by half a turn."""
    return [row[::-1] for row in a[::-1]]


def flat(a: Grid[E]) -> list[E]:
    """All entries, row after row."""
    return [entry for row in a for entry in row]


def closed_formulas(
    x: Grid[E], k: Grid[E], dz: Grid[E], zero: E, total: Total[E], wrong: str = ""
) -> dict[str, list[E]]:
    """dK = correlate(X, dZ), dX = correlate(pad(dZ, 2), rot180(K)) and dB = sum(dZ), row-major.

    The gradient named by `wrong` gets a formula with a mistake in it.
    """
    upstream = flat(dz)
    return {
        "dK": flat(correlate(x, rot180(dz) if wrong == "dK" else dz, total)),
        "dX": flat(correlate(pad(dz, len(k) - 1, zero), k if wrong == "dX" else rot180(k), total)),
        "dB": [total(upstream[1:] if wrong == "dB" else upstream)],
    }

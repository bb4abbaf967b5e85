"""The work by Python alone: every entry is a dictionary of its monomials, each a pair of factors."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from benchmarks.closed import closed_formulas, flat
from benchmarks.work import KERNEL, Outcome, output_size

# A product of entries by their names, such as ("dz", 1, 2), in order; none for 0.
Names = tuple[tuple[str, int, int], ...]


class Factor:
    """An entry, or a product of entries: what the closed formulas multiply."""

    __slots__ = ("names",)

    def __init__(self, names: Names) -> None:
        self.names = names

    def __mul__(self, other: Factor) -> Factor:
        return Factor(tuple(sorted(self.names + other.names)) if self.names and other.names else ())


class Sum(Factor):
    """A sum of products, which nothing multiplies any more."""

    __slots__ = ("terms",)

    def __init__(self, terms: Iterable[Factor]) -> None:
        super().__init__(())
        self.terms = Counter(each.names for each in terms if each.names)


def run(size: int, wrong: str) -> Outcome:
    """See `work.Contestant`."""
    m = output_size(size)
    shares: dict[tuple[str, int, int], Counter[Names]] = defaultdict(Counter)
    for i in range(m):
        for j in range(m):
            above = ("dz", i, j)
            shares["b", 0, 0][(above,)] += 1
            for p in range(KERNEL):
                for q in range(KERNEL):
                    x, k = ("x", i + p, j + q), ("k", p, q)
                    shares[x][above, k] += 1
                    shares[k][above, x] += 1
    x_grid, k_grid, dz_grid = (_grid(name, n) for name, n in (("x", size), ("k", KERNEL), ("dz", m)))
    derived = {
        "dK": [shares[each.names[0]] for each in flat(k_grid)],
        "dX": [shares[each.names[0]] for each in flat(x_grid)],
        "dB": [shares["b", 0, 0]],
    }
    claimed = closed_formulas(x_grid, k_grid, dz_grid, Factor(()), Sum, wrong)
    return Outcome(
        tuple(
            of
            for of, values in derived.items()
            if values != [each.terms if isinstance(each, Sum) else None for each in claimed[of]]
        ),
        lambda: sum(map(len, (value for values in derived.values() for value in values))),
    )


def _grid(name: str, size: int) -> list[list[Factor]]:
    return [[Factor(((name, i, j),)) for j in range(size)] for i in range(size)]

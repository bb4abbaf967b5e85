"""What the contestants that differentiate with SymPy share: the symbols, every z, and the comparison."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import sympy

from benchmarks.closed import Grid, closed_formulas, correlate, flat
from benchmarks.work import KERNEL, Outcome, output_size

# Every z, the upstream gradient of each, and the entries by which each gradient is taken: the gradients.
Differentiate = Callable[[Sequence[Any], Sequence[Any], Mapping[str, Sequence[Any]]], Mapping[str, Sequence[Any]]]


def outcome(size: int, wrong: str, differentiate: Differentiate) -> Outcome:
    """See `work.Contestant`; `differentiate` is what one contestant does otherwise than another."""
    m = output_size(size)
    x, k, dz = _symbols("x", size), _symbols("k", KERNEL), _symbols("dz", m)
    b = sympy.Symbol("b")
    z = [each + b for each in flat(correlate(x, k, total))]
    derived = differentiate(z, flat(dz), {"dK": flat(k), "dX": flat(x), "dB": [b]})
    claimed = closed_formulas(x, k, dz, sympy.Integer(0), total, wrong)
    differing = tuple(
        of
        for of, values in derived.items()
        if not all(_equal(ours, theirs) for ours, theirs in zip(values, claimed[of], strict=True))
    )
    return Outcome(
        differing, lambda: sum(len(sympy.Add.make_args(value)) for values in derived.values() for value in values)
    )


def total(terms: Iterable[Any]) -> Any:
    """The sum, as one Add of all terms: adding them one by one costs a third more time."""
    return sympy.Add(*terms)


def _symbols(name: str, size: int) -> Grid[Any]:
    return [[sympy.Symbol(f"{name}_{i}_{j}") for j in range(size)] for i in range(size)]


def _equal(ours: Any, theirs: Any) -> bool:
    return bool(ours == theirs) or bool(sympy.expand(ours - theirs) == 0)

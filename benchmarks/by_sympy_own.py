"""The work by SymPy, as an expert would write it: every z differentiated by the symbols that occur in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sympy

from benchmarks.closed import Grid, closed_formulas, correlate, flat
from benchmarks.work import KERNEL, Outcome, output_size


def run(size: int, wrong: str) -> Outcome:
    """See `work.Contestant`."""
    m = output_size(size)
    x, k, dz = _symbols("x", size), _symbols("k", KERNEL), _symbols("dz", m)
    b = sympy.Symbol("b")
    z = [each + b for each in flat(correlate(x, k, _total))]
    shares: defaultdict[Any, list[Any]] = defaultdict(list)
    for each, above in zip(z, flat(dz), strict=True):
        for symbol in each.free_symbols:
            shares[symbol].append(above * each.diff(symbol))
    derived = {
        of: [_total(shares[entry]) for entry in entries]
        for of, entries in (("dK", flat(k)), ("dX", flat(x)), ("dB", [b]))
    }
    claimed = closed_formulas(x, k, dz, sympy.Integer(0), _total, wrong)
    differing = tuple(
        of
        for of, values in derived.items()
        if not all(_equal(ours, theirs) for ours, theirs in zip(values, claimed[of], strict=True))
    )
    return Outcome(
        differing, lambda: sum(len(sympy.Add.make_args(value)) for values in derived.values() for value in values)
    )


def _symbols(name: str, size: int) -> Grid[Any]:
    return [[sympy.Symbol(f"{name}_{i}_{j}") for j in range(size)] for i in range(size)]


def _total(terms: Iterable[Any]) -> Any:
    # One Add of all terms: adding them one by one costs a third more time.
    return sympy.Add(*terms)


def _equal(ours: Any, theirs: Any) -> bool:
    return bool(ours == theirs) or bool(sympy.expand(ours - theirs) == 0)

"""The work by symengine, written for speed: the terms of every z walked over, each differentiated by its factors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import symengine

from benchmarks.closed import Grid, closed_formulas, flat
from benchmarks.work import KERNEL, Outcome, output_size


def run(size: int, wrong: str) -> Outcome:
    """See `work.Contestant`."""
    m = output_size(size)
    x, k, dz = _symbols("x", size), _symbols("k", KERNEL), _symbols("dz", m)
    b = symengine.Symbol("b")
    window = [(p, q) for p in range(KERNEL) for q in range(KERNEL)]
    shares: defaultdict[Any, list[Any]] = defaultdict(list)
    for i in range(m):
        for j in range(m):
            z = symengine.Add(b, *(x[i + p][j + q] * k[p][q] for p, q in window))
            upstream = dz[i][j]
            for term in z.args:
                # A term is b, or a product of an x and a k: the derivative by one is the other.
                first, *second = term.args or (term,)
                shares[first].append(symengine.Mul(upstream, *second))
                for other in second:
                    shares[other].append(upstream * first)
    derived = {
        of: [_total(shares[entry]) for entry in entries]
        for of, entries in (("dK", flat(k)), ("dX", flat(x)), ("dB", [b]))
    }
    claimed = closed_formulas(x, k, dz, symengine.Integer(0), _total, wrong)
    differing = tuple(
        of
        for of, values in derived.items()
        if not all(_equal(ours, theirs) for ours, theirs in zip(values, claimed[of], strict=True))
    )
    return Outcome(differing, lambda: sum(map(_count, (value for values in derived.values() for value in values))))


def _symbols(name: str, size: int) -> Grid[Any]:
    return [[symengine.Symbol(f"{name}_{i}_{j}") for j in range(size)] for i in range(size)]


def _total(terms: Iterable[Any]) -> Any:
    # One Add of all terms: adding them one by one would copy the sum each time.
    return symengine.Add(*terms)


def _equal(ours: Any, theirs: Any) -> bool:
    # Expressions that are equal as they stand need no expanding, which is faster.
    return bool(ours == theirs) or bool(symengine.expand(ours - theirs) == 0)


def _count(value: Any) -> int:
    return len(value.args) if isinstance(value, symengine.Add) else 1

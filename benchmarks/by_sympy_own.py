"""The work by SymPy, as an expert would write it: every z differentiated by the symbols that occur in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.in_sympy import outcome, total
from benchmarks.work import Outcome


def run(size: int, wrong: str) -> Outcome:
    """See `work.Contestant`."""
    return outcome(size, wrong, _by_own_symbols)


def _by_own_symbols(
    z: Sequence[Any], upstream: Sequence[Any], by: Mapping[str, Sequence[Any]]
) -> dict[str, Sequence[Any]]:
    shares: defaultdict[Any, list[Any]] = defaultdict(list)
    for each, above in zip(z, upstream, strict=True):
        for symbol in each.free_symbols:
            shares[symbol].append(above * each.diff(symbol))
    return {of: [total(shares[entry]) for entry in entries] for of, entries in by.items()}

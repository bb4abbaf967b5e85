"""The work by SymPy, naively: every z differentiated by every entry, as the chain rule is first written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sympy

from benchmarks.in_sympy import outcome, total
from benchmarks.work import Outcome


def run(size: int, wrong: str) -> Outcome:
    """See `work.Contestant`."""
    return outcome(size, wrong, _by_every_entry)


def _by_every_entry(
    z: Sequence[Any], upstream: Sequence[Any], by: Mapping[str, Sequence[Any]]
) -> dict[str, Sequence[Any]]:
    return {
        of: [
            total(above * sympy.diff(each, entry) for each, above in zip(z, upstream, strict=True))
            for entry in entries
        ]
        for of, entries in by.items()
    }

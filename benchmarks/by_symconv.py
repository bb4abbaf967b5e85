"""The work by symconv: `verify`."""

from __future__ import annotations

from benchmarks.work import KERNEL, Outcome
from symconv import Conv2d, verify
from symconv.statements.theorems import closed_forms, written

# The same mistakes as in `closed.closed_formulas`, as statements; named after the gradient.
MISTAKEN = {
    "dK": written("dK", "dK = correlate(X, rot180(dZ))"),
    "dX": written("dX", "dX = correlate(pad(dZ, k-1), K)"),
    "dB": written("dB", "dB = sum(crop(dZ, o-1))"),
}


def run(size: int, wrong: str) -> Outcome:
    """See `work.Contestant`."""
    layer = Conv2d(input=size, kernel=KERNEL)
    verdict = verify(layer, {**closed_forms(layer), wrong: MISTAKEN[wrong]} if wrong else None)
    return Outcome(tuple(each.formula for each in verdict.differences), lambda: verdict.monomials)

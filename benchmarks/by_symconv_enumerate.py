"""The work by symconv, every monomial: `verify --enumerate`."""

from __future__ import annotations

from benchmarks.by_symconv import MISTAKEN
from benchmarks.work import KERNEL, Outcome
from symconv import Conv2d, verify
from symconv.statements.theorems import closed_forms


def run(size: int, wrong: str) -> Outcome:
    """See `work.Contestant`."""
    layer = Conv2d(input=size, kernel=KERNEL)
    verdict = verify(layer, {**closed_forms(layer), wrong: MISTAKEN[wrong]} if wrong else None, enumerate=True)
    return Outcome(tuple(each.formula for each in verdict.differences), lambda: verdict.monomials)

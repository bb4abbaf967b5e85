"""Whether a contestant really compares: at H = 4 it must accept the closed formulas and notice each wrong one."""

from __future__ import annotations

from benchmarks.work import GRADIENTS, Contestant, monomials

SIZE = 4


class NoticesNothingError(Exception):
    """A contestant that does not do the work."""


def self_check(name: str, contestant: Contestant) -> None:
    """Raises NoticesNothingError where the contestant answers wrongly or derives too few monomials."""
    for wrong in ("", *GRADIENTS):
        outcome = contestant(SIZE, wrong)
        if outcome.differing != ((wrong,) if wrong else ()):
            raise NoticesNothingError(
                f"{name}: with {wrong or 'no'} formula wrong at H = {SIZE} it found {outcome.differing}"
            )
        if outcome.monomials() != monomials(SIZE):
            raise NoticesNothingError(f"{name} derived {outcome.monomials()} of {monomials(SIZE)} monomials")

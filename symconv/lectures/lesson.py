"""What every table of a derivation needs at hand: the derivation, its vocabulary, and how much is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symconv.calculus.derive import Derived
from symconv.lectures.term_order import OrderedTerm
from symconv.lectures.vocabulary import Vocabulary
from symconv.page.cut import abridged, kept
from symconv.page.document import Block, Equation, Equations, prose
from symconv.page.maths import Maths, Number, product, total


class Lesson:
    """One derivation being told; `full` leaves nothing out."""

    def __init__(self, derivation: Derived, full: bool) -> None:
        self.derivation = derivation
        self.full = full
        self.vocabulary = Vocabulary(derivation)

    def kept(self, count: int) -> int:
        """How many of so many rows or terms are shown."""
        return kept(count, self.full)

    def listed(self, rows: Sequence[tuple[Maths, tuple[Maths, ...]]], what: str) -> Iterator[Block]:
        """Equations, cut where there are more than a person reads."""
        shown = rows[: self.kept(len(rows))]
        yield Equations(tuple(Equation(left, terms) for left, terms in shown))
        yield from self.left_out(len(rows) - len(shown), len(rows), what)

    def left_out(self, missing: int, count: int, what: str) -> Iterator[Block]:
        """A line that says what is not shown and how to get it, where something is not."""
        if missing:
            yield prose(
                f"{missing:,} more of the {count:,} {what} are left out here; "
                f"--full (in Python, full=True) writes them all."
            )

    def terms(self, terms: Sequence[OrderedTerm]) -> tuple[Maths, ...]:
        """A sum's terms, at least a 0."""
        shown = terms[: self.kept(len(terms))]
        of = self.vocabulary.of
        written = [_term(coefficient, [of[symbol] for symbol in factors]) for coefficient, factors in shown]
        return abridged(written, len(terms) - len(shown))

    def sum(self, terms: Sequence[OrderedTerm]) -> Maths:
        """A sum as one piece."""
        return total(self.terms(terms))


def _term(coefficient: int, factors: list[Maths]) -> Maths:
    if coefficient != 1 or not factors:
        factors = [Number(coefficient), *factors]
    return product(factors)

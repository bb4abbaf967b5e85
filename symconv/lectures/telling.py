"""What every table of a derivation needs at hand: the derivation, its names, and how much is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from symconv.lectures.names import Names
from symconv.lectures.terms import Term
from symconv.page.dialect import Dialect
from symconv.page.document import Block, Equation, Equations, Prose

if TYPE_CHECKING:
    from symconv.derivation import Derivation

# What a person reads: longer lists and longer sums are cut to their beginning, unless the whole is asked for.
MOST = 16
BEGINNING = 6


class Telling:
    """One derivation being told in the words of `dialect`; `full` leaves nothing out."""

    def __init__(self, derivation: Derivation, dialect: Dialect, full: bool) -> None:
        self.derivation = derivation
        self.dialect = dialect
        self.full = full
        self.names = Names(derivation, dialect)

    def kept(self, count: int) -> int:
        """How many of so many rows or terms are shown."""
        return count if self.full or count <= MOST else BEGINNING

    def listed(self, rows: Sequence[tuple[str, tuple[str, ...]]], what: str) -> Iterator[Block]:
        """Equations, cut where there are more than a person reads."""
        shown = rows[: self.kept(len(rows))]
        yield Equations(tuple(Equation(left, terms) for left, terms in shown))
        yield from self.left_out(len(rows) - len(shown), len(rows), what)

    def left_out(self, missing: int, count: int, what: str) -> Iterator[Block]:
        """A line that says what is not shown and how to get it, where something is not."""
        if missing:
            yield Prose(
                f"{missing:,} more of the {count:,} {what} are left out here; "
                f"--full (in Python, full=True) writes them all."
            )

    def sum(self, terms: Sequence[Term]) -> tuple[str, ...]:
        """A sum's terms as text, at least a 0."""
        shown = terms[: self.kept(len(terms))]
        of = self.names.of
        written = [self._term(coefficient, [of[symbol] for symbol in factors]) for coefficient, factors in shown]
        return self.cut(written, len(terms) - len(shown))

    def _term(self, coefficient: int, factors: list[str]) -> str:
        if coefficient != 1 or not factors:
            factors = [str(coefficient), *factors]
        return self.dialect.product(factors)

    def cut(self, written: list[str], missing: int) -> tuple[str, ...]:
        """The terms that are shown, and in place of the others how many they are."""
        if missing:
            written.append(self.dialect.left_out(missing))
        return tuple(written) or ("0",)

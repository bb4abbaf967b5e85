"""What every table of a derivation needs at hand: the derivation, its vocabulary, and how much is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, TypeVar

import sympy

from symconv.calculus.chain import Gradient
from symconv.calculus.derive import Derived
from symconv.errors import SymconvError
from symconv.lectures.term_order import OrderedTerm, ordered_gradient, ordered_terms
from symconv.lectures.vocabulary import Vocabulary
from symconv.page.cut import BEGINNING, MOST_LISTED, abridged, kept
from symconv.page.document import Block, Equation, Equations, prose
from symconv.page.maths import Marked, Maths, Number, product, total

# Of a brief list, where it has as many.
FEWEST_ROWS = 3
# Of long lists the rows that teach something, those and the first ones, or every row.
Length = Literal["brief", "usual", "full"]
T = TypeVar("T")


def length_of(brief: bool, full: bool) -> Length:
    """The length that two switches ask for; raises SymconvError for both at once."""
    if brief and full:
        raise SymconvError("`brief` leaves out what `full` keeps: give one of them")
    return "brief" if brief else "full" if full else "usual"


class Lesson:
    """One derivation being told at some length."""

    def __init__(self, derivation: Derived, length: Length) -> None:
        self.derivation = derivation
        self.brief = length == "brief"
        self.full = length == "full"
        self.vocabulary = Vocabulary(derivation)

    def shown(self, items: Sequence[T]) -> Sequence[T]:
        """Of a long list the beginning, unless it is told in full."""
        return items[: kept(len(items), self.full)]

    def abridged(self, items: Sequence[T], term: Callable[[T], Maths]) -> tuple[Maths, ...]:
        """What is shown of items, each as a term of a sum, at least a 0."""
        shown = self.shown(items)
        return abridged([term(each) for each in shown], len(items) - len(shown))

    def rows(self, counts: Sequence[int]) -> list[int]:
        """Which rows of a list are shown, by how many terms each has.

        A cut never hides the lesson: a corner, an edge and a middle are among them, and a row of nothing if there is.
        """
        if self.full or (not self.brief and len(counts) <= MOST_LISTED):
            return list(range(len(counts)))
        if self.brief:
            return sorted(telling(counts, FEWEST_ROWS))
        found = telling(counts)
        others = [at for at in range(len(counts)) if at not in found]
        return sorted(found + others[: BEGINNING - len(found)])

    def listed(self, counts: Sequence[int], row: Callable[[int], Equation], what: str) -> Iterator[Block]:
        """Equations, one for each number, cut where there are more than a person reads; `counts` as for `rows`."""
        shown = self.rows(counts)
        yield Equations(tuple(map(row, shown)))
        yield from self.left_out(len(counts) - len(shown), len(counts), what)

    def left_out(self, missing: int, count: int, what: str) -> Iterator[Block]:
        """A line that says what is not shown and how to get it, where something is not."""
        if missing:
            yield prose(
                f"{missing:,} more of the {count:,} {what} are left out here; "
                f"--full (in Python, full=True) writes them all."
            )

    def terms(self, expression: sympy.Expr) -> tuple[Maths, ...]:
        """The terms of a z, or of a local derivative, at least a 0."""
        return self.abridged(ordered_terms(self.derivation, expression), self.term)

    def terms_of_gradient(self, gradient: Gradient, at: int) -> tuple[Maths, ...]:
        """The terms of a gradient's entry, at least a 0."""
        return self.abridged(ordered_gradient(self.derivation, gradient.locals[at]), self.term)

    def term(self, term: OrderedTerm, standing_out: sympy.Symbol | None = None) -> Maths:
        """One term of a sum, one of its factors perhaps standing out."""
        coefficient, symbols = term
        names = self.vocabulary.of
        factors: list[Maths] = [names[each] for each in symbols]
        if standing_out is not None:
            factors = [Marked(names[each]) if each == standing_out else names[each] for each in symbols]
        return product([Number(coefficient), *factors] if coefficient != 1 or not factors else factors)

    def sum(self, expression: sympy.Expr) -> Maths:
        """The terms as one piece."""
        return total(self.terms(expression))


def telling(counts: Sequence[int], fewest: int = 1) -> list[int]:
    """The rows that differ in what they teach: the first of the fewest terms, of the most, between, and of none.

    In a gradient by the input these are a corner, a middle, an edge, and an entry that no window reaches. Where these
    are not the `fewest` that are wanted, also the first, the one in the middle and the last.

    >>> telling([1, 2, 2, 1, 4, 4, 0]), telling([4, 4, 4, 4, 4], fewest=3)
    ([0, 4, 1, 6], [0, 2, 4])
    """
    some = [count for count in counts if count]
    wanted = [min(some), max(some)] if some else []
    wanted += sorted({count for count in some if min(some) < count < max(some)}, reverse=True)[:1]
    if len(some) < len(counts):
        wanted.append(0)
    found = dict.fromkeys(map(list(counts).index, wanted))
    for at in (0, len(counts) // 2, len(counts) - 1):
        if len(found) < fewest:
            found[at] = None
    return list(found)

"""Closing a branch: rational simplex, products where its values break one, and splits at integers.

Untrusted: the checker refuses what does not hold. No solver is asked, and the same is found every time.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from math import ceil

from symconv.proof.linear.facts import (
    Deduction,
    Fact,
    Tree,
    WeightedFacts,
    begun,
    bounds_of,
    contradiction,
    floored,
    forked,
    later,
    multiplied,
)
from symconv.proof.linear.known import Known
from symconv.proof.linear.products import Candidate, broken, candidates, more_candidates, spoken_of
from symconv.proof.linear.steps import Split
from symconv.sizes import Size, quotients

# Splits under each other, beyond which nothing is looked for.
DEEPEST_SPLIT = 12
# Cuts in one branch, before it is split.
MOST_CUTS = 3
# Questions to the simplex until a search is given up: more than any search took that found something.
EFFORT = 600
# And where only what is found at once is wanted, for a goal and for a count: a little more than the library needs.
AT_ONCE, COUNTED_AT_ONCE = 60, 200
# Cases that are counted at once.
FEW_CASES = 8


class NotFoundError(Exception):
    """No certificate was found, or none in time."""


class Closer:
    """What is known in a branch, and the search for what closes it.

    `values` are the sizes that are spoken of. `wide` says whether products are used that do not occur in them, and
    `effort` how many questions the simplex may still be asked.
    """

    def __init__(self, given: Sequence[Fact], values: Sequence[Size], until: float) -> None:
        self.wide = False
        self.effort = EFFORT
        self._rows = spoken_of(values)
        self._until = until
        self._known = Known()
        self._candidates: dict[bool, list[Candidate]] = {}
        self._lasted = 0
        # What contradicts itself among the facts that hold in every branch.
        self._start: WeightedFacts | None = None
        for fact in given:
            self._start = self._start or self._known.add(fact)
        self._start = self._start or self._known.contradiction()
        self._unbounded = dict.fromkeys(quotients(*values))
        while self._start is None and (bounds := self._bounds()):
            self._start = self._add(*bounds)

    @property
    def derived(self) -> Sequence[Deduction]:
        """What has been derived in the present branch."""
        return self._known.derived

    def lasting(self) -> list[Deduction]:
        """What has been derived from the given facts alone; from now on it is known in every branch."""
        for fact in self._known.lasting[self._lasted :]:
            self._start = self._start or self._known.add(fact)
        self._lasted = len(self._known.lasting)
        return list(dict.fromkeys(fact.source for fact in self._known.lasting if fact.source is not None))

    @contextmanager
    def branch(self, facts: Sequence[Fact]) -> Iterator[WeightedFacts | None]:
        """A branch of the present one that begins with these facts; what in it contradicts itself at once."""
        if time.perf_counter() > self._until:
            raise NotFoundError
        outer, self._known.derived = self._known.derived, []
        mark = self._known.mark()
        try:
            yield self._start or self._add(*facts)
        finally:
            self._known.back(mark)
            self._known.derived = outer

    def closed(self, facts: Sequence[Fact], depth: int = 0) -> Tree:
        """The branch that begins with these facts, closed; raises NotFoundError where that is not found."""
        with self.branch(facts) as weights:
            cuts = 0
            while weights is None:
                news, row = self._bounds(), None
                if not news:
                    news, row = self._product()
                if not news and row is None and cuts < MOST_CUTS:
                    news, cuts = self._known.cut(), cuts + 1
                if not news:
                    return self._split(row or self._between(), depth)
                weights = self._add(*news)
            return contradiction(self.derived, weights)

    def decides(self, row: Size) -> bool:
        """Whether the row is known to be at least 0, or known not to be."""
        return self._follows(row) is not None or self._follows(-1 * row - 1) is not None

    def _follows(self, row: Size) -> Fact | None:
        self.effort -= 1
        if self.effort < 0 or time.perf_counter() > self._until:
            raise NotFoundError
        return self._known.follows(row)

    def _add(self, *facts: Fact) -> WeightedFacts | None:
        for fact in facts:
            weights = self._known.add(self._known.noted(fact))
            if weights is not None:
                return weights
        return self._known.contradiction()

    def _bounds(self) -> tuple[Fact, ...]:
        """The bounds of a quotient whose divisor is known to be positive, where they are news."""
        for quotient in self._unbounded:
            positive = self._follows(quotient.denominator - 1)
            if positive is not None and not all(self._follows(row) for row in bounds_of(quotient)):
                # The checker wants the divisor less 1 as it stands, not what that says when it is rounded.
                return floored(quotient, self._known.exactly(positive, quotient.denominator - 1))
        return ()

    def _product(self) -> tuple[tuple[Fact, ...], Size | None]:
        """A product that the present values break; else a row to split at, which decides on such a product."""
        if self.wide not in self._candidates:
            found = more_candidates if self.wide else candidates
            self._candidates[self.wide] = found(self._known, self._rows)
        undecided: Size | None = None
        for factor, row in list(broken(self._candidates[self.wide], self._known.values)):
            one = self._follows(factor)
            other = self._follows(row) if one is not None else None
            if one is not None and other is not None:
                return (multiplied(one, other),), None
            if undecided is None:
                undecided = factor if one is None else row
        return (), undecided

    def _between(self) -> Size | None:
        """A row to split at: its value lies between two integers, which the row tells apart."""
        for row in self._rows:
            value = self._known.linear(row).at(self._known.values)
            if isinstance(value, Fraction):
                return row - ceil(value)
        return None

    def _split(self, row: Size | None, depth: int) -> Tree:
        if row is None or depth == DEEPEST_SPLIT:
            raise NotFoundError
        branches = []
        for each in (row, -1 * row - 1):
            fact = begun(each)
            tree = self.closed((fact,), depth + 1)
            if fact not in tree.roots:
                # The branch is closed by what is known before the split, which is not needed then.
                return later(self.derived, tree)
            branches.append(((fact,), tree))
        return forked(self.derived, Split(row), branches)

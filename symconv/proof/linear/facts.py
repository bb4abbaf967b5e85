"""Rows as the search knows them, each with where it comes from, and how what was found is written as a proof.

Untrusted: the checker refuses what does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Union

from symconv.proof.linear.steps import Contradiction, Divide, Floor, LinearProof, Multiply, Step, Weights
from symconv.sizes import Quotient, Size, symbol_of


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """A row: given, begun with by a branch, or row number `which` of a derivation.

    `roots` are the facts begun with by branches that it rests on.
    """

    row: Size
    roots: frozenset[Fact] = frozenset()
    source: Deduction | None = None
    which: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Deduction:
    """What will be a step, with so many new rows: `step` makes it of the numbers of the facts that it is about."""

    facts: tuple[Fact, ...]
    step: Callable[[Sequence[int]], Step]
    rows: int = 1


WeightedFact = tuple[Fact, int]
WeightedFacts = tuple[WeightedFact, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """How a branch is closed: what is derived, then the end, which is a contradiction, or a step and the branches that
    it leads to, each with the facts that it begins with."""

    derived: tuple[Deduction, ...]
    end: Deduction
    branches: tuple[tuple[tuple[Fact, ...], Tree], ...]
    roots: frozenset[Fact]


def divided(weights: WeightedFacts, divisor: int, row: Size) -> Fact:
    """The row that the weighted facts give by division."""
    source = _of_weighted(weights, lambda numbered: Divide(numbered, divisor, row))
    return Fact(row, _roots(source.facts), source)


def multiplied(one: Fact, other: Fact) -> Fact:
    """The product of two rows."""
    source = Deduction((one, other), lambda numbers: Multiply(*numbers))
    return Fact(one.row * other.row, one.roots | other.roots, source)


def floored(quotient: Quotient, positive: Fact) -> tuple[Fact, Fact]:
    """The bounds of a quotient whose divisor is positive."""
    least, most = bounds_of(quotient)
    source = Deduction((positive,), lambda numbers: Floor(quotient, *numbers), 2)
    return Fact(least, positive.roots, source, 0), Fact(most, positive.roots, source, 1)


def _of_weighted(weights: WeightedFacts, step: Callable[[Weights], Step]) -> Deduction:
    times = [weight for _, weight in weights]
    return Deduction(
        tuple(fact for fact, _ in weights),
        lambda numbers: step(tuple(sorted(zip(numbers, times, strict=True)))),
    )


@lru_cache(maxsize=256)
def bounds_of(quotient: Quotient) -> tuple[Size, Size]:
    """What a quotient says of itself, by its divisor, in two rows."""
    a, b, q = quotient.numerator, quotient.denominator, symbol_of(quotient)
    return a - b * q, b * q + b - 1 - a


def contradiction(derived: Iterable[Deduction], weights: WeightedFacts) -> Tree:
    """A branch closed by facts that contradict each other."""
    end = _of_weighted(weights, Contradiction)
    return Tree(tuple(derived), end, (), _roots(end.facts))


def forked(derived: Iterable[Deduction], step: Step, branches: Sequence[tuple[tuple[Fact, ...], Tree]]) -> Tree:
    """A branch that a step turns into others."""
    rests = (tree.roots - {*begun} for begun, tree in branches)
    return Tree(tuple(derived), Deduction((), lambda _: step), tuple(branches), frozenset().union(*rests))


def later(derived: Iterable[Deduction], tree: Tree) -> Tree:
    """The same tree with derivations made before."""
    return Tree((*derived, *tree.derived), tree.end, tree.branches, tree.roots)


def _roots(facts: Iterable[Fact]) -> frozenset[Fact]:
    return frozenset().union(*(fact.roots for fact in facts))


def begun(row: Size) -> Fact:
    """A fact that a branch begins with."""
    fact = Fact(row)
    # It rests on itself, which no field can say before the fact is there.
    object.__setattr__(fact, "roots", frozenset([fact]))
    return fact


def written(tree: Tree, given: Sequence[Fact]) -> LinearProof:
    """The steps of a proof whose first branch begins with the given facts; only what is used is written."""
    steps: list[Step] = []
    _write(tree, {fact: number for number, fact in enumerate(given)}, len(given), _used(tree), steps)
    return tuple(steps)


Numbering = dict[Union[Fact, Deduction], int]


def _write(tree: Tree, numbers: Numbering, count: int, used: set[Deduction], steps: list[Step]) -> None:
    for derivation in tree.derived:
        if derivation in used and derivation not in numbers:
            steps.append(_step(derivation, numbers))
            numbers = {**numbers, derivation: count}
            count += derivation.rows
    steps.append(_step(tree.end, numbers))
    for facts, branch in tree.branches:
        here = numbers | {fact: count + at for at, fact in enumerate(facts)}
        _write(branch, here, count + len(facts), used, steps)


def _step(derivation: Deduction, numbers: Numbering) -> Step:
    return derivation.step([_number(fact, numbers) for fact in derivation.facts])


def _number(fact: Fact, numbers: Numbering) -> int:
    return numbers[fact] if fact.source is None else numbers[fact.source] + fact.which


def _used(tree: Tree) -> set[Deduction]:
    """The derivations that some contradiction in the tree rests on."""
    found: set[Deduction] = set()
    waiting = [*_ends(tree)]
    while waiting:
        source = waiting.pop().source
        if source is not None and source not in found:
            found.add(source)
            waiting += source.facts
    return found


def _ends(tree: Tree) -> Iterable[Fact]:
    yield from tree.end.facts
    for _, branch in tree.branches:
        yield from _ends(branch)

"""Rows as the search knows them, each with where it comes from, and how what was found is written as a proof.

Untrusted: the checker refuses what does not hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
class Division:
    """What will be the step `Divide`."""

    weights: WeightedFacts
    divisor: int
    row: Size


@dataclass(frozen=True, slots=True, eq=False)
class Multiplication:
    """What will be the step `Multiply`."""

    one: Fact
    other: Fact


@dataclass(frozen=True, slots=True, eq=False)
class Flooring:
    """What will be the step `Floor`."""

    quotient: Quotient
    positive: Fact


WeightedFact = tuple[Fact, int]
WeightedFacts = tuple[WeightedFact, ...]
Deduction = Union[Division, Multiplication, Flooring]


@dataclass(frozen=True, slots=True)
class Tree:
    """How a branch is closed: what is derived, then weighted facts that contradict each other, or a step and the
    branches that it leads to, each with the facts that it begins with."""

    derived: tuple[Deduction, ...]
    end: WeightedFacts | Step
    branches: tuple[tuple[tuple[Fact, ...], Tree], ...]
    roots: frozenset[Fact]


def divided(weights: WeightedFacts, divisor: int, row: Size) -> Fact:
    """The row that the weighted facts give by division."""
    return Fact(row, _roots(fact for fact, _ in weights), Division(weights, divisor, row))


def multiplied(one: Fact, other: Fact) -> Fact:
    """The product of two rows."""
    return Fact(one.row * other.row, one.roots | other.roots, Multiplication(one, other))


def floored(quotient: Quotient, positive: Fact) -> tuple[Fact, Fact]:
    """The bounds of a quotient whose divisor is positive."""
    least, most = bounds_of(quotient)
    source = Flooring(quotient, positive)
    return Fact(least, positive.roots, source, 0), Fact(most, positive.roots, source, 1)


@lru_cache(maxsize=256)
def bounds_of(quotient: Quotient) -> tuple[Size, Size]:
    """What a quotient says of itself, by its divisor, in two rows."""
    a, b, q = quotient.numerator, quotient.denominator, symbol_of(quotient)
    return a - b * q, b * q + b - 1 - a


def contradiction(derived: Iterable[Deduction], weights: WeightedFacts) -> Tree:
    """A branch closed by facts that contradict each other."""
    return Tree(tuple(derived), weights, (), _roots(fact for fact, _ in weights))


def forked(derived: Iterable[Deduction], step: Step, branches: Sequence[tuple[tuple[Fact, ...], Tree]]) -> Tree:
    """A branch that a step turns into others."""
    rests = (tree.roots - {*begun} for begun, tree in branches)
    return Tree(tuple(derived), step, tuple(branches), frozenset().union(*rests))


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
            count += 2 if isinstance(derivation, Flooring) else 1
    if not isinstance(tree.end, tuple):
        steps.append(tree.end)
    else:
        steps.append(Contradiction(_weights(tree.end, numbers)))
    for facts, branch in tree.branches:
        here = numbers | {fact: count + at for at, fact in enumerate(facts)}
        _write(branch, here, count + len(facts), used, steps)


def _step(derivation: Deduction, numbers: Numbering) -> Step:
    match derivation:
        case Division(weights, divisor, row):
            return Divide(_weights(weights, numbers), divisor, row)
        case Multiplication(one, other):
            return Multiply(_number(one, numbers), _number(other, numbers))
        case Flooring(quotient, positive):
            return Floor(quotient, _number(positive, numbers))


def _weights(weights: WeightedFacts, numbers: Numbering) -> Weights:
    return tuple(sorted((_number(fact, numbers), weight) for fact, weight in weights))


def _number(fact: Fact, numbers: Numbering) -> int:
    return numbers[fact] if fact.source is None else numbers[fact.source] + fact.which


def _used(tree: Tree) -> set[Deduction]:
    """The derivations that some contradiction in the tree rests on."""
    found: set[Deduction] = set()
    waiting = [*_ends(tree)]
    while waiting:
        source = waiting.pop().source
        if source is None or source in found:
            continue
        found.add(source)
        match source:
            case Division(weights, _, _):
                waiting += [fact for fact, _ in weights]
            case Multiplication(one, other):
                waiting += [one, other]
            case Flooring(_, positive):
                waiting.append(positive)
    return found


def _ends(tree: Tree) -> Iterable[Fact]:
    if isinstance(tree.end, tuple):
        yield from (fact for fact, _ in tree.end)
    for _, branch in tree.branches:
        yield from _ends(branch)

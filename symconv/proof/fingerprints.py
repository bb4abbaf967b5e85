"""Which of many members two sides agree at, as far as their guarded sums say: it takes far less than writing them out.

A side's fingerprint at a member is one number: all its entries added up, each times a number for its place, with a
number for each letter. A letter's number is a product over the axes, and so are the terms of a guarded sum, so that a
term's fingerprint is a product over the axes too, of factors that are found for many members together.

Nothing is proved or refuted by it. Where fingerprints differ, the sides are written out; where they do not, a
counterexample would be passed by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import prod
from typing import Any
from zlib import crc32

import numpy as np

from symconv.arrays.sums import Case, Guard, GuardedSum, Term, Variable, spatial_axis
from symconv.proof.members import FamilyMember
from symconv.proof.sides import Claim, Side, holds, parameters
from symconv.sizes import evaluate, symbol, symbols

# So many places are told apart along an axis, and so many guards at values of variables are looked at together.
PLACE_BITS = 10
MOST_ALONG = 1 << PLACE_BITS
MOST_ROWS = 1_000_000
# Of sides with more guards, such as those of a padding by copies within another, writing out takes less.
MOST_GUARDS = 500
# So many sizes up to so much are drawn for a first look, and of so many that are those of a member entries too.
DRAWN_SIZES, DRAWN_REACH, DRAWN_USED = 1_024, 3, 16

# A value for each member, and such columns by the names of unknowns.
Column = Any
BySymbol = Mapping[str, Column]


class _UnclearError(Exception):
    """What is not found out for many members together."""


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprints:
    """The two sides of a claim about a family, each class of whose axes has these symbols."""

    claim: Claim
    symbols: Sequence[Sequence[str]]

    @property
    def tell(self) -> bool:
        """Whether sides with one fingerprint agree, and that is soon found out: not where a term has a tensor twice,
        for which of its places belong together a product over the axes does not say; and not with many guards.
        """
        sums = (side.sum for side in (self.claim.left, self.claim.right) if side.sum is not None)
        terms = [term for each in sums for term in each.terms]
        guards = sum(len(case.guards) for term in terms for part in term.parts for case in part.cases)
        return guards <= MOST_GUARDS and all(len({*term.factors}) == len(term.factors) for term in terms)

    def differ_somewhere(self) -> bool:
        """Whether the sides differ at one of a few sizes that are drawn at random, with one axis of each class."""
        names = parameters(self.claim)
        assumed = {*self.claim.hypotheses, *self.claim.domain}
        # Most symbols begin at 1, which makes many more of what is drawn a member's.
        least = np.array([Guard(symbol(name) - 1, ">=") in assumed for name in names], dtype=np.int64).reshape(-1, 1)
        numbers = _random(0, len(names) * DRAWN_SIZES).reshape(len(names), DRAWN_SIZES)
        drawn = least + numbers % (DRAWN_REACH + 1 - least)
        held = np.ones(DRAWN_SIZES, dtype=bool)
        try:
            # What is divided by 0 does not exist, which a condition says.
            with np.errstate(divide="ignore"):
                for guard in assumed:
                    held = held & holds(guard, dict(zip(names, drawn, strict=True)))
        except OverflowError:
            # A condition has a number of more than 64 bits.
            return False
        found = np.flatnonzero(held)
        if not found.size:
            # All members are farther off than what is drawn.
            return False
        # Sizes take less than entries, and may differ at one in a hundred.
        sizes = replace(self.claim, left=replace(self.claim.left, sum=None), right=replace(self.claim.right, sum=None))
        return any(
            self._differ(claim, dict(zip(names, drawn[:, some], strict=True)))
            for claim, some in ((sizes, found), (self.claim, found[:DRAWN_USED]))
        )

    def _differ(self, claim: Claim, columns: BySymbol) -> bool:
        """Whether the sides of a claim differ somewhere, with one axis of each class."""
        axes = {spatial_axis(at): [columns] for at in range(len(self.symbols))}
        count = max((len(each) for each in columns.values()), default=1)
        return not all(_Together(count, columns, axes, {}).agree(claim, otherwise=True))

    def agree(self, members: Sequence[FamilyMember]) -> list[bool]:
        """Whether the sides agree, or neither exists, at each of some members, which have as many axes.

        False also where that was not found out: where they do not `tell`, of what speaks of several classes of axes at
        once, and far off.
        """
        if not self.tell:
            return [False] * len(members)
        return _Together.of(members, self.symbols).agree(self.claim, otherwise=False)


def _columns(rows: Sequence[Sequence[tuple[str, int]]], names: Sequence[str]) -> dict[str, Column]:
    table = np.array([[value for _, value in row] for row in rows], dtype=np.int64).reshape(len(rows), len(names))
    return {name: table[:, at] for at, name in enumerate(names)}


@dataclass(frozen=True, slots=True, eq=False)
class _Together:
    """So many members by columns: of their lead, and of their axes of each class; and the symbols that these have."""

    count: int
    lead: BySymbol
    spatial: Mapping[str, Sequence[BySymbol]]
    known: Mapping[str, set[str]]

    @classmethod
    def of(cls, members: Sequence[FamilyMember], symbols: Sequence[Sequence[str]]) -> _Together:
        """Some members with as many axes, of classes with these symbols."""
        lead = _columns([each.lead.values for each in members], [name for name, _ in members[0].lead.values])
        spatial: dict[str, list[BySymbol]] = {spatial_axis(at): [] for at in range(len(symbols))}
        for at in range(len(members[0].axes)):
            number = min(at, len(symbols) - 1)
            own = _columns([each.axes[at].values for each in members], symbols[number])
            spatial[spatial_axis(number)].append(lead | own)
        known = {spatial_axis(at): {*names, *lead} for at, names in enumerate(symbols)}
        return cls(len(members), lead, spatial, known)

    def agree(self, claim: Claim, otherwise: bool) -> list[bool]:
        """Whether the sides agree, or neither exists, at each; `otherwise` where that is not found out."""
        columns = [column for axes in self.spatial.values() for each in axes for column in each.values()]
        if any(np.any(column > MOST_ALONG) for column in columns):
            # Far off, products of sizes may be too large for 64 bits.
            return [otherwise] * self.count
        # What is divided by 0 does not exist, which a condition says.
        with np.errstate(divide="ignore"):
            try:
                found = self._agree(claim)
            except (_UnclearError, KeyError, OverflowError):
                # KeyError where something speaks of a symbol of other axes, OverflowError of a number beyond 64 bits.
                return [otherwise] * self.count
        return [bool(each) for each in np.broadcast_to(found, self.count)]

    def _agree(self, claim: Claim) -> Column:
        left, right = claim.left, claim.right
        one, other = self._exists(left), self._exists(right)
        same = one & other
        for (axis, ours), (_, theirs) in zip(left.sizes, right.sizes, strict=True):
            for values in self._along(axis):
                same = same & (evaluate(ours, values) == evaluate(theirs, values))
        if left.sum is not None and right.sum is not None and np.any(same):
            same = same & (self._fingerprint(left.sum) == self._fingerprint(right.sum))
        return same | ~(one | other)

    def _along(self, axis: str) -> Sequence[BySymbol]:
        """The axes of that name: those of a class, or the lead."""
        return self.spatial.get(axis, [self.lead])

    def _exists(self, side: Side) -> Column:
        found: Column = np.True_
        for guard in side.exists:
            for values in self._about(guard):
                found = found & holds(guard, values)
        return found

    def _about(self, guard: Guard) -> list[BySymbol]:
        """The axes that a condition on sizes speaks of."""
        named = {*symbols(guard.value)}
        if named <= self.lead.keys():
            return [self.lead]
        classes = [axis for axis, known in self.known.items() if named <= known]
        if not classes:
            raise _UnclearError
        return [values for axis in classes for values in self.spatial[axis]]

    def _fingerprint(self, array: GuardedSum) -> Column:
        places = {place.axis: place.variable for place in array.index}
        total = np.zeros(self.count, dtype=np.uint64)
        for term in array.terms:
            found = np.full(self.count, term.coefficient % 2**64, dtype=np.uint64)
            for axis in dict.fromkeys([*places, *(part.axis for part in term.parts)]):
                for at, values in enumerate(self._along(axis)):
                    found *= self._factor(term, axis, places.get(axis), f"{axis}.{at}", values)
            total += found
        return total

    def _factor(self, term: Term, axis: str, place: Variable | None, name: str, values: BySymbol) -> Column:
        """What a term says along one axis, which is known by a name of its own."""
        total = np.zeros(self.count, dtype=np.uint64)
        for case in term.part(axis).cases:
            total += self._case(case, term.factors, place, name, values)
        return total

    def _case(
        self, case: Case, factors: Sequence[str], place: Variable | None, axis: str, values: BySymbol
    ) -> Column:
        variables = [*case.bound, *([] if place is None else [place])]
        most = [_most(evaluate(each.size, values)) for each in variables]
        shape = (*most, self.count)
        if prod(shape) * (1 + len(case.guards)) > MOST_ROWS:
            raise _UnclearError
        # A dimension for each variable, and then the members, so that these need not be told where they stand.
        known = dict(values)
        for at, variable in enumerate(variables):
            known[variable.name] = np.arange(most[at]).reshape(-1, *[1] * (len(most) - at))
        held: Column = np.True_
        for variable in variables:
            held = held & (known[variable.name] < evaluate(variable.size, known))
        for guard in case.guards:
            held = held & holds(guard, known)
        found: Column = np.uint64(1)
        letters = [*zip(factors, case.index, strict=True), ("", None if place is None else place.at)]
        for letter, index in letters:
            if index is not None:
                found = found * _numbers(axis, letter)[_within(evaluate(index, known), held)]
        every = np.where(held, found, np.uint64(0))
        if every.shape != shape:
            every = np.broadcast_to(every, shape)
        return every.reshape(-1, self.count).sum(axis=0, dtype=np.uint64)


def _most(size: Column) -> int:
    """The largest of some sizes, if any is above 0."""
    return max(0, int(size if isinstance(size, int) else size.max(initial=0)))


def _within(places: Column, held: Column) -> Column:
    """The places where the guards hold; 0 elsewhere."""
    found = np.where(held, places, 0)
    # Below 0 and too far off alike there is more than these bits.
    if np.any(found >> PLACE_BITS):
        raise _UnclearError
    return found


@lru_cache(maxsize=256)
def _numbers(axis: str, letter: str) -> Column:
    """The number of a letter's entries, or of the places where there is no letter, along an axis.

    They are odd: modulo a power of 2, a product of odd numbers is 0 nowhere.
    """
    drawn = _random(crc32(axis.encode()) << 32 | crc32(letter.encode()), MOST_ALONG)
    return drawn.view(np.uint64) << np.uint64(1) | np.uint64(1)


def _random(seed: int, count: int) -> Column:
    """So many numbers of 63 bits, the same each time: the generator SplitMix64 (Steele, Lea and Flood, 2014).

    NumPy's own take as long to import as a proof takes.
    """
    found = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(seed)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        found = (found ^ found >> np.uint64(shift)) * np.uint64(factor)
    return (found ^ found >> np.uint64(31)).view(np.int64) & np.int64(2**63 - 1)

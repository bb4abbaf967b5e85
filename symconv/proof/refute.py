"""The search for the smallest counterexample among the members of a family."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby, islice

from symconv.arrays.sums import Guard
from symconv.deadline import NEVER, Deadline, TimeUpError
from symconv.frozen import Frozen
from symconv.layers.family import Family
from symconv.proof.decision import Counterexample, sizes_text
from symconv.proof.fingerprints import Fingerprints
from symconv.proof.members import FamilyMember, axis_symbols, member, members
from symconv.proof.sides import Claim
from symconv.statements.grammar import Statement

# So many members with one channel are tried first, near and far: they are quick to try, and most mistakes show there.
FIRST_TRIED = 200
# So many members are looked at together at first, and then twice as many each time up to the most.
AT_FIRST, AT_MOST = 4, 256
# So many of the near ones, the largest among them, show most mistakes at once.
FEW, NEAR = 20, 200


@dataclass(frozen=True, slots=True)
class Tried:
    """So many members without a counterexample, the sizes of the last, and whether time ran out before the end."""

    count: int
    last: Mapping[str, int | list[int]]
    in_time: bool = True

    def __str__(self) -> str:
        if not self.count:
            return "no layer was tried for a counterexample"
        return f"no counterexample among {self.count:,} layers up to {sizes_text(self.last)}"


@dataclass(frozen=True, slots=True)
class Seen:
    """Members at which the sides of one statement agree: they are met again and again, and looked at once.

    Where there are `fingerprints`, most are not even looked at. `exists` is when the left side exists, where that is
    known.
    """

    agreeing: set[tuple[object, ...]] = field(default_factory=set)
    fingerprints: Fingerprints | None = None
    exists: tuple[Guard, ...] = ()

    @classmethod
    def by(cls, claim: Claim, statement: Statement, family: Family) -> Seen:
        """None yet, with the fingerprints of the statement's claim."""
        exists = claim.left.exists
        return cls(fingerprints=Fingerprints(claim, axis_symbols(statement, family, exists)), exists=exists)

    def is_false(self) -> bool:
        """Whether the sides differ somewhere, as far as is seen at once: so that no proof is worth a try."""
        return self.fingerprints is not None and self.fingerprints.differ_somewhere()

    def doubtful(self, found: Iterator[FamilyMember]) -> Iterator[tuple[FamilyMember, bool]]:
        """The members, and whether the sides may differ there."""
        together = AT_FIRST
        while some := list(islice(found, together)):
            self._look_at([each for each in some if each.key not in self.agreeing])
            yield from ((each, each.key not in self.agreeing) for each in some)
            together = min(2 * together, AT_MOST)

    def _look_at(self, found: Sequence[FamilyMember]) -> None:
        """Note where the sides agree by their fingerprints."""
        if self.fingerprints is not None:
            for _, alike in groupby(found, key=lambda member: len(member.axes)):
                members = list(alike)
                agree = self.fingerprints.agree(members)
                self.agreeing.update(each.key for each, same in zip(members, agree, strict=True) if same)


def counterexample(
    statement: Statement,
    family: Family,
    deadline: Deadline = NEVER,
    soon: Deadline | None = None,
    seen: Seen | None = None,
) -> Counterexample | Tried:
    """The smallest counterexample within reach: fewest entries of X, K, Z and free tensors, then in order.

    Where none was found, how many members were tried, and whether that was for want of time. With `soon`, some
    counterexample has to be found by then, none that has a larger symbol than `members` allows there, unless it is
    among the first; which is the smallest may take until `deadline`.
    """
    hurried = deadline if soon is None else soon
    known = Seen() if seen is None else seen
    exists = known.exists
    near, far = (members(statement, family, exists, each, single=True) for each in (True, False))
    found = _first(chain(islice(near, FIRST_TRIED), islice(far, FIRST_TRIED)), statement, hurried, known)
    if isinstance(found, Tried) and found.in_time:
        found = _first(members(statement, family, exists, soon=True), statement, hurried, known)
    if isinstance(found, Tried):
        if soon is not None or not found.in_time:
            return found
        return _first(members(statement, family, exists), statement, deadline, known)
    # Something as small, with a larger parameter, may still come before it.
    most = found.instance.entries(statement)
    before = _first(members(statement, family, exists, most=most), statement, deadline, known)
    return found if isinstance(before, Tried) else before


def at_once(statement: Statement, family: Family, soon: Deadline, seen: Seen) -> Counterexample | None:
    """Some counterexample, which may not be the smallest, where one of a few members is one that are looked at by
    `soon`; else None.

    They are near ones of all sizes, the largest first, since most mistakes show there.
    """
    try:
        near = list(soon.watched(islice(members(statement, family, seen.exists, soon=True, single=True), NEAR)))
    except TimeUpError:
        return None
    found = _first(iter(near[:: -max(1, len(near) // FEW)]), statement, soon, seen)
    return None if isinstance(found, Tried) else found


def at_values(statement: Statement, family: Family, values: Mapping[str, int]) -> Counterexample | None:
    """The counterexample to a statement about sizes whose symbols have these values; None where they are those of none.
    """
    found = member(family, values)
    return None if found is None else _at(found, statement, NEVER)


def _first(
    found: Iterator[FamilyMember], statement: Statement, deadline: Deadline, seen: Seen
) -> Counterexample | Tried:
    tried, last = 0, None
    in_time = True
    try:
        for each, doubtful in deadline.watched(seen.doubtful(deadline.watched(found))):
            last = each
            if doubtful:
                counterexample = _at(each, statement, deadline)
                if counterexample is not None:
                    return counterexample
                seen.agreeing.add(each.key)
            tried += 1
    except TimeUpError:
        in_time = False
    return Tried(tried, {} if last is None else last.sizes, in_time)


def _at(found: FamilyMember, statement: Statement, deadline: Deadline) -> Counterexample | None:
    """The counterexample that a member is; None where it is none."""
    instance = found.instance
    mismatch = instance.mismatch(statement, deadline)
    return None if mismatch is None else Counterexample(Frozen(found.sizes), mismatch, instance)

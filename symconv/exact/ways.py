"""The ways of comparing a formula with what was derived: which decides, and what is too large for each.

Along each axis is tried first: what is equal there is equal in every monomial. What is not need not be wrong: only
monomials refute. Where there are few, both ways are gone, and have to say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from symconv.arrays.array import Array
from symconv.errors import ShapeError, TooLargeError
from symconv.exact import memory
from symconv.exact.agreement import EntriesGiven, agree_by_axes, agree_by_monomials
from symconv.exact.comparison import claimed_monomials
from symconv.exact.derived import ByAxes
from symconv.exact.engine import Engine
from symconv.exact.monomials import first_difference
from symconv.exact.one_axis import EntangledError
from symconv.exact.unlisted import Unlisted
from symconv.exact.verdict import Compared
from symconv.layers.layer import Layer

# Up to here, what is equal along each axis is compared monomial by monomial too.
MOST_COMPARED_TWICE = 1_000_000
# Beyond this, monomial by monomial takes longer than a person waits.
MOST_ONE_BY_ONE = 10_000_000_000


@dataclass(frozen=True, slots=True)
class ClaimedArray:
    """What is claimed of an array of a layer, under a name, and the terms that were derived of it.

    `expr` is None where what is claimed has another shape; `entries` is how many are held to look monomials up in it.
    `unlike` is why it is not decided along the axes: empty where it is right there, None where nobody asked.
    """

    layer: Layer
    of: str
    name: str
    expr: Array | None
    derived: Sequence[ByAxes]
    entries: int
    unlike: str | None = None

    @property
    def needed(self) -> int:
        """How many bytes it takes to look monomials up in it."""
        return memory.derived(self.layer) + memory.looked_up(self.entries)

    @property
    def monomials(self) -> int:
        """How many monomials were derived."""
        return sum(each.count for each in self.derived)

    @property
    def by_monomials(self) -> bool:
        """Whether its monomials alone decide."""
        return self.unlike != "" and self.expr is not None

    @property
    def along_axes(self) -> bool:
        """Whether it is right along each axis."""
        return self.unlike == ""


class WaysDisagreeError(Exception):
    """Two ways of comparing say two things: a defect of symconv, and no verdict about the formula."""


def unlike_along_axes(claim: ClaimedArray) -> str:
    """Why a claim is not decided along the axes; empty where it is right along each of them."""
    if claim.expr is None:
        return "has another shape"
    if memory.too_long(claim.layer, claim.expr, claim.entries):
        return "is too long along one axis"
    try:
        return "" if agree_by_axes(claim.layer, claim.expr, claim.derived) else "is not the same along every axis"
    except EntangledError as error:
        return f"does not come apart by axes ({error})"


def answers(claims: Sequence[ClaimedArray], report: Callable[[str], None]) -> list[tuple[bool, Compared]]:
    """Whether each claim is right, and how it was compared: by its shape, along its axes, or by its monomials.

    Raises TooLargeError where monomials alone decide, and these take too long or too much memory.
    """
    for each in claims:
        if each.by_monomials:
            _check(each)
    few = sum(each.monomials for each in claims) <= MOST_COMPARED_TWICE
    left = [each for each in claims if each.by_monomials or (few and each.along_axes and _held(each))]
    if left and not few:
        report(f"comparing {', '.join(each.of for each in left)} monomial by monomial")
    equal = dict(zip(map(id, left), _side_by_side(left, few), strict=True))
    return [_answer(each, equal.get(id(each))) for each in claims]


def _answer(claim: ClaimedArray, equal: bool | None) -> tuple[bool, Compared]:
    """The answer, where `equal` says whether the monomials are, None where these were not compared."""
    if equal is None:
        return claim.along_axes, "axes" if claim.along_axes else "shapes"
    if not claim.along_axes:
        return equal, "monomials"
    if not equal:
        raise WaysDisagreeError(f"{claim.name}: right along each axis of {claim.layer}, but not in each monomial")
    return True, "axes and monomials"


def _held(claim: ClaimedArray) -> bool:
    """Whether memory holds what is needed to look monomials up."""
    return claim.needed <= memory.MOST_BYTES


def _check(claim: ClaimedArray) -> None:
    """Raise TooLargeError where a claim is too large to be decided monomial by monomial."""
    if claim.monomials > MOST_ONE_BY_ONE:
        why = f"has {claim.monomials:,} monomials in {claim.of}; verify compares at most {MOST_ONE_BY_ONE:,} one by one"
    elif not _held(claim):
        why = memory.words(claim.needed)
    else:
        return
    first = f"{claim.name} {claim.unlike}, and " if claim.unlike else ""
    raise TooLargeError(f"{first}{claim.layer} {why}: {memory.ADVICE}")


def _side_by_side(claims: Sequence[ClaimedArray], few: bool) -> list[bool]:
    """Whether claims are right, monomial by monomial: two at a time, where memory holds two."""
    # What tensors the entries are of is the same for all.
    values = EntriesGiven(claims[0].layer) if claims else {}
    equal = partial(_equal, values)
    if few or sum(sorted(each.needed for each in claims)[-2:]) > memory.MOST_BYTES:
        return list(map(equal, claims))
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(equal, claims))


def _equal(values: Mapping[str, Unlisted], claim: ClaimedArray) -> bool:
    """Whether the monomials are the same: looked up where the formula has a form for that, else written down."""
    assert claim.expr is not None
    try:
        found = agree_by_monomials(claim.layer, claim.of, claim.expr, claim.derived, values)
        return _equal_written(claim, claim.expr) if found is None else found
    except ShapeError:
        # Only the value tells that a tensor has not the layer's size.
        return False


def _equal_written(claim: ClaimedArray, expr: Array) -> bool:
    needed = memory.written(claim.layer, expr)
    if needed <= memory.MOST_BYTES:
        needed += memory.multiplied_out(claim.layer, expr)
    if needed > memory.MOST_BYTES:
        raise TooLargeError(
            f"{claim.name} is no plain sum of products of two tensors, and to write its monomials down {claim.layer} "
            f"{memory.words(needed)}: {memory.ADVICE}"
        )
    engine = Engine.of(claim.layer)
    derived = engine.derived(claim.of, engine.output())
    return first_difference(derived, claimed_monomials(engine, claim.of, expr)) is None

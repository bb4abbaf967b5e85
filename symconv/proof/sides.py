"""What a claim is, two sides under hypotheses, when it says one thing alone, and what is an example of it.

Guards are one of the two relations. Conditions, sizes and boxes speak of parameters. What a case of a sum says along
an axis speaks of parameters, of the variables bound in that case, which are bound along no other axis, and of the
entry's own place along the axis: of nothing else. The two sides are indexed along the same axes, by the same variables
in boxes of their own sizes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from symconv.arrays.sums import Case, Guard, GuardedSum, Variable
from symconv.proof.smt import KernelError
from symconv.sizes import Size, denominators, evaluate, symbols, unknowns
from symconv.unknown import Unknown

# A value for each parameter of a claim, by name.
Example = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a claim: the conditions under which it exists, its sizes, and for an array its entries."""

    exists: tuple[Guard, ...]
    sizes: tuple[tuple[str, Size], ...]
    sum: GuardedSum | None


@dataclass(frozen=True, slots=True)
class Claim:
    """`left = right` for all parameters that satisfy the hypotheses.

    `domain` is what else holds of the layers that the claim is made about, where nothing follows from it: also of
    parameters that neither side mentions. `absent` is an axis that stands for any number of them, also none.
    """

    text: str
    hypotheses: tuple[Guard, ...]
    left: Side
    right: Side
    domain: tuple[Guard, ...] = ()
    absent: str | None = None


def check(claim: Claim) -> None:
    """Raises KernelError for a claim that does not say one thing."""
    _check_names(claim)
    for guard in claim.hypotheses + claim.domain + claim.left.exists + claim.right.exists:
        _check_guard(guard)
    sides = (claim.left, claim.right)
    for side in sides:
        _check_index(side)
    if [axis for axis, _ in claim.left.sizes] != [axis for axis, _ in claim.right.sizes]:
        raise KernelError("the sides have different axes")
    if (claim.left.sum is None) != (claim.right.sum is None):
        raise KernelError("an array is no size")
    if len({tuple(sorted((at.axis, at.variable.name) for at in side.sum.index)) for side in sides if side.sum}) > 1:
        raise KernelError("the sides index their entries by different variables")
    for side in sides:
        if side.sum is not None:
            _check_terms(side.sum)


def check_example(claim: Claim, example: Example) -> None:
    """The rule EXAMPLE: raises KernelError for what is no example of a claim that says one thing."""
    values = dict(example)
    if len(values) != len(example) or values.keys() != set(parameters(claim)):
        raise KernelError("an example has one value for each parameter")
    if any(type(value) is not int for value in values.values()):
        raise KernelError("an example consists of whole numbers")
    for guard in conditions(claim):
        if not holds(guard, values):
            raise KernelError(f"the example does not satisfy {guard}")


def conditions(claim: Claim) -> tuple[Guard, ...]:
    """What an example has to satisfy, the divisors of a condition before it.

    It satisfies hypotheses and domain and lets both sides exist, with at least one entry, and no divisor is below 1.
    """
    sizes = [size for side in (claim.left, claim.right) if side.sum is not None for _, size in side.sizes]
    found = claim.hypotheses + claim.domain + claim.left.exists + claim.right.exists
    found += tuple(Guard(size - 1, ">=") for size in sizes)
    divisors = denominators(*_sizes(claim))
    return tuple(dict.fromkeys([*(Guard(each - 1, ">=") for each in divisors), *found]))


def holds(guard: Guard, values: Mapping[str, int]) -> bool:
    """Whether a condition on parameters holds at these values, all divisors in it being positive."""
    found: int = evaluate(guard.value, values)
    return found == 0 if guard.relation == "=" else found >= 0


# The search for an example asks for them, the kernel, and whoever draws sizes at random.
@lru_cache(maxsize=4)
def parameters(claim: Claim) -> tuple[str, ...]:
    """The names of the parameters that anything in the claim mentions, in order."""
    values, variables = _mentioned(claim)
    every = [*_sizes(claim), *(variable.size for variable in variables), *values]
    return tuple(dict.fromkeys(name for value in dict.fromkeys(every) for name in symbols(value)))


def _sizes(claim: Claim) -> list[Size]:
    """What speaks of parameters alone."""
    guards = claim.hypotheses + claim.domain + claim.left.exists + claim.right.exists
    return [guard.value for guard in guards] + [size for side in (claim.left, claim.right) for _, size in side.sizes]


def _check_names(claim: Claim) -> None:
    """No variable is called as a parameter is. They would not be confused, but a reader of the claim would be."""
    _, variables = _mentioned(claim)
    names = set(parameters(claim))
    for variable in variables:
        if variable.name in names:
            raise KernelError(f"{variable.name} is a variable and a parameter")


def _mentioned(claim: Claim) -> tuple[list[Size], list[Variable]]:
    """What the sums say in their guards and places, and all their variables."""
    values: list[Size] = []
    variables: list[Variable] = []
    for array in (side.sum for side in (claim.left, claim.right) if side.sum is not None):
        variables += [place.variable for place in array.index]
        for case in (case for term in array.terms for part in term.parts for case in part.cases):
            variables += case.bound
            values += [*(guard.value for guard in case.guards), *(at for at in case.index if at is not None)]
    return values, variables


def _check_index(side: Side) -> None:
    """The entries are indexed along the axes of the sizes, once each, in boxes of these sizes of parameters."""
    for _, size in side.sizes:
        _check_guard(Guard(size, "="))
    if side.sum is None:
        return
    places = [(place.axis, place.variable.size) for place in side.sum.index]
    if sorted(axis for axis, _ in places) != sorted({axis for axis, _ in places}) or dict(places) != dict(side.sizes):
        raise KernelError("the entries of a side are not indexed as its sizes say")
    if len({place.variable.name for place in side.sum.index}) != len(places):
        raise KernelError("two axes are indexed by one variable")


def _check_terms(array: GuardedSum) -> None:
    """Each axis has one part in a term, each factor one place in a case, and a variable is used where it is bound."""
    places = {place.axis: place.variable for place in array.index}
    for term in array.terms:
        if len({part.axis for part in term.parts}) != len(term.parts):
            raise KernelError("a term has two parts along one axis")
        owner = {variable.name: axis for axis, variable in places.items()}
        for part in term.parts:
            for case in part.cases:
                if len(case.index) != len(term.factors):
                    raise KernelError("a case does not give one place for each factor")
                _check_case(case, part.axis, places.get(part.axis), owner)


def _check_case(case: Case, axis: str, place: Variable | None, owner: dict[str, str]) -> None:
    """Every variable is bound once, along this axis alone, and nothing else but the entry's place is used."""
    here = [*case.bound, *([] if place is None else [place])]
    if len({variable.name for variable in here}) != len(here):
        raise KernelError("two variables of one name")
    for variable in case.bound:
        _check_guard(Guard(variable.size, "="))
        if owner.setdefault(variable.name, axis) != axis:
            raise KernelError(f"{variable.name} belongs to two axes")
    known = [variable.unknown for variable in here]
    for guard in (*case.guards, *(Guard(at, "=") for at in case.index if at is not None)):
        _check_guard(guard, known, f"axis {axis} mentions")


def _check_guard(guard: Guard, known: Sequence[Unknown] = (), otherwise: str = "no parameter:") -> None:
    """One of the two relations, said of parameters and of the variables known here."""
    if guard.relation not in ("=", ">="):
        raise KernelError("a guard says = 0 or >= 0")
    for unknown in unknowns(guard.value):
        # By its kind, as unknowns are told apart wherever they are compared.
        if unknown.kind != "symbol" and unknown not in known:
            raise KernelError(f"{otherwise} {unknown}")

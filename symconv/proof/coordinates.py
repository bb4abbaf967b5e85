"""The kernel's rules for one case of a sum along an axis: which places and variables count, and how often.

- COORDINATES (`coordinates`): the coefficient function of a part is the number of values of its bound variables with
  which all guards hold and every factor stands at its given place.
- ELIMINATE (`eliminate`): a bound variable that an equation determines, as `v = e`, is replaced by `e`, guarded by v's
  box; where the equation is `p*v = e` with p >= 1, by `v = e // p`, guarded by `p*(e // p) = e` too. Either way
  exactly one value of v can satisfy the equation, so the number of solutions stays the same.
- TOGETHER (`together`): two sums over a variable are equal if for every value of it what is summed is, where it counts
  as 0 beyond the variable's box: so the value is given, like a place, and guarded by the box. A variable that nothing
  mentions, and that therefore multiplies by its size, goes with one of the same size on the other side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from symconv.arrays.sums import Case, Guard, Part, Variable, replaced, within
from symconv.proof.plan import Elimination, Together
from symconv.proof.smt import KernelError
from symconv.sizes import Size, size_of, symbol_of, terms, unknowns
from symconv.unknown import Coordinate, Index


def turned(part: Part, order: Sequence[int]) -> Part:
    """The part with the places of the factors in another order: factor j is what was factor `order[j]`."""
    cases = (Case(case.bound, case.guards, tuple(case.index[at] for at in order)) for case in part.cases)
    return Part(part.axis, tuple(cases))


def coordinates(case: Case) -> Case:
    """The rule COORDINATES: every factor j stands at its given place."""
    given = (Guard(at - symbol_of(Coordinate(j)), "=") for j, at in enumerate(case.index) if at is not None)
    return Case(case.bound, (*case.guards, *given), ())


def together(case: Case, step: Together, common: Coordinate) -> Case:
    """The rule TOGETHER: the variable's value is given, and lies in its box."""
    variable, left = _taken(case, step.variable)
    given = replaced(Case(left, case.guards, case.index), {variable.unknown: symbol_of(common)})
    return replace(given, guards=given.guards + within(symbol_of(common), variable.size))


def _taken(case: Case, name: str) -> tuple[Variable, tuple[Variable, ...]]:
    """The bound variable of that name, and those that are left without it."""
    variable = next((each for each in case.bound if each.name == name), None)
    if variable is None:
        raise KernelError("no such variable or guard")
    left = tuple(each for each in case.bound if each is not variable)
    if any(variable.unknown in unknowns(each.size) for each in left):
        raise KernelError("the box of another variable depends on this one")
    return variable, left


@dataclass(frozen=True, slots=True)
class Eliminated:
    """A case without a variable, the value that stands for it now, and what its multiplier needs to be."""

    case: Case
    value: Size
    needed: tuple[Guard, ...]


# Two terms, the search and the kernel, and one theorem after the other eliminate the same from the same.
@lru_cache(maxsize=512)
def eliminate(case: Case, step: Elimination) -> Eliminated:
    """The rule ELIMINATE."""
    variable, left = _taken(case, step.variable)
    if not 0 <= step.guard < len(case.guards):
        raise KernelError("no such variable or guard")
    guard = case.guards[step.guard]
    if guard.relation != "=":
        raise KernelError("only an equation eliminates a variable")
    value, whole, needed = _determined(*split(guard.value, variable.unknown))
    guards = case.guards[: step.guard] + case.guards[step.guard + 1 :]
    found = replaced(Case(left, guards, ()), {variable.unknown: value})
    return Eliminated(Case(left, found.guards + within(value, variable.size) + whole, ()), value, needed)


def split(value: Size, index: Index) -> tuple[Size, Size]:
    """`value` as `multiplier * index + rest`; raises KernelError where it is not of that form."""
    multiplied, others = [], []
    for monomial, coefficient in terms(value):
        if index in monomial:
            at = monomial.index(index)
            multiplied.append((monomial[:at] + monomial[at + 1 :], coefficient))
        else:
            others.append((monomial, coefficient))
    multiplier, rest = size_of(multiplied), size_of(others)
    if multiplier == 0 or index in unknowns(multiplier) or index in unknowns(rest):
        raise KernelError(f"no equation for {index}: {value}")
    return multiplier, rest


def _determined(multiplier: Size, rest: Size) -> tuple[Size, tuple[Guard, ...], tuple[Guard, ...]]:
    """The value v with `multiplier*v + rest = 0`, the guards that there is one, and what must be positive."""
    if multiplier in (1, -1):
        return -multiplier * rest, (), ()
    if all(coefficient < 0 for _, coefficient in terms(multiplier)):
        multiplier, rest = -multiplier, -rest
    value = (-rest) // multiplier
    return value, (Guard(multiplier * value + rest, "="),), (Guard(multiplier - 1, ">="),)

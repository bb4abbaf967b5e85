"""Terms of guarded sums put together: what the operators' symbolic readings are made with.

Every term that stands for an array's entry at a place has, along each axis of that place, the guards that the place
is in range: entries out of range are 0. Each function here keeps it so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TypeVar

from symconv.arrays.shape import Shape
from symconv.arrays.sums import Case, Guard, GuardedSum, Part, Place, Term, Variable, replaced, within
from symconv.errors import TooLargeError
from symconv.sizes import Size
from symconv.unknown import Unknown

# Cases along one axis beyond which nobody waits for a proof: each fold of a border triples them.
MOST_TOLD = 10_000
Key = TypeVar("Key")
# Where along each axis, by the axis' name.
Location = Mapping[str, Size]


@dataclass(frozen=True, slots=True)
class Read:
    """Which entry of its operand an operator reads along one axis.

    `place` is where; where the place uses the variable that the operator was offered, `over` is how many values that
    takes, and all of them are added up. The entry is read once for each of `pieces` whose guards hold.
    """

    place: Size
    over: Size | None = None
    pieces: tuple[tuple[Guard, ...], ...] = ((),)


@dataclass(frozen=True, slots=True)
class Added:
    """What is added to a term along one axis: bound variables, and a case for each list of guards."""

    bound: tuple[Variable, ...] = ()
    pieces: tuple[tuple[Guard, ...], ...] = ((),)


NOTHING = Added()


def fresh_variable(size: Size, fresh: Iterator[int]) -> Variable:
    """A variable that occurs nowhere yet."""
    return Variable(f"v_{next(fresh)}", size)


def fresh_along(shape: Shape, axes: Sequence[str], fresh: Iterator[int]) -> dict[str, Variable]:
    """A fresh variable along each of some axes of an array."""
    sizes = shape.by_axis
    return {axis: fresh_variable(sizes[axis], fresh) for axis in axes}


def at(variables: Mapping[Key, Variable]) -> dict[Key, Size]:
    """The values of variables, such as the place that one along each axis gives."""
    return {axis: variable.at for axis, variable in variables.items()}


def index_of(shape: Shape) -> tuple[Place, ...]:
    """The variables `u_<axis>` that index an array of this shape."""
    return tuple(Place(axis, Variable(f"u_{axis}", size)) for axis, size in shape.by_axis.items())


def extended(term: Term, added: Mapping[str, Added]) -> Term:
    """The term with bound variables and guards added along axes; a guard that stands there already is not repeated."""
    parts = []
    for axis in dict.fromkeys([*(part.axis for part in term.parts), *added]):
        more, told = added.get(axis, NOTHING), term.part(axis).cases
        _check_few(len(told) * len(more.pieces))
        cases = [
            Case(case.bound + more.bound, tuple(dict.fromkeys(case.guards + guards)), case.index)
            for case in told
            for guards in more.pieces
        ]
        parts.append(Part(axis, tuple(cases)))
    return Term(term.coefficient, term.factors, tuple(parts))


def guarded(terms: Sequence[Term], shape: Shape, place: Location) -> list[Term]:
    """Terms that count only where the place is in range of an array of this shape."""
    sizes = shape.by_axis
    inside = {axis: Added(pieces=(within(where, sizes[axis]),)) for axis, where in place.items()}
    return [extended(term, inside) for term in terms]


def summed(terms: Sequence[Term], over: Mapping[str, Variable]) -> list[Term]:
    """Terms summed over variables, each along its axis."""
    added = {axis: Added((variable,)) for axis, variable in over.items()}
    return [extended(term, added) for term in terms]


def multiplied(lefts: Sequence[Term], rights: Sequence[Term], over: Mapping[str, Variable]) -> list[Term]:
    """All products of two terms, summed over variables, each along its axis."""
    return summed([_product(left, right) for left, right in product(lefts, rights)], over)


def _check_few(cases: int) -> None:
    if cases > MOST_TOLD:
        raise TooLargeError(f"a side has {cases:,} cases along one axis, and at most {MOST_TOLD:,} are told apart")


def _product(left: Term, right: Term) -> Term:
    parts = []
    for axis in dict.fromkeys([*(part.axis for part in left.parts), *(part.axis for part in right.parts)]):
        _check_few(len(left.part(axis).cases) * len(right.part(axis).cases))
        cases = (
            Case(one.bound + other.bound, one.guards + other.guards, one.index + other.index)
            for one, other in product(left.part(axis).cases, right.part(axis).cases)
        )
        parts.append(Part(axis, tuple(cases)))
    return Term(left.coefficient * right.coefficient, left.factors + right.factors, tuple(parts))


def placed(given: GuardedSum, shape: Shape, place: Location, fresh: Iterator[int]) -> list[Term]:
    """The terms of a definition at a place of our own, their bound variables fresh."""
    return guarded([_renamed(term, given, place, fresh) for term in given.terms], shape, place)


def _renamed(term: Term, given: GuardedSum, place: Location, fresh: Iterator[int]) -> Term:
    places = {index.axis: index.variable.unknown for index in given.index}
    parts = []
    for part in term.parts:
        known = (places[part.axis], place[part.axis]) if part.axis in place else None
        cases = (
            _moved(case, known, tuple(fresh_variable(variable.size, fresh) for variable in case.bound))
            for case in part.cases
        )
        parts.append(Part(part.axis, tuple(cases)))
    return Term(term.coefficient, term.factors, tuple(parts))


# One statement after the other reads the same definition.
@lru_cache(maxsize=512)
def _moved(case: Case, known: tuple[Unknown, Size] | None, bound: tuple[Variable, ...]) -> Case:
    """The case with other bound variables, and a value for what stands for the place of its entry."""
    values: dict[Unknown, Size] = dict([known] if known is not None else [])
    values |= {old.unknown: new.at for old, new in zip(case.bound, bound, strict=True)}
    return replaced(Case(bound, case.guards, case.index), values)


def gradient(scalar: GuardedSum, name: str, shape: Shape) -> GuardedSum:
    """The derivative of a scalar by every entry of the tensor `name`, indexed as the tensor is.

    The entries of a tensor are independent, so a factor `T[i]` has derivative 1 by `T[v]` where `i = v` and 0
    elsewhere; the product rule takes out each factor in turn. The equations `i = v` are the Kronecker deltas
    that SymPy's derivative of an indexed sum leaves.
    """
    index = index_of(shape)
    terms = [
        _without(term, out, index) for term in scalar.terms for out, factor in enumerate(term.factors) if factor == name
    ]
    return GuardedSum(index, tuple(terms))


def _without(term: Term, out: int, index: Sequence[Place]) -> Term:
    """The term with its factor number `out` taken out, which must have stood at `index`."""
    variables = at({place.axis: place.variable for place in index})
    parts = []
    for axis in dict.fromkeys([*(part.axis for part in term.parts), *variables]):
        cases = []
        for case in term.part(axis).cases:
            stood = case.index[out]
            delta = (Guard(stood - variables[axis], "="),) if axis in variables and stood is not None else ()
            cases.append(Case(case.bound, case.guards + delta, case.index[:out] + case.index[out + 1 :]))
        parts.append(Part(axis, tuple(cases)))
    return Term(term.coefficient, term.factors[:out] + term.factors[out + 1 :], tuple(parts))

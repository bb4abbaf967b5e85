"""The ways to a summand of a part, as Coq goes them.

Coq goes through an expression from the outside to the inside: along an axis it takes a turn where there are several
pieces, and it meets the variables of an operator before those of its operand. The kernel lists the variables of a
case, and numbers the cases, from the inside to the outside. Here the one is found from the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count, product

from symconv.arrays.array import Array, Defined, Grad, Tensor
from symconv.arrays.move import Move
from symconv.arrays.products import Dot, Plus, Scaled, Sliding, Times, Total
from symconv.arrays.shape import Shape
from symconv.arrays.sums import Term, spatial_axis
from symconv.layers.maps import Mapped
from symconv.sizes import index


@dataclass(frozen=True, slots=True)
class Way:
    """One way: the turns (true for the first of two), the number of the case, and where each variable that is met is
    in its list."""

    turns: tuple[bool, ...] = ()
    case: int = 0
    variables: tuple[int, ...] = ()


STRAIGHT = (Way(),)


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways of a term: the number of its factors, by name, and along each axis the ways that there are."""

    factors: tuple[str, ...]
    axes: Mapping[str, tuple[Way, ...]] = field(default_factory=dict)

    def along(self, axis: str) -> tuple[Way, ...]:
        """The ways along an axis."""
        return self.axes.get(axis, STRAIGHT)


def ways(expression: Array) -> list[Ways]:
    """The ways of every term of an expression, in order.

    >>> from symconv.arrays.moves import SumPool
    >>> ways(SumPool(Tensor("A", (), (5,)), (2,), (2,)))[0].along("0")
    (Way(turns=(), case=0, variables=(0,)),)
    """
    match expression:
        case Tensor(name=name):
            return [Ways((name,))]
        case Defined():
            return [_of_definition(term) for term in expression.entries.terms]
        case Move():
            return [_moved(each, expression) for each in ways(expression.array)]
        case Scaled():
            return ways(expression.array)
        case Plus():
            return [*ways(expression.left), *ways(expression.right)]
        case Total():
            gone = {axis: 1 for axis in expression.array.shape.axes if axis not in expression.shape.axes}
            return [_product(Ways(()), each, gone) for each in ways(expression.array)]
        case Grad():
            return [
                Ways(each.factors[:at] + each.factors[at + 1 :], each.axes)
                for each in ways(expression.scalar)
                for at, factor in enumerate(each.factors)
                if factor == expression.by.name
            ]
        case Sliding():
            left, right = expression.parts()
            met = _contracted(left.shape, expression.shape)
            met |= dict.fromkeys(right.shape.spatial_axes, 1)
            return _products(left, right, met)
        case Dot():
            return _products(expression.left, expression.right, dict.fromkeys(expression.left.shape.axes, 1))
        case Times():
            return _products(expression.left, expression.right, {})
        case Mapped():
            met = _contracted(expression.left.shape, expression.shape)
            for number, sliding in enumerate(expression.slidings()):
                along = expression.map.along(sliding, index("u"), count())
                met[spatial_axis(number)] = len(along.bound)
            return _products(expression.left, expression.right, met)
    raise NotImplementedError(type(expression).__name__)


def _contracted(left: Shape, result: Shape) -> dict[str, int]:
    return {axis: 1 for axis in left.labels if axis not in result.labels}


def _of_definition(term: Term) -> Ways:
    """The definition of a layer is written in Coq with its variables in the same order."""
    return Ways(term.factors, {part.axis: (Way((), 0, tuple(range(len(part.cases[0].bound)))),) for part in term.parts})


def _moved(inner: Ways, move: Move) -> Ways:
    axes = dict(inner.axes)
    for number, (n, *given) in enumerate(move.along()):
        axis = spatial_axis(number)
        read = move.reads(index("u"), n, index("v"), *given)
        turns = _turns(len(read.pieces))
        axes[axis] = tuple(
            Way(
                turn + way.turns,
                way.case * len(turns) + piece,
                (*(() if read.over is None else (len(way.variables),)), *way.variables),
            )
            for piece, turn in enumerate(turns)
            for way in inner.along(axis)
        )
    return Ways(inner.factors, axes)


def _turns(pieces: int) -> list[tuple[bool, ...]]:
    """The turns to each of some pieces: the first, or else the others."""
    if pieces == 1:
        return [()]
    return [(True,), *((False, *rest) for rest in _turns(pieces - 1))]


def _products(left: Array, right: Array, met: Mapping[str, int]) -> list[Ways]:
    return [_product(one, other, met) for one, other in product(ways(left), ways(right))]


def _product(left: Ways, right: Ways, met: Mapping[str, int]) -> Ways:
    """The ways of a product; along an axis as many variables are met before as `met` says."""
    found = {
        axis: tuple(_both(left.along(axis), right.along(axis), met.get(axis, 0)))
        for axis in {**left.axes, **right.axes, **met}
    }
    return Ways(left.factors + right.factors, found)


def _both(lefts: tuple[Way, ...], rights: tuple[Way, ...], met: int) -> Iterable[Way]:
    for one, other in product(lefts, rights):
        ours, theirs = len(one.variables), len(other.variables)
        first = range(ours + theirs, ours + theirs + met)
        variables = (*first, *one.variables, *(ours + at for at in other.variables))
        yield Way(one.turns + other.turns, one.case * len(rights) + other.case, variables)

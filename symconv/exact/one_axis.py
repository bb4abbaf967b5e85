"""A formula along one axis, all others left out.

An expression is a sum of terms, each an integer coefficient times a product of entries. That its terms come apart by
axes is found by walking over it, operator by operator: whatever is not known to act along each axis by itself is
refused. What it says along an axis is evaluated by the numeric reading of its operators, which proofs do not use.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from typing import Generic

from symconv.arrays.array import Array, Grad, Tensor
from symconv.arrays.kinds import Entries, Pairing, Value
from symconv.arrays.layout import spreading
from symconv.arrays.move import Move
from symconv.arrays.operators import OPERATORS
from symconv.arrays.products import Dot, Multiplying, Plus, Scaled, Sliding, Times, Total
from symconv.arrays.shape import Shape, ints
from symconv.errors import SymconvError
from symconv.layers.layer import Layer
from symconv.layers.maps import Mapped
from symconv.layers.tensors import GIVEN, tensor

# A formula that has more terms, once its sums are multiplied out, is compared as a whole.
MOST_PRODUCT_TERMS = 64
KNOWN = frozenset((Tensor, Plus, Scaled, Mapped, *OPERATORS))


class EntangledError(SymconvError):
    """An expression that is not known to come apart by axes, so that it can only be compared as a whole."""


@dataclass(frozen=True, slots=True)
class AxisTerm(Generic[Value]):
    """What a term says along one axis; its coefficient and the names of its factors are the same for all axes."""

    coefficient: int
    factors: tuple[str, ...]
    value: Value


@dataclass(frozen=True, slots=True)
class OneAxis(Generic[Value]):
    """One axis of a layer, by its name, and the kind of entries to evaluate with.

    `letters` gives a tensor's entries along the axis, from its name and the sizes that are left.
    """

    layer: Layer
    axis: str
    kind: Entries[Value]
    letters: Callable[[str, tuple[int, ...]], Value]

    def terms(self, expr: Array) -> list[AxisTerm[Value]]:
        """What each term of an expression says along the axis: term for term the same terms for every axis.

        Raises EntangledError where the expression does not come apart.
        """
        # Of a class that is not the language's own, nobody knows how it evaluates.
        found = self._terms(expr) if type(expr) in KNOWN else None
        if found is None:
            raise EntangledError(f"{type(expr).__name__} is not known to act along each axis by itself")
        if len(found) > MOST_PRODUCT_TERMS:
            raise EntangledError(f"it is a sum of more than {MOST_PRODUCT_TERMS} terms")
        return found

    def _terms(self, expr: Array) -> list[AxisTerm[Value]] | None:
        match expr:
            case Tensor():
                return [self._tensor(expr)]
            case Move():
                along = [expr.along()[at] for at in self._at(expr.array)]
                return self._changed(expr.array, lambda value: expr.rearranged(value, self.kind, along))
            case Multiplying():
                left, right = expr.parts()
                ours, theirs, result = self._only(left, right, expr)
                return self._products(left, right, expr.pairing(ours, theirs, result, self._at(expr)))
            case Total():
                return self._changed(expr.array, partial(self._total, expr))
            case Plus():
                spread = spreading(*self._only(expr.left, expr.right))
                added = self._changed(expr.right, lambda value: self.kind.move(value, spread))
                return [*self.terms(expr.left), *added]
            case Scaled():
                found = self.terms(expr.array)
                return [replace(each, coefficient=expr.factor * each.coefficient) for each in found]
            case Grad():
                return self._gradient(expr)
        return None

    def _changed(self, expr: Array, change: Callable[[Value], Value]) -> list[AxisTerm[Value]]:
        return [replace(each, value=change(each.value)) for each in self.terms(expr)]

    def _tensor(self, expr: Tensor) -> AxisTerm[Value]:
        if expr.name not in GIVEN or expr != tensor(self.layer, expr.name):
            raise EntangledError(f"{expr.name} is no tensor of the layer")
        (shape,) = self._only(expr)
        return AxisTerm(1, (expr.name,), self.letters(expr.name, ints(shape.sizes)))

    def _only(self, *arrays: Array) -> list[Shape]:
        """The shapes of arrays with this axis alone, if they have it."""
        return [
            Shape(
                tuple(lead for lead in each.shape.lead if lead.label == self.axis),
                tuple(each.shape.spatial[at] for at in self._at(each)),
            )
            for each in arrays
        ]

    def _at(self, expr: Array) -> list[int]:
        """The number of this axis among the spatial axes of an array, if it is one of them."""
        return [at for at, name in enumerate(expr.shape.spatial_axes) if name == self.axis]

    def _total(self, expr: Total, value: Value) -> Value:
        inner, outer = self._only(expr.array, expr)
        return value if inner.axes == outer.axes else self.kind.total(value, (0,))

    def _products(self, left: Array, right: Array, pairing: Pairing) -> list[AxisTerm[Value]]:
        lefts, rights = self.terms(left), self.terms(right)
        if len(lefts) * len(rights) > MOST_PRODUCT_TERMS:
            raise EntangledError(f"it is a sum of more than {MOST_PRODUCT_TERMS} terms")
        return [
            AxisTerm(
                one.coefficient * other.coefficient,
                one.factors + other.factors,
                self.kind.product(one.value, other.value, pairing),
            )
            for one, other in product(lefts, rights)
        ]

    def _gradient(self, expr: Grad) -> list[AxisTerm[Value]]:
        """A term that has the tensor twice does not come apart: which of the two is taken out has to agree."""
        by = self._tensor(expr.by)
        found = []
        for each in self.terms(expr.scalar):
            others = tuple(name for name in each.factors if name != expr.by.name)
            if len(others) + 1 < len(each.factors):
                raise EntangledError(f"it is differentiated by {expr.by.name}, which occurs twice in a product")
            if len(others) < len(each.factors):
                found.append(AxisTerm(each.coefficient, others, self.kind.gradient(each.value, by.value)))
        return found


def profiles(expr: Array, rank: int) -> list[tuple[object, ...]]:
    """What an expression that comes apart says of each spatial axis: equal for axes that it treats alike."""
    match expr:
        case Tensor():
            return [(expr.name, expr.spatial[at : at + 1]) for at in range(rank)]
        case Move():
            given: list[Sequence[object]] = [tuple(expr.along())]
        case Sliding() | Dot() | Times() | Plus() | Scaled() | Total():
            given = [each for each in expr.parameters if isinstance(each, tuple)]
        case _:
            # Of a layer's map nothing is known here but that it may be another one along every axis.
            return [(at, expr) for at in range(rank)]
    said = [(type(expr), *(each[at : at + 1] for each in given)) for at in range(rank)]
    return [*zip(said, *(profiles(each, rank) for each in expr.operands), strict=True)]

"""Whether a formula says what was derived: along each axis, or monomial by monomial.

Terms that say the same along every axis are equal, monomial by monomial, however many there are: the monomials of each
are all combinations of what it says along the axes. The converse is not used: sums may be equal whose terms are not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from symconv.arrays.array import Array
from symconv.arrays.numbers import aligned
from symconv.arrays.shape import ints
from symconv.exact.combined import Combined
from symconv.exact.derived import ByAxes, axes_of
from symconv.exact.lookup import Lookup, lookup
from symconv.exact.monomials import FormEntries, MonomialTable, first_difference, monomials, variables
from symconv.exact.one_axis import EntangledError, OneAxis, profiles
from symconv.exact.unlisted import Unlisted, UnlistedEntries, WrittenOnlyError, entries_of, pieces
from symconv.layers.layer import Layer
from symconv.layers.tensors import GIVEN, tensor
from symconv.sizes import concrete


@dataclass(frozen=True, slots=True)
class Written:
    """Monomials along one axis that are written down, and the number of each tensor's first place."""

    table: MonomialTable
    bases: Mapping[str, int]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.table)

    def is_all_of(self, term: Combined) -> bool:
        """Whether these are the monomials of a term."""
        if term.count != self.count:
            return False
        (columns,) = term.along
        entries, *places = columns
        numbers = (at + self.bases[name] for name, at in zip(term.factors, places, strict=True))
        return first_difference(MonomialTable(entries, tuple(numbers)), self.table) is None


# What a formula's terms say along one axis, each with its coefficient.
AxisTerms = Sequence[tuple[int, Lookup | Written]]


def agree_by_axes(layer: Layer, expr: Array, derived: Sequence[ByAxes]) -> bool:
    """Whether the terms of an expression are those that were derived, each with one that is the same along every axis.

    Raises EntangledError where the expression does not come apart by axes.
    """
    claimed = _along_each(layer, expr)
    # A term that says nothing along one axis is 0.
    ours = [term for term in derived if term.count]
    coefficients = [0] * len(ours)
    for said in zip(*claimed.values(), strict=True):
        if all(found.count for _, found in said):
            along_axes = dict(zip(claimed, said, strict=True))
            same = [at for at, term in enumerate(ours) if _is(term, along_axes)]
            if not same:
                return False
            coefficients[same[0]] += said[0][0]
    return all(each == 1 for each in coefficients)


def _along_each(layer: Layer, expr: Array) -> dict[str, AxisTerms]:
    """What the terms of an expression say along each axis; spatial axes that are alike share it."""
    first, *rest = axes_of(layer)
    found = {first: _said(layer, expr, first)}
    # That it comes apart is known from here on. A lead axis is like no other.
    names = tensor(layer, "X").shape.spatial_axes
    likes: dict[str, object] = dict(zip(names, profiles(expr, len(names)), strict=True))
    alike = {likes.get(first, first): found[first]}
    for axis in rest:
        like = likes.get(axis, axis)
        if like not in alike:
            alike[like] = _said(layer, expr, axis)
        found[axis] = alike[like]
    return found


def _is(term: ByAxes, said: Mapping[str, tuple[int, Lookup | Written]]) -> bool:
    """Whether a term of a formula, but for its coefficient, is one that was derived: along every axis the same."""
    # Axes that are alike on both sides are compared once.
    pairs = {(id(term.along[axis]), id(found)): (term.along[axis], found) for axis, (_, found) in said.items()}
    return term.distinct and all(
        found.is_all_of(Combined(term.factors, (columns,))) for columns, found in pairs.values()
    )


def _said(layer: Layer, expr: Array, axis: str) -> AxisTerms:
    """What the terms of an expression say along one axis: looked up where that can be, else written down."""
    try:
        terms = OneAxis(layer, axis, UnlistedEntries(), entries_of).terms(expr)
        return [(each.coefficient, lookup(*pieces(each.value))) for each in terms]
    except WrittenOnlyError:
        return _written(layer, expr, axis)


def _written(layer: Layer, expr: Array, axis: str) -> AxisTerms:
    lengths = (concrete(tensor(layer, name).shape.by_axis.get(axis, 1)) for name in GIVEN)
    bases = dict(zip(GIVEN, accumulate(lengths, initial=1), strict=False))
    terms = OneAxis(layer, axis, FormEntries(), lambda name, sizes: variables(bases[name], sizes)).terms(expr)
    for each in terms:
        if len({*each.factors}) < len(each.factors):
            # Its factors have no order, and one order has to serve all axes.
            raise EntangledError("a tensor occurs twice in one of its products")
    return [(each.coefficient, Written(monomials(each.value), bases)) for each in terms]


class EntriesGiven(dict[str, Unlisted]):
    """The entries of the tensors that a layer is given, by name: each made when it is asked for first."""

    def __init__(self, layer: Layer) -> None:
        self.layer = layer

    def __missing__(self, name: str) -> Unlisted:
        if name not in GIVEN:
            raise KeyError(name)
        self[name] = entries_of(name, ints(tensor(self.layer, name).shape.sizes))
        return self[name]


def agree_by_monomials(
    layer: Layer, of: str, expr: Array, derived: Sequence[ByAxes], values: Mapping[str, Unlisted] | None = None
) -> bool | None:
    """Whether every monomial of what was derived is in an expression's value, and no other: each is looked up there.

    `values` are the entries of the layer's tensors, where somebody has them already. None where the expression is not
    of a form in which monomials can be looked up.
    """
    kind = UnlistedEntries()
    try:
        value = kind.move(
            expr.value(EntriesGiven(layer) if values is None else values, kind),
            lambda cells: aligned(cells, expr.shape.labels, tensor(layer, of).shape.labels),
        )
        claimed = [lookup(each) for each in pieces(value)]
    except WrittenOnlyError:
        return None
    ours = {tuple(sorted(term.factors)): term.combined(layer, of) for term in derived}
    theirs = {tuple(sorted(filter(None, (each.key, each.other)))): each for each in claimed}
    if len(theirs) < len(claimed) or len(ours) < len(derived) or not all(each.distinct for each in derived):
        return None
    # Monomials of different tensors are different.
    wanted, found = ({factors for factors, each in side.items() if each.count} for side in (ours, theirs))
    return wanted == found and all(theirs[factors].is_all_of(ours[factors]) for factors in wanted)

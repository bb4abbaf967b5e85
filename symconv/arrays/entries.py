"""One entry of an expression at a symbolic index: the reading of the array language as guarded sums.

Every operator acts along each axis by itself, so each is a few lines: which place of the operand an entry
comes from, and where the operand counts as 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count, product

from symconv.arrays.array import (
    Array,
    Convolve,
    Correlate,
    Crop,
    Defined,
    Dot,
    Flip,
    Grad,
    InsertZeros,
    ModePad,
    ModePadAdjoint,
    Pad,
    PadMode,
    Plus,
    Rot180,
    Scaled,
    Shape,
    Tensor,
    Total,
    as_correlation,
    axes,
    shape,
)
from symconv.arrays.sums import Case, Guard, GuardedSum, Part, Place, Term, Variable, replaced, within
from symconv.sizes import Size, Unknown

Index = Mapping[str, Size]
Added = tuple[tuple[Variable, ...], tuple[Guard, ...]]


def entries(expr: Array) -> GuardedSum:
    """The entries of `expr`, indexed along each axis by a variable `u_<axis>`.

    >>> from symconv.sizes import symbol
    >>> print(entries(Rot180(Tensor("A", (), (symbol("n"),)))).terms[0].parts[0])
    0: [n - u_0 - 1 >= 0; u_0 >= 0] at n - u_0 - 1
    """
    found = shape(expr)
    names = axes(found)
    index = tuple(Place(axis, Variable(f"u_{axis}", size)) for axis, size in zip(names, found.sizes, strict=True))
    fresh = count()
    return GuardedSum(index, tuple(_entry(expr, {place.axis: place.variable.at for place in index}, fresh)))


def gradient(scalar: GuardedSum, by: Tensor) -> GuardedSum:
    """The derivative of a scalar by every entry of a tensor, indexed as the tensor is.

    The entries of a tensor are independent, so a factor `T[i]` has derivative 1 by `T[v]` where `i = v` and 0
    elsewhere; the product rule takes out each factor in turn. The equations `i = v` are the Kronecker deltas
    that SymPy's derivative of an indexed sum leaves.
    """
    sizes = [axis.size for axis in by.lead] + [*by.spatial]
    index = tuple(Place(axis, Variable(f"u_{axis}", size)) for axis, size in zip(axes(by), sizes, strict=True))
    terms = []
    for term in scalar.terms:
        for at, name in enumerate(term.factors):
            if name == by.name:
                terms.append(_without(term, at, index))
    return GuardedSum(index, tuple(terms))


def _without(term: Term, at: int, index: Sequence[Place]) -> Term:
    """The term with its factor `at` taken out, which must have stood at `index`."""
    variables = {place.axis: place.variable for place in index}
    parts = []
    for axis in dict.fromkeys([*(part.axis for part in term.parts), *variables]):
        cases = []
        for case in term.part(axis).cases:
            place = case.index[at]
            guards = case.guards
            if axis in variables and place is not None:
                guards += (Guard(place - variables[axis].at, "="),)
            cases.append(Case(case.bound, guards, case.index[:at] + case.index[at + 1 :]))
        parts.append(Part(axis, tuple(cases)))
    return Term(term.coefficient, term.factors[:at] + term.factors[at + 1 :], tuple(parts))


def _entry(expr: Array, at: Index, fresh: Iterator[int]) -> list[Term]:
    match expr:
        case Tensor(name=name):
            parts = (Part(axis, (Case((), _inside(expr, axis, place), (place,)),)) for axis, place in at.items())
            return [Term(1, (name,), tuple(parts))]
        case Defined(entries=given):
            return [_renamed(term, given, at, expr, fresh) for term in given.terms]
        case Grad(scalar=scalar, by=by):
            given = gradient(GuardedSum((), tuple(_entry(scalar, {}, fresh))), by)
            return [_renamed(term, given, at, expr, fresh) for term in given.terms]
        case Pad(array=inner, lo=lo):
            moved = {axis: place - lo[int(axis)] if axis.isdigit() else place for axis, place in at.items()}
            return _guarded(_entry(inner, moved, fresh), expr, at)
        case ModePad():
            return _extended(expr, at, fresh)
        case ModePadAdjoint():
            return _folded(expr, at, fresh)
        case Crop(array=inner):
            return _guarded(_entry(inner, at, fresh), expr, at)
        case InsertZeros(array=inner, strides=strides):
            return _spread(inner, strides, expr, at, fresh)
        case Rot180(array=inner):
            sizes = shape(inner).spatial
            turned = {axis: sizes[int(axis)] - 1 - p if axis.isdigit() else p for axis, p in at.items()}
            return _entry(inner, turned, fresh)
        case Flip(array=inner, axis=flipped):
            size = shape(inner).spatial[flipped]
            return _entry(inner, {**at, str(flipped): size - 1 - at[str(flipped)]}, fresh)
        case Convolve() | Correlate(mode="full"):
            return _entry(as_correlation(expr), at, fresh)
        case Correlate():
            return _correlated(expr, at, fresh)
        case Total(array=inner):
            return _summed(inner, at, fresh)
        case Plus(left=left, right=right):
            there = {axis: place for axis, place in at.items() if axis in axes(shape(right))}
            return [*_entry(left, at, fresh), *_guarded(_entry(right, there, fresh), expr, at)]
        case Scaled(factor=factor, array=inner):
            return [replace(term, coefficient=factor * term.coefficient) for term in _entry(inner, at, fresh)]
        case Dot(left=left, right=right):
            bound = _bound(shape(left), axes(shape(left)), fresh)
            here = {axis: variable.at for axis, variable in bound.items()}
            return _multiplied(_entry(left, here, fresh), _entry(right, here, fresh), bound)


def _inside(expr: Array, axis: str, place: Size) -> tuple[Guard, ...]:
    found = shape(expr)
    return within(place, found.sizes[axes(found).index(axis)])


def _guarded(terms: Sequence[Term], expr: Array, at: Index) -> list[Term]:
    """Terms that count only inside `expr`'s own box: entries out of range read as 0."""
    guards = {axis: _inside(expr, axis, place) for axis, place in at.items()}
    return [_with(term, {axis: ((), guards[axis]) for axis in guards}) for term in terms]


def _with(term: Term, added: Mapping[str, Added]) -> Term:
    """The term with bound variables and guards added along axes."""
    parts = []
    for axis in dict.fromkeys([*(part.axis for part in term.parts), *added]):
        bound, guards = added.get(axis, ((), ()))
        parts.append(
            Part(
                axis,
                tuple(Case(case.bound + bound, case.guards + guards, case.index) for case in term.part(axis).cases),
            )
        )
    return replace(term, parts=tuple(parts))


def _spread(inner: Array, strides: Sequence[Size], expr: Array, at: Index, fresh: Iterator[int]) -> list[Term]:
    """Place t of the spread array holds entry v of the inner one where t = s*v."""
    here, added = dict(at), dict[str, Added]()
    for axis, size in enumerate(shape(inner).spatial):
        variable = Variable(f"v_{next(fresh)}", size)
        here[str(axis)] = variable.at
        equation = Guard(at[str(axis)] - strides[axis] * variable.at, "=")
        added[str(axis)] = ((variable,), (equation, *_inside(expr, str(axis), at[str(axis)])))
    return [_with(term, added) for term in _entry(inner, here, fresh)]


def _pieces(mode: PadMode, y: Size, n: Size) -> tuple[tuple[tuple[Guard, ...], Size], ...]:
    """Before, inside and after an axis of n entries: when place y is there, and which entry it reads."""
    before, after = {
        "circular": (y + n, y - n),
        "reflect": (-1 * y, 2 * (n - 1) - y),
        "replicate": (0, n - 1),
    }[mode]
    return ((Guard(-1 - y, ">="),), before), (within(y, n), y), ((Guard(y - n, ">="),), after)


def _extended(expr: ModePad, at: Index, fresh: Iterator[int]) -> list[Term]:
    """The entry that a place reads is a bound variable, tied to the place in one way for each piece of the axis."""
    here, cases = dict(at), dict[str, list[Added]]()
    for axis, size in enumerate(shape(expr.array).spatial):
        variable = Variable(f"v_{next(fresh)}", size)
        here[str(axis)] = variable.at
        pieces = _pieces(expr.mode, at[str(axis)] - expr.lo[axis], size)
        inside = _inside(expr, str(axis), at[str(axis)])
        cases[str(axis)] = [
            ((variable,), (*guards, *inside, Guard(variable.at - source, "="))) for guards, source in pieces
        ]
    return [_split(term, cases) for term in _entry(expr.array, here, fresh)]


def _folded(expr: ModePadAdjoint, at: Index, fresh: Iterator[int]) -> list[Term]:
    """Every place of the padded array that read the entry adds to it."""
    here, cases = dict(at), dict[str, list[Added]]()
    padded, sizes = shape(expr.array).spatial, shape(expr).spatial
    for axis, (long, size) in enumerate(zip(padded, sizes, strict=True)):
        variable = Variable(f"v_{next(fresh)}", long)
        here[str(axis)] = variable.at
        pieces = _pieces(expr.mode, variable.at - expr.lo[axis], size)
        inside = within(at[str(axis)], size)
        cases[str(axis)] = [
            ((variable,), (*guards, *inside, Guard(at[str(axis)] - source, "="))) for guards, source in pieces
        ]
    return [_split(term, cases) for term in _entry(expr.array, here, fresh)]


def _split(term: Term, pieces: Mapping[str, list[Added]]) -> Term:
    """The term with every case along an axis split into pieces."""
    parts = []
    for axis in dict.fromkeys([*(part.axis for part in term.parts), *pieces]):
        cases = (
            Case(case.bound + bound, case.guards + guards, case.index)
            for case in term.part(axis).cases
            for bound, guards in pieces.get(axis, [((), ())])
        )
        parts.append(Part(axis, tuple(cases)))
    return replace(term, parts=tuple(parts))


def _correlated(expr: Correlate, at: Index, fresh: Iterator[int]) -> list[Term]:
    left, right = shape(expr.left), shape(expr.right)
    taps = _bound(right, [axis for axis in axes(right) if axis.isdigit()], fresh)
    contracted = [axis for axis in left.labels if axis not in at]
    bound = taps | _bound(left, contracted, fresh)
    lead: dict[str, Size] = {axis: v.at for axis, v in bound.items() if not axis.isdigit()}
    lead |= {axis: place for axis, place in at.items() if not axis.isdigit()}
    a: dict[str, Size] = {axis: variable.at for axis, variable in taps.items()}
    windows: dict[str, Size] = {
        axis: expr.stride[int(axis)] * at[axis] + expr.dilation[int(axis)] * tap for axis, tap in a.items()
    }
    there = {axis: lead[axis] for axis in left.labels} | windows
    here = {axis: lead[axis] for axis in right.labels} | a
    found = _multiplied(_entry(expr.left, there, fresh), _entry(expr.right, here, fresh), bound)
    return _guarded(found, expr, at)


def _summed(inner: Array, at: Index, fresh: Iterator[int]) -> list[Term]:
    found = shape(inner)
    bound = _bound(found, [axis for axis in axes(found) if axis not in at], fresh)
    here = {axis: at[axis] if axis in at else bound[axis].at for axis in axes(found)}
    return [
        _with(term, {axis: ((variable,), ()) for axis, variable in bound.items()})
        for term in _entry(inner, here, fresh)
    ]


def _bound(found: Shape, wanted: Sequence[str], fresh: Iterator[int]) -> dict[str, Variable]:
    """A fresh variable along each of the wanted axes."""
    sizes = dict(zip(axes(found), found.sizes, strict=True))
    return {axis: Variable(f"v_{next(fresh)}", sizes[axis]) for axis in wanted}


def _multiplied(lefts: Sequence[Term], rights: Sequence[Term], bound: Mapping[str, Variable]) -> list[Term]:
    """All products of two terms, summed over the variables in `bound`."""
    found = []
    for left, right in product(lefts, rights):
        names = dict.fromkeys([*(part.axis for part in left.parts), *(part.axis for part in right.parts), *bound])
        parts = []
        for axis in names:
            here = (bound[axis],) if axis in bound else ()
            pairs = product(left.part(axis).cases, right.part(axis).cases)
            cases = (
                Case(one.bound + other.bound + here, one.guards + other.guards, one.index + other.index)
                for one, other in pairs
            )
            parts.append(Part(axis, tuple(cases)))
        found.append(Term(left.coefficient * right.coefficient, left.factors + right.factors, tuple(parts)))
    return found


def _renamed(term: Term, given: GuardedSum, at: Index, expr: Defined | Grad, fresh: Iterator[int]) -> Term:
    """A term of a definition at places of our own, its bound variables fresh."""
    places = {place.axis: place.variable.unknown for place in given.index}
    parts = []
    for axis in dict.fromkeys([*(part.axis for part in term.parts), *at]):
        cases = []
        for case in term.part(axis).cases:
            values: dict[Unknown, Size] = {places[axis]: at[axis]} if axis in at else {}
            bound = []
            for variable in case.bound:
                bound.append(Variable(f"v_{next(fresh)}", variable.size))
                values[variable.unknown] = bound[-1].at
            guards = _inside(expr, axis, at[axis]) if axis in at else ()
            moved = replaced(Case(tuple(bound), case.guards, case.index), values)
            cases.append(Case(moved.bound, moved.guards + guards, moved.index))
        parts.append(Part(axis, tuple(cases)))
    return replace(term, parts=tuple(parts))

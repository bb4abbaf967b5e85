"""From a statement about a family of layers to the claim that the kernel is asked to prove."""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch

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
    Lead,
    ModePad,
    ModePadAdjoint,
    Pad,
    Plus,
    Rot180,
    Scaled,
    Tensor,
    Total,
    as_correlation,
    axes,
    shape,
)
from symconv.arrays.entries import entries
from symconv.arrays.sums import Guard
from symconv.errors import AxesError, ShapeError
from symconv.layers.defined import by_definition
from symconv.layers.family import Family
from symconv.proof.sides import Claim, Side
from symconv.sizes import Quotient, Size, terms
from symconv.statements.glossary import Glossary, free_names, needs_layer, symbolic_glossary
from symconv.statements.grammar import Node, Statement, StatementError, divisors, singled_out
from symconv.statements.meaning import Meaning, elaborate


def claim(statement: Statement, family: Family) -> Claim:
    """The claim of a statement.

    Raises StatementError for a statement without sense, also one with arrays that fit at no size; ShapeError
    for one whose sides can never be equal in shape.
    """
    _check_axes(statement, family)
    free = free_names(statement)
    here = symbolic_glossary(family, free, by_definition)
    try:
        left, right = elaborate(statement.left, here), elaborate(statement.right, here)
    except AxesError as error:
        # What fits at no size says nothing that could be proved or refuted.
        raise StatementError(str(error), text=statement.text, column=error.column) from None
    if isinstance(left, tuple) != isinstance(right, tuple):
        raise StatementError("one side is an array, the other a size", text=statement.text)
    sizes = tuple(
        Guard(size - 1, ">=") for name in free for size in here.free[name] if not isinstance(size, int)
    )
    ours = side(left, _divided_by(statement.left, here))
    theirs = side(right, _divided_by(statement.right, here))
    if [axis for axis, _ in ours.sizes] != [axis for axis, _ in theirs.sizes]:
        raise ShapeError("the sides have different batch, channel or spatial axes")
    # A statement about free tensors alone has nothing to do with a layer's sizes.
    assumed = family.hypotheses() if needs_layer(statement) else ()
    return Claim(statement.text, assumed + sizes, ours, theirs)


def _check_axes(statement: Statement, family: Family) -> None:
    """An axis that the statement singles out needs a description of its own: the last one is for all that are left."""
    wanted = singled_out(statement)
    if family.rank is not None and wanted > family.rank:
        # There is no such axis at all, which the statement's reader says with its place.
        return
    kinds = len(family.layer.axes)
    apart = kinds - 1 if family.rank is None or family.rank > kinds else kinds
    if wanted > apart:
        raise StatementError(
            f"the statement singles out axis {wanted - 1}, which the layers it is about do not tell apart"
        )


def _divided_by(node: Node, here: Glossary) -> tuple[Guard, ...]:
    """Every divisor on one side is at least 1, also one that cancels: what is divided by 0 does not exist."""
    found = [elaborate(each, here) for each in divisors(node)]
    return tuple(Guard(size - 1, ">=") for each in found if isinstance(each, tuple) for size in each)


def side(meaning: Meaning, conditions: tuple[Guard, ...] = ()) -> Side:
    """One side of a claim, with further conditions; the axes in a fixed order, since a product has its own."""
    if isinstance(meaning, tuple):
        sizes = tuple((str(axis), size) for axis, size in enumerate(meaning))
        known = dict.fromkeys([*conditions, *_divisors(*meaning)])
        return Side(tuple(guard for guard in known if not _evident(guard)), sizes, None)
    found = shape(meaning)
    named = tuple(sorted(zip(axes(found), found.sizes, strict=True)))
    known = dict.fromkeys([*exists(meaning), *conditions, *_divisors(*found.sizes)])
    return Side(tuple(guard for guard in known if not _evident(guard)), named, entries(meaning))


def _evident(guard: Guard) -> bool:
    return isinstance(guard.value, int) and (guard.value == 0 if guard.relation == "=" else guard.value >= 0)


def _divisors(*sizes: Size) -> list[Guard]:
    """Every divisor in the sizes is at least 1."""
    found = []
    for size in sizes:
        for monomial, _ in terms(size):
            for atom in monomial:
                if isinstance(atom, Quotient):
                    found += [*_divisors(atom.numerator, atom.denominator), Guard(atom.denominator - 1, ">=")]
    return found


@singledispatch
def exists(expr: Array) -> list[Guard]:
    """The conditions on sizes under which an expression makes sense: those that `arrays.shape` checks."""
    raise TypeError(f"not an expression of the array language: {expr!r}")


@exists.register(Tensor)
@exists.register(Defined)
def _(expr: Tensor | Defined) -> list[Guard]:
    del expr
    return []


@exists.register(Rot180)
@exists.register(Flip)
@exists.register(Scaled)
@exists.register(Total)
def _(expr: Rot180 | Flip | Scaled | Total) -> list[Guard]:
    return exists(expr.array)


@exists.register
def _(expr: Grad) -> list[Guard]:
    return exists(expr.scalar)


@exists.register(ModePad)
@exists.register(ModePadAdjoint)
def _(expr: ModePad | ModePadAdjoint) -> list[Guard]:
    """Amounts of 0 or more, and as many entries to copy as they need."""
    original = shape(expr.array if isinstance(expr, ModePad) else expr).spatial
    found = [*exists(expr.array), *_at_least_one(original), *_divisors(*expr.lo, *expr.hi)]
    for n, *amounts in zip(original, expr.lo, expr.hi, strict=True):
        for amount in amounts:
            found.append(Guard(amount, ">="))
            if expr.mode != "replicate":
                found.append(Guard(n - amount - (0 if expr.mode == "circular" else 1), ">="))
    return found


@exists.register
def _(expr: Pad) -> list[Guard]:
    return [*exists(expr.array), *_at_least_one(shape(expr).spatial), *_divisors(*expr.lo, *expr.hi)]


@exists.register
def _(expr: Crop) -> list[Guard]:
    sizes = zip(shape(expr.array).spatial, expr.sizes, strict=True)
    enough = [Guard(size - kept, ">=") for size, kept in sizes]
    return [*exists(expr.array), *_at_least_one(expr.sizes), *enough, *_divisors(*expr.sizes)]


@exists.register
def _(expr: InsertZeros) -> list[Guard]:
    return [*exists(expr.array), *_at_least_one(expr.strides), *_divisors(*expr.strides)]


@exists.register(Convolve)
@exists.register(Correlate)
def _(expr: Correlate | Convolve) -> list[Guard]:
    plain = as_correlation(expr)
    found = [*exists(plain.left), *exists(plain.right), *_at_least_one(plain.stride), *_at_least_one(plain.dilation)]
    left, right = shape(plain.left), shape(plain.right)
    for n, k, d in zip(left.spatial, right.spatial, plain.dilation, strict=True):
        found.append(Guard(n - d * (k - 1) - 1, ">="))
    return found + _same_lead(left.lead, right.lead) + _divisors(*plain.stride, *plain.dilation)


@exists.register(Plus)
@exists.register(Dot)
def _(expr: Plus | Dot) -> list[Guard]:
    left, right = shape(expr.left), shape(expr.right)
    found = [*exists(expr.left), *exists(expr.right), *_same_lead(left.lead, right.lead)]
    if right.spatial:
        found += [Guard(a - b, "=") for a, b in zip(left.spatial, right.spatial, strict=True)]
    return found


def _same_lead(left: Sequence[Lead], right: Sequence[Lead]) -> list[Guard]:
    sizes = {axis.label: axis.size for axis in left}
    return [Guard(sizes[axis.label] - axis.size, "=") for axis in right if axis.label in sizes]


def _at_least_one(sizes: tuple[Size, ...]) -> list[Guard]:
    return [Guard(size - 1, ">=") for size in sizes]


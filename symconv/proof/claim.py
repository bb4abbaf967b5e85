"""From a statement about a family of layers to the claim that the kernel is asked to prove."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from symconv.arrays.shape import Shape
from symconv.arrays.sums import Guard, spatial_axis
from symconv.deadline import NEVER, Deadline
from symconv.errors import AxesError
from symconv.layers.family import Family
from symconv.layers.layer import Layer
from symconv.layers.tensors import tensor
from symconv.proof.free import free_tensors
from symconv.proof.sides import Claim, Side
from symconv.proof.smt import is_true
from symconv.sizes import Size, denominators
from symconv.statements.calls import Meaning, wrong
from symconv.statements.glossary import Glossary, needs_layer
from symconv.statements.grammar import Node, Numeral, Statement, StatementError, divisors, singled_out
from symconv.statements.meaning import elaborate


def claim(statement: Statement, family: Family, deadline: Deadline = NEVER) -> Claim:
    """The claim of a statement.

    Raises StatementError for a statement without sense, also one with arrays or sides that fit at no size, and one
    whose free tensors may have the channels of several tensors;
    ShapeError where numbers that are given fit nowhere; TimeUpError.
    """
    _check_axes(statement, family)
    free = free_tensors(statement, family)
    here = free.glossary(family)
    try:
        left, right = elaborate(statement.left, here), elaborate(statement.right, here)
    except AxesError as error:
        # What fits at no size says nothing that could be proved or refuted.
        raise StatementError(str(error), text=statement.text, column=error.column) from None
    _check_kinds(statement, left, right, family.layer)
    ours = side(left, divided_by(statement.left, here), deadline)
    theirs = side(right, divided_by(statement.right, here), deadline)
    # A statement about free tensors alone has nothing to do with a layer's sizes, but there has to be a layer.
    domain = family.hypotheses()
    assumed = domain if needs_layer(statement) else ()
    kinds = len(family.layer.axes)
    absent = spatial_axis(kinds - 1) if family.rank is None and kinds > 1 else None
    return Claim(statement.text, assumed + free.hypotheses(family), ours, theirs, domain, absent)


def _check_kinds(statement: Statement, left: Meaning, right: Meaning, layer: Layer) -> None:
    """Sides with other axes are no question of sizes, and nothing to be refuted by one.

    Input channels are not output channels, even where there are as many.
    """
    if isinstance(left, tuple) and isinstance(right, tuple):
        return
    if isinstance(left, tuple) or isinstance(right, tuple):
        one, other = ("a size" if isinstance(each, tuple) else each.shape.kind for each in (left, right))
        raise wrong(statement.left, f"one side is made of entries: left {one}; right {other}{_zeros(statement)}")
    if sorted(left.shape.axes) != sorted(right.shape.axes):
        one, other = (each.shape.kind + _alike(each.shape, layer, ", like {0} and d{0}") for each in (left, right))
        fit = _alike(left.shape, layer, "; what would fit is shaped like {0}")
        labels = {label for each in (left.shape, right.shape) for label in each.labels}
        told = "; input and output channels are two axes, however many there are" if labels >= {"c", "f"} else ""
        raise wrong(statement.right, f"the sides do not have the same axes: left {one}; right {other}{fit}{told}")


def _zeros(statement: Statement) -> str:
    """How zeros are written, where an array is said to be 0."""
    if any(each == Numeral(0, each.column) for each in (statement.left, statement.right)):
        return "; zeros like A are written 0*A"
    return ""


def _alike(shape: Shape, layer: Layer, said: str) -> str:
    """What is said of the tensor of the layer that has the same axes; nothing where there is none."""
    for name in "XKZB":
        if sorted(tensor(layer, name).shape.axes) == sorted(shape.axes):
            return said.format(name)
    return ""


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


def divided_by(node: Node, here: Glossary) -> tuple[Guard, ...]:
    """Every divisor on one side is at least 1, also one that cancels: what is divided by 0 does not exist."""
    found = [elaborate(each, here) for each in divisors(node)]
    return tuple(Guard(size - 1, ">=") for each in found if isinstance(each, tuple) for size in each)


def side(meaning: Meaning, conditions: tuple[Guard, ...] = (), deadline: Deadline = NEVER) -> Side:
    """One side of a claim, with further conditions; the axes in a fixed order, since a product has its own."""
    if isinstance(meaning, tuple):
        sizes = tuple((spatial_axis(axis), size) for axis, size in enumerate(meaning))
        return Side(_existing(conditions, meaning), sizes, None)
    found = meaning.shape
    exists = _existing((*meaning.existence(), *conditions), found.sizes)
    # Whoever reads an expression as a sum asks for fresh names all the time, and so looks at the clock.
    return Side(exists, tuple(sorted(found.by_axis.items())), meaning.guarded_sum(deadline.watched(count())))


def _existing(conditions: Sequence[Guard], sizes: Sequence[Size]) -> tuple[Guard, ...]:
    """The conditions, and that every divisor in the sizes is at least 1; but not what is true of numbers."""
    known = dict.fromkeys([*conditions, *(Guard(divisor - 1, ">=") for divisor in denominators(*sizes))])
    return tuple(guard for guard in known if not is_true(guard))

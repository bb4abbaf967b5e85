"""Activation functions entry by entry: a derivative `f'(U)` is an unknown of its own at each place, whatever f is.

U is what the input is the activation of, A the activation of the output, so `dL/dU = dL/dX f'(U)` at each place and
`dL/dZ = dL/dA f'(Z)`.
"""

from __future__ import annotations

from collections.abc import Callable

from symconv.auditor.letters import Notes, NoValueError, SchematicError
from symconv.auditor.polynomials import (
    NO_TERMS,
    EntryPolynomial,
    PolynomialArray,
    PolynomialValue,
    added,
    mapped,
    multiplied,
    number,
    variable,
)
from symconv.auditor.tree import Activation, Binary, Expr, Lettered
from symconv.auditor.world import World
from symconv.errors import ShapeError

EntryFinder = Callable[[Lettered, str], "tuple[int, ...] | None"]

# Signs that may multiply two arrays entry by entry.
ENTRYWISE = frozenset([r"\odot", r"\circ", r"\times", r"\otimes", r"\bullet"])
SLOPES = {"U": "f'(U)", "Z": "f'(Z)"}


def cell_of(world: World, role: str, place: tuple[int, ...]) -> EntryPolynomial:
    """One entry of an array of the layer."""
    if role == "Z":
        return world.output(place)
    if role in ("dX", "dK", "dB"):
        return world.gradient(role[1:], place)
    if role == "dU":
        return multiplied(world.gradient("X", place), variable(SLOPES["U"], place))
    return variable(role, place)


def named(expr: Activation, notes: Notes) -> str:
    """The array that a function of an array is: of U the input, of Z its activation, a derivative one of its own."""
    role = notes.role(expr.of)
    if role not in SLOPES or (role == "Z" and "A" not in notes.roles.values()):
        raise NoValueError(f"what {expr.function}({expr.of.letter}) is called is not said")
    return SLOPES[role] if expr.derived else {"U": "X", "Z": "A"}[role]


def is_slope(expr: Expr) -> bool:
    """Whether an operand is the derivative of a function at all places, with which only one product has a sense."""
    return isinstance(expr, Activation) and expr.derived and not expr.of.index


def entrywise(expr: Binary, left: PolynomialValue, right: PolynomialValue) -> PolynomialArray:
    """Two arrays multiplied entry by entry; raises NoValueError where the sign between them does not say so."""
    if expr.sign not in ENTRYWISE or expr.options:
        raise NoValueError(f"what {expr.sign} means beside the derivative of a function is not known")
    if not isinstance(left, PolynomialArray) or not isinstance(right, PolynomialArray):
        raise NoValueError("a number is multiplied with the derivative of a function at all places")
    if left.shape != right.shape:
        raise ShapeError("arrays of different sizes are multiplied entry by entry")
    cells = zip(left.cells, right.cells, strict=True)
    return PolynomialArray(left.shape, tuple(multiplied(one, other) for one, other in cells))


def is_through_function(top: Expr, by: str, notes: Notes) -> bool:
    """Whether a derivative is one of an activation, or by what the input is the activation of."""
    if by == "U" or isinstance(top, Activation):
        return True
    return isinstance(top, Lettered) and notes.role(top) == "A"


def through_function(top: Expr, by: Lettered, world: World, notes: Notes, find: EntryFinder) -> EntryPolynomial:
    """The derivative of an entry by another where an activation lies between; `find` gives the places of entries.

    Raises NoValueError where it is not known, SchematicError for whole arrays.
    """
    entry = top.of if isinstance(top, Activation) else top
    if isinstance(top, Activation):
        named(top, notes)
    if not isinstance(entry, Lettered) or (isinstance(top, Activation) and top.derived):
        raise NoValueError("a derivative of what is more than an entry is not known here")
    if not by.index or not entry.index:
        raise SchematicError("a derivative of a whole array")
    role, before = notes.role(entry), notes.role(by)
    one, other = find(entry, role), find(by, before)
    if one is None or other is None:
        return NO_TERMS
    activated = isinstance(top, Activation) or role == "A"
    # By what stands before the layer's input: by the input, times the slope of the function there.
    inner = variable(SLOPES["U"], other) if before == "U" else number(1)
    if role == "X" and not isinstance(top, Activation) and before == "U":
        return inner if one == other else NO_TERMS
    if role == "U" and activated and before == "U":
        return inner if one == other else NO_TERMS
    if role not in ("Z", "A"):
        raise NoValueError("a derivative between these arrays is not known")
    outer = variable(SLOPES["Z"], one) if activated else number(1)
    if before == "Z" and activated:
        return outer if one == other else NO_TERMS
    if before not in ("X", "K", "B", "U"):
        raise NoValueError(f"a derivative by {by.letter} is not known here")
    return multiplied(outer, multiplied(world.local(one, "X" if before == "U" else before, other), inner))


def through_outputs(value: PolynomialValue) -> PolynomialValue:
    """The gradient by each output written as that by its activation, times the slope there."""

    def written(cell: EntryPolynomial) -> EntryPolynomial:
        found = []
        for monomial, coefficient in cell.items():
            factors = [("dA" if name == "dZ" else name, place) for name, place in monomial]
            factors += [(SLOPES["Z"], place) for name, place in monomial if name == "dZ"]
            found.append({tuple(sorted(factors)): coefficient})
        return added(found)

    return mapped(value, written)

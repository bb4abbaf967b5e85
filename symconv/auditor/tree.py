"""What an equation of the notes says, as a tree: the notes' letters, their indices, their signs.

Nothing has a meaning yet: which letter is the input and what `*` does is found later, from all of the notes. Places
in the text (`start`, `end`) do not count when trees are compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Union

from symconv.sizes import Size

# An amount before and one after for each axis; a single pair is for all axes.
Amounts = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number."""

    value: int
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """A letter, with an index or without: `x_{12}`, `K`, `\\omega_1`, `x^{l}_{i+m, j+n}`.

    `compact` says that the index was written without commas, a sign for each axis, so that `12` may also be twelve.
    """

    letter: str
    index: tuple[Size, ...] = ()
    compact: bool = False
    label: str = ""
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Partial:
    """`\\partial top / \\partial by`."""

    top: Expr
    by: Entry
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Gradient:
    """The gradient of the loss in short: `\\delta x_{11}`, `\\Delta X`, `dX`."""

    sign: str
    by: Entry
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Negative:
    """Minus something."""

    of: Expr


@dataclass(frozen=True, slots=True)
class Sum:
    """Something plus something; two terms or more."""

    terms: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """Something times something, written side by side or with a dot; two factors or more."""

    factors: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Infix:
    """A sign between two operands that means a product for numbers, and for arrays whatever the notes mean by it."""

    sign: str
    left: Expr
    right: Expr
    options: tuple[tuple[str, Amounts], ...] = ()
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Range:
    """What a summation index runs over; None where the notes do not say."""

    name: str
    low: Size | None = None
    high: Size | None = None


@dataclass(frozen=True, slots=True)
class BigSum:
    """`\\sum` with its indices (none where they are left out) over a body, where every condition is 0."""

    ranges: tuple[Range, ...]
    body: Expr
    conditions: tuple[Size, ...] = ()
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows of cells between brackets, or bare."""

    rows: tuple[tuple[Expr, ...], ...]
    bracketed: bool = True
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Cells:
    """A row of local derivatives, one for each factor of the chain-rule line above it."""

    cells: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A named operator: `conv(X, ...)`, `Rot180(W)`, `sum(...)`; `amounts` are those written below its name."""

    name: str
    arguments: tuple[Expr, ...]
    amounts: Amounts = ()
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


Expr = Union[Number, Entry, Partial, Gradient, Negative, Sum, Product, Infix, BigSum, Matrix, Cells, Call]


def parts(expr: Expr) -> Iterator[Expr]:
    """What an expression is made of, one level down."""
    for name in _INNER[type(expr)]:
        value = getattr(expr, name)
        if isinstance(value, tuple):
            yield from _flat(value)
        else:
            yield value


def _flat(values: tuple[object, ...]) -> Iterator[Expr]:
    for value in values:
        if isinstance(value, tuple):
            yield from _flat(value)
        elif isinstance(value, NODES):
            yield value


def nodes(expr: Expr) -> Iterator[Expr]:
    """The expression and everything in it, what contains before what is contained."""
    waiting = [expr]
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(reversed(list(parts(found))))


NODES = (Number, Entry, Partial, Gradient, Negative, Sum, Product, Infix, BigSum, Matrix, Cells, Call)
# The fields of each class that hold expressions.
_INNER: Mapping[type, tuple[str, ...]] = {
    Number: (), Entry: (), Partial: ("top", "by"), Gradient: ("by",), Negative: ("of",), Sum: ("terms",),
    Product: ("factors",), Infix: ("left", "right"), BigSum: ("body",), Matrix: ("rows",), Cells: ("cells",),
    Call: ("arguments",),
}  # fmt: skip

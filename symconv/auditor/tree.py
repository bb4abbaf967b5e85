"""What an equation of the notes says, as a tree: the notes' letters, their indices, their signs.

Nothing has a meaning yet: which letter is the input and what `*` does is found later, from all of the notes. Places
in the text (`start`, `end`) do not count when trees are compared.

This is not the tree of `symconv.page.maths`, which says how mathematics that symconv means is to look. Here a sign may
still mean several operations, `12` twelve or one and two; an index is a size to compute with, not something to be
written; and each piece knows where in the text it stands, so that it can be corrected there. What has been understood
becomes a tree of the page in `symconv.auditor.canonical`, and no way leads back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, Union, get_args

from symconv.sizes import Size

# How far the second of two arrays is moved along the first, where that is written.
WrittenMode = Literal["", "full", "valid"]
# An amount before and one after for each axis; a single pair is for all axes.
Amounts = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class WholeNumber:
    """A whole number."""

    value: int
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Lettered:
    """A letter, with an index or without: `x_{12}`, `K`, `\\omega_1`, `x^{l}_{i+m, j+n}`.

    `compact` says that the index was written without commas, a sign for each axis, so that `12` may also be twelve.
    Where one of the divisions `whole` leaves something, as in `y_{(i-m)/s}`, there is no entry, and it reads as 0.
    """

    letter: str
    index: tuple[Size, ...] = ()
    compact: bool = False
    label: str = ""
    whole: tuple[tuple[Size, Size], ...] = ()
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)

    @property
    def numbered(self) -> bool:
        """Whether its index is nothing but numbers."""
        return all(isinstance(at, int) for at in self.index)


@dataclass(frozen=True, slots=True)
class Partial:
    """`\\partial top / \\partial by`."""

    top: Expr
    by: Lettered
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)

    @property
    def of_letter(self) -> str:
        """The letter without an index that is derived, as the loss is; empty for anything else."""
        return self.top.letter if isinstance(self.top, Lettered) and not self.top.index else ""


@dataclass(frozen=True, slots=True)
class ShortGradient:
    """The gradient of the loss in short: `\\delta x_{11}`, `\\Delta X`, `dX`."""

    sign: str
    by: Lettered
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Negative:
    """Minus something."""

    of: Expr


@dataclass(frozen=True, slots=True)
class Addition:
    """Something plus something; two terms or more."""

    terms: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Juxtaposition:
    """Something times something, written side by side or with a dot; two factors or more."""

    factors: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Binary:
    """A sign between two operands that means a product for numbers, and for arrays whatever the notes mean by it.

    `conv(X, K)` is one too, with its name for a sign; `mode` is what is written at it: "full", "valid" or nothing.
    """

    sign: str
    left: Expr
    right: Expr
    options: tuple[tuple[str, Amounts], ...] = ()
    mode: WrittenMode = ""
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Range:
    """What a summation index runs over; None where the notes do not say.

    It is also not below any of `lows`, nor above any of `highs`, as `\\max` and `\\min` say.
    """

    name: str
    low: Size | None = None
    high: Size | None = None
    lows: tuple[Size, ...] = ()
    highs: tuple[Size, ...] = ()


@dataclass(frozen=True, slots=True)
class BigSum:
    """`\\sum` with its indices (none where they are left out) over a body, where every condition is 0."""

    ranges: tuple[Range, ...]
    body: Expr
    conditions: tuple[Size, ...] = ()
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Where:
    """Something where every size in `holds` is not below 0, and 0 elsewhere, as `cases` say it."""

    body: Expr
    holds: tuple[Size, ...]


@dataclass(frozen=True, slots=True)
class WrittenMatrix:
    """Rows of cells between brackets, or bare; slices of an array of three axes stand side by side."""

    rows: tuple[tuple[Expr, ...], ...]
    bracketed: bool = True
    slices: int = 1
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class LocalRow:
    """A row of local derivatives, one for each factor of the chain-rule line above it."""

    cells: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class NamedOperator:
    """A named operator: `Rot180(W)`, `sum(...)`; `amounts` are those written below its name."""

    name: str
    arguments: tuple[Expr, ...]
    amounts: Amounts = ()
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Activation:
    """A function of one number, entry by entry: `f(z_{11})`, `\\sigma(Z)`; where `derived` its derivative `f'(z)`."""

    function: str
    derived: bool
    of: Lettered
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


Expr = Union[
    WholeNumber, Lettered, Partial, ShortGradient, Negative, Addition, Juxtaposition, Binary, BigSum, WrittenMatrix,
    LocalRow, NamedOperator, Activation, Where,
]  # fmt: skip


def parts(expr: Expr) -> Sequence[Expr]:
    """What an expression is made of, one level down."""
    return _INNER[type(expr)](expr)


def nodes(expr: Expr | None) -> Iterator[Expr]:
    """The expression and everything in it, what contains before what is contained; nothing where there is none."""
    waiting = [] if expr is None else [expr]
    while waiting:
        found = waiting.pop()
        yield found
        kind = type(found)
        if kind not in _LEAVES:
            waiting.extend(reversed(_INNER[kind](found)))


def added_terms(expr: Expr | None) -> tuple[Expr, ...]:
    """The terms of a sum; what is none is its only one."""
    return expr.terms if isinstance(expr, Addition) else () if expr is None else (expr,)


def factors_of(expr: Expr) -> tuple[Expr, ...]:
    """The factors of a product, whatever sign stands between them; what is none is its only one."""
    if isinstance(expr, Juxtaposition):
        return expr.factors
    return (expr.left, expr.right) if isinstance(expr, Binary) else (expr,)


def entries(expr: Expr | None) -> list[Lettered]:
    """The letters of an expression, those that derivatives are taken by too; none where there is no expression."""
    return [node for node in nodes(expr) if isinstance(node, Lettered)]


def has_operation(expr: Expr) -> bool:
    """Whether there is an operation in it that arrays may have: the other side may tell how large its result is."""
    return any(isinstance(node, Binary | NamedOperator) for node in nodes(expr))


def rebuilt(expr: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """The expression with each of its parts, one level down, changed."""

    def changed(value: object) -> object:
        if isinstance(value, tuple):
            return tuple(map(changed, value))
        return change(value) if isinstance(value, NODES) else value

    found: dict[str, Any] = {each.name: changed(getattr(expr, each.name)) for each in fields(expr)}
    return replace(expr, **found)


def exchanged(expr: Expr, old: Lettered, new: Lettered) -> Expr:
    """The expression with one of its letters, this very one and not its equals, exchanged for another."""
    if expr is old:
        return new
    if not any(node is old for node in nodes(expr)):
        return expr
    return rebuilt(expr, lambda each: exchanged(each, old, new))


NODES = get_args(Expr)
# Most nodes are made of nothing else.
_LEAVES = frozenset([Lettered, WholeNumber])
# What each class is made of.
_INNER: Mapping[type, Callable[[Any], Sequence[Expr]]] = {
    WholeNumber: lambda _: (),
    Lettered: lambda _: (),
    Partial: lambda expr: (expr.top, expr.by),
    ShortGradient: lambda expr: (expr.by,),
    Negative: lambda expr: (expr.of,),
    Addition: lambda expr: expr.terms,
    Juxtaposition: lambda expr: expr.factors,
    Binary: lambda expr: (expr.left, expr.right),
    BigSum: lambda expr: (expr.body,),
    WrittenMatrix: lambda expr: [cell for row in expr.rows for cell in row],
    LocalRow: lambda expr: expr.cells,
    NamedOperator: lambda expr: expr.arguments,
    Activation: lambda expr: (expr.of,),
    Where: lambda expr: (expr.body,),
}

"""A formula with matrices as the pieces that stand side by side, between which a line may break."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Union

from symconv.page.maths import Applied, Infix, Maths, Matrix, Product, Relation, Sign, Sum, parts


@dataclass(frozen=True, slots=True)
class Opening:
    """The names and opening brackets of calls, one within the other."""

    calls: tuple[Applied, ...]


@dataclass(frozen=True, slots=True)
class Closing:
    """The closing brackets of calls, the innermost first."""

    calls: tuple[Applied, ...]


# A sign that is a piece by itself stands between two others: that of a relation, or a plus.
Piece = Union[Maths, Opening, Closing, Sign, Literal["+"]]


def pieces(tree: Maths) -> Iterator[Piece]:
    """The pieces from left to right; what has no matrix in it is one of them.

    >>> from symconv.page.maths import WholeArray, Letter
    >>> sides = Matrix(((Letter("a"),),)), WholeArray("Z")
    >>> [type(each).__name__ for each in pieces(Relation(Applied("crop", sides[:1]), "=", sides[1]))]
    ['Opening', 'Matrix', 'Closing', 'str', 'WholeArray']
    """
    if not _has_matrix(tree):
        yield tree
        return
    match tree:
        case Relation(left=left, sign=sign, right=right):
            yield from pieces(left)
            yield sign
            yield from pieces(right)
        case Infix(left=left, operator=operator, right=right):
            yield from pieces(left)
            yield operator
            yield from pieces(right)
        case Product(factors=factors):
            for factor in factors:
                yield from pieces(factor)
        case Sum(terms=terms):
            for at, term in enumerate(terms):
                if at:
                    yield "+"
                yield from pieces(term)
        case Applied():
            calls, inner = _nested(tree)
            yield Opening(calls)
            yield from pieces(inner)
            yield Closing(calls[::-1])
        case _:
            yield tree


def _nested(call: Applied) -> tuple[tuple[Applied, ...], Maths]:
    """Calls of one argument within each other, from the outside, and what is inside all of them."""
    calls = [call]
    while isinstance(inner := calls[-1].arguments[0], Applied):
        calls.append(inner)
    return tuple(calls), inner


def _has_matrix(tree: Maths) -> bool:
    return isinstance(tree, Matrix) or any(map(_has_matrix, parts(tree)))

"""A formula as the pieces that stand side by side, between which a line may break."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Union

from symconv.page import maths
from symconv.page.maths import Maths, Separator, Sign, compound, parts


@dataclass(frozen=True, slots=True)
class Opening:
    """The names and opening brackets of calls, one within the other; of a call without a name the bracket alone."""

    calls: tuple[maths.Applied, ...]


@dataclass(frozen=True, slots=True)
class Closing:
    """The closing brackets of calls, the innermost first."""

    calls: tuple[maths.Applied, ...]


# A sign that is a piece by itself stands between two others: that of a relation, a plus, a minus or a comma.
Piece = Union[Maths, Opening, Closing, Sign, Separator]
# Pieces that stay on one line.
Chunk = tuple[Piece, ...]
# What no line ends with: a sign, also of an operator or a sum, a factor, and a bracket that it opens.
OPEN_ENDED = (str, Opening, maths.InfixOperator, maths.Arrow, maths.Number, maths.Summation)


def has_matrix(tree: Maths) -> bool:
    """Whether there is a matrix in a tree that would stand on the line."""
    return isinstance(tree, maths.Matrix) or any(map(has_matrix, parts(tree)))


def pieces(tree: Maths, splits: Callable[[Maths], bool] = has_matrix) -> Iterator[Piece]:
    """The pieces from left to right; what does not split is one of them.

    >>> from symconv.page.maths import WholeArray, Letter
    >>> sides = maths.Matrix(((Letter("a"),),)), WholeArray("Z")
    >>> [type(each).__name__ for each in pieces(maths.Relation(maths.Applied("crop", sides[:1]), "=", sides[1]))]
    ['Opening', 'Matrix', 'Closing', 'str', 'WholeArray']
    """

    def factor(tree: Maths) -> Iterator[Piece]:
        # A bracket is a call without a name.
        return pieces(maths.Applied("", (tree,)) if compound(tree) and splits(tree) else tree, splits)

    if not splits(tree):
        yield tree
        return
    match tree:
        case maths.Relation(left=left, sign=sign, right=right):
            yield from pieces(left, splits)
            yield sign
            yield from pieces(right, splits)
        case maths.Infix(left=left, operator=operator, right=right):
            yield from factor(left)
            yield operator
            yield from factor(right)
        case maths.Subtraction(left=left, right=right):
            yield from pieces(left, splits)
            yield "-"
            yield from factor(right)
        case maths.Product(factors=factors):
            for each in factors:
                yield from factor(each)
        case maths.Multiple(factor=number, of=of):
            yield maths.Number(number)
            yield from factor(of)
        case maths.Summation() if tree.over:
            # The sign of the sum, as yet of nothing.
            yield replace(tree, of=maths.Listed(()))
            yield from pieces(tree.of, splits)
        case maths.Listed(parts=side_by_side, between=" "):
            for each in side_by_side:
                yield from pieces(each, splits)
        case maths.Sum(terms=terms):
            yield from _between(terms, "+", splits)
        case maths.Applied():
            calls, inner = _nested(tree)
            yield Opening(calls)
            yield from _between(inner, ",", splits)
            yield Closing(calls[::-1])
        case _:
            yield tree


def chunks(found: Iterable[Piece]) -> Iterator[Chunk]:
    """What stays on one line: a sign with what follows it, a bracket with what it opens or closes.

    >>> equation = maths.Relation(maths.WholeArray("Z"), "=", maths.WholeArray("X"))
    >>> [len(chunk) for chunk in chunks(pieces(equation, lambda tree: True))]
    [1, 2]
    """
    chunk: list[Piece] = []
    open_ended = False
    for piece in found:
        closes = isinstance(piece, Closing) or piece == ","
        if chunk and not open_ended and not closes:
            yield tuple(chunk)
            chunk = []
        chunk.append(piece)
        open_ended = isinstance(piece, OPEN_ENDED) and not closes
    yield tuple(chunk)


def spelled(
    piece: Piece,
    written: Callable[[Maths], str],
    related: Callable[[Sign | Separator], str],
    around: Callable[[maths.Applied], tuple[str, str]],
) -> str:
    """A piece in a notation, by what that writes of a tree, of a sign and around the arguments of a call."""
    match piece:
        case Opening(calls=calls):
            return "".join(around(call)[0] for call in calls)
        case Closing(calls=calls):
            return "".join(around(call)[1] for call in calls)
        case str():
            return related(piece)
        case _:
            return written(piece)


def measured(found: Iterable[Chunk], width: Callable[[Piece], float], room: float) -> Iterator[tuple[float, Chunk]]:
    """The chunks and their widths; what no line has so much room for is taken apart."""
    for chunk in found:
        needed = sum(map(width, chunk))
        if needed <= room:
            yield needed, chunk
        else:
            yield from ((width(each), (each,)) for each in chunk)


def filled(found: Iterable[tuple[float, Chunk]], room: float, hanging: float) -> list[list[Piece]]:
    """Chunks of such widths on as many lines as they take; every line but the first is indented."""
    lines: list[list[Piece]] = [[]]
    left = room
    for needed, chunk in found:
        if lines[-1] and needed > left:
            lines.append([])
            left = room - hanging
        lines[-1] += chunk
        left -= needed
    return lines


def _between(trees: Sequence[Maths], sign: Literal["+", ","], splits: Callable[[Maths], bool]) -> Iterator[Piece]:
    for at, tree in enumerate(trees):
        if at:
            yield sign
        yield from pieces(tree, splits)


def _nested(call: maths.Applied) -> tuple[tuple[maths.Applied, ...], tuple[Maths, ...]]:
    """Calls of one argument within each other, from the outside, and what is inside all of them."""
    calls = [call]
    while len(calls[-1].arguments) == 1 and isinstance(inner := calls[-1].arguments[0], maths.Applied):
        calls.append(inner)
    return tuple(calls), calls[-1].arguments

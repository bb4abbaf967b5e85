"""Statements as users type them: `dX = correlate(pad(dZ, k-1), rot180(K))`, read into a tree with columns.

Also as they are written in class: `∂L/∂X = pad(∂L/∂Z, k−1) ⋆ rot180(K)` is read into the same tree.

Nothing is evaluated here: `symconv.statements.meaning` gives names their meaning for a layer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain
from typing import Any, Union

from symconv.errors import SymconvError
from symconv.statements.elsewhere import for_name, for_sign
from symconv.statements.syntax import TEXT_END, Lexeme, Start, UnexpectedError, read

LONGEST = 2_000
# What `*` between arrays is called, and `conv`, until it is known which product the layer goes by.
ANY_PRODUCT = "*"
CONV = "conv"
# What a `*` is read as where a ⋆ tells it from cross-correlation.
TOLD_APART = "⊛"
DEEPEST = 60
DIGITS = 9
# The largest number of an axis that a statement may single out.
MOST_AXIS = 9

class StatementError(SymconvError):
    """A statement that cannot be read or makes no sense, with the column of the offending piece."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """A whole number."""

    value: int
    column: int


@dataclass(frozen=True, slots=True)
class NumberPerAxis:
    """A whole number for each axis, `2x1`; a sign belongs to the number behind it."""

    values: tuple[int, ...]
    column: int


@dataclass(frozen=True, slots=True)
class Name:
    """A tensor, a size or a word such as `full`."""

    text: str
    column: int


@dataclass(frozen=True, slots=True)
class Operation:
    """`left sign right`, with the sign +, -, * or //."""

    sign: str
    left: Node
    right: Node
    column: int


@dataclass(frozen=True, slots=True)
class Call:
    """An operator applied to arguments, some of them by name."""

    name: str
    arguments: tuple[Node, ...]
    options: tuple[tuple[str, Node], ...]
    column: int


Node = Union[Numeral, NumberPerAxis, Name, Operation, Call]


@dataclass(frozen=True, slots=True)
class Statement:
    """`left = right`, and its text; stored as its text alone, so that the two cannot come apart."""

    text: str
    left: Node
    right: Node

    def __reduce__(self) -> tuple[Any, ...]:
        return parse, (self.text,)


def parse(text: str) -> Statement:
    """The tree of a statement.

    Raises StatementError, with a column, for what is not one.

    >>> parse("o = n - 1").right.sign
    '-'
    >>> parse("dX = pad(dZ)")
    Statement(text='dX = pad(dZ)', left=Name(text='dX', column=0), right=Call(name='pad', \
arguments=(Name(text='dZ', column=9),), options=(), column=5))
    >>> parse("dX = ")
    Traceback (most recent call last):
    ...
    symconv.statements.grammar.StatementError: the statement ends too early: there a name or a number or '(' is missing
    """
    found = Statement(text, *_read(text, "statement"))
    _check_loss(text)
    return found


def parse_expression(text: str) -> Node:
    """The tree of one side of a statement.

    >>> parse_expression("k-1").sign
    '-'
    """
    return _read(text, "expression")[0]


def nodes(tree: Node | Statement) -> list[Node | Statement]:
    """A tree and all that are in it, each after those that it is made of."""
    match tree:
        case Statement(left=left, right=right) | Operation(left=left, right=right):
            return [*nodes(left), *nodes(right), tree]
        case Call(arguments=arguments, options=options):
            inner = (*arguments, *(value for _, value in options))
            return [*chain.from_iterable(map(nodes, inner)), tree]
        case _:
            return [tree]


def names(tree: Node | Statement) -> frozenset[str]:
    """Every name in a tree that is not the name of an operator or an option."""
    return frozenset(each.text for each in nodes(tree) if isinstance(each, Name))


def divisors(tree: Node | Statement) -> tuple[Node, ...]:
    """Every divisor in a tree, whatever it cancels against or is multiplied by."""
    return tuple(each.right for each in nodes(tree) if isinstance(each, Operation) and each.sign == "//")


def singled_out(tree: Node | Statement) -> int:
    """How many axes have to be told apart: one more than the largest number that `flip` is given, and as many as have
    numbers of their own; 0 without either."""
    found = 0
    for each in nodes(tree):
        match each:
            case Call(name="flip", arguments=(_, Numeral(value=axis))):
                found = max(found, min(axis, MOST_AXIS) + 1)
            case NumberPerAxis(values=values):
                found = max(found, len(values))
    return found


@dataclass(frozen=True, slots=True)
class _Built:
    """A node and how deeply it nests."""

    node: Node
    depth: int


def _read(text: str, start: Start) -> list[Node]:
    if len(text) > LONGEST:
        raise StatementError(f"a statement of {len(text):,} characters is not read: at most {LONGEST:,}")
    told = re.sub(r"[*∗](?=\s*\[)", TOLD_APART, text) if re.search("[⋆★]", text) else text
    try:
        return [each.node for each in read(told, start, _Builder())]
    except StatementError as error:
        raise _mistake(str(error), text, error.column) from None
    except UnexpectedError as error:
        raise _unexpected(error, text) from None


def _unexpected(error: UnexpectedError, text: str) -> StatementError:
    """The mistake in words, and what is probably meant."""
    column, piece = error.column, error.piece
    if piece is None:
        quoted = re.match(r"(['\"])(\w+)\1", text[column:])
        meant = f": did you mean {quoted[2]}, without quotes?" if quoted else for_sign(text, column)
        return _mistake(f"{text[column]!r} does not belong in a statement{meant}", text, column)
    if piece.kind == TEXT_END:
        return _mistake(
            f"the statement ends too early: there {_missing(error.expected)} is missing", text, len(text)
        )
    if text[column - 1 : column + 1] == "==":
        return _mistake("one = stands between the two sides, not two", text, column)
    should = for_name(text, column) or f": there should be {_missing(error.expected)}"
    return _mistake(f"{piece.text!r} is not expected here{should}", text, column)


def _named(text: str) -> str:
    """A name as statements have it: `∂L/∂X`, `dL/dX`, `δx` and `ΔX` are all dX.

    >>> parse("∂L/∂X = ΔW").right.text
    'dW'
    """
    gradient = re.fullmatch(r"[∂d]\w\s*/\s*[∂d](\w)|[δΔ](\w)", text)
    return f"d{(gradient[1] or gradient[2]).upper()}" if gradient else text


def _product(sign: str, left: Node, right: Node, options: Mapping[str, _Built]) -> str:
    """What a sign between arrays is: who says "full" or "valid" with a `*` means a true convolution.

    But what is valid of X and K is what the layer computes, which is called after it, where no ⋆ says what is meant.

    >>> [parse(f"Z = {each}").right.name for each in ("dZ *[full] K", "dZ ⋆[full] K", "pad(X, p) *[valid] K")]
    ['convolve', 'correlate', '*']
    """
    if sign in "⋆★":
        return "correlate"
    if sign == TOLD_APART:
        return "convolve"
    if "mode" not in options:
        return ANY_PRODUCT
    valid = options["mode"].node == Name("valid", options["mode"].node.column)
    forward = valid and _is_padded(left, "X") and _is_padded(right, "KW")
    return ANY_PRODUCT if forward else "convolve"


def _is_padded(node: Node, letters: str) -> bool:
    """Whether a node is an array with one of these letters, padded or as it is."""
    match node:
        case Name(text=text):
            return text in {*letters}
        case Call(name="pad", arguments=(array, *_)):
            return _is_padded(array, letters)
        case _:
            return False


def _check_loss(text: str) -> None:
    """All gradients are of one loss: its letter is not kept, and two letters would become the same."""
    found = list(re.finditer(r"[∂d]([LℒJE])\s*/", text))
    other = next((each for each in found if each[1] != found[0][1]), None)
    if other is not None:
        message = f"the gradients are those of one loss, here of {found[0][1]} and {other[1]}"
        raise _mistake(message, text, other.start())


def _mistake(message: str, text: str, column: int) -> StatementError:
    return StatementError(message, text=text, column=column)


KIND_WORDS = {")": "')'", ",": "','", "=": "'='", "name": "a name", "number": "a number", "(": "'('"}


def _missing(expected: AbstractSet[str]) -> str:
    """What would be right, in words; operators as one."""
    words = [word for kind, word in KIND_WORDS.items() if kind in expected]
    if not {"name", "number"} & expected:
        words.append("an operator")
    return " or ".join(words)


class _Builder:
    """Nodes from the pieces that `syntax.read` finds."""

    def number(self, piece: Lexeme) -> _Built:
        if len(piece.text) > DIGITS:
            raise StatementError(
                f"a number of {len(piece.text)} digits is not read: at most {DIGITS}", column=piece.column
            )
        return _Built(Numeral(int(piece.text), piece.column), 1)

    def per_axis(self, piece: Lexeme) -> _Built:
        pieces = [re.sub("[−–]", "-", each) for each in re.split("[x×]", piece.text)]
        if len(pieces) > MOST_AXIS + 1 or any(len(each.strip("-")) > DIGITS for each in pieces):
            most = f"at most {MOST_AXIS + 1}, of {DIGITS} digits"
            raise StatementError(f"numbers for {len(pieces)} axes are not read: {most}", column=piece.column)
        return _Built(NumberPerAxis(tuple(map(int, pieces)), piece.column), 1)

    def name(self, piece: Lexeme) -> _Built:
        return _Built(Name(_named(piece.text), piece.column), 1)

    def word(self, piece: Lexeme) -> _Built:
        return _Built(Name(piece.text, piece.column), 1)

    def negative(self, only: _Built) -> _Built:
        zero = Numeral(0, only.node.column)
        return _deep(Operation("-", zero, only.node, only.node.column), only)

    def joined(self, kind: str, left: _Built, right: _Built) -> _Built:
        if kind == "⊙":
            return _call("times", (left, right), (), left.node.column)
        return _deep(Operation(kind, left.node, right.node, left.node.column), left, right)

    def slid(self, sign: Lexeme, left: _Built, right: _Built, steps: list[tuple[str, _Built]]) -> _Built:
        """`stride 2` is the option it is; a word alone is a mode."""
        name = _product(sign.text, left.node, right.node, dict(steps))
        return _call(name, (left, right), steps, left.node.column)

    def call(self, name: Lexeme, arguments: list[_Built], options: list[tuple[str, _Built]]) -> _Built:
        return _call(ANY_PRODUCT if name.text == CONV else name.text, arguments, options, name.column)


def _call(name: str, inner: Sequence[_Built], options: Sequence[tuple[str, _Built]], column: int) -> _Built:
    given = tuple((option, value.node) for option, value in options)
    node = Call(name, tuple(each.node for each in inner), given, column)
    return _deep(node, *inner, *(value for _, value in options))


def _deep(node: Node, *inner: _Built) -> _Built:
    depth = 1 + max((each.depth for each in inner), default=0)
    if depth > DEEPEST:
        raise StatementError(f"the statement nests more than {DEEPEST} deep", column=node.column)
    return _Built(node, depth)

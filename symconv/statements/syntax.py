"""A statement's text taken apart: which pieces may follow which, and in which order whoever builds is given them.

    statement: sum "=" sum
    expression: sum
    sum: [sum ("+" | "-")] product
    product: [product ("*" | "//" | "⊙" | sliding)] unary
    sliding: SLIDING ["[" [step ("," step)*] "]"]
    step: NAME [sum]
    unary: ["-"] unary | atom
    atom: NUMBER | PER_AXIS | NAME | call | "(" sum ")"
    call: NAME "(" [argument ("," argument)*] ")" [MODE]
    argument: sum | NAME "=" sum | OPTION sum

What a piece may be depends on what stands before it: `stride` is an option where an argument may begin, and a name
elsewhere. What is open is kept in a list, so that no nesting can exhaust Python's stack.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Generic, Literal, NamedTuple, Protocol, TypeVar

Whole = TypeVar("Whole")
Start = Literal["statement", "expression"]
Kinds = tuple[str, ...]

# What each kind of piece looks like; of several that fit, the first is taken.
PIECES = {
    "per axis": "[-−–]?[0-9]+(?:[x×][-−–]?[0-9]+)+",
    "option": r"(?:stride|dilation)(?=\s+\w)",
    "name": r"[∂d][LℒJE]\s*\/\s*[∂d][A-Za-z]|[δΔ][A-Za-z]|[A-Za-z][A-Za-z0-9_]*",
    "mode": r"\(\s*(?:valid|full|same)\s*\)",
    "number": "[0-9]+",
    "//": "//",
    "sliding": r"[⋆★∗*⊛](?=\s*\[)|[⋆★]",
    "*": r"[*∗·](?!\s*\[)",
    "-": "[-−–]",
    ",": ",",
    "=": "=",
    "(": r"\(",
    "[": r"\[",
    "+": r"\+",
    ")": r"\)",
    "]": r"\]",
    "⊙": "⊙",
}
# Which kinds are looked for: where a value is due,
VALUE: Kinds = ("per axis", "name", "number", "-", "(")
ARGUMENT: Kinds = ("option", *VALUE)
FIRST_ARGUMENT: Kinds = (*ARGUMENT, ")")
SLID_OVER: Kinds = (*VALUE, "[")
# where a step is described,
STEP_NAME: Kinds = ("name",)
FIRST_STEP: Kinds = ("name", "]")
STEP_VALUE: Kinds = (*VALUE, ",", "]")
# and where a value has ended. What stands first in an argument may be the name of an option.
AFTER_VALUE: Kinds = ("//", "sliding", "*", "-", ",", "=", "+", ")", "]", "⊙")
AFTER_NAME: Kinds = (*AFTER_VALUE, "(")
AFTER_FIRST_NAME: Kinds = tuple(kind for kind in AFTER_NAME if kind != "]")
AFTER_CALL: Kinds = (*AFTER_VALUE, "mode")
# All that is looked for where a name may stand, and where none may.
OF_VALUES: Kinds = (*FIRST_ARGUMENT, "[", ",", "]")
OF_SIGNS: Kinds = (*AFTER_CALL, "(")
TEXT_END = "end"
BETWEEN = " \t\r\n"
# How tightly a sign holds the values beside it, and a minus the value behind it.
TIGHTNESS = {"*": 2, "//": 2, "⊙": 2, "sliding": 2, "+": 1, "-": 1}
TIGHTNESS_OF_MINUS = 3
# What ends a value, by what it stands in.
CLOSERS = {"left": "=", "right": "", "expression": "", "group": ")", "call": "),", "steps": "],"}


class Lexeme(NamedTuple):
    """A piece by its kind, and where it stands."""

    kind: str
    text: str
    column: int


class UnexpectedError(Exception):
    """A piece that does not belong where it stands, and what would: kinds of pieces, of operators none.

    `piece` is None for a sign that belongs nowhere, and of the kind TEXT_END where the text ends too early.
    """

    def __init__(self, piece: Lexeme | None, column: int, expected: frozenset[str]) -> None:
        super().__init__(piece, column, expected)
        self.piece, self.column, self.expected = piece, column, expected


class Builder(Protocol[Whole]):
    """What makes values of pieces, the inner ones first."""

    def number(self, piece: Lexeme) -> Whole:
        """A whole number."""

    def per_axis(self, piece: Lexeme) -> Whole:
        """A number for each axis."""

    def name(self, piece: Lexeme) -> Whole:
        """A name."""

    def word(self, piece: Lexeme) -> Whole:
        """What stands in place of a mode."""

    def negative(self, only: Whole) -> Whole:
        """A value with a minus before it."""

    def joined(self, kind: str, left: Whole, right: Whole) -> Whole:
        """A sum, a difference, a product, a quotient, or a product entry by entry, by the sign's kind."""

    def slid(self, sign: Lexeme, left: Whole, right: Whole, steps: list[tuple[str, Whole]]) -> Whole:
        """An array that slides over another, and what is said of how."""

    def call(self, name: Lexeme, arguments: list[Whole], options: list[tuple[str, Whole]]) -> Whole:
        """An operator applied."""


@dataclass(slots=True)
class _Open(Generic[Whole]):
    """What is begun and not ended, a side, a group, a call or what is said of steps; and what waits in it for a value.
    """

    kind: str
    begun: Lexeme | None = None
    values: list[Whole] = field(default_factory=list)
    options: list[tuple[str, Whole]] = field(default_factory=list)
    # An option's name; then minuses, products and sums: how tightly each holds a value, and what it makes of it.
    option: Lexeme | None = None
    waiting: list[tuple[int, Callable[[Whole], Whole]]] = field(default_factory=list)
    # What is said of the steps of what waits last.
    steps: list[tuple[str, Whole]] = field(default_factory=list)

    @property
    def begins(self) -> bool:
        """Whether nothing of an argument was read yet."""
        return self.kind == "call" and self.option is None and not self.waiting


def read(text: str, start: Start, build: Builder[Whole]) -> list[Whole]:
    """The two sides of a statement, or the one value of an expression; raises UnexpectedError."""
    return _Reader(text, start, build).sides()


class _Reader(Generic[Whole]):
    def __init__(self, text: str, start: Start, build: Builder[Whole]) -> None:
        self._text, self._build = text, build
        self._open: list[_Open[Whole]] = [_Open("left" if start == "statement" else "expression")]
        self._ended = 0
        self._next = Lexeme(TEXT_END, "", 0)

    def sides(self) -> list[Whole]:
        """See `read`."""
        self._take(VALUE)
        while True:
            value = self._begun()
            while value is not None:
                here = self._open[-1]
                value = self._continued(here, value)
                if value is None:
                    break
                closer = self._next
                if closer.kind == TEXT_END and here.kind in ("right", "expression"):
                    return [*here.values, value]
                if closer.kind not in CLOSERS[here.kind]:
                    raise UnexpectedError(closer, closer.column, frozenset(CLOSERS[here.kind]))
                value = self._ended_by(closer.kind, here, value)

    def _take(self, kinds: Kinds) -> Lexeme:
        """The present piece; the next one is looked for among these kinds."""
        here = self._next
        while self._ended < len(self._text) and self._text[self._ended] in BETWEEN:
            self._ended += 1
        found = _piece(self._text, self._ended, kinds)
        if found is not None:
            self._next = found
            self._ended += len(found.text)
            return here
        if self._ended == len(self._text):
            self._next = Lexeme(TEXT_END, "", self._ended)
            # What reads a value that has ended may end with it, but for a name that may be an option's.
            if "=" in kinds and kinds != AFTER_FIRST_NAME:
                return here
            raise UnexpectedError(self._next, self._ended, self._expected(kinds))
        other = _found(self._text, self._ended, tuple(PIECES))
        raise UnexpectedError(other, self._ended, self._expected(kinds))

    def _expected(self, kinds: Kinds) -> frozenset[str]:
        """What could stand here, when nothing of what is read was put together yet."""
        if "=" not in kinds:
            return frozenset(kinds)
        own = {"(", "="} if kinds == AFTER_FIRST_NAME else {"("} & {*kinds}
        return frozenset({*CLOSERS[self._open[-1].kind], *own})

    def _begun(self) -> Whole | None:
        """The value that the next pieces are; None where something opens, or waits for a value, first."""
        here, piece = self._open[-1], self._next
        match piece.kind:
            case "number":
                self._take(AFTER_VALUE)
                return self._build.number(piece)
            case "per axis":
                self._take(AFTER_VALUE)
                return self._build.per_axis(piece)
            case "name":
                return self._named(here, piece)
            case "-":
                here.waiting.append((TIGHTNESS_OF_MINUS, self._build.negative))
                self._take(VALUE)
            case "(":
                self._open.append(_Open("group"))
                self._take(VALUE)
            case "option":
                here.option = piece
                self._take(VALUE)
            case "[":
                self._open.append(_Open("steps"))
                self._take(FIRST_STEP)
                self._step()
            case ")":
                # A call without arguments.
                return self._called(here)
            case "," | "]":
                # A step that is a word alone.
                assert here.option is not None
                here.options.append(("mode", self._build.word(here.option)))
                here.option = None
                self._step()
        return None

    def _named(self, here: _Open[Whole], piece: Lexeme) -> Whole | None:
        self._take(AFTER_FIRST_NAME if here.begins else AFTER_NAME)
        if self._next.kind == "(":
            self._open.append(_Open("call", piece))
            self._take(FIRST_ARGUMENT)
            return None
        if self._next.kind == "=" and here.begins:
            here.option = piece
            self._take(VALUE)
            return None
        return self._build.name(piece)

    def _step(self) -> None:
        """What the next step is called; where all is said of steps, now comes what is slid over."""
        here = self._open[-1]
        if self._next.kind == ",":
            self._take(STEP_NAME)
        if self._next.kind == "]":
            self._open.pop()
            self._open[-1].steps.extend(here.options)
            self._take(VALUE)
        else:
            here.option = self._next
            self._take(STEP_VALUE)

    def _continued(self, here: _Open[Whole], value: Whole) -> Whole | None:
        """A value with what waited for it; None where an operator follows, so that it waits itself."""
        sign = self._next
        tightness = TIGHTNESS.get(sign.kind, 0)
        while here.waiting and here.waiting[-1][0] >= tightness:
            _, made = here.waiting.pop()
            value = made(value)
        if not tightness:
            return value
        here.waiting.append((tightness, self._joining(here, sign, value)))
        self._take(SLID_OVER if sign.kind == "sliding" else VALUE)
        return None

    def _joining(self, here: _Open[Whole], sign: Lexeme, left: Whole) -> Callable[[Whole], Whole]:
        """What a sign makes of the value behind it."""
        if sign.kind != "sliding":
            return partial(self._build.joined, sign.kind, left)
        steps: list[tuple[str, Whole]] = []
        here.steps = steps
        return lambda right: self._build.slid(sign, left, right, steps)

    def _ended_by(self, closer: str, here: _Open[Whole], value: Whole) -> Whole | None:
        """The value of what ends with a value; None where more of it follows."""
        if here.kind == "left":
            self._open[-1] = _Open("right", values=[value])
            self._take(VALUE)
            return None
        if here.kind == "group":
            self._open.pop()
            self._take(AFTER_VALUE)
            return value
        if here.option is None:
            here.values.append(value)
        else:
            here.options.append((here.option.text, value))
            here.option = None
        if here.kind == "call":
            if closer == ")":
                return self._called(here)
            self._take(ARGUMENT)
        else:
            self._step()
        return None

    def _called(self, here: _Open[Whole]) -> Whole:
        assert here.begun is not None
        self._open.pop()
        self._take(AFTER_CALL)
        if self._next.kind == "mode":
            mode = self._take(AFTER_VALUE)
            here.options.append(("mode", self._build.word(Lexeme("name", mode.text.strip("( )"), mode.column + 1))))
        return self._build.call(here.begun, here.values, here.options)


def _piece(text: str, column: int, kinds: Kinds) -> Lexeme | None:
    """The piece that stands there, where it is of one of these kinds.

    It takes as long to make a pattern as to read ten statements, so that one is asked first which all places for values
    share, or all others: what it finds is the first that fits, and if that is of these kinds, the first of these.
    """
    found = _found(text, column, OF_VALUES if "name" in kinds else OF_SIGNS)
    return found if found is None or found.kind in kinds else _found(text, column, kinds)


def _found(text: str, column: int, kinds: Kinds) -> Lexeme | None:
    pattern, ordered = _pattern(kinds)
    found = pattern.match(text, column)
    if found is None or found.lastindex is None:
        return None
    return Lexeme(ordered[found.lastindex - 1], found[0], column)


@cache
def _pattern(kinds: Kinds) -> tuple[re.Pattern[str], Kinds]:
    """What finds one of these kinds, with a group for each, and the kinds of the groups."""
    ordered = tuple(kind for kind in PIECES if kind in kinds)
    return re.compile("|".join(f"({PIECES[kind]})" for kind in ordered)), ordered

"""Named operators as notes write them: `conv(X, K)`, `Rot180(W)`, `pad_{1}(X)`, and words for a turned kernel."""

from __future__ import annotations

import re
from abc import ABC
from collections.abc import Sequence

from symconv.auditor.derivatives import DerivativeCursor
from symconv.auditor.grouping import by_comma
from symconv.auditor.pieces import amounts, options
from symconv.auditor.tokens import ReadError, Token
from symconv.auditor.tree import Amounts, Binary, Expr, Lettered, NamedOperator, WrittenMode
from symconv.auditor.vocabulary import AMOUNTED, MODES, MOVING, TAILS, TURNED_WORDS

_ARGUMENT = re.compile(r"(?P<name>stride|dilation|padding|mode)=(?P<value>.+)")
_DIMENSIONS = re.compile("[123]?d?")


class CallCursor(DerivativeCursor, ABC):
    """Reads operators applied to something in brackets."""

    def turned(self, token: Token) -> Expr | None:
        """`180^\\circ rotated filter K`: words for a kernel turned by 180 degrees; None for anything else."""
        at = self.at
        if token.text == "180" and token.kind in ("number", "word"):
            at += 1
            above = [each.text for each in self.found[at : at + 2]]
            at += 2 if above in (["^", r"\circ"], ["^", "°"], ["^", "o"]) else 1 if above[:1] == ["°"] else 0
        if at >= len(self.found) or not self.found[at].quoted:
            return None
        words = TURNED_WORDS.fullmatch(self.found[at].text.strip())
        if not words or (at == self.at) != bool(words["angle"] or not words["rotated"]):
            return None
        self.at = at + 1
        if words["letter"]:
            of: Expr = Lettered(words["letter"], start=self.found[at].end - 2, end=self.found[at].end - 1)
        else:
            self.skip_space()
            of = self.factor()
        return NamedOperator("rot180", (of,), (), token.start, self.end())

    def is_call(self) -> bool:
        """Whether the word that comes next is applied to something in brackets, after what is written below it."""
        before = self.at
        self.at += 1
        self.operator_tail()
        found = self.next() in ("(", "[") or (self.next() == "{" and self.found[self.at - 1].kind != "word")
        self.at = before
        return found

    def call(self, name: str, token: Token) -> Expr:
        """The operator that comes next, applied to what stands in the brackets after it."""
        self.at += 1
        tail = self.operator_tail()
        name, _, mode = name.partition(" ")
        if name not in AMOUNTED and name not in MOVING and not re.fullmatch(TAILS.get(name, ""), tail):
            raise ReadError(f"{tail!r} at {token.text!r} is not understood")
        pieces = by_comma(self.inside())
        if not all(pieces):
            raise ReadError("an argument is missing")
        if name in MOVING:
            return self.moved(name, token, tail, mode, pieces)
        below = amounts(tail[1:], below_nothing=name == "pad") if name in AMOUNTED and tail else ()
        if below is None or (name == "rot180" and below):
            raise ReadError(f"{tail!r} at {token.text!r} is not understood")
        return NamedOperator(name, tuple(map(self.argument, pieces)), below, token.start, self.end())

    def argument(self, piece: Sequence[Token]) -> Expr:
        """One argument, all of it."""
        return self.whole(type(self)(piece, self.depth + 1))

    def moved(self, name: str, token: Token, tail: str, mode: str, pieces: Sequence[Sequence[Token]]) -> Expr:
        """`conv_{s=2}(A, B)` and `conv(A, B, stride=2, 'full')`: one array moved along another."""
        said: list[str] = [mode, *([] if _DIMENSIONS.fullmatch(tail) else [tail.removeprefix("_")])]
        operands: list[Expr] = []
        for piece in pieces:
            written = "".join(each.text for each in piece)
            if len(operands) == 2 or _ARGUMENT.fullmatch(written) or mode_in(written):
                said.append(written)
            else:
                operands.append(self.argument(piece))
        if len(operands) != 2:
            raise ReadError(f"{token.text} needs two arrays")
        modes: list[WrittenMode] = [found for each in said if (found := mode_in(each))]
        given = [each for each in said if each and not mode_in(each)]
        modes += [] if modes else [self.mode()]
        amounted = tuple(each for part in given for each in _given(part, token))
        if len(set(modes) - {""}) > 1 or len({letter for letter, _ in amounted}) != len(amounted):
            raise ReadError(f"what is said of {token.text} contradicts itself")
        left, right = operands
        return Binary(name, left, right, amounted, modes[0], token.start, self.end())

    def mode(self) -> WrittenMode:
        """Words such as "(valid)" that come next, after an operation; "" where there are none."""
        before = self.at
        self.skip_space()
        token = self.found[self.at] if self.at < len(self.found) else None
        found: WrittenMode = mode_in(token.text) if token is not None and token.quoted else ""
        self.at = self.at + 1 if found else before
        return found


def mode_in(written: str) -> WrittenMode:
    """The mode that words such as "(valid)" say; "" where they say none."""
    return MODES.get(re.sub(r"[\"'`()]|^mode=", "", written).strip().lower(), "")


def _given(written: str, token: Token) -> Sequence[tuple[str, Amounts]]:
    """What an option says, `s=2` or `stride=2`."""
    argument = _ARGUMENT.fullmatch(written)
    found = options(f"{argument['name'][0]}={argument['value']}" if argument else written)
    if found is None:
        raise ReadError(f"{written!r} at {token.text!r} is not understood")
    return found

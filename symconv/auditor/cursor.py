"""A place in a row of tokens, and the steps that a reader takes from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from symconv.auditor.grouping import CLOSED_BY, after_group, ungrouped
from symconv.auditor.tokens import ReadError, Token

DEEPEST_GROUPS = 40


class Cursor:
    """Tokens and how far they have been read; `depth` is how many groups they stand in."""

    def __init__(self, found: Sequence[Token], depth: int) -> None:
        if depth > DEEPEST_GROUPS:
            raise ReadError("the expression is nested too deeply")
        self.found = found
        self.depth = depth
        self.at = 0

    def next(self) -> str:
        """The text of the token that comes next, "" at the end; quoted words never look like signs."""
        if self.at >= len(self.found):
            return ""
        token = self.found[self.at]
        return "" if token.quoted or token.kind in ("begin", "end", "space", "row") else token.text

    def end(self) -> int:
        """Where the token before ends in the text."""
        return self.found[self.at - 1].end

    def refuse(self) -> NoReturn:
        """Raise the ReadError of the token that comes next."""
        if self.at >= len(self.found):
            raise ReadError("the expression ends too early")
        token = self.found[self.at]
        raise ReadError(f"{token.text!r} is not understood here")

    def expect(self, text: str) -> None:
        """Pass the sign `text`; raises ReadError where another token comes next."""
        if self.next() != text:
            self.refuse()
        self.at += 1

    def skip_space(self) -> None:
        """Pass wide spaces."""
        while self.at < len(self.found) and self.found[self.at].kind == "space":
            self.at += 1

    def group(self) -> Sequence[Token]:
        """What stands in the group (or is the single token) that comes next, which is passed."""
        start, self.at = self.at, after_group(self.found, self.at)
        return ungrouped(self.found[start : self.at])

    def inside(self) -> Sequence[Token]:
        """What stands in the bracket that comes next, which is passed; brackets of other kinds do not count."""
        opening, start = self.next(), self.at
        depth = 0
        for number in range(start, len(self.found)):
            token = self.found[number]
            if token.kind == "sign":
                depth += (token.text == opening) - (token.text == CLOSED_BY[opening])
            if depth == 0:
                self.at = number + 1
                return self.found[start + 1 : number]
        raise ReadError(f"{opening!r} is opened and not closed")

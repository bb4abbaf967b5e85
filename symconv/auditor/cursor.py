"""A place in a row of tokens, and the steps that a reader takes from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from symconv.auditor.tokens import ReadError, Token

DEEPEST_GROUPS = 40


class Cursor:
    """Tokens and how far they have been read; `depth` is how many groups they stand in."""

    def __init__(self, found: Sequence[Token], depth: int) -> None:
        if depth > DEEPEST_GROUPS:
            raise ReadError("the expression is nested too deeply", found[0].start if found else 0)
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
            raise ReadError("the expression ends too early", self.found[-1].end if self.found else 0)
        token = self.found[self.at]
        raise ReadError(f"{token.text!r} is not understood here", token.start)

    def expect(self, text: str) -> None:
        """Pass the sign `text`; raises ReadError where another token comes next."""
        if self.next() != text:
            self.refuse()
        self.at += 1

    def skip_space(self) -> None:
        """Pass wide spaces."""
        while self.at < len(self.found) and self.found[self.at].kind == "space":
            self.at += 1

    def matching(self, opening: str, closing: str) -> int:
        """The number of the token after the bracket that closes the one that comes next."""
        depth = 0
        for number in range(self.at, len(self.found)):
            token = self.found[number]
            if token.kind == "sign":
                depth += (token.text == opening) - (token.text == closing)
            if depth == 0:
                return number + 1
        raise ReadError(f"{opening!r} is opened and not closed", self.found[self.at].start)

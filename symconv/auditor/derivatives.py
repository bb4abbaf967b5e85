"""Derivatives as notes write them: fractions, slashes, deltas, nablas."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import Self

from symconv.auditor.lettered import LetterCursor, is_letter
from symconv.auditor.tokens import ReadError, Token
from symconv.auditor.tree import Expr, Juxtaposition, Lettered, Partial, ShortGradient


class DerivativeCursor(LetterCursor, ABC):
    """Reads derivatives; what stands in them is read by whoever can read anything."""

    @abstractmethod
    def sum(self) -> Expr:
        """Everything up to the end, or to what is no term."""

    @abstractmethod
    def factor(self) -> Expr:
        """One factor."""

    @abstractmethod
    def bracketed(self, token: Token) -> Expr:
        """What stands in the brackets that `token` opens."""

    def inner(self) -> Self:
        """A reader of the group (or single token) that comes next, which this one then has passed."""
        return type(self)(self.group(), self.depth + 1)

    def whole(self, reader: DerivativeCursor) -> Expr:
        """All of what an inner reader has."""
        expr = reader.sum()
        if reader.at != len(reader.found):
            reader.refuse()
        return expr

    def fraction(self, token: Token) -> Expr:
        """A derivative; no other fraction occurs in what is judged."""
        self.at += 1
        top, bottom = self.inner(), self.inner()
        if not _drops_differential(top) or not _drops_differential(bottom):
            raise ReadError("a fraction that is no derivative is not read")
        by = self.whole(bottom) if bottom.at < len(bottom.found) else None
        if not isinstance(by, Lettered):
            raise ReadError("what a derivative is taken by is not one letter")
        if top.at < len(top.found):
            return Partial(self.whole(top), by, token.start, self.end())
        self.skip_space()
        # The operator alone is applied to the factor after it.
        return Partial(self.factor(), by, token.start, self.end())

    def inline_partial(self, token: Token) -> Expr:
        """`\\partial L / \\partial x`."""
        self.at += 1
        top = self.factor()
        self.expect("/")
        self.expect(r"\partial")
        by = self.factor()
        if not isinstance(top, Lettered) or not isinstance(by, Lettered):
            raise ReadError("the derivative is not understood")
        return Partial(top, by, token.start, self.end())

    def delta(self, token: Token) -> Expr:
        """`\\delta x_{11}` is a gradient, `\\delta_{11}` an entry of an array called delta."""
        self.at += 1
        if self.next() in ("_", "^", "[", "(", "'", ""):
            return self.entry("delta" if token.text == r"\delta" else "Delta", token.start)
        before = self.at
        following = self.found[self.at]
        if is_letter(following):
            self.at += 1
            by: Expr = self.entry(following.text.lstrip("\\"), following.start)
        elif following.text == "{":
            by = self.bracketed(following)
        elif following.kind == "word" and not following.quoted:
            # `\delta yx`: the gradient by y, times x.
            self.at += 1
            by = Lettered(following.text[0], start=following.start, end=following.start + 1)
            rest = [Lettered(letter) for letter in following.text[1:-1]]
            last = self.entry(following.text[-1], following.end - 1)
            return Juxtaposition((ShortGradient(token.text[1:], by, token.start, following.start + 1), *rest, last))
        else:
            return self.entry("delta" if token.text == r"\delta" else "Delta", token.start)
        if not isinstance(by, Lettered):
            self.at = before
            self.refuse()
        return ShortGradient(token.text[1:], by, token.start, self.end())

    def nabla(self, token: Token) -> Expr:
        """`\\nabla_{K} L`."""
        self.at += 1
        self.expect("_")
        by = self.whole(self.inner())
        top = self.factor()
        if not isinstance(by, Lettered) or not isinstance(top, Lettered):
            raise ReadError("the gradient is not understood")
        return Partial(top, by, token.start, self.end())


def _drops_differential(reader: DerivativeCursor) -> bool:
    """Pass the sign of a derivative, \\partial or d."""
    if not reader.found:
        return False
    token = reader.found[0]
    if token.text == r"\partial" or (token.text == "d" and not token.quoted):
        reader.at = 1
        return True
    if token.kind == "word" and not token.quoted and re.fullmatch("d[A-Za-z]", token.text):
        # `dL` is one word.
        rest = Token("word", token.text[1:], token.start + 1, token.end)
        reader.found = [rest, *reader.found[1:]]
        return True
    return False

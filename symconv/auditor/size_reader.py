"""Sizes as notes write them: `k_1 - 1 - m`, `2i`, `\\lfloor (n - k) / s \\rfloor + 1`, into integer polynomials."""

from __future__ import annotations

import re
from collections.abc import Sequence

from symconv.auditor.grouping import CLOSED_BY, after_group, ungrouped, written
from symconv.auditor.tokens import ReadError, Token
from symconv.sizes import Size, floordiv, symbol, symbol_of, symbols
from symconv.unknown import Symbol

# What is divided, and by what, where nothing may be left.
WholeDivision = tuple[Size, Size]

# Beyond this nothing is an index any more, and a number must not take the machine's time.
MOST_INDEX_DIGITS = 6
DEEPEST_INDEX = 10
# Stands for a fraction until it is rounded; no notes call anything so.
_ROUNDED = Symbol("what is rounded")
FRACTIONS = frozenset([r"\frac", r"\dfrac", r"\tfrac", r"\cfrac"])
GREEK_COMMANDS = frozenset([
    r"\alpha", r"\beta", r"\gamma", r"\epsilon", r"\varepsilon", r"\zeta", r"\eta", r"\theta", r"\iota", r"\kappa",
    r"\lambda", r"\mu", r"\nu", r"\xi", r"\pi", r"\rho", r"\sigma", r"\tau", r"\upsilon", r"\phi", r"\varphi",
    r"\chi", r"\psi", r"\omega", r"\ell",
])  # fmt: skip


def as_command(letter: str) -> str:
    """A letter as LaTeX writes it, a Greek one by its command.

    >>> as_command("omega"), as_command("w")
    ('\\\\omega', 'w')
    """
    command = f"\\{letter}"
    return command if command in GREEK_COMMANDS else letter


def read_size(found: Sequence[Token]) -> Size:
    """A size: sums, differences and products of numbers and names, floors of fractions.

    Raises ReadError for what is none.

    >>> from symconv.auditor.tokens import tokens
    >>> print(read_size(tokens("k_1 - 1", 0, 7)))
    k_1 - 1
    """
    return _read(_SizeReader(found))


def read_divided(found: Sequence[Token]) -> tuple[Size, tuple[WholeDivision, ...]]:
    """A size with fractions that are not rounded, as if they were, and the divisions that have to leave nothing.

    Raises ReadError for what is none.

    >>> from symconv.auditor.tokens import tokens
    >>> size, whole = read_divided(tokens("(n - k) / s + 1", 0, 15))
    >>> str(size), [(str(top), str(bottom)) for top, bottom in whole]
    ('(n - k)//s + 1', [('n - k', 's')])
    """
    reader = _SizeReader(found, divides=True)
    return _read(reader), tuple(reader.whole)


def _read(reader: _SizeReader) -> Size:
    """All of what a reader has."""
    value = reader.sum(0)
    if reader.at != len(reader.found):
        raise ReadError(f"{reader.next()!r} is not understood in an index")
    return value


class _SizeReader:
    """Reads a size: with `divides` fractions too, with `rounds` those inside a floor."""

    def __init__(self, found: Sequence[Token], divides: bool = False, rounds: bool = False) -> None:
        self.found = found
        self.at = 0
        self.divides = divides
        self.rounds = rounds
        self.whole: list[WholeDivision] = []

    def next(self) -> str:
        return self.found[self.at].text if self.at < len(self.found) else ""

    def sum(self, depth: int) -> Size:
        if depth > DEEPEST_INDEX:
            raise ReadError("an index is nested too deeply")
        total: Size = 0
        sign = 1
        if self.next() in ("+", "-"):
            sign = -1 if self.next() == "-" else 1
            self.at += 1
        while True:
            total = total + sign * self.product(depth)
            if self.next() not in ("+", "-"):
                return total
            sign = -1 if self.next() == "-" else 1
            self.at += 1

    def product(self, depth: int) -> Size:
        value = self.atom(depth)
        while self.at < len(self.found):
            if self.next() in ("*", r"\cdot", r"\times"):
                self.at += 1
                value = value * self.atom(depth)
            elif self.next() == "/" and self.divides:
                self.at += 1
                value = self.divided(value, self.atom(depth))
                if self.next() not in ("", "+", "-", ")", "]", "}", r"\rfloor", r"\rceil", ","):
                    raise ReadError("what stands below the slash is not plain")
            elif self.next() in ("+", "-", ")", "]", "}", r"\rfloor", r"\rceil", ",", "/"):
                return value
            else:
                value = value * self.atom(depth)
        return value

    def atom(self, depth: int) -> Size:
        if self.at >= len(self.found):
            raise ReadError("an index ends too early")
        token = self.found[self.at]
        self.at += 1
        if token.kind == "number":
            if len(token.text) > MOST_INDEX_DIGITS:
                raise ReadError("a number in an index is too large")
            return int(token.text)
        if token.kind == "word" or token.text in GREEK_COMMANDS:
            return self.name(token)
        if token.text in CLOSED_BY:
            value = self.sum(depth + 1)
            self.expect(CLOSED_BY[token.text])
            return value
        if token.text in (r"\lfloor", r"\lceil"):
            value = self.rounded(depth + 1, up=token.text == r"\lceil")
            self.expect(r"\rceil" if token.text == r"\lceil" else r"\rfloor")
            return value
        if token.text in FRACTIONS and self.divides:
            top = self.group(depth)
            return self.divided(top, self.group(depth))
        raise ReadError(f"{token.text!r} is not understood in an index")

    def name(self, token: Token) -> Size:
        if token.quoted:
            word = token.text.replace("\\_", "_")
            if not re.fullmatch("[A-Za-z]+(_[A-Za-z]+)*", word):
                raise ReadError(f"{token.text!r} is no name of an index")
            return symbol(word + self.axis() + self.tail())
        letters = [token.text[1:]] if token.text.startswith("\\") else list(token.text)
        value: Size = 1
        for letter in letters[:-1]:
            value = value * symbol(letter)
        return value * symbol(letters[-1] + self.tail())

    def axis(self) -> str:
        """The axis of an option: `padding[0]` is a name of its own."""
        ahead = [token.text for token in self.found[self.at : self.at + 3]]
        if len(ahead) < 3 or ahead[0] != "[" or not re.fullmatch("[0-9]", ahead[1]) or ahead[2] != "]":
            return ""
        self.at += 3
        return f"_{ahead[1]}"

    def tail(self) -> str:
        """The primes and the subscript of a name."""
        tail = ""
        while self.next() == "'":
            tail += "'"
            self.at += 1
        if self.next() == "_":
            after = after_group(self.found, self.at + 1)
            inner = written(self.found[self.at + 1 : after])
            if not re.fullmatch("[A-Za-z0-9]+", inner):
                raise ReadError("the subscript of an index is not understood")
            self.at = after
            tail += f"_{inner}"
        while self.next() == "'":
            tail += "'"
            self.at += 1
        return tail

    def rounded(self, depth: int, up: bool) -> Size:
        """What stands in a floor or a ceiling: `\\frac{a}{b}` or `a / b`, and whole numbers added to it."""
        inner = _SizeReader(self.found[self.at :], divides=True, rounds=True)
        value = inner.sum(depth)
        self.at += inner.at
        if not inner.whole:
            return value
        rest = value - symbol_of(_ROUNDED)
        if len(inner.whole) > 1 or _ROUNDED.name in symbols(rest):
            raise ReadError("what is rounded is more than one fraction and whole numbers")
        ((top, bottom),) = inner.whole
        # Rounded up: as many more as the divisor has, but one, are rounded down.
        return rest + floordiv(top + bottom - 1 if up else top, bottom)

    def divided(self, top: Size, bottom: Size) -> Size:
        if isinstance(bottom, int) and bottom <= 0:
            raise ReadError("a size is divided by what is not positive")
        if not self.rounds and isinstance(top, int) and isinstance(bottom, int) and top % bottom:
            raise ReadError("a fraction is no whole number")
        self.whole.append((top, bottom))
        return symbol_of(_ROUNDED) if self.rounds else floordiv(top, bottom)

    def group(self, depth: int) -> Size:
        after = after_group(self.found, self.at)
        inner = ungrouped(self.found[self.at : after])
        self.at = after
        reader = _SizeReader(inner, self.divides, self.rounds)
        if not inner or depth > DEEPEST_INDEX:
            raise ReadError("a fraction is empty or nested too deeply")
        value = reader.sum(depth + 1)
        if reader.at != len(inner):
            raise ReadError("a fraction in an index is not understood")
        self.whole += reader.whole
        return value

    def expect(self, text: str) -> None:
        if self.next() != text:
            raise ReadError(f"{text!r} is missing in an index")
        self.at += 1

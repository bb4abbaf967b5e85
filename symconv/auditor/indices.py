"""Indices as the notes write them: `12`, `i,j`, `i+m-1, j+n-1`, `2i`, `k_1 - 1 - m`, read into sizes.

Without commas every sign is an index of its own (`ij`, `12`); what is then meant (twelve, or one and two) is told by
how many axes the array has, so the index says that it was written `compact`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from symconv.auditor.tokens import ReadError, Token, after_group
from symconv.sizes import Size, floordiv, symbol, symbols

# Beyond this nothing is an index any more, and a number must not take the machine's time.
MOST_INDEX_DIGITS = 6
MOST_PIECES = 60
DEEPEST_INDEX = 10
GREEK_COMMANDS = frozenset(
    [
        r"\alpha",
        r"\beta",
        r"\gamma",
        r"\epsilon",
        r"\varepsilon",
        r"\zeta",
        r"\eta",
        r"\theta",
        r"\iota",
        r"\kappa",
        r"\lambda",
        r"\mu",
        r"\nu",
        r"\xi",
        r"\pi",
        r"\rho",
        r"\sigma",
        r"\tau",
        r"\upsilon",
        r"\phi",
        r"\varphi",
        r"\chi",
        r"\psi",
        r"\omega",
        r"\ell",
    ]
)


def read_index(found: Sequence[Token]) -> tuple[tuple[Size, ...], bool]:
    """The index that stands in a subscript or between brackets, and whether it was written without commas.

    >>> from symconv.auditor.tokens import tokens
    >>> read_index(tokens("12", 0, 2)), [str(each) for each in read_index(tokens("i+m-1, 2j", 0, 9))[0]]
    (((1, 2), True), ['i + m - 1', '2*j'])
    """
    if not found:
        raise ReadError("an index is empty", 0)
    pieces = _pieces(found)
    if len(pieces) == 1:
        signs = _signs(pieces[0])
        if signs is not None and len(signs) > 1:
            return tuple(signs), True
    return tuple(read_size(piece) for piece in pieces), False


def merged(index: tuple[Size, ...]) -> Size | None:
    """A compact index as one: its digits a number, digits before one letter a product; None for anything else.

    >>> merged((1, 2)), str(merged((2, symbol("i"))))
    (12, '2*i')
    """
    digits = [each for each in index if isinstance(each, int)]
    number = int("".join(map(str, digits))) if digits else 1
    if len(digits) == len(index):
        return number
    letter = index[-1]
    return number * letter if len(digits) == len(index) - 1 and not isinstance(letter, int) else None


def _pieces(found: Sequence[Token]) -> list[Sequence[Token]]:
    """The index between commas; braces alone around all of it do not count."""
    for _ in range(DEEPEST_INDEX):
        if found[0].text != "{" or after_group(found, 0) != len(found):
            break
        found = found[1:-1]
        if not found:
            raise ReadError("an index is empty", 0)
    pieces: list[Sequence[Token]] = []
    depth, since = 0, 0
    for at, token in enumerate(found):
        depth += _depth(token)
        if token.text == "," and depth == 0:
            pieces.append(found[since:at])
            since = at + 1
    pieces.append(found[since:])
    if len(pieces) > MOST_PIECES:
        raise ReadError("an index has too many pieces", found[0].start)
    for piece in pieces:
        if not piece:
            raise ReadError("an index has an empty piece", found[0].start)
    return pieces


def _depth(token: Token) -> int:
    return {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}.get(token.text, 0) if token.kind == "sign" else 0


def _signs(piece: Sequence[Token]) -> list[Size] | None:
    """One index for each sign, with its primes; None where there is more than letters and digits."""
    found: list[str] = []
    for token in piece:
        if token.kind in ("word", "number") and not token.quoted:
            found.extend(token.text)
        elif token.text in GREEK_COMMANDS:
            found.append(token.text[1:])
        elif token.text == "'" and found and not found[-1].isdecimal():
            found[-1] += "'"
        else:
            return None
    if len(found) > MOST_INDEX_DIGITS:
        raise ReadError("an index is too long", piece[0].start)
    return [int(each) if each.isdecimal() else symbol(each) for each in found]


def read_size(found: Sequence[Token]) -> Size:
    """A size: sums, differences and products of numbers and names, floors of fractions.

    Raises ReadError for what is none.

    >>> from symconv.auditor.tokens import tokens
    >>> print(read_size(tokens("k_1 - 1", 0, 7)))
    k_1 - 1
    """
    reader = _SizeReader(found)
    value = reader.sum(0)
    if reader.at != len(found):
        raise ReadError(f"{found[reader.at].text!r} is not understood in an index", found[reader.at].start)
    return value


class _SizeReader:
    def __init__(self, found: Sequence[Token]) -> None:
        self.found = found
        self.at = 0

    def next(self) -> str:
        return self.found[self.at].text if self.at < len(self.found) else ""

    def sum(self, depth: int) -> Size:
        if depth > DEEPEST_INDEX:
            raise ReadError("an index is nested too deeply", self.found[0].start)
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
            elif self.next() in ("+", "-", ")", "]", "}", r"\rfloor", ",", "/"):
                return value
            else:
                value = value * self.atom(depth)
        return value

    def atom(self, depth: int) -> Size:
        if self.at >= len(self.found):
            raise ReadError("an index ends too early", self.found[-1].end if self.found else 0)
        token = self.found[self.at]
        self.at += 1
        if token.kind == "number":
            if len(token.text) > MOST_INDEX_DIGITS:
                raise ReadError("a number in an index is too large", token.start)
            return int(token.text)
        if token.kind == "word" or token.text in GREEK_COMMANDS:
            return self.name(token)
        if token.text in ("(", "{", "["):
            value = self.sum(depth + 1)
            self.expect({"(": ")", "{": "}", "[": "]"}[token.text])
            return value
        if token.text == r"\lfloor":
            value = self.fraction(depth + 1)
            self.expect(r"\rfloor")
            return value
        raise ReadError(f"{token.text!r} is not understood in an index", token.start)

    def name(self, token: Token) -> Size:
        if token.quoted:
            if not re.fullmatch("[A-Za-z]+", token.text):
                raise ReadError(f"{token.text!r} is no name of an index", token.start)
            return symbol(token.text + self.tail())
        letters = [token.text[1:]] if token.text.startswith("\\") else list(token.text)
        value: Size = 1
        for letter in letters[:-1]:
            value = value * symbol(letter)
        return value * symbol(letters[-1] + self.tail())

    def tail(self) -> str:
        """The primes and the subscript of a name."""
        tail = ""
        while self.next() == "'":
            tail += "'"
            self.at += 1
        if self.next() == "_":
            after = after_group(self.found, self.at + 1)
            inner = "".join(token.text for token in self.found[self.at + 1 : after] if token.text not in "{}")
            if not re.fullmatch("[A-Za-z0-9]+", inner):
                raise ReadError("the subscript of an index is not understood", self.found[self.at].start)
            self.at = after
            tail += f"_{inner}"
        while self.next() == "'":
            tail += "'"
            self.at += 1
        return tail

    def fraction(self, depth: int) -> Size:
        """What stands in a floor: `\\frac{a}{b}` or `a / b`, and anything added to it."""
        if self.next() != r"\frac":
            top = self.sum(depth)
            if self.next() != "/":
                return top
            self.at += 1
            return self.over(top, self.atom(depth))
        self.at += 1
        top, bottom = self.group(depth), self.group(depth)
        return self.over(top, bottom)

    def over(self, top: Size, bottom: Size) -> Size:
        if bottom == 0 or (isinstance(bottom, int) and bottom < 0):
            raise ReadError("a floor divides by what is not positive", self.found[0].start)
        return floordiv(top, bottom)

    def group(self, depth: int) -> Size:
        after = after_group(self.found, self.at)
        inner = self.found[self.at : after]
        self.at = after
        if inner[0].text == "{":
            inner = inner[1:-1]
        reader = _SizeReader(inner)
        if not inner or depth > DEEPEST_INDEX:
            raise ReadError("a fraction is empty or nested too deeply", self.found[0].start)
        value = reader.sum(depth + 1)
        if reader.at != len(inner):
            raise ReadError("a fraction in an index is not understood", inner[reader.at].start)
        return value

    def expect(self, text: str) -> None:
        if self.next() != text:
            raise ReadError(f"{text!r} is missing in an index", self.found[min(self.at, len(self.found) - 1)].start)
        self.at += 1


def names_in(index: Sequence[Size]) -> set[str]:
    """The names that an index mentions."""
    return {name for each in index for name in symbols(each)}

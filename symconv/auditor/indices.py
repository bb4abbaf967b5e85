"""Indices as the notes write them: `12`, `i,j`, `i+m-1, j+n-1`, `2i`, `k_1 - 1 - m`, read into sizes.

Without commas every sign is an index of its own (`ij`, `12`); what is then meant (twelve, or one and two) is told by
how many axes the array has, so the index says that it was written `compact`.
"""

from __future__ import annotations

from collections.abc import Sequence

from symconv.auditor.grouping import after_group, by_comma
from symconv.auditor.size_reader import (
    FRACTIONS,
    GREEK_COMMANDS,
    MOST_INDEX_DIGITS,
    WholeDivision,
    read_divided,
    read_size,
)
from symconv.auditor.tokens import ReadError, Token
from symconv.sizes import Size, symbol, symbols

MOST_PIECES = 60
DEEPEST_BRACES = 10


def read_index(found: Sequence[Token]) -> tuple[tuple[Size, ...], bool]:
    """The index that stands in a subscript or between brackets, and whether it was written without commas.

    >>> from symconv.auditor.tokens import tokens
    >>> read_index(tokens("12", 0, 2)), [str(each) for each in read_index(tokens("i+m-1, 2j", 0, 9))[0]]
    (((1, 2), True), ['i + m - 1', '2*j'])
    """
    if not found:
        raise ReadError("an index is empty")
    pieces = _pieces(found)
    if len(pieces) == 1:
        signs = _signs(pieces[0])
        if signs is not None and len(signs) > 1:
            return tuple(signs), True
    return tuple(read_size(piece) for piece in pieces), False


def read_divided_index(found: Sequence[Token]) -> tuple[tuple[Size, ...], bool, tuple[WholeDivision, ...]]:
    """An index as `read_index` reads it, and the divisions in it, which have to leave nothing.

    >>> from symconv.auditor.tokens import tokens
    >>> index, _, whole = read_divided_index(tokens("(i-m)/s", 0, 7))
    >>> str(index[0]), [(str(top), str(bottom)) for top, bottom in whole]
    ('(i - m)//s', [('i - m', 's')])
    """
    if not any(token.text == "/" or token.text in FRACTIONS for token in found):
        return *read_index(found), ()
    read = [read_divided(piece) for piece in _pieces(found)]
    return tuple(size for size, _ in read), False, tuple(each for _, whole in read for each in whole)


def merged(index: tuple[Size, ...]) -> tuple[Size, ...]:
    """A compact index as one: its digits a number, digits before one letter a product; any other stays.

    >>> merged((1, 2)), [str(each) for each in merged((2, symbol("i")))]
    ((12,), ['2*i'])
    """
    digits = [each for each in index if isinstance(each, int)]
    number = int("".join(map(str, digits))) if digits else 1
    if len(digits) == len(index):
        return (number,)
    letter = index[-1]
    return (number * letter,) if len(digits) == len(index) - 1 and not isinstance(letter, int) else index


def _pieces(found: Sequence[Token]) -> list[Sequence[Token]]:
    """The index between commas; braces alone around all of it do not count."""
    for _ in range(DEEPEST_BRACES):
        if found[0].text != "{" or after_group(found, 0) != len(found):
            break
        found = found[1:-1]
        if not found:
            raise ReadError("an index is empty")
    pieces = by_comma(found)
    if len(pieces) > MOST_PIECES:
        raise ReadError("an index has too many pieces")
    if not all(pieces):
        raise ReadError("an index has an empty piece")
    return pieces


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
        raise ReadError("an index is too long")
    return [int(each) if each.isdecimal() else symbol(each) for each in found]


def names_in(index: Sequence[Size]) -> set[str]:
    """The names that an index mentions."""
    return {name for each in index for name in symbols(each)}


def lone_name(at: Size) -> str | None:
    """The name that an index, or another size, is by itself; None where it is more, or a number."""
    found = list(symbols(at))
    return found[0] if len(found) == 1 and at == symbol(found[0]) else None

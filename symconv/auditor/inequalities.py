"""Inequalities between indices, as below a sum or in the rows of `cases`: each as a size that is not below 0."""

from __future__ import annotations

import re
from collections.abc import Sequence

from symconv.auditor.grouping import CLOSED_BY, after_group, by_comma, counting, split
from symconv.auditor.size_reader import read_size
from symconv.auditor.tokens import ReadError, Token
from symconv.sizes import Size

# How far the right side must be from the left one, and which of them is the larger.
_COMPARED = {
    r"\le": (1, 0), r"\leq": (1, 0), r"\leqslant": (1, 0), "<": (1, 1), r"\lt": (1, 1),
    r"\ge": (-1, 0), r"\geq": (-1, 0), r"\geqslant": (-1, 0), ">": (-1, 1), r"\gt": (-1, 1),
}  # fmt: skip
_LEADING = re.compile(r"(if|for|when|where|whenever)[:,]?", re.IGNORECASE)
_EXTREMES = {r"\max": "max", r"\min": "min", "max": "max", "min": "min"}


def compares(found: Sequence[Token]) -> bool:
    """Whether one side is said to be below another."""
    return any(token.text in _COMPARED for token in found)


def not_below_zero(found: Sequence[Token]) -> tuple[Size, ...]:
    """What `0 \\\\le j - i < K` says: sizes that are not below 0 where it holds, and only there.

    >>> from symconv.auditor.tokens import tokens
    >>> source = r"0 \\le j - i < K"
    >>> [str(each) for each in not_below_zero(tokens(source, 0, len(source)))]
    ['j - i', 'K + i - j - 1']
    """
    kept = counting(found)
    if kept and kept[0].quoted and _LEADING.fullmatch(kept[0].text.strip()):
        kept = kept[1:]
    holds: list[Size] = []
    for piece in split(kept, _joins):
        sides, relations = _chain(piece)
        if not relations:
            raise ReadError("a condition is not understood")
        sizes = [read_size(side) for side in sides]
        for one, relation, other in zip(sizes, relations, sizes[1:], strict=False):
            sign, strictly = _COMPARED[relation.text]
            holds.append(sign * (other - one) - strictly)
    return tuple(holds)


def _joins(token: Token) -> bool:
    """Whether what stands before a token and what stands after it have to hold both."""
    return token.text in (",", r"\land", r"\wedge") or (token.quoted and token.text.strip().lower() == "and")


def _chain(found: Sequence[Token]) -> tuple[list[Sequence[Token]], list[Token]]:
    sides = split(found, lambda token: token.text in _COMPARED, brackets="")
    if not all(sides):
        raise ReadError("a condition is not understood")
    return sides, [token for token in found if token.text in _COMPARED]


def bounded(found: Sequence[Token]) -> tuple[str, Size, Size] | None:
    """The index, the first and the last value of `0 \\\\le k < K`; None for anything else."""
    sides, relations = _chain(found)
    if len(relations) != 2 or any(_COMPARED[each.text][0] != 1 for each in relations):
        return None
    if len(sides[1]) != 1 or sides[1][0].kind != "word" or len(sides[1][0].text) != 1:
        return None
    first, last = (_COMPARED[each.text][1] for each in relations)
    return sides[1][0].text, read_size(sides[0]) + first, read_size(sides[2]) - last


def bounds(found: Sequence[Token], extreme: str) -> tuple[Size, ...]:
    """One end of a range: a size, or the sizes of `\\\\max(a, b)` at its beginning, of `\\\\min(a, b)` at its end."""
    if not found or _EXTREMES.get(found[0].text) is None:
        return (read_size(found),)
    opening = found[1].text if len(found) > 1 else ""
    closed = found[-1].text == {**CLOSED_BY, r"\{": r"\}"}.get(opening)
    if opening == "{" and closed:
        closed = after_group(found, 1) == len(found)
    pieces = by_comma(found[2:-1])
    if _EXTREMES[found[0].text] != extreme or not closed or len(pieces) < 2 or not all(pieces):
        raise ReadError("the range of a sum is not understood")
    return tuple(map(read_size, pieces))

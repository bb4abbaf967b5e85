"""The small languages below and above a sign: labels, ranges, conditions, amounts and options."""

from __future__ import annotations

import re
from collections.abc import Sequence

from symconv.auditor.grouping import by_comma, split, split_rows
from symconv.auditor.indices import lone_name, read_index
from symconv.auditor.inequalities import bounded, bounds, compares
from symconv.auditor.size_reader import read_size
from symconv.auditor.tokens import ReadError, Token
from symconv.auditor.tree import Amounts, Range
from symconv.sizes import Size

_LABEL = re.compile(
    r"(l|L|\\ell|in|out)([+-][0-9]+)?|\(([A-Za-z]|\\ell|[0-9]+)([+-][0-9]+)?\)|\[([A-Za-z]|\\ell|[0-9]+)([+-][0-9]+)?\]"
)


def label(group: Sequence[Token]) -> str:
    """What stands above a letter, such as `l+1` or `(2)`, without its brackets.

    Raises ReadError for what is no label: a number without brackets is a power, a T the transpose.
    """
    written = "".join(token.text for token in group)
    if not _LABEL.fullmatch(written):
        raise ReadError("what stands above a letter is not understood")
    return written.strip("()[]")


def ranges(below: Sequence[Token], above: Sequence[Token]) -> tuple[Range, ...]:
    """`i=1` with `n` above (or from minus to plus infinity), `0 \\le i < n`, `i,j`, `ij`, or nothing."""
    at = next((number for number, each in enumerate(below) if each.text == "="), None)
    if at is not None:
        names, compact = read_index(below[:at])
        if len(names) != 1 or compact:
            raise ReadError("the range of a sum is not understood")
        ends = ["".join(each.text for each in found) for found in (below[at + 1 :], above)]
        if ends[0] == r"-\infty" and ends[1] in (r"\infty", r"+\infty"):
            # Outside its array an entry is 0, so that the sum is over all there is.
            return (Range(str(names[0])),)
        low, *lows = bounds(below[at + 1 :], "max")
        highs = bounds(above, "min") if above else ()
        return (Range(str(names[0]), low, highs[0] if highs else None, tuple(lows), highs[1:]),)
    if above:
        raise ReadError("the range of a sum is not understood")
    if compares(below):
        said = bounded(below)
        if said is None:
            raise ReadError("the range of a sum is not understood")
        return (Range(*said),)
    if not below:
        return ()
    names, _ = read_index(below)
    if not all(map(lone_name, names)):
        raise ReadError("the range of a sum is not understood")
    return tuple(Range(str(name)) for name in names)


_AMOUNT = r"[0-9]{1,4}(?:,[0-9]{1,4})?(?:\\times[0-9]{1,4}(?:,[0-9]{1,4})?)*"
_OPTIONS = re.compile(rf"(?:(?:s|d|p|op)={_AMOUNT},?)+")


def amounts(written: str, below_nothing: bool = False) -> Amounts | None:
    """`2`, `1,2` or `2 \\times 0,1`: for each axis an amount before and one after; None for anything else.

    Amounts may be negative where something can be done `below_nothing`, as what is padded by -1 loses its ends.

    >>> amounts(r"2\\times0,1"), amounts("x")
    (((2, 2), (0, 1)), None)
    >>> amounts("-1"), amounts("-1", below_nothing=True)
    (None, ((-1, -1),))
    """
    if not re.fullmatch(_AMOUNT, re.sub("-(?=[0-9])", "", written) if below_nothing else written):
        return None
    sides = [each.split(",") for each in written.split(r"\times")]
    return tuple((int(each[0]), int(each[-1])) for each in sides)


def options(written: str) -> tuple[tuple[str, Amounts], ...] | None:
    """`s=2,d=1,p=0,1`: a stride, a dilation and so on; None for anything else."""
    if not _OPTIONS.fullmatch(written):
        return None
    found = re.findall(rf"(s|d|p|op)=({_AMOUNT})", written)
    return tuple((name, amounts(value) or ()) for name, value in found)


def conditions(rows: Sequence[Sequence[Token]]) -> tuple[Size, ...]:
    """Equations between indices, each as what is 0 where it holds."""
    found = []
    for row in rows:
        for piece in by_comma(row):
            sides = split(piece, lambda token: token.text == "=", brackets="")
            if len(sides) != 2:
                raise ReadError("the condition of a sum is not understood")
            found.append(read_size(sides[0]) - read_size(sides[1]))
    return tuple(found)


def stacked(below: Sequence[Token]) -> list[Sequence[Token]]:
    """The rows of a `\\substack`; none where there is none."""
    if not below or below[0].text != r"\substack":
        return []
    if len(below) < 3 or below[1].text != "{" or below[-1].text != "}":
        raise ReadError("the substack is not understood")
    return split_rows(below[2:-1])

"""Mathematics on one line as runs of letters of one kind, for what sets type letter by letter, such as SVG.

The runs of a tree say what `symconv.page.text` writes of it, and only say besides how it is set: letters that stand
for something in italics, indices lowered, and all the rest upright.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from symconv.page import maths, text
from symconv.page.maths import Maths

AND = " + "
# What a sign stands before, and factors that need no brackets, each set in its own way.
SIGNED = (maths.Entry, maths.Letter, maths.Number, maths.Fraction, maths.Signed)
UNBRACKETED = (maths.Applied, maths.Entry, maths.Fraction, maths.Signed, maths.WholeArray)


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one kind side by side."""

    text: str
    set: Literal["upright", "italic", "lowered"] = "upright"


Line = tuple[Run, ...]


def runs(tree: Maths) -> Line:
    """A tree as a line.

    >>> from symconv.page.maths import gradient
    >>> [(run.text, run.set) for run in runs(gradient(maths.Entry("x", (1, 2))))]
    [('∂', 'upright'), ('L', 'italic'), ('/∂', 'upright'), ('x', 'italic'), ('12', 'lowered')]
    """
    return _merged(_runs(tree))


def lines(tree: Maths, fits: Callable[[Line], bool]) -> list[Line]:
    """A tree as as many lines as it takes: an equation breaks before a plus sign, and nothing else breaks.

    >>> total = maths.Relation(maths.Entry("z"), "=", maths.Sum((maths.Entry("x"), maths.Entry("y"))))
    >>> ["".join(run.text for run in line) for line in lines(total, lambda line: len(line) < 4)]
    ['z = x', '+ y']
    """
    match tree:
        case maths.Relation(left=left, sign=sign, right=maths.Sum(terms=(first, *rest))):
            found = [runs(maths.Relation(left, sign, first))]
        case _:
            return [runs(tree)]
    for term in rest:
        longer = _merged((*found[-1], Run(AND), *_runs(term)))
        if fits(longer):
            found[-1] = longer
        else:
            found.append(_merged((Run(AND.lstrip()), *_runs(term))))
    return found


def _runs(tree: Maths) -> Line:
    match tree:
        case maths.Entry(letter=letter):
            # The index is what is written after the letter.
            index = text.written(tree).removeprefix(letter)
            return (_letter(letter), *([Run(index, "lowered")] if index else []))
        case maths.Letter(name=name):
            return (_letter(name),)
        case maths.Signed(sign=sign, of=of) if isinstance(of, SIGNED):
            return (Run(sign, "italic" if sign == "δ" else "upright"), *_runs(of))
        case maths.Fraction(top=maths.Signed() as top, bottom=maths.Signed() as bottom):
            return (*_runs(top), Run("/"), *_runs(bottom))
        # Others are told apart otherwise.
        case maths.Product(factors=factors) if all(isinstance(each, UNBRACKETED) for each in factors):
            return _between(factors, "·")
        case maths.Sum(terms=terms):
            return _between(terms, AND)
        case maths.Relation(left=left, sign=related, right=right):
            return (*_runs(left), Run(f" {text.related(related)} "), *_runs(right))
        case _:
            return (Run(text.written(tree)),)


def _letter(name: str) -> Run:
    return Run(name, "italic" if len(name) == 1 else "upright")


def _between(trees: Sequence[Maths], sign: str) -> Line:
    first, *rest = map(_runs, trees)
    return (*first, *(run for each in rest for run in (Run(sign), *each)))


def _merged(line: Iterable[Run]) -> Line:
    """The same with neighbours of one kind in one run."""
    found: list[Run] = []
    for run in line:
        if found and found[-1].set == run.set:
            found[-1] = Run(found[-1].text + run.text, run.set)
        else:
            found.append(run)
    return tuple(found)

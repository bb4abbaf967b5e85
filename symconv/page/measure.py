"""About how wide a piece of mathematics is where letters are not all of one width: how many signs it shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from symconv.page import maths
from symconv.page.maths import Maths

Over = Callable[[int, int], int]


def letters(tree: Maths, over: Over) -> int:
    """The number of signs, spaces not counted; `over` joins the numbers of the two halves of a fraction.

    >>> letters(maths.Product((maths.gradient(maths.Entry("x", (1, 12), separated=True)), maths.Entry("k", (2,)))), max)
    8
    """

    def total(trees: tuple[Maths, ...], between: int = 0) -> int:
        return sum(letters(each, over) for each in trees) + between * max(len(trees) - 1, 0)

    match tree:
        case maths.Entry(letter=letter, index=index, separated=separated):
            commas = separated or not tree.numbered
            inner = sum(len(str(at)) if isinstance(at, int) else letters(at, over) for at in index)
            return len(letter) + inner + commas * max(len(index) - 1, 0)
        case maths.Product(factors=trees):
            return total(trees)
        case maths.Number(value=value):
            return len(str(value))
        case maths.Letter(name=name) | maths.WholeArray(letter=name):
            return len(name.replace("_", ""))
        case maths.Words(text=words):
            return _visible(words)
        case maths.Arrow(words=words):
            return 1 + _visible(words)
        case maths.Sum(terms=trees) | maths.Listed(parts=trees):
            return total(trees, between=1)
        case maths.Multiple(factor=factor, of=of):
            return len(str(factor)) + letters(of, over)
        case maths.Signed(of=of):
            return 1 + letters(of, over)
        case maths.Subtraction(left=left, right=right) | maths.Relation(left=left, right=right):
            return letters(left, over) + 1 + letters(right, over)
        case maths.Indexed(array=array, place=place):
            return letters(array, over) + 2 + total(place, between=1)
        case maths.Quantity(maths=of) | maths.Marked(of=of):
            return letters(of, over)
        case maths.Dots():
            return 1 + _visible(tree.counted)
        case maths.Fraction(top=top, bottom=bottom):
            return over(letters(top, over), letters(bottom, over))
        case maths.RoundedDown(of=of):
            return 2 + letters(of, over)
        case maths.Derivative(by=by, of=of):
            return over(1, 1 + letters(by, over)) + 2 + letters(of, over)
        case maths.Kronecker(one=one, other=other):
            return 2 + letters(one, over) + letters(other, over)
        case maths.Summation(over=indices, of=of, condition=condition, upto=upto):
            where = max(letters(each, over) if each is not None else 0 for each in (condition, upto))
            return (1 + over(total(indices, between=1), where) if indices else 0) + letters(of, over)
        case maths.Applied(name=name, arguments=arguments, options=options):
            return _visible(name) + total(options, between=1) + 2 + total(arguments, between=1)
        case maths.Qualifier(name=name, value=value_of):
            return 2 + letters(value_of, over)
        case maths.InfixOperator(sign=sign, options=options):
            return 1 + sign.startswith("transposed") + total(options, between=1)
        case maths.Infix(left=left, operator=operator, right=right):
            return letters(left, over) + letters(operator, over) + letters(right, over)
        case maths.Matrix(rows=rows):
            return sum(max(letters(row[at], over) for row in rows) + 2 for at in range(len(rows[0])))
        case _:
            assert_never(tree)


def stacked(tree: Maths) -> bool:
    """Whether there is a fraction in a tree, which makes it higher than one line."""
    return isinstance(tree, maths.Fraction | maths.Derivative) or any(map(stacked, maths.parts(tree)))


def _visible(words: str) -> int:
    return len(words.replace(" ", "").replace("_", ""))

"""About how wide a piece of mathematics is where letters are not all of one width: how many signs it shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from symconv.page.maths import (
    Array,
    Arrow,
    Call,
    Derivative,
    Difference,
    Dots,
    Entry,
    Extents,
    Floor,
    Fraction,
    Gradient,
    Indexed,
    Infix,
    Kronecker,
    LeftOut,
    Letter,
    Listed,
    Maths,
    Matrix,
    Multiple,
    Multiplier,
    Number,
    Operator,
    Option,
    Partial,
    Product,
    Quantity,
    Relation,
    Sides,
    Sum,
    Summation,
    Words,
)
from symconv.sizes import Quotient, Size, terms

Over = Callable[[int, int], int]


def letters(tree: Maths, over: Over) -> int:
    """The number of signs, spaces not counted; `over` joins the numbers of the two halves of a fraction.

    >>> letters(Product((Gradient(Entry("x", (1, 12), separated=True)), Entry("k", (2,)))), max)
    8
    """

    def total(trees: tuple[Maths, ...], between: int = 0) -> int:
        return sum(letters(each, over) for each in trees) + between * max(len(trees) - 1, 0)

    match tree:
        case Entry(letter=letter, index=index, separated=separated):
            commas = separated or not tree.numbered
            inner = sum(len(str(at)) if isinstance(at, int) else letters(at, over) for at in index)
            return len(letter) + inner + commas * max(len(index) - 1, 0)
        case Product(factors=trees):
            return total(trees)
        case Gradient(of=of, loss=loss, delta=delta):
            return 1 + letters(of, over) if delta else over(1 + len(loss), 1 + letters(of, over))
        case Partial(top=top, bottom=bottom):
            return over(1 + letters(top, over), 1 + letters(bottom, over))
        case Number(value=value):
            return len(str(value))
        case Letter(name=name) | Array(letter=name):
            return len(name.replace("_", ""))
        case Words(text=words):
            return _visible(words)
        case Arrow(words=words):
            return 1 + _visible(words)
        case Sum(terms=trees) | Listed(parts=trees) | Extents(sizes=trees):
            return total(trees, between=1)
        case Multiple(factor=factor, of=of):
            return len(str(factor)) + letters(of, over)
        case Multiplier(of=of):
            return 1 + letters(of, over)
        case Difference(left=left, right=right) | Sides(before=left, after=right) | Relation(left=left, right=right):
            return letters(left, over) + 1 + letters(right, over)
        case Indexed(array=array, place=place):
            return len(array) + 2 + total(place, between=1)
        case Quantity(value=size):
            return _size(size, over)
        case Dots():
            return 1
        case LeftOut(count=count):
            return _visible(f"…({count:,} more term{'s' if count > 1 else ''})")
        case Fraction(top=top, bottom=bottom):
            return over(letters(top, over), letters(bottom, over))
        case Floor(of=of):
            return 2 + letters(of, over)
        case Derivative(by=by, of=of):
            return over(1, 1 + letters(by, over)) + 2 + letters(of, over)
        case Kronecker(one=one, other=other):
            return 2 + letters(one, over) + letters(other, over)
        case Summation(over=indices, of=of, condition=condition, upto=upto):
            where = max(letters(each, over) if each is not None else 0 for each in (condition, upto))
            return (1 + over(total(indices, between=1), where) if indices else 0) + letters(of, over)
        case Call(name=name, arguments=arguments, options=options):
            return _visible(name) + total(options, between=1) + 2 + total(arguments, between=1)
        case Option(name=name, value=value_of):
            return 2 + letters(value_of, over)
        case Operator(sign=sign, options=options):
            return 1 + sign.startswith("transposed") + total(options, between=1)
        case Infix(left=left, operator=operator, right=right):
            return letters(left, over) + letters(operator, over) + letters(right, over)
        case Matrix(rows=rows):
            return sum(max(letters(row[at], over) for row in rows) + 2 for at in range(len(rows[0])))
        case _:
            assert_never(tree)


def stacked(tree: Maths) -> bool:
    """Whether there is a fraction in a tree, which makes it higher than one line."""
    match tree:
        case Gradient(delta=delta):
            return not delta
        case Partial() | Fraction() | Derivative():
            return True
        case Product(factors=trees) | Sum(terms=trees) | Listed(parts=trees) | Call(arguments=trees):
            return any(map(stacked, trees))
        case Multiple(of=of) | Multiplier(of=of) | Floor(of=of) | Summation(of=of):
            return stacked(of)
        case Difference(left=left, right=right) | Relation(left=left, right=right) | Infix(left=left, right=right):
            return stacked(left) or stacked(right)
        case Quantity(value=size):
            return any(isinstance(atom, Quotient) for monomial, _ in terms(size) for atom in monomial)
        case _:
            return False


def _visible(words: str) -> int:
    return len(words.replace(" ", "").replace("_", ""))


def _size(size: Size, over: Over) -> int:
    found = 0
    for at, (monomial, coefficient) in enumerate(terms(size)):
        found += bool(at) or coefficient < 0
        found += 0 if abs(coefficient) == 1 and monomial else len(str(abs(coefficient)))
        for atom in monomial:
            if isinstance(atom, Quotient):
                found += 2 + over(_size(atom.numerator, over), _size(atom.denominator, over))
            else:
                found += _visible(str(atom))
    return found or 1

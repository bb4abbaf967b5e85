"""How a statement was read, in one fixed way of writing: what is written so reads back as the same tree.

A sign between numbers is a product. A sign between arrays is written by what it means: a star for cross-correlation,
an asterisk for convolution.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from symconv.auditor import tree
from symconv.auditor.letters import Notes, NoValueError
from symconv.layers.lettering import option, quantity
from symconv.page import maths
from symconv.sizes import Size, denominators, floordiv, symbol

GREEK_SIGNS = {"delta": "δ", "omega": "ω", "alpha": "α", "theta": "θ", "eta": "η"}
CANONICAL_SIGNS: Mapping[str, maths.Infixed] = {
    r"\star": "correlate",
    "*": "convolve",
    r"\star^T": "transposed",
    "*^T": "transposed_convolution",
}
OPTION_WORDS = {"s": "stride", "d": "dilation", "p": "padding", "op": "output padding"}


def canonical(expr: tree.Expr, notes: Notes) -> tree.Expr:
    """The tree that a fixed way of writing stands for: products, one sign for each operation, plain indices."""

    def inner(part: tree.Expr) -> tree.Expr:
        return canonical(part, notes)

    match expr:
        case tree.Lettered():
            return _plain(expr)
        case tree.ShortGradient(by=by):
            return replace(expr, sign="delta" if by.index else "Delta", by=_plain(by))
        case tree.Partial(top=top, by=by):
            return replace(expr, top=inner(top), by=_plain(by))
        case tree.Juxtaposition(factors=factors):
            return _product(list(map(inner, factors)))
        case tree.Binary(sign=sign, left=left, right=right):
            if not is_array(left, notes) or not is_array(right, notes):
                return _product([inner(left), inner(right)])
            star = r"\star" if notes.meaning(expr).convention == "cross-correlation" else "*"
            return tree.rebuilt(replace(expr, sign=sign if sign.endswith("^T") else star), inner)
        case tree.NamedOperator(name="sum", arguments=(one,)):
            return tree.BigSum((), inner(one))
        case tree.WrittenMatrix():
            return tree.rebuilt(replace(expr, bracketed=True), inner)
        case tree.Negative() | tree.Addition() | tree.BigSum() | tree.NamedOperator():
            return tree.rebuilt(expr, inner)
    return expr


def _plain(entry: tree.Lettered) -> tree.Lettered:
    """An entry whose index runs together only where it is nothing but digits."""
    return replace(entry, compact=entry.compact and entry.numbered)


def _product(factors: list[tree.Expr]) -> tree.Expr:
    flat: list[tree.Expr] = []
    for factor in factors:
        flat += factor.factors if isinstance(factor, tree.Juxtaposition) else [factor]
    return tree.Juxtaposition(tuple(flat))


def is_array(expr: tree.Expr, notes: Notes) -> bool:
    """Whether an expression is an array rather than a number, as far as its letters tell."""
    match expr:
        case tree.Lettered():
            try:
                return not expr.index and notes.role(expr) in ("X", "K", "Z", "dZ")
            except NoValueError:
                return False
        case tree.ShortGradient(by=by) | tree.Partial(by=by):
            return is_array(by, notes)
        case tree.Negative() | tree.Addition() | tree.Juxtaposition() | tree.Binary():
            return any(is_array(each, notes) for each in tree.parts(expr))
        case tree.WrittenMatrix():
            return True
        case tree.NamedOperator(name=name):
            return name != "sum"
    return False


def typeset(expr: tree.Expr) -> maths.Maths | None:
    """A canonical tree as mathematics to be written; None for what there is no fixed way to write."""
    try:
        return _maths(expr)
    except NoValueError:
        return None


def equation(left: tree.Expr, right: tree.Expr, notes: Notes) -> maths.Relation | None:
    """An equation as it was read; None where there is no fixed way to write it."""
    one, other = typeset(canonical(left, notes)), typeset(canonical(right, notes))
    return None if one is None or other is None else maths.Relation(one, "=", other)


def _maths(expr: tree.Expr) -> maths.Maths:
    match expr:
        case tree.WholeNumber(value=value):
            return maths.Number(value)
        case tree.Lettered():
            return _entry(expr)
        case tree.ShortGradient(by=by):
            return maths.gradient(_entry(by), delta=True)
        case tree.Partial(top=tree.Lettered() as top, by=by):
            return maths.partial(_entry(top), _entry(by))
        case tree.Partial(top=top, by=by):
            return maths.Derivative(_entry(by), _maths(top))
        case tree.Addition():
            return _sum(expr)
        case tree.Juxtaposition(factors=factors):
            return maths.Product(tuple(_maths(each) for each in factors))
        case tree.Binary(sign=sign, left=left, right=right, options=options, mode=mode):
            given = [option(OPTION_WORDS[name], _amounts(value)) for name, value in options]
            below = (*given, *((maths.Words(mode),) if mode else ()))
            return maths.Infix(_maths(left), maths.InfixOperator(CANONICAL_SIGNS[sign], below), _maths(right))
        case tree.BigSum():
            return _big_sum(expr)
        case tree.WrittenMatrix(rows=rows, slices=slices):
            wide = len(rows[0]) // slices
            bars = tuple(at * wide - 1 for at in range(1, slices))
            return maths.Matrix(tuple(tuple(_maths(cell) for cell in row) for row in rows), bars)
        case tree.NamedOperator(name=name, arguments=arguments, amounts=amounts):
            below = (_amounts(amounts),) if amounts else ()
            return maths.Applied(name, tuple(_maths(each) for each in arguments), below)
        case tree.Negative() | tree.LocalRow() | tree.Activation() | tree.Where():
            raise NoValueError("there is no fixed way to write this by itself")


def _amounts(amounts: tree.Amounts) -> maths.Maths:
    """An amount for each axis; both sides of an axis where they differ."""
    found: list[maths.Maths] = [
        maths.Number(before) if before == after else maths.Listed((maths.Number(before), maths.Number(after)), ",")
        for before, after in amounts
    ]
    return found[0] if len(found) == 1 else maths.Listed(tuple(found), "x")


def _entry(entry: tree.Lettered) -> maths.Maths:
    letter = GREEK_SIGNS.get(entry.letter, entry.letter)
    if not all(sign.isalpha() or sign == "'" for sign in letter) or len(letter.rstrip("'")) != 1:
        raise NoValueError(f"{entry.letter} has no fixed way to be written")
    if not entry.index:
        return maths.WholeArray(letter)
    index = tuple(at if isinstance(at, int) else _index(at, entry.whole) for at in entry.index)
    return maths.Entry(letter, index, separated=not entry.compact)


def _index(at: Size, whole: Sequence[tuple[Size, Size]]) -> maths.Maths:
    """A piece of an index; a division in it that has to leave nothing is not rounded."""
    for top, bottom in whole:
        rest = at - floordiv(top, bottom)
        divided = maths.Fraction(quantity(top), quantity(bottom))
        if isinstance(rest, int):
            return divided if not rest else maths.Quantity(str(at), _shifted(divided, rest))
    if any(True for _ in denominators(at)) and whole:
        raise NoValueError("an index that is divided and more has no fixed way to be written")
    return quantity(at)


def _shifted(one: maths.Maths, by: int) -> maths.Maths:
    return maths.Sum((one, maths.Number(by))) if by > 0 else maths.Subtraction(one, maths.Number(-by))


def _sum(total: tree.Addition) -> maths.Maths:
    if isinstance(total.terms[0], tree.Negative):
        raise NoValueError("a sum that begins with a minus sign has no fixed way to be written")
    found = _maths(total.terms[0])
    run = [found]
    for term in total.terms[1:]:
        if isinstance(term, tree.Negative):
            found = maths.Subtraction(maths.total(run), _maths(term.of))
            run = [found]
        else:
            run.append(_maths(term))
            found = maths.Sum(tuple(run))
    return found


def _big_sum(total: tree.BigSum) -> maths.Maths:
    body = _maths(total.body)
    if total.conditions or any(each.lows or each.highs for each in total.ranges):
        raise NoValueError("a sum under a condition has no fixed way to be written")
    if not total.ranges:
        return maths.Applied("sum", (body,))
    if len(total.ranges) == 1 and total.ranges[0].low is not None:
        (each,) = total.ranges
        begins = maths.Relation(quantity(symbol(each.name)), "=", quantity(each.low or 0))
        return maths.Summation((begins,), body, upto=None if each.high is None else quantity(each.high))
    return maths.Summation(tuple(quantity(symbol(each.name)) for each in total.ranges), body)

"""Sums of multiples of indices, as a place is written: 2i + a - 3."""

from __future__ import annotations

from symconv.page.maths import Maths, Multiple, Number, Subtraction, Sum


def affine(terms: tuple[tuple[int, Maths], ...], constant: int) -> Maths:
    """Multiples of indices and a number added up in the order given, of which the first is positive.

    >>> from symconv.page import text
    >>> from symconv.page.maths import Letter
    >>> text.written(affine(((2, Letter("i")), (-1, Letter("u"))), 3))
    '2i - u + 3'
    """
    (factor, name), *rest = terms
    found = _multiple(factor, name)
    for factor, name in rest:
        found = _added(found, factor, _multiple(abs(factor), name))
    return found if constant == 0 else _added(found, constant, Number(abs(constant)))


def _multiple(factor: int, of: Maths) -> Maths:
    return of if factor == 1 else Multiple(factor, of)


def _added(before: Maths, sign: int, part: Maths) -> Maths:
    if sign < 0:
        return Subtraction(before, part)
    return Sum((*before.terms, part) if isinstance(before, Sum) else (before, part))

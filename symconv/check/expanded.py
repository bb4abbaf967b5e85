"""Forms multiplied out: as the coefficient of each monomial, or, where that is all there is, as a list of products."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np

from symconv.check.forms import (
    ADDITION,
    DOT,
    MULTIPLIED_OUT,
    PRODUCT,
    SCALED,
    SUMMED,
    VARIABLE,
    Exact,
    Expansion,
    Form,
    Unwritten,
    exact,
)
from symconv.check.products import Places

NEVER_WRITTEN = "an entry of np.empty is never written"
# More steps than this in one entry: the code is no sum of products that anyone could read.
MOST_STEPS = 20_000_000


class ExpansionError(Exception):
    """An entry of the answer that is no form, or one too long to multiply out."""


def expand(value: object) -> Expansion:
    """The form multiplied out: the coefficient of each monomial, none of them 0.

    Raises ExpansionError for what is no form and no number.

    >>> from symconv.check.forms import formed
    >>> from symconv.check.ledger import Ledger
    >>> ledger = Ledger()
    >>> x, k = (formed(VARIABLE, number, None, ledger) for number in (1, 2))
    >>> expand((x + k) * (x - k) / 2)
    {(1, 1): Fraction(1, 2), (2, 2): Fraction(-1, 2)}
    """
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, Unwritten):
        raise ExpansionError(NEVER_WRITTEN)
    if not isinstance(value, Form):
        number = exact(value)
        if number is None:
            raise ExpansionError(f"an entry of the answer is {type(value).__name__}, which is no number")
        return {(): number} if number else {}
    return _expanded(value)


def _expanded(root: Form) -> Expansion:
    if root.kind == MULTIPLIED_OUT:
        return cast(Expansion, root.a)
    found: Expansion = {}
    get = found.get
    steps = 0
    # Sums may be a hundred thousand terms deep, so they are walked through with a stack of their own.
    waiting: list[tuple[Any, Exact]] = [(root, 1)]
    while waiting:
        node, factor = waiting.pop()
        steps += 1
        if steps > MOST_STEPS:
            raise ExpansionError(f"an entry of the answer has more than {MOST_STEPS:,} terms")
        if type(node) is not Form:
            found[()] = get((), 0) + factor * node
        elif node.kind == ADDITION:
            waiting.append((node.b, factor))
            waiting.append((node.a, factor))
        elif node.kind == SCALED:
            waiting.append((node.a, factor * node.b))
        elif node.kind == VARIABLE:
            found[(node.a,)] = get((node.a,), 0) + factor
        elif node.kind == SUMMED:
            waiting += [(each, factor) for each in node.a]
        else:
            for monomial, number in _products(node):
                found[monomial] = get(monomial, 0) + factor * number
    result = {key: number for key, number in found.items() if number}
    if root.kind != VARIABLE:
        # Factors of products are asked for again and again.
        root.kind, root.a, root.b = MULTIPLIED_OUT, result, None
    return result


def _products(node: Form) -> Sequence[tuple[tuple[int, ...], Exact]]:
    """The monomials of a form that is no sum, each as often as it comes about."""
    if node.kind == MULTIPLIED_OUT:
        return list(node.a.items())
    pairs = zip(node.a, node.b, strict=True) if node.kind == DOT else ((node.a, node.b),)
    found: list[tuple[tuple[int, ...], Exact]] = []
    for left, right in pairs:
        if left.kind == right.kind == VARIABLE:
            u, v = left.a, right.a
            found.append(((u, v) if u <= v else (v, u), 1))
            continue
        one, other = _expanded(left), _expanded(right)
        if len(one) * len(other) + len(found) > MOST_STEPS:
            raise ExpansionError(f"an entry of the answer has more than {MOST_STEPS:,} terms")
        found += [(tuple(sorted(u + v)), a * b) for u, a in one.items() for v, b in other.items()]
    return found


def terms(entries: Sequence[Any], variables: int) -> Places | None:
    """The terms of all entries, sorted, where each is a variable or a product of two with the coefficient 1; else None.

    A term is a number: `u*variables + v` for the product of the variables u <= v, or v alone, and `variables**2` times
    its entry's place. Two answers are the same where these are, and they take much less time than coefficients.
    """
    if len(entries) * variables**2 > np.iinfo(np.int64).max:
        return None
    found: list[int] = []
    counts = []
    for value in entries:
        before = len(found)
        if not _collected(value, variables, found):
            return None
        counts.append(len(found) - before)
    places = np.repeat(np.arange(len(entries), dtype=np.int64), counts)
    return np.sort(places * variables**2 + np.array(found, dtype=np.int64))


def _collected(value: Any, variables: int, found: list[int]) -> bool:
    """Whether a form is such a sum; its terms are appended."""
    append = found.append
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if len(found) > MOST_STEPS:
            return False
        # Down the left of a sum, along which loops add.
        while type(node) is Form and node.kind == ADDITION:
            right = node.b
            if type(right) is Form and right.kind == PRODUCT and right.a.kind == right.b.kind == VARIABLE:
                u, v = right.a.a, right.b.a
                append(u * variables + v if u <= v else v * variables + u)
            else:
                waiting.append(right)
            node = node.a
        if type(node) is not Form:
            if type(node) is not int or node != 0:
                return False
        elif node.kind == VARIABLE:
            append(node.a)
        elif node.kind == SUMMED:
            waiting += node.a
        elif node.kind in (PRODUCT, DOT):
            pairs = zip(node.a, node.b, strict=True) if node.kind == DOT else ((node.a, node.b),)
            for left, right in pairs:
                if left.kind != VARIABLE or right.kind != VARIABLE:
                    return False
                u, v = left.a, right.a
                append(u * variables + v if u <= v else v * variables + u)
        else:
            return False
    return True


def valued(expansion: Expansion, values: Mapping[int, Exact]) -> Exact:
    """The value of a form where variable number j has `values[j]`."""
    total: Exact = 0
    for monomial, coefficient in expansion.items():
        total += coefficient * math.prod(values[each] for each in monomial)
    return total

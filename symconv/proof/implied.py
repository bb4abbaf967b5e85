"""Which of several conditions say something that the others do not: for showing them, never for deciding."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from symconv.arrays.sums import Guard
from symconv.proof.example import small_numbers
from symconv.proof.linear.search import certificate
from symconv.proof.smt import Obligation
from symconv.sizes import Size, denominators, substitute, symbol, symbols
from symconv.unknown import Symbol

# Numbers up to which an example is looked for that meets the others alone.
WITNESSES = (1, 2, 3)


def without_implied(conditions: Sequence[Guard], known: Sequence[Guard] = ()) -> list[Guard]:
    """The conditions without those that follow from what is known and the others; the longest go first.

    What is left says as much: each that goes has a linear certificate, which its checker accepts.

    >>> from symconv.sizes import symbol
    >>> n, k = symbol("n"), symbol("k")
    >>> [str(each) for each in without_implied([Guard(n - k, ">="), Guard(2*n - k - 1, ">=")], [Guard(k - 1, ">=")])]
    ['n - k >= 0']
    """
    return list(_without_implied(tuple(dict.fromkeys(conditions)), tuple(known)))


@lru_cache(maxsize=100)
def _without_implied(conditions: tuple[Guard, ...], known: tuple[Guard, ...]) -> tuple[Guard, ...]:
    """The same; many verdicts are about the same sizes."""
    kept = list(conditions)
    # The longest first; of two that are as long, the later one.
    for _, each in sorted(enumerate(kept), key=lambda pair: (-len(str(pair[1])), -pair[0])):
        others = [*known, *(other for other in kept if other != each)]
        if implied(each, others):
            kept.remove(each)
    return tuple(kept)


def implied(condition: Guard, others: Sequence[Guard]) -> bool:
    """Whether a condition is known to follow from others.

    Of an inequality numbers that meet these and not it are looked for first: that is quick, and mostly there are some.
    Of an equation symbols are replaced by what others say that they are.
    """
    if condition in others:
        return True
    if condition.relation == "=":
        return _solved(condition.value, [each.value for each in others if each.relation == "="]) == 0
    denied = Guard(-condition.value - 1, ">=")
    whole = [*others, condition]
    divided = [Guard(each - 1, ">=") for each in denominators(*(guard.value for guard in whole))]
    names = tuple(dict.fromkeys(name for guard in whole for name in symbols(guard.value)))
    if any(small_numbers(names, [*divided, *others, denied], most) for most in WITNESSES):
        return False
    return certificate(Obligation("implied", tuple(others), (condition,))) is not None


def _solved(value: Size, equations: Sequence[Size]) -> Size:
    """The value with every symbol replaced that an equation gives: one that stands there once, by itself."""
    for each in equations:
        for name in symbols(each):
            for sign in (1, -1):
                rest = each - sign * symbol(name)
                if name in symbols(value) and name not in symbols(rest):
                    value = substitute(value, {Symbol(name): -sign * rest})
    return value

"""Sizes and conditions as Coq writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from symconv.arrays.sums import Guard
from symconv.proof.scope import sides
from symconv.sizes import Atom, Quotient, Size, terms
from symconv.unknown import Unknown

# How an unknown is called; parameters have an underscore, so that they are none of Coq's own words.
UnknownNames = Callable[[Unknown], str]


def parameter(name: str) -> str:
    """What the field of a parameter is called.

    >>> parameter("n")
    'n_'
    """
    return f"{name}_"


def of_axis(unknown: Unknown) -> str:
    """A parameter in a definition: that of the axis `q`."""
    return f"{parameter(unknown.name)} q"


def size(value: Size, names: UnknownNames, known: Mapping[Atom, str] | None = None) -> str:
    """A size in Coq; quotients that are `known` by a name are written as that.

    >>> from symconv.sizes import symbol
    >>> size(2 * symbol("n") - 1, of_axis), size(0, of_axis)
    ('(2 * n_ q - 1)', '0')
    """
    text = ""
    for monomial, coefficient in terms(value):
        factors = [_atom(atom, names, known or {}) for atom in monomial]
        if abs(coefficient) != 1 or not factors:
            factors.insert(0, str(abs(coefficient)))
        sign = "-" if coefficient < 0 else "+" if text else ""
        text += f" {sign} {' * '.join(factors)}" if text else f"{sign}{' * '.join(factors)}"
    if not text:
        return "0"
    return text if text.replace("_", "").isalnum() else f"({text})"


def _atom(atom: Atom, names: UnknownNames, known: Mapping[Atom, str]) -> str:
    if atom in known:
        return known[atom]
    if isinstance(atom, Quotient):
        return f"({size(atom.numerator, names, known)} / {size(atom.denominator, names, known)})"
    return names(atom)


def condition(guard: Guard, names: UnknownNames) -> str:
    """A condition with what is taken away on the other side.

    >>> from symconv.sizes import symbol
    >>> condition(Guard(symbol("n") - symbol("k"), ">="), of_axis)
    '(n_ q) >= (k_ q)'
    """
    more, less = sides(guard)
    return f"{size(more, names)} {'=' if guard.relation == '=' else '>='} {size(less, names)}"

"""What the tests type from the notes, as SymPy: sums of products, rows of local derivatives, closed formulas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product

import sympy
from built import Built

from symconv import Derivation, Layer, derive, verify
from symconv.arrays.array import Array

Entries = Mapping[str, sympy.Symbol]
Build = Callable[[Layer], Array]


def entries(letter: str, *sizes: int, of: str | None = None) -> dict[str, sympy.Symbol]:
    """The symbols of a tensor's entries by their names in the note; `of` is the project's letter where it differs.

    >>> entries("K", 2, of="k"), entries("B")
    ({'K1': k1, 'K2': k2}, {'B': B})
    """
    indices = ["".join(map(str, index)) for index in product(*(range(1, size + 1) for size in sizes))]
    return {letter + index: sympy.Symbol((of or letter) + index) for index in indices}


def polynomial(text: str, known: Entries) -> sympy.Expr:
    """The sum of products that `text` writes; a name that is not in `known` is a KeyError.

    >>> polynomial("X2*X1 + X3", entries("X", 3, of="x"))
    x1*x2 + x3
    >>> polynomial("x1 + x4", entries("x", 3))
    Traceback (most recent call last):
    ...
    KeyError: 'x4'
    """
    factors = {"0": sympy.Integer(0), "1": sympy.Integer(1), **known}
    terms = [[factors[name.strip()] for name in term.split("*")] for term in text.split("+")]
    return sympy.Add(*(sympy.Mul(*term) for term in terms))


def row(text: str, known: Entries) -> list[sympy.Expr]:
    """The cells of a note's row of local derivatives, one for each output.

    >>> row("0 x2 x1", entries("x", 3))
    [0, x2, x1]
    """
    return [polynomial(cell, known) for cell in text.split()]


def place(name: str) -> tuple[int, ...]:
    """Where the entry `name` stands, counted from 0; what has no index is the first of its kind.

    >>> place("x12"), place("w2"), place("B")
    ((0, 1), (1,), (0,))
    """
    return tuple(int(digit) - 1 for digit in name if digit.isdecimal()) or (0,)


def derived(d: Derivation, of: str, name: str) -> sympy.Expr:
    """Entry `name` of `of` (Z, dK, dX or dB), as the project derived it."""
    arrays: Mapping[str, sympy.Array] = {"Z": d.Z, "dK": d.dK, "dX": d.dX, "dB": d.dB}
    return arrays[of][place(name)]


def local_row(d: Derivation, of: str, name: str) -> list[sympy.Expr]:
    """The derivative of every output by the entry `name`: the project lists those that are not 0."""
    arrays: Mapping[str, sympy.Array] = {"dK": d.dK, "dX": d.dX, "dB": d.dB}
    number = list(product(*map(range, arrays[of].shape))).index(place(name))
    cells = [sympy.Integer(0)] * len(d.z)
    for output, local in d.gradients[of].locals[number]:
        cells[output] += local
    return cells


def outcome(layer: Layer, of: str, build: Build) -> str:
    """What `verify` and `derive` both say of a closed formula for `of`."""
    claim = {of: Built("the note's", of, build)}
    found = {verify(layer, claim).outcome, derive(layer, formulas=claim).verdict.outcome}
    assert len(found) == 1, f"verify and derive disagree: {found}"
    return found.pop()

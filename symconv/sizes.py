"""Sizes and indices: whole numbers, or integer polynomials in named symbols.

Everything that measures or points into an array (`n`, `k`, `s*i + d*a - p`) is a `Size`: a Python `int`
where the value is known, a `Polynomial` where it is not. A polynomial that turns out constant becomes an
`int` again, so `size == 0` means what it says. Floor division by a symbolic divisor is an atom that carries
its own definition (`Quotient`): whoever reasons about it needs no table of side conditions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import Any, Union

from symconv.frozen import Hashed
from symconv.unknown import Index, Symbol, Unknown

# What comes of two sizes with so few terms is kept, so many times for each kind of calculation.
SHORT, MOST_KEPT = 8, 2048


@dataclass(frozen=True, slots=True)
class Quotient(Hashed):
    """The floor of `numerator / denominator`, for a denominator that is at least 1."""

    numerator: Size
    denominator: Size
    # Polynomials are sorted by their atoms' texts, and a quotient's is long.
    text: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", f"{_grouped(self.numerator)}//{_grouped(self.denominator)}")

    __hash__ = Hashed.__hash__

    def said(self) -> object:
        return self.numerator, self.denominator

    def __str__(self) -> str:
        return self.text


Atom = Union[Unknown, Quotient]
Monomial = tuple[Atom, ...]


class _Asked(Hashed):
    """What keeps the unknowns that it speaks of in the same way."""

    __slots__ = ("_unknowns",)
    _unknowns: tuple[Unknown, ...]


@dataclass(frozen=True, slots=True)
class Polynomial(_Asked):
    """A sum of integer coefficients times products of atoms; never constant, never zero.

    Built by arithmetic from `symbol(...)`, in a canonical order, so equal polynomials are equal objects.

    >>> n, k = symbol("n"), symbol("k")
    >>> print(n - k + 1)
    n - k + 1
    >>> (n + k) * (n - k) == n * n - k * k
    True
    >>> n - n
    0
    """

    terms: tuple[tuple[Monomial, int], ...]

    __hash__ = Hashed.__hash__

    def said(self) -> object:
        return self.terms

    def __add__(self, other: Size) -> Size:
        return _sum(self, other) if _are_short(self, other) else _sum.__wrapped__(self, other)

    __radd__ = __add__

    def __neg__(self) -> Size:
        return self * -1

    def __sub__(self, other: Size) -> Size:
        return _difference(self, other) if _are_short(self, other) else _difference.__wrapped__(self, other)

    def __rsub__(self, other: Size) -> Size:
        return self * -1 + other

    def __mul__(self, other: Size) -> Size:
        return _product(self, other) if _are_short(self, other) else _product.__wrapped__(self, other)

    __rmul__ = __mul__

    def __floordiv__(self, other: Size) -> Size:
        return floordiv(self, other)

    def __rfloordiv__(self, other: Size) -> Size:
        return floordiv(other, self)

    def __mod__(self, other: Size) -> Size:
        return self - other * floordiv(self, other)

    def __str__(self) -> str:
        text = ""
        for monomial, coefficient in self.terms:
            magnitude = abs(coefficient)
            # A quotient alone needs no brackets, but -(n//2) is not -n//2.
            alone = len(monomial) == 1 and coefficient == 1
            product = str(monomial[0]) if alone else "*".join(factor_text(atom) for atom in monomial)
            if not product:
                product = str(magnitude)
            elif magnitude != 1:
                product = f"{magnitude}*{product}"
            sign = "-" if coefficient < 0 else "+"
            text += f" {sign} {product}" if text else ("-" if sign == "-" else "") + product
        return text


Size = Union[int, Polynomial]


def symbol(name: str) -> Polynomial:
    """The polynomial that is just the parameter `name`."""
    return symbol_of(Symbol(name))


def index(name: str) -> Polynomial:
    """The polynomial that is just the index `name`, which is no parameter of that name.

    >>> index("n") == symbol("n")
    False
    """
    return symbol_of(Index(name))


def concrete(size: Size) -> int:
    """`size` as an `int`; raises TypeError where it is symbolic, which is a mistake of the calling code."""
    if not isinstance(size, int):
        raise TypeError(f"a concrete size was needed, not {size}")
    return size


def joined(values: Iterable[object]) -> str:
    """An axis-wise parameter as one text: `2` where all axes agree, `2x3` where they differ."""
    texts = [str(value) for value in values]
    return texts[0] if len(set(texts)) == 1 else "x".join(texts)


def terms(size: Size) -> tuple[tuple[Monomial, int], ...]:
    """The monomials of `size` with their coefficients; none for 0."""
    if isinstance(size, Polynomial):
        return size.terms
    return (((), size),) if size else ()


def size_of(terms: Iterable[tuple[Monomial, int]]) -> Size:
    """The sum of integer coefficients times monomials."""
    total: dict[Monomial, int] = {}
    for monomial, coefficient in terms:
        total[monomial] = total.get(monomial, 0) + coefficient
    return _collected(total)


def floordiv(numerator: Size, denominator: Size) -> Size:
    """The floor of `numerator / denominator`, exact where it can be and a `Quotient` atom where not.

    >>> floordiv(7, 2), str(floordiv(symbol("n") - 1, symbol("s")))
    (3, '(n - 1)//s')
    """
    if isinstance(numerator, int) and isinstance(denominator, int):
        return numerator // denominator
    if denominator == 1 or numerator == 0:
        return numerator
    exact = _divided(terms(numerator), terms(denominator))
    if exact is not None:
        return exact
    return Polynomial((((Quotient(numerator, denominator),), 1),))


def substitute(size: Size, values: Mapping[Unknown, Size]) -> Size:
    """`size` with unknowns replaced by their values, all at once, also inside quotients.

    >>> print(substitute(symbol("n") * symbol("s"), {Symbol("s"): 2}))
    2*n
    """
    # Most of what is asked for speaks of nothing that is replaced.
    if values.keys().isdisjoint(unknowns(size)):
        return size
    total: dict[Monomial, int] = {}
    for monomial, coefficient in terms(size):
        product: Size = coefficient
        kept: Monomial = ()
        for atom in monomial:
            value = _quotient(atom, values) if isinstance(atom, Quotient) else values.get(atom)
            if value is None:
                kept += (atom,)
            else:
                product = product * value
        if isinstance(product, int):
            total[kept] = total.get(kept, 0) + product
            continue
        for rest, number in product.terms:
            whole = _together(kept, rest)
            total[whole] = total.get(whole, 0) + number
    return _collected(total)


@lru_cache(maxsize=1024)
def symbol_of(atom: Atom) -> Polynomial:
    """The polynomial that is just one atom."""
    return Polynomial((((atom,), 1),))


def evaluate(size: Size, values: Mapping[str, Any]) -> Any:
    """The value of `size` where every unknown has one, by name: integers, or NumPy arrays of them.

    Raises KeyError for an unknown without a value.
    """
    if isinstance(size, int):
        return size
    total: Any = None
    for monomial, coefficient in size.terms:
        # Nothing is multiplied by 1 or added to 0: of arrays that would be as much work again.
        product: Any = None if coefficient == 1 and monomial else coefficient
        for atom in monomial:
            if isinstance(atom, Quotient):
                factor = evaluate(atom.numerator, values) // evaluate(atom.denominator, values)
            else:
                factor = values[atom.name]
            product = factor if product is None else product * factor
        total = product if total is None else total + product
    return total


def symbols(size: Size) -> Iterator[str]:
    """The names of the parameters that occur in `size`, with repetitions."""
    return (atom.name for atom in unknowns(size) if atom.kind == "symbol")


def unknowns(size: Size) -> tuple[Unknown, ...]:
    """The parameters, indices and coordinates that occur in `size`, also inside quotients, with repetitions."""
    if isinstance(size, int):
        return ()
    try:
        return size._unknowns
    except AttributeError:
        found = [
            unknowns(atom.numerator) + unknowns(atom.denominator) if isinstance(atom, Quotient) else (atom,)
            for monomial, _ in size.terms
            for atom in monomial
        ]
        object.__setattr__(size, "_unknowns", tuple(chain.from_iterable(found)))
        return size._unknowns


def denominators(*sizes: Size) -> Iterator[Size]:
    """Every divisor that occurs in some sizes, the innermost first.

    >>> [str(each) for each in denominators(symbol("n") // (symbol("k") // 2))]
    ['2', 'k//2']
    """
    return (each.denominator for each in quotients(*sizes))


def quotients(*sizes: Size) -> Iterator[Quotient]:
    """Every quotient that occurs in some sizes, the innermost first."""
    for size in sizes:
        for monomial, _ in terms(size):
            for atom in monomial:
                if isinstance(atom, Quotient):
                    yield from quotients(atom.numerator, atom.denominator)
                    yield atom


def factor_text(atom: Atom) -> str:
    """An atom as a factor in a product: a quotient has brackets."""
    return f"({atom})" if isinstance(atom, Quotient) else atom.name


def _divided(numerator: Sequence[tuple[Monomial, int]], denominator: Sequence[tuple[Monomial, int]]) -> Size | None:
    """The quotient where the denominator goes into every monomial: one symbol, `g*c // g`, or a number, `2*c // 2`."""
    if len(denominator) != 1:
        return None
    ((atoms, number),) = denominator
    if not atoms and number > 0 and all(coefficient % number == 0 for _, coefficient in numerator):
        return _collected({monomial: coefficient // number for monomial, coefficient in numerator})
    if number != 1 or len(atoms) != 1:
        return None
    (divisor,) = atoms
    found: dict[Monomial, int] = {}
    for monomial, coefficient in numerator:
        if divisor not in monomial:
            return None
        at = monomial.index(divisor)
        found[monomial[:at] + monomial[at + 1 :]] = coefficient
    return _collected(found)


def _quotient(atom: Quotient, values: Mapping[Unknown, Size]) -> Size | None:
    """A quotient with unknowns replaced; None where it has none of them."""
    above, below = substitute(atom.numerator, values), substitute(atom.denominator, values)
    return None if above is atom.numerator and below is atom.denominator else floordiv(above, below)


def _shifted(size: Polynomial, number: int) -> Polynomial:
    """A polynomial and a number: where there is a constant, it comes last."""
    if not number:
        return size
    *before, (monomial, coefficient) = size.terms
    if monomial:
        return Polynomial((*size.terms, ((), 0 + number)))
    total = coefficient + number
    return Polynomial((*before, ((), total)) if total else tuple(before))


def _collected(total: Mapping[Monomial, int]) -> Size:
    kept = {monomial: coefficient for monomial, coefficient in total.items() if coefficient}
    if not kept:
        return 0
    if len(kept) == 1:
        return kept.get((), 0) or Polynomial(tuple(kept.items()))
    return Polynomial(tuple(sorted(kept.items(), key=_reading_order)))


def _reading_order(term: tuple[Monomial, int]) -> tuple[int, bool, tuple[str, ...]]:
    """Higher degree first and the constant last, what is added before what is taken away."""
    monomial, coefficient = term
    return (-len(monomial), coefficient < 0, _texts(monomial))


def _are_short(one: Polynomial, other: Size) -> bool:
    """Whether what comes of the two is kept: not of long ones, nor of what is equal to a number and none, as True."""
    short = isinstance(other, Polynomial) and len(other.terms) <= SHORT
    return len(one.terms) <= SHORT and (short or type(other) is int)


def _check_whole(*sizes: Size) -> None:
    """What is kept for whole coefficients would else be taken for others that are equal to them, or the other way."""
    for size in sizes:
        whole = isinstance(size, Polynomial) and all(type(number) is int for _, number in size.terms)
        if not whole and not isinstance(size, int):
            raise TypeError(f"a size is a whole number, or a polynomial with whole coefficients, not {size!r:.80}")


# A proof calculates thirty thousand times and gets two thousand different sizes: so the last ones are kept.
@lru_cache(maxsize=MOST_KEPT)
def _sum(one: Polynomial, other: Size) -> Size:
    _check_whole(one, other)
    if isinstance(other, int):
        return _shifted(one, other)
    return size_of((*one.terms, *other.terms))


@lru_cache(maxsize=MOST_KEPT)
def _difference(one: Polynomial, other: Size) -> Size:
    _check_whole(other)
    return _sum.__wrapped__(one, -other)


@lru_cache(maxsize=MOST_KEPT)
def _product(one: Polynomial, other: Size) -> Size:
    _check_whole(one, other)
    if isinstance(other, int):
        if other > 0:
            # In the same order.
            return one if other == 1 else Polynomial(tuple((atoms, of * other) for atoms, of in one.terms))
        return _collected({atoms: number * other for atoms, number in one.terms})
    return size_of((_together(left, right), a * b) for left, a in one.terms for right, b in other.terms)


# The same few monomials come together again and again.
@lru_cache(maxsize=4096)
def _texts(monomial: Monomial) -> tuple[str, ...]:
    return tuple(map(str, monomial))


@lru_cache(maxsize=4096)
def _together(one: Monomial, other: Monomial) -> Monomial:
    return tuple(sorted(one + other, key=str))


def _grouped(size: Size) -> str:
    text = str(size)
    return f"({text})" if " " in text or "*" in text or "/" in text or text.startswith("-") else text

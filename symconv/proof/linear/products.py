"""Products worth having: an unknown times a row, where every product that comes out is spoken of already.

Untrusted: that two numbers which are at least 0 have such a product, the checker knows by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from symconv.proof.linear.facts import bounds_of
from symconv.proof.linear.known import Known, Linear, rounded
from symconv.proof.linear.simplex import Rational
from symconv.sizes import Atom, Monomial, Polynomial, Size, quotients, symbol_of, terms


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two rows whose product may be wanted, a monomial and another, and their values and the product's in a simplex."""

    factor: Size
    row: Size
    unknown: int
    linear: Linear
    product: Linear


def spoken_of(values: Iterable[Size]) -> list[Size]:
    """The rows worth speaking of: the values, the bounds of their quotients, and the quotients; each in one sign."""
    rows = [*values]
    for quotient in dict.fromkeys(quotients(*rows)):
        rows += [symbol_of(quotient), *bounds_of(quotient)]
    return list(dict.fromkeys(_upright(rounded(row)) for row in rows if not isinstance(row, int)))


def _upright(row: Size) -> Size:
    return row if terms(row)[0][1] > 0 else -1 * row


def candidates(known: Known, rows: Sequence[Size]) -> list[Candidate]:
    """The unknowns times the rows, as far as all products that come out occur in the rows."""
    beside: dict[Atom, set[Monomial]] = {}
    for monomial in _products(rows):
        for at, atom in enumerate(monomial):
            beside.setdefault(atom, set()).add(monomial[:at] + monomial[at + 1 :])
    return [
        _candidate(known, (atom,), row, symbol_of(atom) * row)
        for row in rows
        for atom, others in beside.items()
        if {monomial for monomial, _ in terms(row) if monomial} <= others
    ]


def more_candidates(known: Known, rows: Sequence[Size]) -> list[Candidate]:
    """Monomials times the rows, where at most one product comes out that does not occur in the rows; and that one
    comes out twice at least, so that it can be got rid of."""
    spoken = dict.fromkeys(_products(rows))
    atoms = dict.fromkeys((atom,) for row in rows for monomial, _ in terms(row) for atom in monomial)
    found: list[tuple[Monomial, Size, Size, Monomial | None]] = []
    for row in dict.fromkeys((*rows, *(Polynomial(((atom, 1),)) for atom in atoms))):
        for factor in (*atoms, *spoken):
            product = Polynomial(((factor, 1),)) * row
            news = [monomial for monomial in _products([product]) if monomial not in spoken]
            if len(news) <= 1:
                found.append((factor, row, product, news[0] if news else None))
    often = Counter(new for *_, new in found)
    return [_candidate(known, factor, row, product) for factor, row, product, new in found if not new or often[new] > 1]


def _candidate(known: Known, factor: Monomial, row: Size, product: Size) -> Candidate:
    return Candidate(Polynomial(((factor, 1),)), row, known.column(factor), known.linear(row), known.linear(product))


def _products(rows: Iterable[Size]) -> Iterator[Monomial]:
    return (monomial for row in rows for monomial, _ in terms(row) if len(monomial) > 1)


def broken(candidates: Iterable[Candidate], values: Sequence[Rational]) -> Iterator[tuple[Size, Size]]:
    """The products that are below 0 at values where neither factor is.

    For a row e these are p*e and p*(-e), and p*(e-1) and p*(-e-1): what is not at least 0 is at most -1.
    """
    for each in candidates:
        p = values[each.unknown]
        if p < 0:
            continue
        e, product = each.linear.at(values), each.product.at(values)
        if e >= 0 and product < 0:
            yield (each.factor, each.row)
        if e <= 0 and product > 0:
            yield (each.factor, -1 * each.row)
        if e >= 1 and product < p:
            yield (each.factor, each.row - 1)
        if e <= -1 and product > -p:
            yield (each.factor, -1 * each.row - 1)

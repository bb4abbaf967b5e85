"""What an entry of the output or of a gradient is, written in the letters of the notes."""

from __future__ import annotations

from symconv.auditor.edits import NotesVocabulary
from symconv.auditor.polynomials import EntryPolynomial
from symconv.auditor.size_reader import as_command
from symconv.auditor.tree import Expr, Lettered, Partial, ShortGradient
from symconv.auditor.world import World
from symconv.page import latex, maths

MOST_TRUE_TERMS = 40


def true_side(left: Expr, known: NotesVocabulary) -> str | None:
    """The right side that belongs to an entry on the left; None for anything else, and for an entry that is none."""
    world = known.world
    if world is None:
        return None
    value = _value(left, known, world)
    if value is None or len(value) > MOST_TRUE_TERMS:
        return None
    return latex.written(_sum(value, known))


def _value(left: Expr, known: NotesVocabulary, world: World) -> EntryPolynomial | None:
    if isinstance(left, Lettered):
        place = _place(left, known)
        if known.roles.get(left.letter.lower()) != "Z" or place is None or place not in world.outputs:
            return None
        return world.output(place)
    by = left.by if isinstance(left, ShortGradient | Partial) else None
    if by is None or (isinstance(left, Partial) and not _is_loss(left.top, known)):
        return None
    role, place = known.roles.get(by.letter.lower(), ""), _place(by, known)
    if role not in ("X", "K", "B") or place is None or not _exists(place, world.sizes[role]):
        return None
    return world.gradient(role, place)


def _exists(place: tuple[int, ...], sizes: tuple[int, ...]) -> bool:
    return len(place) == len(sizes) and all(0 <= at < size for at, size in zip(place, sizes, strict=True))


def _is_loss(expr: Expr, known: NotesVocabulary) -> bool:
    return isinstance(expr, Lettered) and not expr.index and known.roles.get(expr.letter.lower()) == "L"


def _place(entry: Lettered, known: NotesVocabulary) -> tuple[int, ...] | None:
    if not all(isinstance(at, int) for at in entry.index):
        return None
    return tuple(at - known.base for at in entry.index if isinstance(at, int))


def _sum(value: EntryPolynomial, known: NotesVocabulary) -> maths.Maths:
    terms = [_term(coefficient, monomial, known) for monomial, coefficient in sorted(value.items(), key=_order)]
    if not terms:
        return maths.Number(0)
    return maths.total(terms)


def _order(term: tuple[tuple[tuple[str, tuple[int, ...]], ...], int]) -> list[tuple[bool, str, tuple[int, ...]]]:
    """By the output whose gradient is a factor, as the chain rule is written."""
    return sorted((name != "dZ", name, place) for name, place in term[0])


def _term(coefficient: int, monomial: tuple[tuple[str, tuple[int, ...]], ...], known: NotesVocabulary) -> maths.Maths:
    factors = tuple(_factor(name, place, known) for name, place in sorted(monomial, key=lambda each: each[0] != "dZ"))
    product: maths.Maths = maths.product(factors)
    return product if coefficient == 1 else maths.Multiple(coefficient, product)


def _factor(name: str, place: tuple[int, ...], known: NotesVocabulary) -> maths.Maths:
    index = tuple(at + known.base for at in place)
    separated = any(at > 9 for at in index) or len(index) > 2
    letter = known.letters.get("Z" if name == "dZ" else name, name.lower())
    of = maths.Entry(as_command(letter), index, separated)
    return maths.gradient(of, known.letters.get("L", "L"), known.delta) if name == "dZ" else of

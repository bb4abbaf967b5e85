"""What an entry of the output or of a gradient is, written in the letters of the notes."""

from __future__ import annotations

from symconv.auditor.edits import NotesVocabulary
from symconv.auditor.polynomials import EntryMonomial, EntryPolynomial
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
    if isinstance(left, Partial) and known.roles.get(left.of_letter.lower()) != "L":
        return None
    entry = left.by if isinstance(left, ShortGradient | Partial) else left
    if not isinstance(entry, Lettered) or not entry.numbered:
        return None
    role = known.roles.get(entry.letter.lower(), "")
    place, sizes = tuple(at - known.base for at in entry.index if isinstance(at, int)), world.sizes.get(role, ())
    if role not in (("Z",) if entry is left else ("X", "K", "B")) or len(place) != len(sizes):
        return None
    if not all(0 <= at < size for at, size in zip(place, sizes, strict=True)):
        return None
    return world.output(place) if entry is left else world.gradient(role, place)


def _sum(value: EntryPolynomial, known: NotesVocabulary) -> maths.Maths:
    # By the output whose gradient is a factor, as the chain rule is written.
    ordered = sorted(value.items(), key=lambda term: sorted((name != "dZ", name, place) for name, place in term[0]))
    terms = [_term(coefficient, monomial, known) for monomial, coefficient in ordered]
    return maths.total(terms) if terms else maths.Number(0)


def _term(coefficient: int, monomial: EntryMonomial, known: NotesVocabulary) -> maths.Maths:
    factors = tuple(_factor(name, place, known) for name, place in sorted(monomial, key=lambda each: each[0] != "dZ"))
    product: maths.Maths = maths.product(factors)
    return product if coefficient == 1 else maths.Multiple(coefficient, product)


def _factor(name: str, place: tuple[int, ...], known: NotesVocabulary) -> maths.Maths:
    index = tuple(at + known.base for at in place)
    separated = any(at > 9 for at in index) or len(index) > 2
    letter = known.letters.get("Z" if name == "dZ" else name, name.lower())
    of = maths.Entry(as_command(letter), index, separated)
    return maths.gradient(of, known.letters.get("L", "L"), known.delta) if name == "dZ" else of

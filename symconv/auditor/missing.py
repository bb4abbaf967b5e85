"""A term that a sum lacks, written like one that it has; a whole sum, each term like one that was there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from symconv.auditor.edits import Change, Edit, NotesVocabulary, applied, terms_of
from symconv.auditor.entry_edits import with_index
from symconv.auditor.entrywise import Evaluation
from symconv.auditor.equation_sides import EquationSide, side_of
from symconv.auditor.index_ranges import free_indices
from symconv.auditor.letters import Notes, NoValueError, carrier
from symconv.auditor.meanings import SignMeaning
from symconv.auditor.polynomials import EntryPolynomial, EntryVariable, PolynomialArray, added, scaled
from symconv.auditor.tree import Expr, entries
from symconv.auditor.truth import MOST_TRUE_TERMS
from symconv.auditor.world import World
from symconv.errors import ShapeError, TooLargeError

_TermKey = tuple[tuple[str, ...], tuple[tuple[int, ...], ...]]


def missing(text: str, left: EquationSide, right: EquationSide, known: NotesVocabulary) -> Iterator[Change]:
    """The right side with the one product more that it lacks to be the left side, in the order of the others."""
    if known.world is None:
        return
    here = _evaluation(known, known.world)
    ours, theirs = _value(here, left.tree), _value(here, right.tree)
    if ours is None or theirs is None:
        return
    lacking = added([ours, scaled(-1, theirs)])
    if len(lacking) != 1 or set(lacking.values()) != {1}:
        return
    (product,) = lacking
    spans = terms_of(text, right)
    read = [_term(text, begin, end) for begin, end in spans]
    keys = [_key(value) for _, term in read if (value := _value(here, term.tree)) is not None]
    if len(keys) != len(spans):
        return
    for source, term in read:
        written = _like(source, term, dict(product), known)
        if written is not None and _value(here, side_of(written).tree) == lacking:
            yield Change((_placed(written, _key(lacking), keys, spans),), f"a term is missing: {written}")
            return


def rewritten(text: str, left: EquationSide, right: EquationSide, known: NotesVocabulary) -> str | None:
    """The sum that the left side is, each product written like a term of the right side that has its arrays.

    None where there is a product that no term is like, and where the left side is no sum of products.
    """
    if known.world is None:
        return None
    here = _evaluation(known, known.world)
    ours = _value(here, left.tree)
    if not ours or set(ours.values()) != {1} or len(ours) > MOST_TRUE_TERMS:
        return None
    read = [_term(text, begin, end) for begin, end in terms_of(text, right)]
    found: list[str] = []
    for product in sorted(ours, key=lambda each: _key({each: 1})):
        alike = (_like(source, term, dict(product), known) for source, term in read)
        written = next((each for each in alike if each and _value(here, side_of(each).tree) == {product: 1}), None)
        if written is None:
            return None
        found.append(written)
    return " + ".join(found)


def _evaluation(known: NotesVocabulary, world: World) -> Evaluation:
    """What a sign between arrays means is not asked: only numbers lack a product."""
    return Evaluation(world, Notes(known.roles, known.base, {"": SignMeaning("cross-correlation")}), {})


def _value(here: Evaluation, tree: Expr | None) -> EntryPolynomial | None:
    """The value of what is no array and has no open index; None where it has none."""
    if tree is None or free_indices(tree):
        return None
    try:
        found = here.value(tree)
    except (NoValueError, ShapeError, TooLargeError):
        return None
    return None if isinstance(found, PolynomialArray) else found


def _term(text: str, begin: int, end: int) -> tuple[str, EquationSide]:
    """A term in a line of its own, without its sign and the marks at which rows are aligned."""
    source = " ".join(text[begin:end].replace("&", " ").strip().lstrip("+-").split())
    return source, side_of(source)


def _key(value: EntryPolynomial) -> _TermKey:
    """What terms are ordered by: which arrays they are of, then the places, those of the output first."""
    entries: list[EntryVariable] = sorted(
        (entry for product in value for entry in product), key=lambda entry: (entry[0] != "dZ", entry[0] != "X", entry)
    )
    return tuple(name for name, _ in entries), tuple(place for _, place in entries)


def _placed(written: str, key: _TermKey, keys: Sequence[_TermKey], spans: Sequence[tuple[int, int]]) -> Edit:
    """The new term before the first of its kind that comes after it; at the end where there is none."""
    for number, (begin, _) in enumerate(spans):
        if keys[number][0] == key[0] and keys[number] > key:
            return Edit(begin, begin, f"{written} + " if number == 0 else f"+ {written} ")
    end = spans[-1][1]
    return Edit(end, end, f" + {written}")


def _like(source: str, term: EquationSide, places: Mapping[str, tuple[int, ...]], known: NotesVocabulary) -> str | None:
    """The term with the entries of those arrays at those places; None where it cannot be written like that."""
    if term.tree is None:
        return None
    if len(places) == 1 and not places.get("B", (0,)):
        # A lone bias is a letter.
        return known.letters.get("B")
    edits: list[Edit] = []
    for entry in entries(term.tree):
        role = carrier(known.roles.get(entry.letter.lower(), ""))
        place = places.get("dZ" if role == "Z" else role)
        if place is None or not entry.index:
            continue
        index = tuple(at + known.base for at in place)
        compact = entry.compact and max(index, default=0) < 10
        written = with_index(entry, source, list(map(str, index)), compact)
        if written is None:
            return None
        edits.append(Edit(entry.start, entry.end, written))
    return applied(source, EquationSide(0, len(source), None), edits)

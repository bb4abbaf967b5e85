"""Another index, another letter for an entry of an equation, written as the notes write it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise, product

from symconv.auditor.edits import Change, Edit, NotesVocabulary
from symconv.auditor.equation_sides import EquationSide
from symconv.auditor.letters import carrier
from symconv.auditor.size_reader import GREEK_COMMANDS, as_command
from symconv.auditor.slips import slips
from symconv.auditor.tokens import UNICODE_LETTERS
from symconv.auditor.tree import Expr, Lettered, Partial, ShortGradient, added_terms, entries, nodes

# Of so many terms at most two entries are exchanged.
MOST_EXCHANGED_TERMS = 3
# Of so many terms at most it is asked for each change whether they stand in order: the work grows with their square.
MOST_ORDERED_TERMS = 30
# Spaces before an entry are no part of it.
_SPACES = re.compile(r"(?:\s|~|\\[,:;!>/ ])*")
_INDEX = re.compile(r"(?P<open>_\s*\{|_\s*|\[|\()(?P<index>(?:[^{}\[\]()_]|_\w)+)(?P<close>\}|\]|\)|)$")


def entry_changes(text: str, left: EquationSide, right: EquationSide, known: NotesVocabulary) -> Iterator[Change]:
    """Changes of an entry, one that two factors of a chain-rule term share in both; those that are likeliest first.

    Another index comes before another letter. An entry that agrees with another, as the chain rule has it in
    `dL/dk_2 = dL/dz_1 dz_1/dk_2`, is likelier right than one that does not.
    """
    shared = _shared(right.tree)
    firm = {id(each) for _, pair in shared for each in pair} | _derived_by(left.tree, right.tree)
    both = [*entries(right.tree), *entries(left.tree)]
    yield from _indices(text, right, known, firm, False, both)
    yield from _outputs(text, added_terms(right.tree), shared, known)
    yield from _indices(text, right, known, firm, True, both)
    yield from _indices(text, left, known, set(), False, both)
    yield from _letters(text, right, known)


def _start(entry: Lettered, text: str) -> int:
    """Where an entry begins, without the spaces that the reader counts to it."""
    found = _SPACES.match(text, entry.start, entry.end)
    return entry.start if found is None else found.end()


def _written(entry: Lettered, text: str) -> str:
    return text[_start(entry, text) : entry.end]


def _instead(entry: Lettered, text: str, by: str) -> Edit:
    """Something else where an entry stands."""
    return Edit(_start(entry, text), entry.end, by)


def with_index(entry: Lettered, text: str, index: Sequence[str], compact: bool) -> str | None:
    """The entry as it is written, with another index."""
    found = _INDEX.search(_written(entry, text))
    if not found or not entry.index:
        return None
    joint = "" if compact and all(len(each) == 1 for each in index) else ","
    opening, closing = found["open"], found["close"]
    said = joint.join(index)
    if opening.strip() == "_" and len(said) > 1:
        opening, closing = "_{", "}"
    return _written(entry, text)[: found.start()] + opening + said + closing


def _indices(
    text: str, side: EquationSide, known: NotesVocabulary, firm: set[int], those: bool, both: Sequence[Lettered]
) -> Iterator[Change]:
    """Another index for one entry: any place of its array, or a shifted or mirrored one where indices are letters.

    Either for `those` entries that are `firm`, or for the others.
    """
    terms = added_terms(side.tree)
    later: list[Change] = []
    for at, near in enumerate(map(entries, terms)):
        for entry in near:
            if not entry.index or (id(entry) in firm) is not those:
                continue
            options: list[tuple[list[str], tuple[Lettered, Lettered] | None]]
            if entry.numbered:
                # What the term says elsewhere comes first.
                beside = [each.index for each in near if each is not entry and each.letter == entry.letter]
                first = sorted(_options(entry, known), key=lambda option: option[1].index not in beside)
                options = [(index, (entry, new)) for index, new in first]
            else:
                written = _INDEX.search(_written(entry, text))
                others = [each for each in both if each.letter != entry.letter]
                options = [(index, None) for index in slips(entry, written["index"] if written else "", others)]
            for index, exchange in options:
                changed = with_index(entry, text, index, entry.compact)
                if changed is None or changed == _written(entry, text):
                    continue
                reason = f"index: {changed} for {_written(entry, text)}"
                change = Change((_instead(entry, text, changed),), reason, exchange)
                if exchange is not None and _is_disorderly(terms, at, exchange[1]):
                    later.append(change)
                else:
                    yield change
    yield from later


def _is_disorderly(terms: Sequence[Expr], at: int, new: Lettered) -> bool:
    """Whether a term stands twice, and with another entry in it this one's place in the row of terms is not here."""
    if len(terms) > MOST_ORDERED_TERMS or terms.count(terms[at]) < 2:
        return False
    along = [next((each.index for each in entries(term) if each.letter == new.letter), ()) for term in terms]
    places = [tuple(map(str, new.index if number == at else index)) for number, index in enumerate(along)]
    ordered = sorted(places, key=lambda place: tuple((len(each), each) for each in place))
    return places != ordered


def _options(entry: Lettered, known: NotesVocabulary) -> Iterator[tuple[list[str], Lettered]]:
    """The places of an entry's array: as its index is written there, and the entry at it."""
    role = known.roles.get(entry.letter.lower(), "")
    for place in product(*map(range, known.sizes.get(carrier(role), ()))):
        index = tuple(at + known.base for at in place)
        yield list(map(str, index)), replace(entry, index=index, compact=entry.compact and max(index, default=0) < 10)


def _shared(tree: Expr | None) -> list[tuple[int, tuple[Lettered, Lettered]]]:
    """The outputs that two factors of a chain-rule term share, `dL/dz_1 dz_1/dk_2`, and the number of the term."""
    found: list[tuple[int, tuple[Lettered, Lettered]]] = []
    for number, term in enumerate(added_terms(tree)):
        inside = list(nodes(term))
        tops = [each.top for each in inside if isinstance(each, Partial)]
        bys = [each.by for each in inside if isinstance(each, Partial | ShortGradient)]
        pairs = [(by, top) for top in tops for by in bys if isinstance(top, Lettered) and top.index and top == by]
        found += [(number, pair) for pair in pairs]
    return found


def _derived_by(left: Expr | None, right: Expr | None) -> set[int]:
    """What is derived by on the right as on the left, by identity."""
    wanted = [each.by for each in nodes(left) if isinstance(each, Partial | ShortGradient)]
    return {id(each.by) for each in nodes(right) if isinstance(each, Partial) and each.by in wanted}


def _outputs(
    text: str,
    terms: Sequence[Expr],
    shared: Sequence[tuple[int, tuple[Lettered, Lettered]]],
    known: NotesVocabulary,
) -> Iterator[Change]:
    """Another output in both factors of a term that share one."""
    later: list[Change] = []
    for at, pair in shared:
        if not pair[0].numbered:
            continue
        for index, new in _options(pair[0], known):
            written = [(each, with_index(each, text, index, each.compact)) for each in pair]
            edits = tuple(_instead(each, text, by) for each, by in written if by is not None)
            if new.index != pair[0].index and len(edits) == len(pair):
                change = Change(edits, f"index: {edits[0].by} for {_written(pair[0], text)}")
                if _is_disorderly(terms, at, new):
                    later.append(change)
                else:
                    yield change
    yield from later


def _letters(text: str, side: EquationSide, known: NotesVocabulary) -> Iterator[Change]:
    """Another letter for one entry, with the index that it has; those first that stand beside others as elsewhere."""
    terms = [entries(each) for each in added_terms(side.tree)]
    beside = Counter(pair for found in terms for pair in pairwise(each.letter for each in found))
    options: list[tuple[int, Lettered, str]] = []
    for found in terms:
        for at, entry in enumerate(found):
            role = known.roles.get(entry.letter.lower(), "")
            if not entry.index or role not in ("X", "K", "Z"):
                continue
            before, after = ([each.letter for each in near] for near in (found[:at][-1:], found[at + 1 :][:1]))
            for other in ("X", "K", "Z"):
                if other != role and other in known.letters:
                    letter = known.letters[other]
                    usual = sum(beside[pair] for pair in pairwise([*before, letter, *after]))
                    options.append((usual, entry, letter))
    for _, entry, letter in sorted(options, key=lambda option: -option[0]):
        edit = renamed(entry, text, letter)
        if edit is not None:
            written = text[_start(entry, text) : edit.start] + edit.by + text[edit.end : entry.end]
            reason = f"letter: {written} for {_written(entry, text)}"
            yield Change((edit,), reason, (entry, replace(entry, letter=letter)))


def other_entries(text: str, side: EquationSide, known: NotesVocabulary) -> Iterator[Change]:
    """Any entry of the other arrays in place of one; a lone letter is one where it is the bias."""
    letters = {role: known.letters[role] for role in ("X", "K", "Z") if role in known.letters}
    for entry in entries(side.tree):
        role = known.roles.get(entry.letter.lower(), "")
        if not entry.index and role != "B":
            continue
        for other, letter in letters.items():
            model = _model(side, known, other) if other != role else None
            if model is None:
                continue
            for index, new in _options(model, known):
                written = with_index(model, text, index, model.compact)
                if written is not None:
                    reason = f"entry: {written} for {_written(entry, text)}"
                    yield Change((_instead(entry, text, written),), reason, (entry, replace(new, letter=letter)))


def _model(side: EquationSide, known: NotesVocabulary, role: str) -> Lettered | None:
    """An entry of an array as this side writes it; None where it has none."""
    found = (each for each in _numbered(side) if known.roles.get(each.letter.lower()) == role)
    return next(found, None)


def _numbered(side: EquationSide) -> list[Lettered]:
    """The entries of a side whose index is nothing but numbers."""
    return [each for each in entries(side.tree) if each.index and each.numbered]


def exchanged_entries(text: str, side: EquationSide, known: NotesVocabulary) -> Iterator[Change]:
    """Two entries of one array in each other's place; those of the output last, for terms are in its order.

    A long sum is not gone through pair by pair: it is written anew with less work.
    """
    if len(added_terms(side.tree)) > MOST_EXCHANGED_TERMS:
        return
    pairs = [pair for pair in combinations(_numbered(side), 2) if pair[0].letter == pair[1].letter]
    for one, other in sorted(pairs, key=lambda pair: carrier(known.roles.get(pair[0].letter.lower(), "")) == "Z"):
        if one.index == other.index or one.end > other.start:
            continue
        written = [_written(each, text) for each in (one, other)]
        edits = _instead(one, text, written[1]), _instead(other, text, written[0])
        yield Change(edits, f"exchanged: {written[0]} and {written[1]}")


def renamed(entry: Lettered, text: str, letter: str) -> Edit | None:
    """Another letter for an entry, a Greek one by its command; None where its own is not found in what is written."""
    old, new = (each.split("^")[0] for each in (entry.letter, letter))
    if f"\\{old}" in GREEK_COMMANDS:
        signs = "".join(sign for sign, name in UNICODE_LETTERS.items() if name == f"\\{old}")
        found = re.compile(rf"\\{old}(?![A-Za-z])|[{signs}]" if signs else rf"\\{old}(?![A-Za-z])")
    else:
        # Not in a command such as `\mathbf`.
        found = re.compile(rf"(?<![A-Za-z\\]){re.escape(old)}(?![A-Za-z])")
    place = found.search(text, entry.start, entry.end)
    return None if place is None else Edit(place.start(), place.end(), as_command(new))


def alone(entry: Lettered, text: str, letter: str) -> Edit:
    """Another letter, without an index, for an entry; a Greek one by its command."""
    return _instead(entry, text, as_command(letter))

"""Another index, another letter for an entry of an equation, written as the notes write it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, product

from symconv.auditor.edits import Change, Edit, NotesVocabulary
from symconv.auditor.equation_sides import EquationSide
from symconv.auditor.letters import carrier
from symconv.auditor.size_reader import GREEK_COMMANDS
from symconv.auditor.tree import Addition, Expr, Lettered, Partial, ShortGradient, nodes
from symconv.sizes import Size, symbol, symbols

_INDEX = re.compile(r"(?P<open>_\s*\{|_\s*|\[|\()(?P<index>[^{}\[\]()_]+)(?P<close>\}|\]|\)|)$")


def entry_changes(text: str, left: EquationSide, right: EquationSide, known: NotesVocabulary) -> Iterator[Change]:
    """Changes of an entry, one that two factors of a chain-rule term share in both; those that are likeliest first.

    Another index comes before another letter. An entry that agrees with another, as the chain rule has it in
    `dL/dk_2 = dL/dz_1 dz_1/dk_2`, is likelier right than one that does not.
    """
    shared = _shared(right.tree)
    firm = {id(each) for pair in shared for each in pair} | _derived_by(left.tree, right.tree)
    for edit, reason, entry in _indices(text, right, known, firm, False):
        yield Change(right=(edit,), reason=reason, entry=entry)
    yield from _outputs(text, shared, known)
    for edit, reason, entry in _indices(text, right, known, firm, True):
        yield Change(right=(edit,), reason=reason, entry=entry)
    for edit, reason, entry in _indices(text, left, known, set(), False):
        yield Change(left=(edit,), reason=reason, entry=entry)
    for edit, reason, entry in _letters(text, right, known):
        yield Change(right=(edit,), reason=reason, entry=entry)


def entries(expr: Expr | None) -> list[Lettered]:
    """The letters of an expression, those that derivatives are taken by too."""
    return [] if expr is None else [node for node in nodes(expr) if isinstance(node, Lettered)]


def _terms(expr: Expr | None) -> tuple[Expr, ...]:
    """The terms of a sum; what is none is one."""
    return expr.terms if isinstance(expr, Addition) else () if expr is None else (expr,)


def _written(entry: Lettered, text: str) -> str:
    return text[entry.start : entry.end]


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
    text: str, side: EquationSide, known: NotesVocabulary, firm: set[int], those: bool
) -> Iterator[tuple[Edit, str, tuple[Lettered, Lettered] | None]]:
    """Another index for one entry: any place of its array, or a shifted or mirrored one where indices are letters.

    Either for `those` entries that are `firm`, or for the others.
    """
    terms = [entries(each) for each in _terms(side.tree)]
    for entry, others in ((entry, found) for found in terms for entry in found):
        if not entry.index or (id(entry) in firm) is not those:
            continue
        options: list[tuple[list[str], tuple[Lettered, Lettered] | None]]
        if all(isinstance(at, int) for at in entry.index):
            # What the term says elsewhere comes first.
            beside = [each.index for each in others if each is not entry and each.letter == entry.letter]
            first = sorted(_options(entry, known), key=lambda option: option[1].index not in beside)
            options = [(index, (entry, new)) for index, new in first]
        else:
            options = [(index, None) for index in _shifted(entry)]
        for index_texts, exchange in options:
            changed = with_index(entry, text, index_texts, entry.compact)
            if changed is not None and changed != _written(entry, text):
                yield Edit(entry.start, entry.end, changed), f"index: {changed} for {_written(entry, text)}", exchange


def _options(entry: Lettered, known: NotesVocabulary) -> Iterator[tuple[list[str], Lettered]]:
    """The places of an entry's array: as its index is written there, and the entry at it."""
    role = known.roles.get(entry.letter.lower(), "")
    for place in product(*map(range, known.sizes.get(carrier(role), ()))):
        index = tuple(at + known.base for at in place)
        yield list(map(str, index)), replace(entry, index=index, compact=entry.compact and max(index, default=0) < 10)


def _shared(tree: Expr | None) -> list[tuple[Lettered, Lettered]]:
    """The outputs that two factors of a chain-rule term share: `dL/dz_1 dz_1/dk_2`."""
    found: list[tuple[Lettered, Lettered]] = []
    for term in _terms(tree):
        inside = list(nodes(term))
        tops = [each.top for each in inside if isinstance(each, Partial)]
        bys = [each.by for each in inside if isinstance(each, Partial | ShortGradient)]
        found += [(by, top) for top in tops for by in bys if isinstance(top, Lettered) and top.index and top == by]
    return found


def _derived_by(left: Expr | None, right: Expr | None) -> set[int]:
    """What is derived by on the right as on the left, by identity."""
    if left is None or right is None:
        return set()
    wanted = [each.by for each in nodes(left) if isinstance(each, Partial | ShortGradient)]
    return {id(each.by) for each in nodes(right) if isinstance(each, Partial) and each.by in wanted}


def _outputs(text: str, shared: Sequence[tuple[Lettered, Lettered]], known: NotesVocabulary) -> Iterator[Change]:
    """Another output in both factors of a term that share one."""
    for pair in shared:
        if not all(isinstance(at, int) for at in pair[0].index):
            continue
        for index, new in _options(pair[0], known):
            written = [with_index(each, text, index, each.compact) for each in pair]
            if new.index != pair[0].index and None not in written:
                edits = tuple(Edit(each.start, each.end, by or "") for each, by in zip(pair, written, strict=True))
                yield Change(right=edits, reason=f"index: {written[0]} for {_written(pair[0], text)}")


def _letters(
    text: str, side: EquationSide, known: NotesVocabulary
) -> Iterator[tuple[Edit, str, tuple[Lettered, Lettered]]]:
    """Another letter for one entry, with the index that it has; those first that stand beside others as elsewhere."""
    terms = [entries(each) for each in _terms(side.tree)]
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
        written = text[entry.start : edit.start] + edit.by + text[edit.end : entry.end]
        reason = f"letter: {written} for {_written(entry, text)}"
        yield edit, reason, (entry, replace(entry, letter=letter))


def _shifted(entry: Lettered) -> Iterator[list[str]]:
    """An index of letters with one piece a step further, or one letter taken away instead of added, and so on."""
    for number, at in enumerate(entry.index):
        options = [at + 1, at - 1]
        for name in dict.fromkeys(symbols(at)):
            # i + m becomes i - m: the same as taking the name away twice.
            options += [at - 2 * symbol(name), at + 2 * symbol(name)]
        for option in options:
            pieces = [str(each).replace("*", "") for each in entry.index]
            pieces[number] = str(option).replace("*", " ")
            yield pieces
    if len(entry.index) == 2:
        yield [str(each) for each in reversed(entry.index)]
    # The same slip along every axis: i + m, j + n for i - m, j - n.
    for turned in (_negated(entry.index, position) for position in (0, 1)):
        if turned is not None and len(entry.index) > 1:
            yield [str(each).replace("*", " ") for each in turned]


def _negated(index: Sequence[Size], position: int) -> list[Size] | None:
    """The index with the sign of one name turned in each piece that has more than one; None where none has."""
    found: list[Size] = []
    for at in index:
        names = sorted(dict.fromkeys(symbols(at)))
        if len(names) != 2:
            found.append(at)
            continue
        name = symbol(names[position])
        positive = names[position] not in set(symbols(at - name))
        found.append(at - 2 * name if positive else at + 2 * name)
    return None if found == list(index) else found


def renamed(entry: Lettered, text: str, letter: str) -> Edit:
    """Another letter for an entry; a Greek one by its command."""
    old, new = (each.split("^")[0] for each in (entry.letter, letter))
    at = text.find(old, entry.start, entry.end)
    at = entry.start if at < 0 else at
    end = at + len(old)
    if f"\\{old}" in GREEK_COMMANDS and text[at - 1] == "\\":
        at -= 1
    return Edit(at, end, f"\\{new}" if f"\\{new}" in GREEK_COMMANDS else new)

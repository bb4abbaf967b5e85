"""Small changes to an equation's own text: another index, another sign, another letter, a term left out.

Each comes with what it says is wrong. Whether a change makes the equation true is found out by judging it again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from symconv.auditor.equation_sides import EquationSide
from symconv.auditor.letters import carrier
from symconv.auditor.tree import (
    BigSum,
    Binary,
    Expr,
    Lettered,
    LocalRow,
    NamedOperator,
    Partial,
    ShortGradient,
    WrittenMatrix,
    nodes,
)
from symconv.auditor.world import World
from symconv.sizes import Size, symbol, symbols

_INDEX = re.compile(r"(?P<open>_\s*\{|_\s*|\[|\()(?P<index>[^{}\[\]()_]+)(?P<close>\}|\]|\)|)$")


@dataclass(frozen=True, slots=True)
class Edit:
    """`text[start:end]` replaced by `by`; on the left or the right side."""

    start: int
    end: int
    by: str


@dataclass(frozen=True, slots=True)
class Change:
    """Edits to the two sides of an equation, and what they say is wrong.

    Where they are one number for another in an index, `entry` is the entry before and after.
    """

    left: tuple[Edit, ...] = ()
    right: tuple[Edit, ...] = ()
    reason: str = ""
    entry: tuple[Lettered, Lettered] | None = None


@dataclass(frozen=True, slots=True)
class NotesVocabulary:
    """What the notes write: roles and letters of tensors, the first index, sizes and layer where they are numbers.

    `delta` says that gradients are written with a delta; `turned` is how notes say that an array is turned.
    """

    roles: Mapping[str, str]
    letters: Mapping[str, str]
    base: int
    world: World | None = None
    delta: bool = False
    turned: str = r"\operatorname{rot180}"

    @property
    def sizes(self) -> Mapping[str, tuple[int, ...]]:
        """The sizes of X, K, Z and B; none where they are no numbers."""
        return {} if self.world is None else self.world.sizes


def applied(text: str, side: EquationSide, edits: Sequence[Edit]) -> str:
    """The text of a side with edits.

    >>> applied("x_1 k_2", EquationSide(0, 7, None), [Edit(0, 3, "x_2")])
    'x_2 k_2'
    """
    kept = []
    at = side.start
    for edit in sorted(edits, key=lambda each: (each.start, each.end)):
        kept += [text[at : edit.start], edit.by]
        at = edit.end
    return "".join([*kept, text[at : side.end]])


def changes(text: str, left: EquationSide, right: EquationSide, known: NotesVocabulary) -> Iterator[Change]:
    """Changes of one place, those that people's mistakes ask for most first."""
    for edit, reason, entry in _indices(text, right, known):
        yield Change(right=(edit,), reason=reason, entry=entry)
    for edit, reason, entry in _indices(text, left, known):
        yield Change(left=(edit,), reason=reason, entry=entry)
    yield from _labels(text, left, known)
    for side in (right, left):
        for edit, reason in (*_signs(text, side), *_sums(text, side), *_ranges(text, side), *_modes(text, side)):
            yield Change(right=(edit,), reason=reason) if side is right else Change(left=(edit,), reason=reason)
    for edits, reason in (*_left_out(text, right), *_turns(text, right, known)):
        yield Change(right=edits, reason=reason)
    yield from _labels_and_cells(text, left, right, known)


def _entries(expr: Expr | None) -> list[Lettered]:
    return [] if expr is None else [node for node in nodes(expr) if isinstance(node, Lettered)]


def _written(entry: Lettered, text: str) -> str:
    return text[entry.start : entry.end]


def _with_index(entry: Lettered, text: str, index: Sequence[str], compact: bool) -> str | None:
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


# --- single places


def _indices(
    text: str, side: EquationSide, known: NotesVocabulary
) -> Iterator[tuple[Edit, str, tuple[Lettered, Lettered] | None]]:
    """Another index for one entry: any place of its array, or a shifted or mirrored one where indices are letters."""
    for entry in _entries(side.tree):
        if not entry.index:
            continue
        role = known.roles.get(entry.letter.lower(), "")
        options: list[tuple[list[str], tuple[Lettered, Lettered] | None]]
        if all(isinstance(at, int) for at in entry.index):
            options = []
            for place in product(*map(range, known.sizes.get(carrier(role), ()))):
                index = tuple(at + known.base for at in place)
                compact = entry.compact and max(index, default=0) < 10
                options.append((list(map(str, index)), (entry, replace(entry, index=index, compact=compact))))
        else:
            options = [(index, None) for index in _shifted(entry)]
        for index_texts, exchange in options:
            changed = _with_index(entry, text, index_texts, entry.compact)
            if changed is not None and changed != _written(entry, text):
                yield Edit(entry.start, entry.end, changed), f"index: {changed} for {_written(entry, text)}", exchange


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


def _labels(text: str, left: EquationSide, known: NotesVocabulary) -> Iterator[Change]:
    """The derivative is by another array than it says."""
    tree = left.tree
    cells: Sequence[Expr] = [] if tree is None else [tree]
    if isinstance(tree, WrittenMatrix):
        cells = [cell for row in tree.rows for cell in row]
    derivatives = [cell for cell in cells if isinstance(cell, Partial | ShortGradient)]
    if not cells or len(derivatives) != len(cells):
        return
    for role in ("X", "K", "B", "Z"):
        if role in known.letters and any(known.roles.get(each.by.letter.lower()) != role for each in derivatives):
            edits = tuple(_renamed(each.by, text, known.letters[role]) for each in derivatives)
            yield Change(left=edits, reason=f"label: this is dL/d{role}")


def _renamed(entry: Lettered, text: str, letter: str) -> Edit:
    at = text.find(entry.letter.split("^")[0], entry.start, entry.end)
    at = entry.start if at < 0 else at
    return Edit(at, at + len(entry.letter.split("^")[0]), letter)


def _signs(text: str, side: EquationSide) -> Iterator[tuple[Edit, str]]:
    """Plus for minus and the other way round, outside indices."""
    depth = 0
    for at in range(side.start, side.end):
        sign = text[at]
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(sign, 0)
        if depth == 0 and sign in "+-":
            other = "-" if sign == "+" else "+"
            yield Edit(at, at + 1, other), f"sign: {other} for {sign}"


def _sums(text: str, side: EquationSide) -> Iterator[tuple[Edit, str]]:
    """A sum that leaves an index out runs over all."""
    for node in nodes(side.tree) if side.tree is not None else ():
        if isinstance(node, BigSum) and len(node.ranges) == 1 and node.ranges[0].low is None:
            found = re.compile(r"\\sum\s*_\s*(\{[^{}]*\}|\S)").match(text, node.start)
            inside = {name for entry in _entries(node.body) for at in entry.index for name in symbols(at)}
            for name in sorted(inside - {node.ranges[0].name}):
                if found:
                    yield (
                        Edit(found.start(), found.end(), rf"\sum_{{{node.ranges[0].name},{name}}}"),
                        f"summation: over {node.ranges[0].name} and {name}",
                    )


def _ranges(text: str, side: EquationSide) -> Iterator[tuple[Edit, str]]:
    """A sum that ends one too late or too early."""
    for found in re.compile(r"\\sum\s*_\s*\{[^{}]*\}\s*\^\s*(\{[^{}]*\}|[^\s{}])").finditer(text, side.start, side.end):
        high = found[1].strip("{}")
        for other, words in ((f"{high} - 1", "one too far"), (f"{high} + 1", "one too few")):
            yield Edit(found.start(1), found.end(1), "{" + other + "}"), f"range: the sum goes {words}"


def _modes(text: str, side: EquationSide) -> Iterator[tuple[Edit, str]]:
    """The other mode than is written at an operation."""
    for node in nodes(side.tree) if side.tree is not None else ():
        if isinstance(node, Binary) and node.mode:
            other = "full" if node.mode == "valid" else "valid"
            found = re.compile(rf"\b{node.mode}\b").search(text, node.start, side.end)
            if found:
                yield Edit(found.start(), found.end(), other), f"mode: {other} for {node.mode}"


# --- several places


def _left_out(text: str, side: EquationSide) -> Iterator[tuple[tuple[Edit, ...], str]]:
    """A term too many, taken out with the plus sign before it (or after, for the first)."""
    depth = 0
    starts = [side.start]
    for at in range(side.start, side.end):
        depth += {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}.get(text[at], 0)
        if depth == 0 and text[at] in "+-" and at > side.start:
            starts.append(at)
    if len(starts) < 2:
        return
    for begin, end in zip(starts, [*starts[1:], side.end], strict=True):
        term = text[begin:end].lstrip("+- ").strip()
        after = end + 1 if begin == side.start else end
        yield (Edit(begin, after, ""),), f"a term too many: {term}"


def _turns(text: str, side: EquationSide, known: NotesVocabulary) -> Iterator[tuple[tuple[Edit, ...], str]]:
    """An array that has to be turned by 180 degrees, or must not be."""
    tree = side.tree
    if tree is None or not any(isinstance(node, Binary | NamedOperator) for node in nodes(tree)):
        return
    for node in nodes(tree):
        if isinstance(node, NamedOperator) and node.name == "rot180" and len(node.arguments) == 1:
            inner = node.arguments[0]
            start, end = getattr(inner, "start", 0), getattr(inner, "end", 0)
            if end:
                yield (Edit(node.start, node.end, text[start:end]),), "convention: nothing is to be turned here"
    for node in nodes(tree):
        if isinstance(node, Lettered | ShortGradient | Partial) and node.end and not _is_inside(node, tree):
            opening, closing = f"{known.turned}(", ")"
            wrapped = Edit(node.start, node.start, opening), Edit(node.end, node.end, closing)
            yield wrapped, f"convention: {text[node.start : node.end]} has to be turned by 180 degrees"
    whole = Edit(side.start, side.start, f"{known.turned}("), Edit(side.end, side.end, ")")
    yield whole, "convention: this gives the gradient turned by 180 degrees"


def _is_inside(node: Expr, tree: Expr) -> bool:
    """Whether a node is only the letter of a derivative."""
    for other in nodes(tree):
        if isinstance(other, ShortGradient | Partial) and other is not node:
            inner = [other.by, *([other.top] if isinstance(other, Partial) else [])]
            if any(each is node for each in inner):
                return True
    return False


def _labels_and_cells(text: str, left: EquationSide, right: EquationSide, known: NotesVocabulary) -> Iterator[Change]:
    """A row of cells below the wrong derivative, one of them wrong as well."""
    if not isinstance(right.tree, LocalRow):
        return
    letters = [known.letters[role] for role in ("K", "X") if role in known.letters]
    for change in _labels(text, left, known):
        for cell in right.tree.cells:
            start, end = getattr(cell, "start", 0), getattr(cell, "end", 0)
            if not end:
                continue
            for letter, role in ((letter, known.roles.get(letter.lower(), "")) for letter in letters):
                for place in product(*map(range, known.sizes.get(role, ()))):
                    index = "".join(str(at + known.base) for at in place)
                    yield Change(
                        change.left,
                        (Edit(start, end, f"{letter}_{{{index}}}"),),
                        f"{change.reason}; index: {letter}_{{{index}}} for {text[start:end]}",
                    )

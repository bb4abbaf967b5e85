"""Small changes to an equation's own text: another index, another sign, another letter, a term left out.

Each comes with what it says is wrong. Whether a change makes the equation true is found out by judging it again.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import product

from symconv.auditor.edits import Change, Edit, NotesVocabulary, terms_of
from symconv.auditor.entry_edits import alone, entries, entry_changes, exchanged_entries, other_entries, renamed
from symconv.auditor.equation_sides import EquationSide
from symconv.auditor.slips import stepped
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
    added_terms,
    nodes,
)
from symconv.sizes import symbols


def changes(text: str, left: EquationSide, right: EquationSide, known: NotesVocabulary) -> Iterator[Change]:
    """Changes of one place, those that people's mistakes ask for most first."""
    for edit, reason in _ranges(text, right):
        yield Change(right=(edit,), reason=reason)
    yield from entry_changes(text, left, right, known)
    yield from _labels(text, left, known)
    for side in (right, left):
        numbers = _numbers(text, side)
        for edit, reason in _signs(text, side):
            term = (numbers[edit.start], -1) if edit.start in numbers else None
            yield Change(right=(edit,), reason=reason, term=term) if side is right else Change((edit,), (), reason)
        for edit, reason in (*_sums(text, side), *_modes(text, side)):
            yield Change(right=(edit,), reason=reason) if side is right else Change(left=(edit,), reason=reason)
    yield from _left_out(text, right)
    for edits, reason in _turns(text, right, known):
        yield Change(right=edits, reason=reason)
    yield from other_entries(text, right, known)
    yield from exchanged_entries(text, right, known)
    yield from _labels_and_cells(text, left, right, known)


def _numbers(text: str, side: EquationSide) -> dict[int, int]:
    """The number of the term that begins at each place; nothing where text and tree have not as many."""
    found = terms_of(text, side)
    alike = len(found) == len(added_terms(side.tree))
    return {begin: number for number, (begin, _) in enumerate(found)} if alike else {}


# --- single places


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
            letter = known.letters[role]
            # A bias that is one number has no index.
            single = role == "B" and math.prod(known.sizes.get("B", ())) == 1
            found = [alone(each.by, text, letter) if single else renamed(each.by, text, letter) for each in derivatives]
            edits = tuple(each for each in found if each is not None)
            if len(edits) == len(derivatives):
                yield Change(left=edits, reason=f"label: this is dL/d{role}")


def _signs(text: str, side: EquationSide) -> Iterator[tuple[Edit, str]]:
    """Plus for minus and the other way round, outside indices; a plus that nothing stands before is not written."""
    depth = 0
    for at in range(side.start, side.end):
        sign = text[at]
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(sign, 0)
        if depth == 0 and sign in "+-":
            other = "-" if sign == "+" else "+"
            leads = not text[side.start : at].replace("&", "").strip()
            yield Edit(at, at + 1, "" if leads and sign == "-" else other), f"sign: {other} for {sign}"


def _sums(text: str, side: EquationSide) -> Iterator[tuple[Edit, str]]:
    """A sum that leaves an index out runs over all."""
    for node in nodes(side.tree) if side.tree is not None else ():
        if isinstance(node, BigSum) and len(node.ranges) == 1 and node.ranges[0].low is None:
            found = re.compile(r"\\sum\s*_\s*(\{[^{}]*\}|\S)").match(text, node.start)
            inside = {name for entry in entries(node.body) for at in entry.index for name in symbols(at)}
            for name in sorted(inside - {node.ranges[0].name}):
                if found:
                    yield (
                        Edit(found.start(), found.end(), rf"\sum_{{{node.ranges[0].name},{name}}}"),
                        f"summation: over {node.ranges[0].name} and {name}",
                    )


def _ranges(text: str, side: EquationSide) -> Iterator[tuple[Edit, str]]:
    """A sum that ends or begins one too late or too early."""
    for found in re.compile(r"\\sum\s*_\s*\{[^{}]*\}\s*\^\s*(\{[^{}]*\}|[^\s{}])").finditer(text, side.start, side.end):
        for step, words in ((-1, "goes one too far"), (1, "goes one too few")):
            high = stepped(found[1].strip("{}"), step)
            if high is not None:
                said = high if len(high) == 1 and not found[1].startswith("{") else "{" + high + "}"
                yield Edit(found.start(1), found.end(1), said), f"range: the sum {words}"
    for found in re.compile(r"\\sum\s*_\s*\{[^{}=]*=\s*([0-9]{1,6})\s*\}").finditer(text, side.start, side.end):
        low = int(found[1])
        for first, words in ((low - 1, "late"), (low + 1, "early")):
            if first >= 0:
                yield Edit(found.start(1), found.end(1), str(first)), f"range: the sum begins one too {words}"


def _modes(text: str, side: EquationSide) -> Iterator[tuple[Edit, str]]:
    """The other mode than is written at an operation."""
    for node in nodes(side.tree) if side.tree is not None else ():
        if isinstance(node, Binary) and node.mode:
            other = "full" if node.mode == "valid" else "valid"
            found = re.compile(rf"\b{node.mode}\b").search(text, node.start, side.end)
            if found:
                yield Edit(found.start(), found.end(), other), f"mode: {other} for {node.mode}"


# --- several places


def _left_out(text: str, side: EquationSide) -> Iterator[Change]:
    """A term too many, taken out with the plus sign before it (or after, for the first)."""
    found = terms_of(text, side)
    if len(found) < 2:
        return
    numbers = _numbers(text, side)
    for begin, end in found:
        written = text[begin:end].lstrip("+- ").strip()
        after = end + 1 if begin == side.start else end
        # With the first term goes the sign of the second.
        term = (numbers[begin], 0) if begin in numbers and (numbers[begin] or text[end] == "+") else None
        yield Change((), (Edit(begin, after, ""),), f"a term too many: {written}", term=term)


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

"""Small changes to an equation's own text: another index, another sign, another letter, a term left out.

Each comes with what it says is wrong. Whether a change makes the equation true is found out by judging it again.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from itertools import product

from symconv.auditor.edits import Change, Edit, NotesVocabulary, terms_of
from symconv.auditor.entry_edits import alone, entry_changes, exchanged_entries, other_entries, renamed
from symconv.auditor.equation_sides import EquationSide
from symconv.auditor.indices import names_in
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
    entries,
    has_operation,
    nodes,
    parts,
)


def changes(text: str, left: EquationSide, right: EquationSide, known: NotesVocabulary) -> Iterator[Change]:
    """Changes of one place, those that people's mistakes ask for most first."""
    yield from _ranges(text, right)
    yield from entry_changes(text, left, right, known)
    yield from _labels(text, left, known)
    for side, numbers in ((right, _numbers(text, right)), (left, {})):
        yield from _signs(text, side, numbers)
        yield from _sums(text, side)
        yield from _modes(text, side)
    yield from _left_out(text, right)
    yield from _turns(text, right, known)
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
    cells = [cell for row in tree.rows for cell in row] if isinstance(tree, WrittenMatrix) else [tree]
    derivatives = [cell for cell in cells if isinstance(cell, Partial | ShortGradient)]
    if len(derivatives) != len(cells):
        return
    for role in ("X", "K", "B", "Z"):
        if role in known.letters and any(known.roles.get(each.by.letter.lower()) != role for each in derivatives):
            letter = known.letters[role]
            # A bias that is one number has no index.
            single = role == "B" and math.prod(known.sizes.get("B", ())) == 1
            found = [alone(each.by, text, letter) if single else renamed(each.by, text, letter) for each in derivatives]
            edits = tuple(each for each in found if each is not None)
            if len(edits) == len(derivatives):
                yield Change(edits, f"label: this is dL/d{role}")


def _signs(text: str, side: EquationSide, numbers: Mapping[int, int]) -> Iterator[Change]:
    """Plus for minus and the other way round, outside indices; a plus that nothing stands before is not written."""
    depth = 0
    for at in range(side.start, side.end):
        sign = text[at]
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(sign, 0)
        if depth == 0 and sign in "+-":
            other = "-" if sign == "+" else "+"
            leads = not text[side.start : at].replace("&", "").strip()
            edit = Edit(at, at + 1, "" if leads and sign == "-" else other)
            yield Change((edit,), f"sign: {other} for {sign}", term=(numbers[at], -1) if at in numbers else None)


def _sums(text: str, side: EquationSide) -> Iterator[Change]:
    """A sum that leaves an index out runs over all."""
    for node in nodes(side.tree):
        if isinstance(node, BigSum) and len(node.ranges) == 1 and node.ranges[0].low is None:
            found = re.compile(r"\\sum\s*_\s*(\{[^{}]*\}|\S)").match(text, node.start)
            own = node.ranges[0].name
            inside = {name for entry in entries(node.body) for name in names_in(entry.index)}
            if found is not None:
                for name in sorted(inside - {own}):
                    edit = Edit(*found.span(), rf"\sum_{{{own},{name}}}")
                    yield Change((edit,), f"summation: over {own} and {name}")


def _ranges(text: str, side: EquationSide) -> Iterator[Change]:
    """A sum that ends or begins one too late or too early."""
    for found in re.compile(r"\\sum\s*_\s*\{[^{}]*\}\s*\^\s*(\{[^{}]*\}|[^\s{}])").finditer(text, side.start, side.end):
        for step, words in ((-1, "goes one too far"), (1, "goes one too few")):
            high = stepped(found[1].strip("{}"), step)
            if high is not None:
                said = high if len(high) == 1 and not found[1].startswith("{") else "{" + high + "}"
                yield Change((Edit(*found.span(1), said),), f"range: the sum {words}")
    for found in re.compile(r"\\sum\s*_\s*\{[^{}=]*=\s*([0-9]{1,6})\s*\}").finditer(text, side.start, side.end):
        low = int(found[1])
        for first, words in ((low - 1, "late"), (low + 1, "early")):
            if first >= 0:
                yield Change((Edit(*found.span(1), str(first)),), f"range: the sum begins one too {words}")


def _modes(text: str, side: EquationSide) -> Iterator[Change]:
    """The other mode than is written at an operation."""
    for node in nodes(side.tree):
        if isinstance(node, Binary) and node.mode:
            other = "full" if node.mode == "valid" else "valid"
            found = re.compile(rf"\b{node.mode}\b").search(text, node.start, side.end)
            if found:
                yield Change((Edit(*found.span(), other),), f"mode: {other} for {node.mode}")


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
        yield Change((Edit(begin, after, ""),), f"a term too many: {written}", term=term)


def _turns(text: str, side: EquationSide, known: NotesVocabulary) -> Iterator[Change]:
    """An array that has to be turned by 180 degrees, or must not be."""
    tree = side.tree
    if tree is None or not has_operation(tree):
        return
    for node in nodes(tree):
        if isinstance(node, NamedOperator) and node.name == "rot180" and len(node.arguments) == 1:
            start, end = _place(node.arguments[0])
            if end:
                edit = Edit(node.start, node.end, text[start:end])
                yield Change((edit,), "convention: nothing is to be turned here")
    # What is only the letter of a derivative is not turned by itself.
    inside = {id(each) for node in nodes(tree) if isinstance(node, ShortGradient | Partial) for each in parts(node)}
    for node in nodes(tree):
        if isinstance(node, Lettered | ShortGradient | Partial) and node.end and id(node) not in inside:
            reason = f"convention: {text[node.start : node.end]} has to be turned by 180 degrees"
            yield Change(_wrapped(node.start, node.end, known), reason)
    yield Change(_wrapped(side.start, side.end, known), "convention: this gives the gradient turned by 180 degrees")


def _wrapped(start: int, end: int, known: NotesVocabulary) -> tuple[Edit, Edit]:
    """What stands there turned, in the words of the notes."""
    return Edit(start, start, f"{known.turned}("), Edit(end, end, ")")


def _place(expr: Expr) -> tuple[int, int]:
    """Where a piece stands in the text; 0 and 0 where it does not say so."""
    return getattr(expr, "start", 0), getattr(expr, "end", 0)


def _labels_and_cells(text: str, left: EquationSide, right: EquationSide, known: NotesVocabulary) -> Iterator[Change]:
    """A row of cells below the wrong derivative, one of them wrong as well."""
    if not isinstance(right.tree, LocalRow):
        return
    letters = [known.letters[role] for role in ("K", "X") if role in known.letters]
    for change in _labels(text, left, known):
        for cell in right.tree.cells:
            start, end = _place(cell)
            for letter in letters if end else ():
                role = known.roles.get(letter.lower(), "")
                for place in product(*map(range, known.sizes.get(role, ()))):
                    entry = f"{letter}_{{{''.join(str(at + known.base) for at in place)}}}"
                    reason = f"{change.reason}; index: {entry} for {text[start:end]}"
                    yield Change((*change.edits, Edit(start, end, entry)), reason)

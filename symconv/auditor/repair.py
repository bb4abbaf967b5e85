"""The nearest true equation to a false one, in the notes' own letters."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import chain, islice

from symconv.auditor.changes import changes
from symconv.auditor.edits import Change, NotesVocabulary, applied
from symconv.auditor.equation_sides import side_of
from symconv.auditor.fitting import Possible
from symconv.auditor.judgement import Judgement
from symconv.auditor.missing import missing, rewritten
from symconv.auditor.statements import NotedEquation
from symconv.auditor.tree import Expr, Lettered, LocalRow, nodes
from symconv.auditor.truth import true_side

# Changes that are tried before the right side is written anew.
MOST_CHANGES = 1_500
# A change of a long equation takes long to judge, so fewer are tried.
MOST_NODES = 30_000

_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
# The ends of rows, and of displays that go on in the next one.
_ROWS = re.compile(r"\\\\(?:\[[^\]\n]{0,12}\])?\s*&?\s*(?:\\q?quad\b\s*)*|(?<!\\)&|\$|\\[\[\]]")

Judge = Callable[[NotedEquation], Judgement]
Quick = Callable[[NotedEquation], Possible]


@dataclass(frozen=True, slots=True)
class Repair:
    """A true equation near a false one, in one line what was wrong, and where in the text that stands."""

    corrected: str
    left: Expr
    right: Expr
    reason: str
    wrong: tuple[tuple[int, int], ...] = ()


def repaired(
    text: str, statement: NotedEquation, known: NotesVocabulary, judge: Judge, quick: Quick | None = None
) -> Repair | None:
    """The first change that makes a statement true; None where none of those that are known does.

    `judge` gives the verdict on a changed statement in the same notes; `quick` says in less time which changes may
    give the verdict that it is true, so that only with those it is written and read.
    """
    if statement.left.tree is None or statement.right.tree is None:
        return None
    if isinstance(statement.right.tree, LocalRow) and statement.first is not None:
        # A row of local derivatives says what the derivative is that its chain begins with.
        statement = replace(statement, left=statement.first, above=statement.above or statement.left)
    # Within a longer chain a name for entries is a claim, and a change has to make it a true one.
    statement = replace(statement, sides=3)
    tried = min(MOST_CHANGES, MOST_NODES // (1 + sum(1 for side in statement.trees for _ in nodes(side))))
    asked = text, statement.left, statement.right, known
    at: Lettered | None = None
    possible = quick(statement) if quick is not None else None
    near = chain(changes(*asked), missing(*asked))
    for change in islice(near, tried):
        if possible is not None and change.entry is not None:
            # The changes of one entry come one after the other.
            if change.entry[0] is not at:
                at = change.entry[0]
                fits = possible.entry(at)
            if not fits(change.entry[1]):
                continue
        if possible is not None and change.term is not None and not possible.term(*change.term):
            continue
        found = _changed(text, statement, change)
        if found is not None and judge(found[0]).outcome == "proved":
            return found[1]
    return _anew(text, statement, known, judge)


def _changed(text: str, statement: NotedEquation, change: Change) -> tuple[NotedEquation, Repair | None] | None:
    """The changed statement, and the repair: its equation with the side that the chain begins with on the left.

    None where a side cannot be read, no repair where that is the one that the chain begins with.
    """
    of_left = [each for each in change.edits if not statement.right.start <= each.start <= statement.right.end]
    of_right = change.edits[len(of_left) :]
    left = side_of(_line(applied(text, statement.left, of_left))) if of_left else statement.left
    said = _line(applied(text, statement.right, of_right))
    right = side_of(said, cells=True) if of_right else statement.right
    first = statement.left if statement.first is None or of_left else statement.first
    head = left if of_left else first
    if left.tree is None or right.tree is None:
        return None
    new = replace(statement, left=left, right=right)
    if head.tree is None:
        return new, None
    places = tuple((each.start, each.end) for each in change.edits)
    corrected = f"{_line(applied(text, first, of_left))} = {said}"
    return new, Repair(corrected, head.tree, right.tree, change.reason, places)


def _line(text: str) -> str:
    """A side in one line; what breaks and aligns rows does not belong to it, unless it has rows of its own."""
    kept = _COMMENT.sub("", text)
    return " ".join((kept if r"\begin" in kept else _ROWS.sub(" ", kept)).split())


def _anew(text: str, statement: NotedEquation, known: NotesVocabulary, judge: Judge) -> Repair | None:
    """The right side written anew, in the letters of the notes."""
    head = statement.first or statement.left
    if head.tree is None:
        return None
    written = rewritten(text, head, statement.right, known) or true_side(head.tree, known)
    if written is None:
        return None
    if not re.search(r"_\s*\{\w\}", text[statement.start : statement.end]):
        # An index of one sign has no braces here.
        written = re.sub(r"_\{(\w)\}", r"_\1", written)
    new = replace(statement, left=head, right=side_of(written, cells=True), first=head, above=None)
    if new.right.tree is None or judge(new).outcome != "proved":
        return None
    corrected = f"{_line(applied(text, head, ()))} = {written}"
    return Repair(corrected, head.tree, new.right.tree, "the right side is another")

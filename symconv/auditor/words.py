"""The words of the notes: the letters that they write for each tensor, and how they write a gradient."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from symconv.auditor.edits import NotesVocabulary
from symconv.auditor.reading import Section
from symconv.auditor.statements import NotedEquation
from symconv.auditor.tree import Partial, ShortGradient, entries, nodes


def vocabulary(section: Section) -> NotesVocabulary | None:
    """What the notes of a section write, by its first reading; None where there is none."""
    first = section.first
    if first is None:
        return None
    letters = _letters(section.statements, first.notes.roles)
    world = first.world if section.readings else None
    return NotesVocabulary(first.notes.roles, letters, first.notes.base, world, _delta(section.statements))


def _letters(statements: Sequence[NotedEquation], roles: Mapping[str, str]) -> dict[str, str]:
    """The letter that is most written for each tensor, with an index where it ever has one."""
    counts: dict[str, Counter[str]] = {}
    for entry in (entry for statement in statements for side in statement.trees for entry in entries(side)):
        role = roles.get(entry.letter.lower())
        if role is not None:
            counts.setdefault(role, Counter())[entry.letter] += 100 if entry.index else 1
    return {role: found.most_common(1)[0][0] for role, found in counts.items()}


def _delta(statements: Sequence[NotedEquation]) -> bool:
    """Whether gradients are written with a delta more often than as derivatives of the loss by an output."""
    found: Counter[bool] = Counter()
    for node in (node for statement in statements for side in statement.trees for node in nodes(side)):
        if isinstance(node, ShortGradient) or (isinstance(node, Partial) and node.of_letter):
            found[isinstance(node, ShortGradient)] += 1
    return found[True] > found[False]

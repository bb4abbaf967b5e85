"""The words of the notes: the letters that they write for each tensor, and how they write a gradient."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from symconv.auditor.edits import NotesVocabulary
from symconv.auditor.reading import Section
from symconv.auditor.statements import NotedEquation
from symconv.auditor.tree import Lettered, Partial, ShortGradient, nodes


def vocabulary(section: Section) -> NotesVocabulary | None:
    """What the notes of a section write, by its first reading; None where there is none."""
    if section.readings:
        reading = section.readings[0]
        roles, base, world = reading.notes.roles, reading.notes.base, reading.world
        return NotesVocabulary(roles, _letters(section.statements, roles), base, world, _delta(section.statements))
    if section.general:
        setting = section.general[0].setting
        letters = _letters(section.statements, setting.roles)
        return NotesVocabulary(setting.roles, letters, setting.base, None, _delta(section.statements))
    return None


def _letters(statements: Sequence[NotedEquation], roles: Mapping[str, str]) -> dict[str, str]:
    """The letter that is most written for each tensor, with an index where it ever has one."""
    counts: dict[str, Counter[str]] = {}
    for statement in statements:
        for side in (statement.left.tree, statement.right.tree):
            for node in nodes(side) if side is not None else ():
                role = roles.get(node.letter.lower()) if isinstance(node, Lettered) else None
                if role is not None and isinstance(node, Lettered):
                    counts.setdefault(role, Counter())[node.letter] += 100 if node.index else 1
    return {role: found.most_common(1)[0][0] for role, found in counts.items()}


def _delta(statements: Sequence[NotedEquation]) -> bool:
    """Whether gradients are written with a delta more often than as derivatives of the loss by an output."""
    found: Counter[bool] = Counter()
    for statement in statements:
        for side in (statement.left.tree, statement.right.tree):
            found.update(isinstance(node, ShortGradient) for node in nodes(side or Lettered("")) if _is_gradient(node))
    return found[True] > found[False]


def _is_gradient(node: object) -> bool:
    return isinstance(node, ShortGradient) or (
        isinstance(node, Partial) and isinstance(node.top, Lettered) and not node.top.index
    )

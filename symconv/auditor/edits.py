"""Small edits to an equation's own text, and the words of the notes that they are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from symconv.auditor.equation_sides import EquationSide
from symconv.auditor.tree import Lettered
from symconv.auditor.world import World


@dataclass(frozen=True, slots=True)
class Edit:
    """`text[start:end]` replaced by `by`."""

    start: int
    end: int
    by: str


@dataclass(frozen=True, slots=True)
class Change:
    """Edits to the two sides of an equation, those of the left one first, and what they say is wrong.

    Where they are one number for another in an index, `entry` is the entry before and after. Where they take one term
    of the right side -1 times, or not at all, `term` is its number, from 0, and how often.
    """

    edits: tuple[Edit, ...]
    reason: str
    entry: tuple[Lettered, Lettered] | None = None
    term: tuple[int, int] | None = None


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


def terms_of(text: str, side: EquationSide) -> list[tuple[int, int]]:
    """Where each term of a side begins, at its sign where it has one, and ends."""
    depth = 0
    starts = [side.start]
    for at in range(side.start, side.end):
        depth += {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}.get(text[at], 0)
        if depth == 0 and text[at] in "+-" and at > side.start:
            starts.append(at)
    return list(zip(starts, [*starts[1:], side.end], strict=True))

"""Notes with several layers: which layer an equation is about, and every label counted from there.

Where the forward equation is `z^l = w^l * a^{l-1}`, an equation with `w^{l+1}` is about the layer after it. What is
said of any layer is said of the one that the forward equation speaks of, so its labels are moved: `w^{l+1}` becomes
`w^l`, and `z^l` becomes `z^{l-1}`. A letter whose label is then the usual one loses it, any other says how far it is:
`z^-1`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from symconv.auditor.roles import USUAL_LETTERS
from symconv.auditor.statements import NotedEquation
from symconv.auditor.tree import BigSum, Lettered, added_terms, entries, factors_of

_LABEL = re.compile(r"(?P<of>l|L|\\ell|[A-Za-z])(?P<by>[+-][0-9]{1,2})?")

LetterNaming = Callable[[Lettered], str]


@dataclass(frozen=True, slots=True)
class LayerAnchor:
    """The layer of the forward equation: the label of each letter, as a distance from the output's."""

    usual: Mapping[str, int]
    output: str
    kernel: str

    def distance(self, entry: Lettered) -> int | None:
        """How far an entry's label is from the usual one of its letter; None for a letter with none."""
        found = _parsed(entry.label)
        return None if found is None or entry.letter not in self.usual else found[1] - self.usual[entry.letter]

    def naming(self, statement: NotedEquation) -> LetterNaming:
        """How the letters of a statement are called: by how far they are from the layer that it is about."""
        entries = list(_entries_of(statement))
        # What is said of the last layer, L, is said of one layer; labels of two kinds in one equation are not read.
        signs = {found[0] for each in entries if (found := _parsed(each.label)) is not None}
        about = self._about(entries) if len(signs) == 1 else None

        def name(entry: Lettered) -> str:
            far = self.distance(entry)
            if far is None or about is None:
                return entry.letter if not entry.label else f"{entry.letter}^{entry.label}"
            return entry.letter if far == about else f"{entry.letter}^{far - about:+d}"

        return name

    def _about(self, entries: Sequence[Lettered]) -> int:
        """The layer of a statement: that of its kernel, else the last one of whose output it speaks, else of others."""
        outputs = (self.output, "delta")
        groups = (
            [each for each in entries if each.letter == self.kernel],
            [each for each in entries if each.letter in outputs],
            entries,
        )
        for group in groups:
            found = [far for each in group if (far := self.distance(each)) is not None]
            if found:
                return max(found)
        return 0


def anchor(found: Sequence[NotedEquation]) -> LayerAnchor | None:
    """The layer that the labels of the notes are counted from; None where they do not say which.

    Every forward equation has to say the same, and none may speak of entries by number: layers differ in size.
    """
    entries = [entry for statement in found for entry in _entries_of(statement)]
    if any(entry.label and any(isinstance(at, int) for at in entry.index) for entry in entries):
        return None
    anchors = [each for statement in found if (each := _forward(statement)) is not None]
    return anchors[0] if anchors and all(each == anchors[0] for each in anchors) else None


def _parsed(label: str) -> tuple[str, int] | None:
    found = _LABEL.fullmatch(label)
    return (found["of"], int(found["by"] or 0)) if found else None


def _entries_of(statement: NotedEquation) -> Iterator[Lettered]:
    sides = (statement.left, statement.right, statement.above, statement.first)
    return (entry for side in sides if side is not None for entry in entries(side.tree))


def _forward(statement: NotedEquation) -> LayerAnchor | None:
    """What a labelled forward equation says: an output is a product of two letters with labels, summed, and a bias."""
    left, right = statement.left.tree, statement.right.tree
    if not isinstance(left, Lettered) or not left.label or right is None or statement.sides != 2:
        return None
    if left.letter == "delta":
        return None
    terms = added_terms(right)
    summed = terms[0]
    while isinstance(summed, BigSum):
        summed = summed.body
    factors = factors_of(summed)
    if len(factors) != 2 or len(terms) > 2 or not all(isinstance(each, Lettered) for each in terms[1:]):
        return None
    written = [left, *(each for each in (*factors, *terms[1:]) if isinstance(each, Lettered))]
    usual: dict[str, int] = {}
    for each in written:
        found = _parsed(each.label)
        if found is None:
            return None
        usual.setdefault(each.letter, found[1])
    kernels = [each for each in factors if isinstance(each, Lettered) and each.letter.lower() in USUAL_LETTERS["K"]]
    if len(kernels) != 1 or kernels[0].letter == left.letter:
        return None
    first = usual[left.letter]
    counted = {letter: at - first for letter, at in usual.items()}
    return LayerAnchor({"delta": 0, **counted}, left.letter, kernels[0].letter)

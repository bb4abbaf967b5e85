"""One axis in a derivation's own letters, and what is said of several axes alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from symconv.layers.lettering import whole
from symconv.layers.notation import Notation
from symconv.lectures.lesson import Lesson
from symconv.lectures.reasons.meeting import Meeting, meetings
from symconv.page.document import Prose, prose
from symconv.page.maths import Entry, Maths, Product, Relation

# What is said, in words and mathematics.
Said = tuple["str | Maths", ...]
# A reason for one axis; None where there is nothing to say of it.
Reason = Callable[["Along"], "Said | None"]


@dataclass(frozen=True, slots=True)
class Along:
    """One axis: what meets along it, and what the indices there are called.

    They are those of what has windows (an output, in a transposed layer an input), of what the windows lie on, and of a
    kernel entry.
    """

    meeting: Meeting
    transposed: bool
    notation: Notation
    window: Maths
    cell: Maths
    a: Maths

    @property
    def slid(self) -> Maths:
        """What has windows as a whole, where it slides over the cells: the output by its gradient."""
        return whole(self.notation, "X" if self.transposed else "dZ")

    @property
    def windows_are(self) -> str:
        """What has windows, in words."""
        return "input" if self.transposed else "output"

    @property
    def cells_are(self) -> str:
        """What the windows lie on, in words."""
        return "output" if self.transposed else "input"

    def cell_entry(self, at: Maths) -> Entry:
        """The entry that is a cell, at a place."""
        return Entry(self.notation.letter("Z" if self.transposed else "X"), (at,))

    def window_entry(self, at: Maths) -> Entry:
        """The entry that has a window, at a place."""
        return Entry(self.notation.letter("X" if self.transposed else "Z"), (at,))

    def tap_entry(self, at: Maths) -> Entry:
        """A kernel entry."""
        return Entry(self.notation.letter("K"), (at,))

    def meet(self, cell: Maths, tap: Maths) -> Said:
        """That the product of an input at its window's or this `cell` and a kernel entry is in an output."""
        cells, windows = self.cell_entry(cell), self.window_entry(self.window)
        output, other = (cells, windows) if self.transposed else (windows, cells)
        factors = (other, self.tap_entry(tap))
        return output, " contains ", Product(factors[::-1] if self.notation.kernel_first else factors)


def axes(lesson: Lesson) -> tuple[Along, ...]:
    """The axes of a derivation's layer."""
    layer, vocabulary = lesson.derivation.layer, lesson.vocabulary
    letters = zip(*map(vocabulary.spatial_indices, "XZK" if layer.transposed else "ZXK"), strict=True)
    return tuple(
        Along(meeting, layer.transposed, vocabulary.notation, *each)
        for meeting, each in zip(meetings(layer), letters, strict=True)
    )


def said_along(found: Sequence[Along], *reasons: Reason) -> Iterator[Prose]:
    """Reasons for every axis that has them, each once for the axes of which the same is to be said."""
    for reason in reasons:
        alike: dict[Said | None, list[int]] = {}
        for number, each in enumerate(found):
            # In the letters of one and the same axis, so that only what differs tells two axes apart.
            told = reason(replace(found[0], meeting=each.meeting))
            alike.setdefault(told, []).append(number)
        for numbers in alike.values():
            words = reason(found[numbers[0]])
            if words is not None:
                yield prose(*_labelled(words, numbers, len(found)))


def _labelled(words: Said, numbers: Sequence[int], rank: int) -> Said:
    """What is said, its label with the axes for which it holds where these are not all."""
    if len(numbers) == rank:
        return words
    first, *rest = words
    assert isinstance(first, str), "a reason begins with its label"
    label, _, after = first.partition(": ")
    named = " and ".join(str(number + 1) for number in numbers)
    return (f"{label} along ax{'i' if len(numbers) == 1 else 'e'}s {named}: {after}", *rest)


def equal(*sides: Maths) -> Maths:
    """A chain of sides that are equal."""
    return reduce(lambda left, right: Relation(left, "=", right), sides)


def counted(count: int, what: str) -> str:
    """A number of things in words: `1 zero`, `2 zeros`."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


"""Which entries of a gradient are 0, whatever the others are: what meets nothing in the layer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symconv.lectures.lesson import Lesson
from symconv.lectures.reasons.along import Along, Said
from symconv.page.document import Prose, prose
from symconv.page.maths import Listed, Maths, Number, Relation

# More are counted.
MOST = 6
LEFT_OUT = "It reaches only outputs that the padding leaves out"


def cells(lesson: Lesson, found: Sequence[Along]) -> Iterator[Prose]:
    """Inputs that no output reads; outputs of a transposed layer that no input reaches."""
    tensor, words = "X", "No output reads it, so its gradient is 0: "
    if found[0].transposed:
        rest = "the bias" if lesson.derivation.layer.bias else "0"
        tensor, words = "Z", f"No input reaches it, so it is only {rest}: "
    yield from _entries(lesson, tensor, [axis.meeting.lone_cells for axis in found], words)


def windows(lesson: Lesson, found: Sequence[Along]) -> Iterator[Prose]:
    """Inputs of a transposed layer that reach only outputs which its padding leaves out."""
    lone = [axis.meeting.lone_windows for axis in found]
    yield from _entries(lesson, "X", lone, f"{LEFT_OUT}, so its gradient is 0: ")


def taps(lesson: Lesson, found: Sequence[Along]) -> Iterator[Prose]:
    """Kernel entries that meet only padding."""
    words = LEFT_OUT if found[0].transposed else "It meets only padding"
    yield from _entries(lesson, "K", [axis.meeting.lone_taps for axis in found], f"{words}, so its gradient is 0: ")


def _entries(lesson: Lesson, tensor: str, lone: Sequence[tuple[int, ...]], words: str) -> Iterator[Prose]:
    """The entries with one of these places along one of the axes."""
    said: list[str | Maths] = []
    for index, places in zip(lesson.vocabulary.spatial_indices(tensor), lone, strict=True):
        if places:
            said += [" or " if said else "", *_places(index, places)]
    if said:
        yield prose(words, lesson.vocabulary.general(tensor), " with ", *said, ".")


def _places(index: Maths, places: Sequence[int]) -> Said:
    shown = places if len(places) <= MOST + 1 else places[:MOST]
    more = f" and {len(places) - len(shown):,} more" if len(shown) < len(places) else ""
    if len(shown) == 1:
        return (Relation(index, "=", Number(shown[0])),)
    return index, " among ", Listed(tuple(map(Number, shown))), more

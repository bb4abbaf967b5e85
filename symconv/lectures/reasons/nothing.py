"""Which entries of a gradient are 0, whatever the others are: what meets nothing in the layer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from symconv.lectures.lesson import Lesson
from symconv.lectures.reasons.along import Along, Said
from symconv.lectures.reasons.meeting import Meeting
from symconv.page.document import Prose, prose
from symconv.page.maths import Listed, Maths, Number, Relation

# More are counted.
MOST = 6
LEFT_OUT = "It reaches only outputs that the padding leaves out"


def cells(lesson: Lesson, found: Sequence[Along]) -> Iterator[Prose]:
    """Inputs that no output reads; outputs of a transposed layer that no input reaches."""
    if found[0].transposed:
        rest = "the bias" if lesson.derivation.layer.bias else "0"
        yield from _entries(lesson, "Z", found, lambda m: m.lone_cells, f"No input reaches it, so it is only {rest}: ")
    else:
        yield from _entries(lesson, "X", found, lambda m: m.lone_cells, "No output reads it, so its gradient is 0: ")


def windows(lesson: Lesson, found: Sequence[Along]) -> Iterator[Prose]:
    """Inputs of a transposed layer that reach only outputs which its padding leaves out."""
    yield from _entries(lesson, "X", found, lambda m: m.lone_windows, f"{LEFT_OUT}, so its gradient is 0: ")


def taps(lesson: Lesson, found: Sequence[Along]) -> Iterator[Prose]:
    """Kernel entries that meet only padding."""
    words = LEFT_OUT if found[0].transposed else "It meets only padding"
    yield from _entries(lesson, "K", found, lambda m: m.lone_taps, f"{words}, so its gradient is 0: ")


def _entries(
    lesson: Lesson, tensor: str, found: Sequence[Along], lone: Callable[[Meeting], tuple[int, ...]], words: str
) -> Iterator[Prose]:
    """The entries with one of these places along one of the axes."""
    indices = lesson.vocabulary.spatial_indices(tensor)
    along = [(index, lone(each.meeting)) for index, each in zip(indices, found, strict=True) if lone(each.meeting)]
    if not along:
        return
    said: list[str | Maths] = []
    for index, places in along:
        said += [" or " if said else "", *_places(index, places)]
    yield prose(words, lesson.vocabulary.general(tensor), " with ", *said, ".")


def _places(index: Maths, places: Sequence[int]) -> Said:
    shown = places if len(places) <= MOST + 1 else places[:MOST]
    more = f" and {len(places) - len(shown):,} more" if len(shown) < len(places) else ""
    if len(shown) == 1:
        return (Relation(index, "=", Number(shown[0])),)
    return index, " among ", Listed(tuple(map(Number, shown))), more

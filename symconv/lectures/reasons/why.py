"""The reasons for each closed form of a layer, in the order of its operators."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symconv.layers.lettering import entry
from symconv.lectures.lesson import Lesson
from symconv.lectures.reasons import borders, nothing, sharing, spacing, turning
from symconv.lectures.reasons.along import Along, Reason, axes, said_along
from symconv.page.document import Block, Prose, prose
from symconv.page.maths import Maths, Product
from symconv.statements.theorems import closed_forms


def of_formula(lesson: Lesson, of: str) -> Iterator[Block]:
    """Why the closed form of gradient `of`, or of a transposed layer's Z, looks as it does.

    Nothing is said of a formula that is not the layer's own: it may be wrong, or written otherwise.
    """
    layer, formula = lesson.derivation.layer, lesson.derivation.formulas.get(of)
    if formula is None or formula != closed_forms(layer).get(of):
        return
    found = list(_reasons(lesson, of)) or [prose("The kernel has one entry: nothing is turned, padded or cropped.")]
    start = "Why the direct layer looks so" if of == "Z" else "Why"
    yield prose(f"{start}{', along each axis by itself' if layer.rank > 1 and of != 'dB' else ''}:")
    yield from found


def _reasons(lesson: Lesson, of: str) -> Iterator[Prose]:
    if of == "dB":
        yield from sharing.bias(lesson)
        return
    along = axes(lesson)
    if of == "dK":
        yield from said_along(along, *_OF_TAPS)
        yield from nothing.taps(lesson, along)
        yield from sharing.of_kernel(lesson)
        return
    # What collects over the windows that a cell lies in: an input's gradient, or a transposed layer's output.
    if (of == "Z") == lesson.derivation.layer.transposed:
        yield from said_along(along, turning.of_stamps)
        yield from _instance(lesson, along)
        yield from said_along(along, spacing.zeros_between, spacing.of_the_kernel, borders.missing)
        yield from nothing.cells(lesson, along)
    else:
        yield from said_along(along, *_OF_WINDOWS)
        yield from nothing.windows(lesson, along)
    yield from sharing.of_input(lesson) if of == "dX" else sharing.of_output(lesson)


_OF_TAPS: tuple[Reason, ...] = (
    turning.of_taps,
    spacing.stride_by_dilation,
    spacing.dilation_by_stride,
    borders.layers_own,
    borders.spare_taps,
)
_OF_WINDOWS: tuple[Reason, ...] = (
    turning.of_windows,
    spacing.stride_of_windows,
    spacing.of_the_kernel,
    borders.layers_own,
    borders.spare_windows,
)


def _instance(lesson: Lesson, along: Sequence[Along]) -> Iterator[Prose]:
    """One cell, with the first and the last window that it lies in: how the kernel's index runs can be seen there."""
    cells = [axis.meeting.instance for axis in along]
    met = [axis.meeting.met(cell) for axis, cell in zip(along, cells, strict=True)]
    if not all(met) or all(len(each) == 1 for each in met):
        return
    (output, first), (other, last) = (_contained(lesson, cells, [each[at] for each in met]) for at in (0, -1))
    # The windows that a cell of a transposed layer lies in are all on one output.
    also = (", and ", other, " contains ") if other != output else (" and ",)
    yield prose("For instance ", output, " contains ", first, *also, last, ".")


def _contained(lesson: Lesson, cells: Sequence[int], met: Sequence[tuple[int, int]]) -> tuple[Maths, Product]:
    """An output's entry, and its product of the cell and the windows and kernel entries that meet it."""
    layer, notation = lesson.derivation.layer, lesson.derivation.notation
    windows, taps = zip(*met, strict=True)
    outputs, inputs = (cells, windows) if layer.transposed else (windows, cells)
    lead = (0, 0) if layer.shows_channels else ()

    def named(tensor: str, place: Sequence[int]) -> Maths:
        return entry(layer, notation, tensor, (*lead, *(at - 1 for at in place)))

    factors = named("X", inputs), named("K", taps)
    return named("Z", outputs), Product(factors[::-1] if notation.kernel_first else factors)

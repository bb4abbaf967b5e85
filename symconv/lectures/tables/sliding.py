"""The kernel turned, and sliding over its partner: one step an entry, as the notes verify a formula."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from symconv.arrays.numbers import Cells
from symconv.lectures.in_words import noun
from symconv.lectures.lesson import Lesson
from symconv.lectures.matrices import matrix
from symconv.lectures.tables.closed import InMatrices, in_matrices, only_the_first, operand
from symconv.page.cut import LARGEST_MATRIX
from symconv.page.document import Block, Display, Table, prose
from symconv.page.maths import Arrow, Maths, Matrix, Product, Relation, total
from symconv.pictures.grids import ZERO


def rotation(lesson: Lesson, of: str) -> Iterator[Block]:
    """The kernel turned, where a closed form turns it; where one turns its result, what notes turn instead.

    Of an array with channels the slices, each by itself.
    """
    found = in_matrices(lesson, of)
    layer = lesson.derivation.layer
    if found is None or layer.rank > 2:
        return
    if found.turns_the_kernel:
        turned_is, before = "K", ""
    elif found.turned:
        turned_is = "dZ" if layer.transposed else "X"
        before = "The closed form will turn its result. One may turn both sides instead, as notes do. "
    else:
        return
    given = operand(lesson, turned_is)
    kernels = given.names.reshape(-1, *given.sizes)
    slices = f", the first of its {len(kernels)} slices like all others" if len(kernels) > 1 else ""
    what = noun(turned_is)
    said = f"{before}{what[0].upper()}{what[1:]} turned"
    flips = "" if layer.rank == 1 else " by 180 degrees is flipped top to bottom, then left to right"
    yield prose(f"{said}{flips}{slices}:")
    for each in kernels if lesson.full else kernels[:1]:
        kernel = np.atleast_2d(each)
        upright, upside_down, turned = (
            matrix(cells, lesson.full) for cells in (kernel, kernel[::-1, :], kernel[::-1, ::-1])
        )
        if layer.rank == 1:
            yield Display(Relation(upright, Arrow("rot180"), turned))
        else:
            flipped = Relation(upright, Arrow("vertical flip"), upside_down)
            yield Display(Relation(flipped, Arrow("horizontal flip"), turned))


def sliding(lesson: Lesson, of: str) -> Iterator[Block]:
    """For every entry of the result, the left side with the window's products in their places."""
    found = in_matrices(lesson, of)
    if found is None or not fits(lesson, found):
        return
    yield prose(f"Sliding, one step for each entry; the products in the window add up to it{_but(lesson, of)}:")
    slices = found.slices()
    for each in slices if lesson.full else slices[:1]:
        steps = list(found.steps())
        shown = lesson.shown(steps)
        for entry, place in shown:
            windows = [_window(found, left, right, entry) for left, right in each.pairs]
            yield Display(Relation(total(windows), "->", each.result[place]))
        yield from lesson.left_out(len(steps) - len(shown), len(steps), "steps")
    yield from only_the_first(lesson, slices)


def _but(lesson: Lesson, of: str) -> str:
    return ", but for the bias" if of == "Z" and lesson.derivation.layer.bias else ""


def fits(lesson: Lesson, found: InMatrices) -> bool:
    """Whether the left side is no larger than what one reads, and has no more axes than a page."""
    return lesson.derivation.layer.rank <= 2 and (lesson.full or max(found.left.sizes) <= LARGEST_MATRIX)


def strip(lesson: Lesson, of: str) -> Iterator[Block]:
    """In one dimension: the strip above, and below it the kernel at each of its places."""
    found = in_matrices(lesson, of)
    if found is None or lesson.derivation.layer.rank != 1 or not fits(lesson, found):
        return
    yield prose(
        "The strip above, and under it the kernel as it slides; what stands in one column is multiplied, and each row "
        f"adds up to its entry{_but(lesson, of)}:"
    )
    slices = found.slices()
    for each in slices if lesson.full else slices[:1]:
        for number, (left, right) in enumerate(each.pairs):
            if number:
                yield prose("And added to that, of the next channel:")
            rows = []
            for entry, place in found.steps():
                cells: list[Maths | None] = [None] * len(left)
                for tap, (at,) in zip(right.tolist(), found.places(entry), strict=True):
                    cells[at] = tap
                rows.append((each.result[place], *cells))
            yield Table((None, *left.tolist()), tuple(rows))
    yield from only_the_first(lesson, slices)


def _window(found: InMatrices, left: Cells, right: Cells, entry: tuple[int, ...]) -> Matrix:
    """The left side's matrix, each entry in the window times the kernel's entry there."""
    cells: Cells = left.copy()
    marked = []
    for place, tap in zip(found.places(entry), right.reshape(-1).tolist(), strict=True):
        if ZERO not in (cells[place], tap):
            cells[place] = Product((cells[place], tap))
        marked.append((0, *place) if len(place) == 1 else place)
    rows = np.atleast_2d(cells).tolist()
    return Matrix(tuple(map(tuple, rows)), marked=frozenset((row, column) for row, column in marked))

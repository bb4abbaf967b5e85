"""The kernel turned, and sliding over its partner: one step an entry, as the notes verify a formula."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from symconv.arrays.numbers import Cells
from symconv.lectures.lesson import Lesson
from symconv.lectures.matrices import cells as as_array
from symconv.lectures.matrices import matrix
from symconv.lectures.tables.closed import InMatrices, in_matrices
from symconv.page.cut import LARGEST_MATRIX
from symconv.page.document import Block, Display, Table, prose
from symconv.page.maths import Arrow, Maths, Matrix, Product, Relation
from symconv.pictures.frames import ZERO
from symconv.sizes import concrete


def rotation(lesson: Lesson, of: str) -> Iterator[Block]:
    """The kernel turned, where a closed form turns it."""
    found = in_matrices(lesson, of)
    layer = lesson.derivation.layer
    if found is None or not found.turns_the_kernel or layer.rank > 2 or layer.shows_channels:
        return
    kernel = np.atleast_2d(as_array(lesson.vocabulary.entries("K"), tuple(concrete(axis.k) for axis in layer.axes)))
    upright, upside_down, turned = (matrix(each, lesson.full) for each in (kernel, kernel[::-1, :], kernel[::-1, ::-1]))
    if layer.rank == 1:
        yield prose("The kernel turned:")
        yield Display(Relation(upright, Arrow("rot180"), turned))
    else:
        yield prose("The kernel turned by 180 degrees is flipped top to bottom, then left to right:")
        yield Display(
            Relation(Relation(upright, Arrow("vertical flip"), upside_down), Arrow("horizontal flip"), turned)
        )


def sliding(lesson: Lesson, of: str) -> Iterator[Block]:
    """For every entry of the result, the left side with the window's products in their places."""
    found = in_matrices(lesson, of)
    if found is None or lesson.derivation.layer.rank > 2 or lesson.derivation.layer.shows_channels:
        return
    left = np.atleast_2d(found.left.spatial)
    if max(left.shape) > LARGEST_MATRIX and not lesson.full:
        return
    yield prose("Sliding, one step for each entry; the products in the window add up to it:")
    entries = list(found.steps())
    for entry, name in entries[: lesson.kept(len(entries))]:
        yield Display(Relation(_window(found, entry), "->", name))
    yield from lesson.left_out(len(entries) - lesson.kept(len(entries)), len(entries), "steps")


def strip(lesson: Lesson, of: str) -> Iterator[Block]:
    """In one dimension: the strip above, and below it the kernel at each of its places."""
    found = in_matrices(lesson, of)
    if found is None or lesson.derivation.layer.rank != 1 or lesson.derivation.layer.shows_channels:
        return
    strip_cells, kernel = found.left.spatial.tolist(), found.right.spatial.tolist()
    if len(strip_cells) > LARGEST_MATRIX + 1 and not lesson.full:
        return
    yield prose("The strip above, and under it the kernel as it slides; what stands in one column is multiplied:")
    rows = []
    for entry, name in found.steps():
        cells: list[Maths | None] = [None] * len(strip_cells)
        for tap, (place,) in zip(kernel, found.places(entry), strict=True):
            cells[place] = tap
        rows.append((name, *cells))
    yield Table((None, *strip_cells), tuple(rows))


def _window(found: InMatrices, entry: tuple[int, ...]) -> Matrix:
    """The left side's matrix, each entry in the window times the kernel's entry there."""
    cells: Cells = found.left.spatial.copy()
    taps = found.right.spatial.reshape(-1).tolist()
    marked = []
    for place, tap in zip(found.places(entry), taps, strict=True):
        if ZERO not in (cells[place], tap):
            cells[place] = Product((cells[place], tap))
        marked.append((0, *place) if len(place) == 1 else place)
    rows = np.atleast_2d(cells).tolist()
    return Matrix(tuple(map(tuple, rows)), marked=frozenset((row, column) for row, column in marked))

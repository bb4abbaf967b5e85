"""The kernel sliding over its partner: one step for each entry of the result, as the notes verify a formula."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from symconv.arrays.numbers import Cells
from symconv.lectures.matrices import MOST
from symconv.lectures.tables.closed import Product, product_of
from symconv.lectures.telling import Telling
from symconv.page.document import Block, Display, Matrix, Prose, Table


def sliding(telling: Telling, of: str) -> Iterator[Block]:
    """For every entry of the result, the left side with the window's products in their places."""
    found = product_of(telling, of)
    if found is None or telling.derivation.layer.rank > 2 or telling.derivation.layer.shows_channels:
        return
    left = np.atleast_2d(found.left.spatial)
    if max(left.shape) > MOST and not telling.full:
        return
    yield Prose("Sliding, one step for each entry; the products in the window add up to it:")
    entries = list(found.steps())
    for entry, name in entries[: telling.kept(len(entries))]:
        yield Display((_window(found, entry, telling), telling.dialect.gives, name))
    yield from telling.left_out(len(entries) - telling.kept(len(entries)), len(entries), "steps")


def strip(telling: Telling, of: str) -> Iterator[Block]:
    """In one dimension: the strip above, and below it the kernel at each of its places."""
    found = product_of(telling, of)
    if found is None or telling.derivation.layer.rank != 1 or telling.derivation.layer.shows_channels:
        return
    strip_cells, kernel = found.left.spatial.tolist(), found.right.spatial.tolist()
    if len(strip_cells) > MOST + 1 and not telling.full:
        return
    yield Prose("The strip above, and under it the kernel as it slides; what stands in one column is multiplied:")
    rows = []
    for entry, name in found.steps():
        cells = [""] * len(strip_cells)
        for tap, (place,) in zip(kernel, found.places(entry), strict=True):
            cells[place] = tap
        rows.append((name, *cells))
    yield Table(("", *strip_cells), tuple(rows))


def _window(found: Product, entry: tuple[int, ...], telling: Telling) -> Matrix:
    """The left side's matrix, each entry in the window times the kernel's entry there."""
    cells: Cells = found.left.spatial.copy()
    taps = found.right.spatial.reshape(-1).tolist()
    marked = []
    for place, tap in zip(found.places(entry), taps, strict=True):
        if "0" not in (cells[place], tap):
            cells[place] = telling.dialect.product([cells[place], tap])
        marked.append((0, *place) if len(place) == 1 else place)
    rows = np.atleast_2d(cells).tolist()
    return Matrix(tuple(map(tuple, rows)), marked=frozenset((row, column) for row, column in marked))


"""The rotation by 180 degrees as a vertical flip and then a horizontal one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from symconv.lectures.matrices import matrix
from symconv.lectures.tables.closed import product_of
from symconv.lectures.telling import Telling
from symconv.page.document import Block, Display, Prose


def rotation(telling: Telling, of: str) -> Iterator[Block]:
    """The kernel turned, where a closed form turns it."""
    found = product_of(telling, of)
    derivation = telling.derivation
    if found is None or not found.turns_the_kernel or derivation.layer.rank > 2 or derivation.layer.shows_channels:
        return
    sizes = tuple(int(str(axis.k)) for axis in derivation.layer.axes)
    kernel = np.atleast_2d(np.array(telling.names.entries("K"), dtype=object).reshape(sizes))
    dialect = telling.dialect

    def shown(cells: np.ndarray[tuple[int, ...], np.dtype[np.object_]]) -> Display:
        return Display((matrix(cells, dialect, telling.full),))

    turned = kernel[::-1, ::-1]
    if derivation.layer.rank == 1:
        yield Prose("The kernel turned:")
        parts = (*shown(kernel).parts, dialect.flips("rot180"), *shown(turned).parts)
    else:
        yield Prose("The kernel turned by 180 degrees is flipped top to bottom, then left to right:")
        upside = kernel[::-1, :]
        parts = (
            *shown(kernel).parts,
            dialect.flips("vertical flip"),
            *shown(upside).parts,
            dialect.flips("horizontal flip"),
            *shown(turned).parts,
        )
    yield Display(parts)

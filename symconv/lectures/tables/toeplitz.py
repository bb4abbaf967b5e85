"""The layer as one matrix: vec(Z) = C vec(X), and its transpose: vec(dX) = C^T vec(dZ)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from symconv.arrays.numbers import Cells
from symconv.calculus.chain import gradient
from symconv.lectures.matrices import matrix
from symconv.lectures.telling import Telling
from symconv.lectures.terms import ordered_terms
from symconv.page.document import Block, Display, Heading, Prose, math

# A matrix of more rows or columns is for the whole derivation only, and up to so many nothing of it is left out.
MOST = 40
WHOLE = 12


def toeplitz(telling: Telling) -> Iterator[Block]:
    """The matrix of the derivatives of every output by every input, which are the kernel's entries and 0."""
    derivation, names = telling.derivation, telling.names
    inputs = names.entries("X")
    if max(len(inputs), len(names.outputs)) > MOST and not telling.full:
        return
    found = gradient("dX", derivation.z, derivation.symbols, "X")
    cells = np.full((len(names.outputs), len(inputs)), "0", dtype=object)
    for column, pairs in enumerate(found.locals):
        for row, local in pairs:
            cells[row, column] = " + ".join(telling.sum(ordered_terms(derivation, local)))
    upstream = [names.gradient(name) for name in names.outputs]
    yield Heading("The layer as one matrix")
    yield Prose(
        f"With the entries in reading order, the output{' without its bias' if derivation.layer.bias else ''} is a "
        f"matrix times the input, and the input's gradient is its transpose times {math(names.whole('dZ'))}:"
    )
    yield _product(telling, cells, inputs, names.outputs)
    yield _product(telling, cells.T, upstream, [names.gradient(name) for name in inputs])


def _product(telling: Telling, cells: Cells, right: list[str], result: list[str]) -> Display:
    def column(entries: list[str]) -> Cells:
        return np.array(entries, dtype=object).reshape(-1, 1)

    whole = telling.full or max(cells.shape) <= WHOLE
    shown = (matrix(each, telling.dialect, whole) for each in (cells, column(right), column(result)))
    left, middle, last = shown
    return Display((left, middle, "=", last))

"""The layer as one matrix: vec(Z) = C vec(X), and its transpose: vec(dX) = C^T vec(dZ)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from symconv.arrays.numbers import Cells, objects
from symconv.calculus.chain import gradient
from symconv.lectures.lesson import Lesson
from symconv.lectures.matrices import matrix
from symconv.page.document import Block, Display, Heading, prose
from symconv.page.maths import Maths, Number, Product, Relation

# A matrix of more rows or columns is for the whole derivation only, and up to so many nothing of it is left out.
MOST_PLACES = 40
WHOLE = 12


def toeplitz(lesson: Lesson) -> Iterator[Block]:
    """The matrix of the derivatives of every output by every input, which are the kernel's entries and 0."""
    derivation, vocabulary = lesson.derivation, lesson.vocabulary
    inputs, outputs = vocabulary.cells("X"), vocabulary.outputs
    if max(len(inputs), len(outputs)) > MOST_PLACES and not lesson.full:
        return
    found = gradient("dX", derivation.z, derivation.symbols, "X")
    table = np.full((len(outputs), len(inputs)), Number(0), dtype=object)
    for column, pairs in enumerate(found.locals):
        for row, local in pairs:
            table[row, column] = lesson.sum(local)
    yield Heading("The layer as one matrix")
    yield prose(
        f"With the entries in reading order, the output{' without its bias' if derivation.layer.bias else ''} is a "
        f"matrix times the input, and the input's gradient is its transpose times ",
        vocabulary.whole("dZ"),
        ":",
    )
    yield _product(lesson, table, inputs, outputs)
    yield _product(lesson, table.T, vocabulary.cells("dZ"), vocabulary.cells("dX"))


def _product(lesson: Lesson, table: Cells, right: Sequence[Maths], result: Sequence[Maths]) -> Display:
    whole = lesson.full or max(table.shape) <= WHOLE

    def column(entries: Sequence[Maths]) -> Cells:
        return objects(entries, (len(entries), 1))

    left, middle, last = (matrix(each, whole) for each in (table, column(right), column(result)))
    return Display(Relation(Product((left, middle)), "=", last))

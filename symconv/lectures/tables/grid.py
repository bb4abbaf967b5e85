"""A gradient as a grid of formulas: how it fills up from the corners over the edges to the middle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from symconv.arrays.numbers import Cells, objects
from symconv.calculus.chain import Gradient
from symconv.calculus.own_symbols import count_terms
from symconv.lectures.lesson import Lesson
from symconv.page.document import Block, Equation, SumGrid, prose
from symconv.page.maths import Maths
from symconv.sizes import concrete

# Terms below each other in the array of the outputs.
MOST_LINES = 20


def of_outputs(lesson: Lesson) -> Iterator[Block]:
    """The first slice of a layer's output in its own shape, every entry the sum that it is."""
    derivation, layer = lesson.derivation, lesson.derivation.layer
    if layer.rank != 2 or lesson.brief:
        return
    rows, columns = map(concrete, layer.output)
    outputs = lesson.vocabulary.outputs[: rows * columns]
    # The list says the same where the array would be longer than one reads.
    if not lesson.full and rows * max(map(count_terms, derivation.z[: rows * columns])) > MOST_LINES:
        return
    sums = [Equation(name, lesson.terms(derivation.z[at])) for at, name in enumerate(outputs)]
    first = ", its first slice" if len(derivation.z) > rows * columns else ""
    yield prose("As an array", first, ", every entry the sum that it is:")
    yield _sums(lesson, "The output", sums, (rows, columns))


def grid(lesson: Lesson, gradient: Gradient) -> Iterator[Block]:
    """The fullest slice of a gradient in its own shape, every entry a sum, where some have more terms than others."""
    layer = lesson.derivation.layer
    counts = gradient.counts
    if gradient.of == "dB" or len({*counts}) == 1:
        return
    sizes = [concrete(axis.k if gradient.of == "dK" else axis.n) for axis in layer.axes]
    rows, columns = (1, *sizes)[-2:]
    starts = range(0, len(counts), rows * columns)
    start = max(starts, key=lambda at: sum(counts[at : at + rows * columns]))
    places = range(start, start + rows * columns)
    names = lesson.vocabulary.cells(gradient.of)
    sums = [Equation(names[at], lesson.terms_of_gradient(gradient, at)) for at in places]
    found: list[str | Maths] = [", the slice of ", names[start]] if len(starts) > 1 else []
    yield prose("As a grid", *found, f"{_how_it_fills(np.reshape([counts[at] for at in places], (rows, columns)))}:")
    yield _sums(lesson, "The gradient", sums, (rows, columns))


def _how_it_fills(counts: Cells) -> str:
    """How the number of terms grows from the borders to the middle, nothing where it does otherwise.

    >>> _how_it_fills(np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]])), _how_it_fills(np.array([[1, 2, 2, 1]]))
    (', which fills up from the corners over the edges to the middle', ', which fills up from both ends to the middle')
    >>> _how_it_fills(np.array([[1, 0, 1]]))
    ''
    """
    lines = [*counts, *counts.T] if min(counts.shape) > 1 else [counts.reshape(-1)]
    for line in lines:
        steps = np.diff(line)
        falls = np.flatnonzero(steps < 0)
        if not (len(falls) and (steps[: falls[0]] >= 0).all() and (steps[falls[0] :] <= 0).all()):
            return ""
        if not (line[0] < line.max() > line[-1]):
            return ""
    corners = "the corners over the edges" if len(lines) > 1 else "both ends"
    return f", which fills up from {corners} to the middle"


def _sums(lesson: Lesson, what: str, sums: Sequence[Equation], sizes: tuple[int, int]) -> SumGrid:
    return SumGrid(f"{what} as a grid", tuple(map(tuple, objects(sums, sizes).tolist())), lesson.full)

"""A gradient as a grid of formulas: how it fills up from the corners over the edges to the middle."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.calculus.chain import Gradient
from symconv.lectures.lesson import Lesson
from symconv.lectures.matrices import cells
from symconv.lectures.term_order import ordered_gradient
from symconv.page.document import Block, Equation, SumGrid, prose
from symconv.sizes import concrete


def grid(lesson: Lesson, gradient: Gradient) -> Iterator[Block]:
    """The first slice of a gradient in its own shape, every entry a sum, where some have more terms than others."""
    layer = lesson.derivation.layer
    counts = {len(pairs) for pairs in gradient.locals}
    if gradient.of == "dB" or layer.rank > 2 or len(counts) == 1:
        return
    sizes = [concrete(axis.k if gradient.of == "dK" else axis.n) for axis in layer.axes]
    rows, columns = sizes if layer.rank == 2 else (1, sizes[0])
    names = lesson.vocabulary.entries(gradient.of)[: rows * columns]
    sums = [
        Equation(
            lesson.vocabulary.gradient(name), lesson.terms(ordered_gradient(lesson.derivation, gradient.locals[at]))
        )
        for at, name in enumerate(names)
    ]
    found = cells(sums, (rows, columns))  # type: ignore[arg-type]
    first = ", its first slice" if len(gradient.locals) > rows * columns else ""
    yield prose("As a grid", first, ", which fills up from the corners over the edges to the middle:")
    yield SumGrid(tuple(map(tuple, found.tolist())), lesson.full)

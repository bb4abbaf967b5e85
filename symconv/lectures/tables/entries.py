"""The outputs and the gradients, entry by entry."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.calculus.chain import Gradient
from symconv.lectures.lesson import Lesson
from symconv.lectures.term_order import ordered_gradient, ordered_terms
from symconv.page.document import Block, Heading, prose


def outputs(lesson: Lesson) -> Iterator[Block]:
    """Every z, expanded."""
    yield Heading("Every output entry, expanded")
    rows = [
        (name, lesson.terms(ordered_terms(lesson.derivation, z)))
        for name, z in zip(lesson.vocabulary.outputs, lesson.derivation.z, strict=True)
    ]
    yield from lesson.listed(rows, "outputs")


def entries(lesson: Lesson, gradient: Gradient) -> Iterator[Block]:
    """A gradient entry by entry."""
    yield prose("So, entry by entry:")
    rows = [
        (lesson.vocabulary.gradient(name), lesson.terms(ordered_gradient(lesson.derivation, pairs)))
        for name, pairs in zip(lesson.vocabulary.entries(gradient.of), gradient.locals, strict=True)
    ]
    yield from lesson.listed(rows, "entries")

"""The outputs and the gradients, entry by entry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from symconv.lectures.telling import Telling
from symconv.lectures.terms import ordered_gradient, ordered_terms
from symconv.page.document import Block, Heading, Prose

if TYPE_CHECKING:
    from symconv.calculus.chain import Gradient


def outputs(telling: Telling) -> Iterator[Block]:
    """Every z, expanded."""
    yield Heading("Every output entry, expanded")
    rows = [
        (name, telling.sum(ordered_terms(telling.derivation, z)))
        for name, z in zip(telling.names.outputs, telling.derivation.z, strict=True)
    ]
    yield from telling.listed(rows, "outputs")


def entries(telling: Telling, gradient: Gradient) -> Iterator[Block]:
    """A gradient entry by entry."""
    yield Prose("So, entry by entry:")
    yield from telling.listed(entry_rows(telling, gradient), "entries")


def entry_rows(telling: Telling, gradient: Gradient) -> list[tuple[str, tuple[str, ...]]]:
    """The gradient's entries with the terms of each."""
    return [
        (telling.names.gradient(name), telling.sum(ordered_gradient(telling.derivation, pairs)))
        for name, pairs in zip(telling.names.entries(gradient.of), gradient.locals, strict=True)
    ]

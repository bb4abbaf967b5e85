"""The derivation in the order of the lecture notes: which tables it is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from symconv.calculus.chain import Gradient
from symconv.calculus.derive import Derived
from symconv.errors import SymconvError
from symconv.lectures.in_words import noun
from symconv.lectures.lesson import Length, Lesson
from symconv.lectures.reasons import why
from symconv.lectures.tables import (
    all_sizes,
    chain,
    closed,
    ending,
    grid,
    layer,
    opening,
    pictures,
    sliding,
    summary,
    toeplitz,
)
from symconv.lectures.tables.absent import absent
from symconv.page.document import Block, Document, Heading, bound, prose

# Tables about the whole layer that stand before the gradients, those of each gradient, and those at the end.
BEFORE: Mapping[str, Callable[[Lesson], Iterator[Block]]] = {
    "layer": layer.equation,
    "index": layer.index_form,
    "wanted": opening.wanted,
    "pictures": partial(pictures.pictures, of="Z"),
    "padding": layer.implicit_padding,
    "rotation": partial(sliding.rotation, of="Z"),
    "sliding": partial(sliding.sliding, of="Z"),
    "strip": partial(sliding.strip, of="Z"),
    "reasons": partial(why.of_formula, of="Z"),
    "outputs": chain.outputs,
    "grid": grid.of_outputs,
    "toeplitz": toeplitz.toeplitz,
}
OF_A_GRADIENT: Mapping[str, Callable[[Lesson, Gradient], Iterator[Block]]] = {
    "chain": chain.chain,
    "arrows": chain.arrows,
    "locals": chain.local_derivatives,
    "entries": chain.entries,
    "grid": grid.grid,
}
OF_A_FORMULA: Mapping[str, Callable[[Lesson, str], Iterator[Block]]] = {
    "rotation": sliding.rotation,
    "closed": closed.closed,
    "reasons": why.of_formula,
    "pictures": pictures.pictures,
    "sliding": sliding.sliding,
    "strip": sliding.strip,
    "words": summary.words,
}
AFTER: Mapping[str, Callable[[Lesson], Iterator[Block]]] = {
    "summary": summary.summary,
    "updates": ending.updates,
    "verdict": ending.verdict,
    "theorems": ending.theorems,
    "proof": all_sizes.all_sizes,
}
TABLES = tuple(dict.fromkeys((*BEFORE, *OF_A_GRADIENT, *OF_A_FORMULA, *AFTER)))
UNUSUAL = ("toeplitz", "arrows", "sliding", "strip", "pictures", "proof")
USUAL_TABLES = tuple(name for name in TABLES if name not in UNUSUAL)


def chosen(tables: Sequence[str] | None) -> frozenset[str]:
    """The names of the tables to show; None stands for the usual ones, `all` for every one.

    Raises SymconvError for a name that there is not.
    """
    if isinstance(tables, str):
        raise SymconvError(f"`tables` is a list of names, such as {tables.split(',')}, not {tables!r:.60}", text=tables)
    if tables is None:
        return frozenset(USUAL_TABLES)
    for name in tables:
        if name not in (*TABLES, "all"):
            raise SymconvError(f"`tables` takes {', '.join(TABLES)} or all, not {name!r}", text=name)
    return frozenset(TABLES if "all" in tables else tables)


def lecture(
    derivation: Derived, length: Length = "usual", tables: Sequence[str] | None = None, also: Sequence[str] = ()
) -> Document:
    """The tables of a derivation; a brief one keeps the rows that teach something, a full one leaves nothing out.

    `also` are tables that a format adds to the usual ones.
    """
    lesson, shown = Lesson(derivation, length), chosen(tables)
    if tables is None:
        shown |= {*also}
    told = list(_blocks(lesson, shown))
    found = [*layer.heading(lesson), *(block for _, block in told)]
    # Whoever names a table is told why there is none.
    silent = [name for name in dict.fromkeys(tables or ()) if name in TABLES and name not in {name for name, _ in told}]
    return bound((*found, *(prose(absent(lesson, name)) for name in silent)))


def _blocks(lesson: Lesson, shown: frozenset[str]) -> Iterator[tuple[str, Block]]:
    """Every block, and the table that it belongs to."""
    yield from _told(BEFORE, shown, lesson)
    for of, gradient in lesson.derivation.gradients.items():
        found = list(_told(OF_A_GRADIENT, shown, lesson, gradient))
        if of in lesson.derivation.formulas:
            found += _told(OF_A_FORMULA, shown, lesson, of)
        if found:
            yield "", Heading(f"The gradient with respect to {noun(of[1:])}")
            yield from found
    yield from _told(AFTER, shown, lesson)


def _told(
    tables: Mapping[str, Callable[..., Iterator[Block]]], shown: frozenset[str], *about: object
) -> Iterator[tuple[str, Block]]:
    for name, table in tables.items():
        if name in shown:
            yield from ((name, block) for block in table(*about))

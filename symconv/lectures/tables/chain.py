"""Entry by entry as the notes write it: the outputs, the chain rule of every entry, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sympy

from symconv.calculus.chain import Gradient
from symconv.lectures.lesson import Lesson
from symconv.lectures.term_order import ordered_gradient, ordered_terms
from symconv.page.cut import MOST_LISTED, abridged
from symconv.page.document import Arrows, Block, Equation, Equations, Heading, Table, prose
from symconv.page.maths import Dots, Entry, Maths, Number, Product, Summation, partial

# Up to this many outputs the chain rule is written out with the zero terms, and the local derivatives as a table.
MOST_OUTPUTS = 9


def outputs(lesson: Lesson) -> Iterator[Block]:
    """Every z, expanded."""
    yield Heading("Every output entry, expanded")
    rows = [
        (name, lesson.terms(ordered_terms(lesson.derivation, z)))
        for name, z in zip(lesson.vocabulary.outputs, lesson.derivation.z, strict=True)
    ]
    yield from lesson.listed(rows, "outputs")


def chain(lesson: Lesson, gradient: Gradient) -> Iterator[Block]:
    """The chain rule as a sum over the outputs, then term by term for every entry."""
    yield from _as_a_sum(lesson, gradient)
    yield prose(
        "Term by term:"
        if _everything(lesson)
        else "Term by term, leaving out the outputs that do not contain the entry, whose derivative is 0:"
    )
    rows = []
    for name, pairs in zip(lesson.vocabulary.entries(gradient.of), gradient.locals, strict=True):
        places = _places(lesson, pairs)
        shown = places[: lesson.kept(len(places))]
        terms = abridged([_term(lesson, at, name) for at in shown], len(places) - len(shown))
        rows.append((lesson.vocabulary.partial(name), terms))
    yield from lesson.listed(rows, "entries")


def arrows(lesson: Lesson, gradient: Gradient) -> Iterator[Block]:
    """Under each term of the chain rule, the local derivative that it comes to."""
    yield prose("Under each term, what its local derivative comes to:")
    entries = lesson.vocabulary.entries(gradient.of)
    shown = lesson.kept(len(entries))
    for name, pairs in list(zip(entries, gradient.locals, strict=True))[:shown]:
        places = _places(lesson, pairs)
        kept = places[: lesson.kept(len(places))]
        found = dict(pairs)
        terms: list[Maths] = [_term(lesson, at, name) for at in kept]
        values: list[Maths | None] = [_local(lesson, found, at) for at in kept]
        if len(places) > len(kept):
            terms.append(Dots(len(places) - len(kept)))
            values.append(None)
        if not places:
            # No output contains the entry.
            terms, values = [Number(0)], [None]
        yield Arrows(lesson.vocabulary.partial(name), tuple(terms), tuple(values))
    yield from lesson.left_out(len(entries) - shown, len(entries), "entries")


def local_derivatives(lesson: Lesson, gradient: Gradient) -> Iterator[Block]:
    """Every local derivative: a table of outputs against entries, or a list where that would be too wide."""
    vocabulary = lesson.vocabulary
    entries = vocabulary.entries(gradient.of)
    if _everything(lesson) and (lesson.full or len(entries) <= MOST_LISTED):
        yield prose(
            "The local derivatives, one row an entry and one column an output: ",
            partial(vocabulary.letter("Z"), vocabulary.letter(gradient.of)),
            ".",
        )
        rows = zip(entries, gradient.locals, strict=True)
        yield Table((None, *vocabulary.outputs), tuple(_row(lesson, name, dict(pairs)) for name, pairs in rows))
        return
    yield prose("The local derivatives that are not 0:")
    listed = [
        (partial(vocabulary.outputs[at], name), lesson.terms(ordered_terms(lesson.derivation, local)))
        for name, pairs in zip(entries, gradient.locals, strict=True)
        for at, local in pairs
    ]
    yield from lesson.listed(listed, "local derivatives")


def entries(lesson: Lesson, gradient: Gradient) -> Iterator[Block]:
    """A gradient entry by entry."""
    yield prose("So, entry by entry:")
    rows = [
        (lesson.vocabulary.gradient(name), lesson.terms(ordered_gradient(lesson.derivation, pairs)))
        for name, pairs in zip(lesson.vocabulary.entries(gradient.of), gradient.locals, strict=True)
    ]
    yield from lesson.listed(rows, "entries")


def _as_a_sum(lesson: Lesson, gradient: Gradient) -> Iterator[Block]:
    vocabulary = lesson.vocabulary
    over, v = vocabulary.summed_indices("Z", gradient.of), vocabulary.general(gradient.of)
    z = Entry(vocabulary.notation.letter("Z"), over)
    yield prose("The chain rule: every output that contains the entry passes its share on.")
    product = Product((vocabulary.partial(z), partial(z, v)))
    total = Summation(over, product)
    yield Equations((Equation(vocabulary.partial(v), (total,)),))


def _everything(lesson: Lesson) -> bool:
    return len(lesson.derivation.z) <= MOST_OUTPUTS


def _places(lesson: Lesson, pairs: tuple[tuple[int, object], ...]) -> list[int]:
    """The outputs that an entry's chain rule names."""
    return list(range(len(lesson.derivation.z))) if _everything(lesson) else [at for at, _ in pairs]


def _term(lesson: Lesson, at: int, name: Entry) -> Product:
    output = lesson.vocabulary.outputs[at]
    return Product((lesson.vocabulary.partial(output), partial(output, name)))


def _row(lesson: Lesson, name: Entry, found: Mapping[int, sympy.Expr]) -> tuple[Maths, ...]:
    return (name, *(_local(lesson, found, at) for at in range(len(lesson.derivation.z))))


def _local(lesson: Lesson, found: Mapping[int, sympy.Expr], at: int) -> Maths:
    """The derivative of an output by the entry, 0 where it does not contain it."""
    return lesson.sum(ordered_terms(lesson.derivation, found[at])) if at in found else Number(0)

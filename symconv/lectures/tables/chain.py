"""Entry by entry as the notes write it: the outputs, the chain rule of every entry, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import sympy

from symconv.calculus.chain import Gradient
from symconv.calculus.own_symbols import count_terms
from symconv.lectures.in_words import noun
from symconv.lectures.lesson import Lesson
from symconv.lectures.ranges import ranges
from symconv.lectures.term_order import OrderedTerm, ordered_terms
from symconv.page.cut import MOST_LISTED, abridged
from symconv.page.document import Arrows, Block, Equation, Equations, Heading, Table, prose
from symconv.page.maths import Entry, Maths, Number, Product, Relation, Summation, WholeArray, Words, partial

# Up to this many outputs the local derivatives are a table, and in full the chain rule has its zero terms.
MOST_OUTPUTS = 9


def outputs(lesson: Lesson) -> Iterator[Block]:
    """Every z, expanded."""
    yield Heading("Every output entry, expanded")
    yield prose("The sum, written out:")
    names, z = lesson.vocabulary.outputs, lesson.derivation.z
    # Those that are not shown are only counted.
    yield from lesson.listed(
        [*map(count_terms, z)], lambda at: Equation(names[at], lesson.terms(z[at])), "outputs"
    )


def chain(lesson: Lesson, gradient: Gradient) -> Iterator[Block]:
    """The chain rule for the arrays, as a sum over the outputs, and term by term for every entry."""
    yield from _as_a_sum(lesson, gradient)
    yield from _for_instance(lesson, gradient)
    yield prose(*_lead(lesson, gradient))
    names = lesson.vocabulary.entries(gradient.of)

    def row(at: int) -> Equation:
        shares = _shares(lesson, names[at], _places(lesson, gradient.locals[at]))
        return Equation(lesson.vocabulary.partial(names[at]), shares)

    yield from lesson.listed(gradient.counts, row, "entries")


def _lead(lesson: Lesson, gradient: Gradient) -> list[str | Maths]:
    """What is said before the rows of the chain rule, and why terms are missing from them."""
    counts, outputs = gradient.counts, lesson.vocabulary.outputs
    if (lesson.full and _everything(lesson)) or min(counts) == len(outputs):
        return ["Term by term:"]
    said: list[str | Maths] = [
        "Term by term. An output that does not contain the entry does not change with it: the derivative is 0, and the "
        "term is left out"
    ]
    alone = next((at for at, count in enumerate(counts) if count == 1), None)
    if alone is not None and len(outputs) > 1:
        name = lesson.vocabulary.entries(gradient.of)[alone]
        ((place, _),) = gradient.locals[alone]
        said += [". So ", name, ", for instance, is in ", outputs[place], " and in no other"]
    return [*said, ":"]


def _for_instance(lesson: Lesson, gradient: Gradient) -> Iterator[Block]:
    """The first of the entries that are in the most outputs: where it stands, and one of its local derivatives."""
    at = gradient.counts.index(max(gradient.counts))
    pairs = gradient.locals[at]
    name, symbol = lesson.vocabulary.entries(gradient.of)[at], lesson.derivation.symbols.of[gradient.of[1:]][at]
    if len(pairs) > 1 and not lesson.brief:
        yield prose("For instance ", name, ", wherever it stands in the outputs:")
        yield from _where_it_stands(lesson, [place for place, _ in pairs], symbol)
    if pairs:
        yield from _worked_out(lesson, pairs, name, symbol)


def _where_it_stands(lesson: Lesson, places: Sequence[int], symbol: sympy.Symbol) -> Iterator[Block]:
    """The outputs that contain an entry, the entry standing out in each."""

    def row(place: int) -> Equation:
        terms = ordered_terms(lesson.derivation, lesson.derivation.z[place])
        numbers, _ = _telling(lesson, terms, symbol)
        found = [lesson.term(terms[number], standing_out=symbol) for number in numbers]
        return Equation(lesson.vocabulary.outputs[place], abridged(found, len(terms) - len(numbers)))

    shown = lesson.shown(places)
    yield Equations(tuple(map(row, shown)))
    yield from lesson.left_out(len(places) - len(shown), len(places), "outputs")


def _worked_out(
    lesson: Lesson, pairs: Sequence[tuple[int, sympy.Expr]], name: Entry, symbol: sympy.Symbol
) -> Iterator[Block]:
    """One local derivative in full: under each term of an output, what its derivative by an entry comes to."""
    z = lesson.derivation.z
    place, local = max(pairs, key=lambda pair: count_terms(z[pair[0]]))
    output, value = lesson.vocabulary.outputs[place], lesson.sum(local)
    terms = ordered_terms(lesson.derivation, z[place])
    shown, at = _telling(lesson, terms, symbol)
    written = abridged([lesson.term(terms[number]) for number in shown], len(terms) - len(shown))
    # Also under the dots, where terms are left out.
    values = tuple(value if number == shown.index(at) else Number(0) for number in range(len(written)))
    yield prose(
        "One of these derivatives in full, ",
        partial(output, name),
        ", under each term of ",
        output,
        " its own",
        *(_only_one(lesson.term(terms[at]), name) if len(terms) > 1 else []),
        ":",
    )
    yield Arrows(output, written, values)
    yield prose("So ", Relation(partial(output, name), "=", value), ".")


def _telling(lesson: Lesson, terms: Sequence[OrderedTerm], symbol: sympy.Symbol) -> tuple[list[int], int]:
    """Which terms of a sum are shown, of a long one the beginning and the term that an entry is in; and which that is.

    An output has every entry in one term at most.
    """
    (at,) = (number for number, (_, factors) in enumerate(terms) if symbol in factors)
    return sorted({*lesson.shown(range(len(terms))), at}), at


def _only_one(term: Maths, name: Maths) -> list[str | Maths]:
    """That of several terms one contains an entry."""
    if term == name:
        return [": ", name, " is a term by itself, and no other contains it"]
    return [": ", term, " contains ", name, ", and all others do not"]


def arrows(lesson: Lesson, gradient: Gradient) -> Iterator[Block]:
    """Under each term of the chain rule, the local derivative that it comes to."""
    yield prose("Under each term, what its local derivative comes to:")
    entries = lesson.vocabulary.entries(gradient.of)
    rows = lesson.rows(gradient.counts)
    for at in rows:
        places, found = _places(lesson, gradient.locals[at]), dict(gradient.locals[at])
        terms = _shares(lesson, entries[at], places)
        values: list[Maths | None] = [_local(lesson, found, place) for place in lesson.shown(places)]
        if len(terms) > len(values):
            # Dots, or a 0 where no output contains the entry.
            values.append(None)
        yield Arrows(lesson.vocabulary.partial(entries[at]), terms, tuple(values))
    yield from lesson.left_out(len(entries) - len(rows), len(entries), "entries")


def local_derivatives(lesson: Lesson, gradient: Gradient) -> Iterator[Block]:
    """Every local derivative: a table of outputs against entries, or a list where that would be too wide."""
    vocabulary = lesson.vocabulary
    entries = vocabulary.entries(gradient.of)
    if _everything(lesson) and not lesson.brief and (lesson.full or len(entries) <= MOST_LISTED):
        yield prose(
            "The local derivatives, one row an entry and one column an output: ",
            partial(vocabulary.letter("Z"), vocabulary.letter(gradient.of)),
            ".",
        )
        rows = zip(entries, gradient.locals, strict=True)
        yield Table((None, *vocabulary.outputs), tuple(_row(lesson, name, dict(pairs)) for name, pairs in rows))
        return
    if gradient.of == "dB" and not lesson.full:
        # Each the same, and as many as there are outputs.
        at, (place, local) = next((at, pairs[0]) for at, pairs in enumerate(gradient.locals) if pairs)
        one = Relation(partial(vocabulary.outputs[place], entries[at]), "=", lesson.sum(local))
        yield prose("The local derivatives that are not 0 are all alike: ", one, ".")
        return
    yield prose("The local derivatives that are not 0:")
    found = [(at, place, local) for at in lesson.rows(gradient.counts) for place, local in gradient.locals[at]]
    shown = found if lesson.full else found[:MOST_LISTED]
    yield Equations(
        tuple(
            Equation(partial(vocabulary.outputs[place], entries[at]), lesson.terms(local)) for at, place, local in shown
        )
    )
    count = sum(gradient.counts)
    yield from lesson.left_out(count - len(shown), count, "local derivatives")


def entries(lesson: Lesson, gradient: Gradient) -> Iterator[Block]:
    """A gradient entry by entry."""
    yield prose("So, entry by entry:")
    names = lesson.vocabulary.cells(gradient.of)
    yield from lesson.listed(
        gradient.counts, lambda at: Equation(names[at], lesson.terms_of_gradient(gradient, at)), "entries"
    )


def _as_a_sum(lesson: Lesson, gradient: Gradient) -> Iterator[Block]:
    vocabulary = lesson.vocabulary
    over, v = vocabulary.summed_indices("Z", gradient.of), vocabulary.general(gradient.of)
    z = Entry(vocabulary.notation.letter("Z"), over)
    array = WholeArray(vocabulary.notation.letter(gradient.of).upper())
    outputs = WholeArray(vocabulary.notation.letter("Z").upper())
    yield prose(f"The loss changes with {noun(gradient.of[1:])} through the outputs and in no other way:")
    yield Equations(
        (Equation(vocabulary.partial(array), (Product((vocabulary.partial(outputs), partial(outputs, array))),)),)
    )
    yield prose(
        "Said of one entry, this is the chain rule: every output that contains it passes its share on, and the shares "
        "add up. ",
        *ranges(over, vocabulary.extents("Z")),
        ", over all outputs:",
    )
    share = vocabulary.partial(z), partial(z, v)
    yield Equations((Equation(vocabulary.partial(v), (Summation(over, Product(share)),)),))
    yield prose("Of every share one factor is given and one is wanted:")
    yield Arrows(None, share, (Words("given"), Words("wanted")), joint="·")


def _everything(lesson: Lesson) -> bool:
    return len(lesson.derivation.z) <= MOST_OUTPUTS


def _places(lesson: Lesson, pairs: tuple[tuple[int, object], ...]) -> list[int]:
    """The outputs that an entry's chain rule names: those that contain it, in full all of them."""
    whole = lesson.full and _everything(lesson)
    return list(range(len(lesson.derivation.z))) if whole else [at for at, _ in pairs]


def _shares(lesson: Lesson, name: Entry, places: Sequence[int]) -> tuple[Maths, ...]:
    """What some outputs pass on to an entry."""
    upstream, outputs = lesson.vocabulary.upstream, lesson.vocabulary.outputs
    return lesson.abridged(places, lambda at: Product((upstream[at], partial(outputs[at], name))))


def _row(lesson: Lesson, name: Entry, found: Mapping[int, sympy.Expr]) -> tuple[Maths, ...]:
    return (name, *(_local(lesson, found, at) for at in range(len(lesson.derivation.z))))


def _local(lesson: Lesson, found: Mapping[int, sympy.Expr], at: int) -> Maths:
    """The derivative of an output by the entry, 0 where it does not contain it."""
    return lesson.sum(found[at]) if at in found else Number(0)

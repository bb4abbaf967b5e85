"""The chain rule as the notes write it: as a sum, term by term, with the local derivatives below or in a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from symconv.lectures.telling import MOST, Telling
from symconv.lectures.terms import ordered_terms
from symconv.page.document import Arrows, Block, Equation, Equations, Prose, Table, math

if TYPE_CHECKING:
    from symconv.calculus.chain import Gradient

# Up to this many outputs the chain rule is written out with the zero terms, and the local derivatives as a table.
MOST_OUTPUTS = 9


def chain(telling: Telling, gradient: Gradient) -> Iterator[Block]:
    """The chain rule as a sum over the outputs, then term by term for every entry."""
    names, dialect = telling.names, telling.dialect
    yield from _as_a_sum(telling, gradient)
    yield Prose(
        "Term by term:"
        if _everything(telling)
        else "Term by term, leaving out the outputs that do not contain the entry, whose derivative is 0:"
    )
    loss = names.notation.loss
    rows = []
    for name, pairs in zip(names.entries(gradient.of), gradient.locals, strict=True):
        places = _places(telling, pairs)
        shown = places[: telling.kept(len(places))]
        written = [_term(telling, at, name) for at in shown]
        rows.append((dialect.partial(loss, name), telling.cut(written, len(places) - len(shown))))
    yield from telling.listed(rows, "entries")


def arrows(telling: Telling, gradient: Gradient) -> Iterator[Block]:
    """Under each term of the chain rule, the local derivative that it comes to."""
    yield Prose("Under each term, what its local derivative comes to:")
    loss = telling.names.notation.loss
    entries = telling.names.entries(gradient.of)
    shown = telling.kept(len(entries))
    for name, pairs in list(zip(entries, gradient.locals, strict=True))[:shown]:
        places = _places(telling, pairs)
        kept = places[: telling.kept(len(places))]
        found = dict(pairs)
        values = tuple(
            " + ".join(telling.sum(ordered_terms(telling.derivation, found[at]))) if at in found else "0" for at in kept
        )
        terms = tuple(_term(telling, at, name) for at in kept)
        missing = len(places) - len(kept)
        left_out = (telling.dialect.left_out(missing),) if missing else ()
        yield Arrows(telling.dialect.partial(loss, name), terms + left_out, values + ("",) * len(left_out))
    yield from telling.left_out(len(entries) - shown, len(entries), "entries")


def local_derivatives(telling: Telling, gradient: Gradient) -> Iterator[Block]:
    """Every local derivative: a table of outputs against entries, or a list where that would be too wide."""
    names, dialect = telling.names, telling.dialect
    entries = names.entries(gradient.of)
    if _everything(telling) and (telling.full or len(entries) <= MOST):
        yield Prose(
            "The local derivatives, one row an entry and one column an output: "
            f"{math(dialect.partial(names.letter('Z'), names.letter(gradient.of)))}."
        )
        rows = zip(entries, gradient.locals, strict=True)
        yield Table(("", *names.outputs), tuple(_row(telling, name, dict(pairs)) for name, pairs in rows))
        return
    yield Prose("The local derivatives that are not 0:")
    listed = [
        (dialect.partial(names.outputs[at], name), telling.sum(ordered_terms(telling.derivation, local)))
        for name, pairs in zip(entries, gradient.locals, strict=True)
        for at, local in pairs
    ]
    yield from telling.listed(listed, "local derivatives")


def _as_a_sum(telling: Telling, gradient: Gradient) -> Iterator[Block]:
    names, dialect = telling.names, telling.dialect
    z, v, loss = names.general("Z"), names.general(gradient.of), names.notation.loss
    yield Prose("The chain rule: every output that contains the entry passes its share on.")
    total = dialect.sum_over(names.general_indices("Z"))
    product = dialect.product([dialect.partial(loss, z), dialect.partial(z, v)])
    yield Equations((Equation(dialect.partial(loss, v), (f"{total} {product}",)),))


def _everything(telling: Telling) -> bool:
    return len(telling.derivation.z) <= MOST_OUTPUTS


def _places(telling: Telling, pairs: tuple[tuple[int, object], ...]) -> list[int]:
    """The outputs that an entry's chain rule names."""
    return list(range(len(telling.derivation.z))) if _everything(telling) else [at for at, _ in pairs]


def _term(telling: Telling, at: int, name: str) -> str:
    output, dialect = telling.names.outputs[at], telling.dialect
    return dialect.product([dialect.partial(telling.names.notation.loss, output), dialect.partial(output, name)])


def _row(telling: Telling, name: str, found: dict[int, object]) -> tuple[str, ...]:
    cells = (
        " + ".join(telling.sum(ordered_terms(telling.derivation, found[at]))) if at in found else "0"
        for at in range(len(telling.derivation.z))
    )
    return (name, *cells)

"""The derivation in the order of the lecture notes: what is said, section by section.

The matrix equation; every z; for each gradient the chain rule as a sum and term by term, the local
derivatives, the entries, the closed form in matrices; the verdict.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from symconv.render.closed import closed_form
from symconv.render.dialect import Dialect
from symconv.render.document import Block, Document, Equation, Equations, Heading, Prose, Table, math
from symconv.render.layerview import layer_section
from symconv.render.names import Names
from symconv.render.terms import Term, ordered_gradient, ordered_terms

if TYPE_CHECKING:
    from symconv.chain import Gradient
    from symconv.derivation import Derivation

# What a person reads: longer lists and longer sums are cut to their beginning, unless the whole is asked for.
MOST = 16
BEGINNING = 6
# Up to this many outputs the chain rule is written out with the zero terms, and the local derivatives as a table.
MOST_OUTPUTS = 9

TITLES = {"dK": "kernel", "dX": "input", "dB": "bias"}


def lecture(derivation: Derivation, dialect: Dialect, full: bool) -> Document:
    """The whole derivation in the words of `dialect`; `full` leaves nothing out."""
    return tuple(Lecture(derivation, dialect, full).blocks())


class Lecture:
    """One derivation being told: what every section needs at hand."""

    def __init__(self, derivation: Derivation, dialect: Dialect, full: bool) -> None:
        self.derivation = derivation
        self.dialect = dialect
        self.full = full
        self.names = Names(derivation, dialect)

    def blocks(self) -> Iterator[Block]:
        """All blocks in order."""
        yield from layer_section(self.derivation, self.names, self.full)
        yield Heading("Every output entry, expanded")
        yield from self.listed(
            [(name, self.sum(ordered_terms(self.derivation, z))) for name, z in self._named_outputs()], "outputs"
        )
        for of, gradient in self.derivation.gradients.items():
            yield Heading(f"The gradient with respect to the {TITLES[of]}")
            yield from self.chain_rule(gradient)
            yield from self.local_derivatives(gradient)
            yield from self.entries(gradient)
            if of in self.derivation.formulas:
                yield from closed_form(self.derivation, self.names, of, self.full)
        yield Heading("The verdict")
        yield from self.verdict()

    def listed(self, rows: list[tuple[str, tuple[str, ...]]], what: str) -> Iterator[Block]:
        """Equations, cut where there are more than a person reads."""
        shown = rows[: self._kept(len(rows))]
        yield Equations(tuple(Equation(left, terms) for left, terms in shown))
        if len(shown) < len(rows):
            yield Prose(
                f"{len(rows) - len(shown):,} more of the {len(rows):,} {what} are left out here; "
                f"--full (in Python, full=True) writes them all."
            )

    def sum(self, terms: list[Term]) -> tuple[str, ...]:
        """A sum's terms as text, at least a 0."""
        shown = terms[: self._kept(len(terms))]
        of = self.names.of
        written = [self._term(coefficient, [of[symbol] for symbol in factors]) for coefficient, factors in shown]
        return self._cut(written, len(terms) - len(shown))

    def _kept(self, count: int) -> int:
        """How many of so many rows or terms are shown."""
        return count if self.full or count <= MOST else BEGINNING

    def _term(self, coefficient: int, factors: list[str]) -> str:
        if coefficient != 1 or not factors:
            factors = [str(coefficient), *factors]
        return self.dialect.product(factors)

    def _cut(self, written: list[str], missing: int) -> tuple[str, ...]:
        if missing:
            written.append(self.dialect.left_out(missing))
        return tuple(written) or ("0",)

    def chain_rule(self, gradient: Gradient) -> Iterator[Block]:
        """The chain rule as a sum over the outputs, then term by term for every entry."""
        names, dialect = self.names, self.dialect
        z, v = names.general("Z"), names.general(gradient.of)
        loss = self.derivation.notation.loss
        yield Prose("The chain rule: every output that contains the entry passes its share on.")
        total = dialect.sum_over(names.general_indices("Z"))
        product = dialect.product([dialect.partial(loss, z), dialect.partial(z, v)])
        yield Equations((Equation(dialect.partial(loss, v), (f"{total} {product}",)),))
        everything = len(self.derivation.z) <= MOST_OUTPUTS
        yield Prose(
            "Term by term:"
            if everything
            else "Term by term, leaving out the outputs that do not contain the entry, whose derivative is 0:"
        )
        rows = []
        for name, pairs in zip(names.entries(gradient.of), gradient.locals, strict=True):
            places = range(len(self.derivation.z)) if everything else [at for at, _ in pairs]
            shown = places[: self._kept(len(places))]
            written = [
                dialect.product([dialect.partial(loss, names.outputs[at]), dialect.partial(names.outputs[at], name)])
                for at in shown
            ]
            rows.append((dialect.partial(loss, name), self._cut(written, len(places) - len(shown))))
        yield from self.listed(rows, "entries")

    def local_derivatives(self, gradient: Gradient) -> Iterator[Block]:
        """Every local derivative: a table of outputs against entries, or a list where that would be too wide."""
        names, dialect = self.names, self.dialect
        entries = names.entries(gradient.of)
        if len(self.derivation.z) <= MOST_OUTPUTS and (self.full or len(entries) <= MOST):
            yield Prose(
                "The local derivatives, one row an entry and one column an output: "
                f"{math(dialect.partial(names.letter('Z'), names.letter(gradient.of)))}."
            )
            yield Table(
                ("", *names.outputs),
                tuple(self._row(name, pairs) for name, pairs in zip(entries, gradient.locals, strict=True)),
            )
            return
        yield Prose("The local derivatives that are not 0:")
        rows = [
            (dialect.partial(names.outputs[at], name), self.sum(ordered_terms(self.derivation, local)))
            for name, pairs in zip(entries, gradient.locals, strict=True)
            for at, local in pairs
        ]
        yield from self.listed(rows, "local derivatives")

    def _row(self, name: str, pairs: tuple[tuple[int, object], ...]) -> tuple[str, ...]:
        found = dict(pairs)
        return (
            name,
            *(
                " + ".join(self.sum(ordered_terms(self.derivation, found[at]))) if at in found else "0"
                for at in range(len(self.derivation.z))
            ),
        )

    def entries(self, gradient: Gradient) -> Iterator[Block]:
        """The gradient entry by entry."""
        yield Prose("So, entry by entry:")
        rows = [
            (self.names.gradient(name), self.sum(ordered_gradient(self.derivation, pairs)))
            for name, pairs in zip(self.names.entries(gradient.of), gradient.locals, strict=True)
        ]
        yield from self.listed(rows, "entries")

    def verdict(self) -> Iterator[Block]:
        """Whether the closed formulas equal what was derived."""
        verdict = self.derivation.verdict
        counted = [
            f"{len(self.derivation.z if of == 'Z' else self.derivation.gradients[of].values):,} "
            f"of {math(self.names.whole(of))} ({formula.name})"
            for of, formula in self.derivation.formulas.items()
        ]
        listed = ", ".join(counted[:-1]) + " and " + counted[-1] if len(counted) > 1 else "".join(counted)
        if verdict:
            yield Prose(
                f"Proved: every entry derived above equals the closed form, the {listed}; "
                f"{verdict.monomials:,} monomials compared, for all values of the entries at this size."
            )
        for difference in verdict.differences:
            yield Prose(f"Refuted: {difference}")

    def _named_outputs(self) -> Iterator[tuple[str, object]]:
        return zip(self.names.outputs, self.derivation.z, strict=True)

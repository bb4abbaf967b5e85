"""How a derivation ends: the update rules, the verdict, and what holds for all sizes."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.lectures.telling import Telling
from symconv.page.document import Block, Equation, Equations, Heading, Prose, math


def updates(telling: Telling) -> Iterator[Block]:
    """Gradient descent on the layer's parameters."""
    names, dialect = telling.names, telling.dialect
    found = [of for of in ("dK", "dB") if of in telling.derivation.gradients]
    if found:
        yield Heading("The update rules")
        yield Prose(f"With the learning rate {math(dialect.rate)}, a step of gradient descent is")
        yield Equations(
            tuple(
                Equation(
                    names.whole(of[1:]),
                    (f"{names.whole(of[1:])} - {dialect.product([dialect.rate, names.whole(of)])}",),
                    dialect.becomes,
                )
                for of in found
            )
        )


def verdict(telling: Telling) -> Iterator[Block]:
    """Whether the closed formulas equal what was derived."""
    yield Heading("The verdict")
    derivation = telling.derivation
    found = derivation.verdict
    counted = [
        f"{len(derivation.z if of == 'Z' else derivation.gradients[of].values):,} "
        f"of {math(telling.names.whole(of))} ({formula.name})"
        for of, formula in derivation.formulas.items()
    ]
    listed = ", ".join(counted[:-1]) + " and " + counted[-1] if len(counted) > 1 else "".join(counted)
    if found:
        yield Prose(
            f"Proved: every entry derived above equals the closed form, the {listed}; "
            f"{found.monomials:,} monomials compared, for all values of the entries at this size."
        )
    for difference in found.differences:
        yield Prose(f"Refuted: {difference}")


def all_sizes(telling: Telling) -> Iterator[Block]:
    """The closed formulas once more, proved for every size by the prover."""
    from symconv.proof.decide import decide
    from symconv.statements.library import library
    from symconv.statements.theorems import Theorem

    yield Heading("For all sizes")
    theorems, layer = library(), telling.derivation.layer
    for formula in telling.derivation.formulas.values():
        if isinstance(formula, Theorem) and formula in theorems and formula.family.is_of_kind(layer):
            yield Prose(f"{formula.id}. {decide(formula.tree, formula.family, id=formula.id)}")

"""What holds for all sizes: the closed formulas once more, in the document's letters, as the prover finds them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from symconv.arrays.array import Array
from symconv.layers.lettering import formula as written
from symconv.layers.lettering import letter
from symconv.lectures.lesson import Lesson
from symconv.page.document import Block, Equation, Equations, Heading, Link, prose
from symconv.page.maths import Letter, Number, Product, Relation, Subtraction, Sum
from symconv.sizes import symbol
from symconv.statements.glossary import Glossary, Vector
from symconv.statements.library import library
from symconv.statements.meaning import elaborate
from symconv.statements.theorems import Theorem


def all_sizes(lesson: Lesson) -> Iterator[Block]:
    """The closed formulas once more, proved for every size by the prover."""
    # Only this table waits for the prover.
    from symconv.proof.decide import decide

    theorems, layer = library(), lesson.derivation.layer
    found = [
        formula
        for formula in lesson.derivation.formulas.values()
        if isinstance(formula, Theorem) and formula in theorems and formula.family.is_of_kind(layer)
    ]
    if not found:
        return
    yield Heading("For all sizes")
    for formula in found:
        decision = decide(formula.tree, formula.family, id=formula.id)
        said = " ".join(decision.said.split())
        yield prose(Link(formula.id, formula.id), f", {formula.title}: {decision.outcome} {said}.")
        right = elaborate(formula.tree.right, _AsNamed(formula.family.layer, {}))
        if isinstance(right, Array):
            typeset = written(right, lesson.vocabulary.notation)
            yield Equations((Equation(lesson.vocabulary.whole(formula.of), (typeset,)),))
    yield from _names_of_sizes("".join(formula.statement for formula in found))


def _names_of_sizes(statements: str) -> Iterator[Block]:
    """What the letters for sizes that follow from others stand for, those that occur."""
    d, k, n, s, reach = map(Letter, "dknsD")
    if re.search(r"\bD\b", statements):
        yield prose(
            "Here ", Relation(reach, "=", Product((d, Subtraction(k, Number(1))))), " is how far the kernel reaches."
        )
    if re.search(r"\br\b", statements):
        padded = Sum((n, letter("pl"), letter("pr")))
        left = Subtraction(Subtraction(padded, reach), Number(1))
        yield prose(Letter("r"), " is what remains of ", left, " on division by ", s, ": the stride does not reach it.")


class _AsNamed(Glossary):
    """Names as a formula has them: D and r are not written out in other sizes."""

    def sizes(self, name: str) -> Vector | None:
        if name in ("D", "r"):
            return tuple(symbol(name) for _ in self.layer.axes)
        return super().sizes(name)

"""How a derivation ends: the update rules, and the verdict."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.lectures.lesson import Lesson
from symconv.page.document import Block, Equation, Equations, Heading, prose
from symconv.page.maths import Letter, Maths, Product, Subtraction

RATE = Letter("α")


def updates(lesson: Lesson) -> Iterator[Block]:
    """Gradient descent on the layer's parameters."""
    whole = lesson.vocabulary.whole
    found = [of for of in ("dK", "dB") if of in lesson.derivation.gradients]
    if found:
        yield Heading("The update rules")
        yield prose("With the learning rate ", RATE, ", a step of gradient descent is")
        yield Equations(
            tuple(
                Equation(whole(of[1:]), (Subtraction(whole(of[1:]), Product((RATE, whole(of)))),), "<-") for of in found
            )
        )


def verdict(lesson: Lesson) -> Iterator[Block]:
    """Whether the closed formulas equal what was derived."""
    yield Heading("The verdict")
    derivation = lesson.derivation
    found = derivation.verdict
    if found:
        listed: list[str | Maths] = []
        for number, (of, formula) in enumerate(derivation.formulas.items()):
            last = number == len(derivation.formulas) - 1
            count = len(derivation.z if of == "Z" else derivation.gradients[of].values)
            listed.append("" if number == 0 else " and " if last else ", ")
            listed += [f"{count:,} of ", lesson.vocabulary.whole(of), f" ({formula.name})"]
        yield prose(
            "Proved: every entry derived above equals the closed form, the ",
            *listed,
            f"; {found.monomials:,} monomials compared, for all values of the entries at this size.",
        )
    for difference in found.differences:
        yield prose(f"Refuted: {difference}")

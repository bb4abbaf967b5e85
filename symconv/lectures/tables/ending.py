"""How a derivation ends: the update rules, the verdict, and what the theorems that it names say."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.lectures.lesson import Lesson
from symconv.page.document import Block, Equation, Equations, Heading, Link, prose
from symconv.page.maths import Letter, Maths, Product, Subtraction
from symconv.statements.plain_words import PLAIN_WORDS

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
        listed: list[str | Maths | Link] = []
        for number, (of, formula) in enumerate(derivation.formulas.items()):
            last = number == len(derivation.formulas) - 1
            count = len(derivation.z if of == "Z" else derivation.gradients[of].values)
            listed.append("" if number == 0 else " and " if last else ", ")
            listed += [f"{count:,} of ", lesson.vocabulary.whole(of), " (", Link(formula.name, formula.name), ")"]
        yield prose(
            "Proved: every entry derived above equals the closed form, the ",
            *listed,
            f"; {found.monomials:,} monomials compared, for all values of the entries at this size.",
        )
    for difference in found.differences:
        yield prose(f"Refuted: {difference}")


def theorems(lesson: Lesson) -> Iterator[Block]:
    """What each theorem among the closed forms says, in plain words, under the number by which it is named above."""
    named = [each for each in lesson.derivation.formulas.values() if each.name in PLAIN_WORDS]
    if named:
        yield Heading("The theorems in plain words")
        one = named[0].name
        yield prose(f"Each is about all sizes; symconv prove {one} (in Python, prove({one!r})) proves it anew.")
    for each in named:
        yield prose(f"{each.name}. {PLAIN_WORDS[each.name]}", name=each.name)

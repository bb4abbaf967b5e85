"""How a derivation is summed up: each section in words, and at the end all closed forms, also as notes write them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symconv.exact.verify import verify
from symconv.layers.layer import Layer
from symconv.layers.lettering import formula
from symconv.lectures.in_words import in_words, noun
from symconv.lectures.lesson import Lesson
from symconv.page.document import Block, Equation, Equations, Heading, prose
from symconv.page.maths import Applied, Infix, InfixOperator, Listed, Maths, Words
from symconv.statements.meaning import product_of
from symconv.statements.theorems import claimed

FULL_IS = "Zeros around it on every side, one fewer than the kernel is long, are what \"full\" means"
VALID_IS = "Nothing goes around it and what slides stays inside, which is what \"valid\" means"


@dataclass(frozen=True, slots=True)
class NotesForm:
    """A closed form as notes write it, as a statement's right side, and the step that leads there from the usual one.

    Notes and frameworks write `conv` for a correlation: so it is written where that is `called`.
    """

    of: str
    statement: str
    step: str
    called: str = ""


NOTES_FORMS = (
    NotesForm(
        "dX",
        "convolve(insert_zeros(dZ, s), K, mode=full)",
        f"{FULL_IS}; and a correlation with a turned kernel is a true convolution with the kernel.",
    ),
    NotesForm(
        "dX",
        "convolve(rot180(K), insert_zeros(dZ, s), mode=full)",
        f"{FULL_IS}; a correlation with the kernel is a true convolution with the turned kernel, and in a full true "
        "convolution the two sides may change places.",
    ),
    NotesForm("dX", "correlate(dZ, K, stride=s)", VALID_IS + "; notes call a correlation conv.", called="conv"),
    NotesForm("dK", "correlate(X, dZ, dilation=s)", VALID_IS + "; notes call a correlation conv.", called="conv"),
    NotesForm(
        "dK",
        "convolve(rot180(X), dZ)",
        "A correlation turned as a whole is one of both sides turned, and a correlation with something turned is a "
        "true convolution. " + VALID_IS + ".",
    ),
    NotesForm("dK", "correlate(dZ, X, dilation=s)", VALID_IS + "; notes call a correlation conv.", called="conv"),
)


def words(lesson: Lesson, of: str) -> Iterator[Block]:
    """The last sentence of a section: the closed form in words."""
    said = in_words(lesson.derivation.formulas[of].build(lesson.derivation.layer).simplified())
    if said is not None and lesson.derivation.verdict:
        yield prose(f"In words: {noun(of)} is {said}.")


def summary(lesson: Lesson) -> Iterator[Block]:
    """All closed forms, \"full\" and \"valid\" named, each also in the form of the notes where there is one."""
    derivation, vocabulary = lesson.derivation, lesson.vocabulary
    if not derivation.verdict:
        return
    layer, notation = derivation.layer, derivation.notation
    built = {of: each.build(layer).simplified() for of, each in derivation.formulas.items()}
    yield Heading("In short")
    yield prose(
        "All closed forms; under ", InfixOperator("correlate"), " the right side slides over the left one as it is:"
    )
    yield Equations(tuple(Equation(vocabulary.whole(of), (formula(expr, notation),)) for of, expr in built.items()))
    for form in NOTES_FORMS:
        if form.of in built and _is_said_so(layer, form) and _holds(layer, form):
            yield prose(vocabulary.whole(form.of), " as notes write it:")
            written = _written(lesson, form)
            yield Equations((Equation(vocabulary.whole(form.of), (written,)),))
            yield prose(form.step)
            if isinstance(written, Infix) and written.operator.sign == "convolve":
                yield prose("Under ", InfixOperator("convolve"), " the right side slides turned.")


def _is_said_so(layer: Layer, form: NotesForm) -> bool:
    """Whether notes on such a layer call so what the form does: conv is the product that the layer goes by."""
    return not form.called or product_of(layer) == "correlate"


def _holds(layer: Layer, form: NotesForm) -> bool:
    """Whether it is true of this layer: all its entries are compared."""
    return verify(layer, {form.of: form.statement}).outcome == "proved"


def _written(lesson: Lesson, form: NotesForm) -> Maths:
    layer, notation = lesson.derivation.layer, lesson.derivation.notation
    expr = claimed({form.of: form.statement})[form.of].build(layer).simplified()
    found = formula(expr, notation)
    if not isinstance(found, Infix) or any(option == Words("full") for option in found.operator.options):
        return found
    if form.called:
        name = Applied(form.called, (found.left, found.right), found.operator.options)
        return Listed((name, Words("(valid)")), " ")
    valid = InfixOperator(found.operator.sign, (*found.operator.options, Words("valid")))
    return Infix(found.left, valid, found.right)

"""How a derivation is summed up: each section in words, and at the end all closed forms, also as notes write them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from symconv.arrays.array import Array
from symconv.layers.layer import Convention, Layer
from symconv.layers.lettering import formula
from symconv.layers.notation import Notation
from symconv.lectures.amounts import amounts
from symconv.lectures.in_words import in_words, noun
from symconv.lectures.lesson import Lesson
from symconv.page.document import Block, Equation, Equations, Heading, prose
from symconv.page.maths import Applied, Infix, InfixOperator, Listed, Maths, Words
from symconv.sizes import concrete
from symconv.statements.theorems import claimed

FULL_IS = "Zeros around the left side, at each end one fewer than what slides is long, are what \"full\" means"
VALID_IS = "Nothing more goes around the left side and what slides stays inside, which is what \"valid\" means"
IN_FULL = f"{FULL_IS}; and a correlation with a turned kernel is a true convolution with the kernel."
IN_FULL_TURNED = (
    f"{FULL_IS}; a correlation with the kernel is a true convolution with the turned kernel, and in a full true "
    "convolution the two sides may change places."
)
CALLED_CONV = f"{VALID_IS}; notes call a correlation conv."
WITH_TURNED = f"A correlation with a turned kernel is a true convolution with the kernel. {VALID_IS}."
BOTH_TURNED = (
    "A correlation turned as a whole is one of both sides turned, and a correlation with something turned is a true "
    f"convolution. {VALID_IS}."
)


@dataclass(frozen=True, slots=True)
class NotesForm:
    """A closed form as notes write it, a statement's right side, and the step that leads there from the usual one."""

    of: str
    statement: str
    step: str


# Of which layers each is a theorem: whether they are transposed, and their convention.
# Full: what stands at places of the layer's padding is taken off again. Valid: what no window reaches stays away.
NOTES_FORMS: Mapping[tuple[bool, Convention], tuple[NotesForm, ...]] = {
    (False, "cross-correlation"): (
        NotesForm("dX", "pad(convolve(pad(insert_zeros(dZ, s), 0, r), K, dilation=d, mode=full), -pl, -pr)", IN_FULL),
        NotesForm("dK", "correlate(pad(X, pl, pr - r), dZ, stride=d, dilation=s)", CALLED_CONV),
    ),
    (False, "convolution"): (
        NotesForm(
            "dX",
            "pad(convolve(insert_zeros(rot180(K), d), pad(insert_zeros(dZ, s), 0, r), mode=full), -pl, -pr)",
            IN_FULL_TURNED,
        ),
        NotesForm("dK", "convolve(rot180(pad(X, pl, pr - r)), dZ, stride=d, dilation=s)", BOTH_TURNED),
    ),
    (True, "cross-correlation"): (
        NotesForm("Z", "pad(convolve(pad(insert_zeros(X, s), 0, op), K, dilation=d, mode=full), -pl, -pr)", IN_FULL),
        NotesForm("dX", "correlate(pad(dZ, pl, pr - op), K, stride=s, dilation=d)", CALLED_CONV),
        NotesForm("dK", "correlate(pad(dZ, pl, pr - op), X, stride=d, dilation=s)", CALLED_CONV),
    ),
    (True, "convolution"): (
        NotesForm(
            "Z",
            "pad(convolve(insert_zeros(rot180(K), d), pad(insert_zeros(X, s), 0, op), mode=full), -pl, -pr)",
            IN_FULL_TURNED,
        ),
        NotesForm("dX", "convolve(pad(dZ, pl, pr - op), K, stride=s, dilation=d)", WITH_TURNED),
        NotesForm("dK", "convolve(rot180(pad(dZ, pl, pr - op)), X, stride=d, dilation=s)", BOTH_TURNED),
    ),
}


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
    notes_forms = NOTES_FORMS[layer.transposed, layer.convention]
    forms = {form: _built(layer, form) for form in notes_forms if form.of in built}
    yield from amounts([*built.values(), *forms.values()])
    plain = all(axis.s == axis.d == 1 and axis.pl == axis.pr == axis.op == 0 for axis in layer.axes)
    told, steps = False, set[str]()
    for form, expr in forms.items():
        yield prose(vocabulary.whole(form.of), f" as notes {'' if plain else 'would '}write it:")
        yield Equations((Equation(vocabulary.whole(form.of), (_written(expr, notation),)),))
        step = " ".join((form.step, *_at_the_borders(layer, form)))
        if step not in steps:
            yield prose(step)
            steps.add(step)
        if "convolve" in form.statement and not told:
            yield prose("Under ", InfixOperator("convolve"), " the right side slides turned.")
            told = True


def _at_the_borders(layer: Layer, form: NotesForm) -> Iterator[str]:
    """What a negative padding and zeros at the end are for, where there are any."""
    full = form.step in (IN_FULL, IN_FULL_TURNED)
    more = [concrete(axis.op if layer.transposed else axis.leftover) for axis in layer.axes]
    if full and any(concrete(axis.d) > 1 < concrete(axis.k) for axis in layer.axes):
        yield "Gaps count in how long something is."
    if full and any(concrete(each) for axis in layer.axes for each in (axis.pl, axis.pr)):
        yield "A negative padding takes off the places that the layer's own padding adds."
    if full and any(more):
        yield (
            "The zeros at the end are for the output padding."
            if layer.transposed
            else "The zeros at the end are for the places there that no window reaches."
        )
    elif any(more):
        yield "What no window reaches at the end is left out."


def _built(layer: Layer, form: NotesForm) -> Array:
    added = " + B" if form.of == "Z" and layer.bias else ""
    return claimed({form.of: form.statement + added})[form.of].build(layer).simplified()


def _written(expr: Array, notation: Notation) -> Maths:
    """A form of the notes; they and frameworks write `conv` for a correlation."""
    found = formula(expr, notation)
    if not isinstance(found, Infix) or any(option == Words("full") for option in found.operator.options):
        return found
    if found.operator.sign == "correlate":
        conv = Applied("conv", (found.left, found.right), found.operator.options)
        return Listed((conv, Words("(valid)")), " ")
    valid = InfixOperator(found.operator.sign, (*found.operator.options, Words("valid")))
    return Infix(found.left, valid, found.right)

"""How a derivation begins: what the loss is, what is given, what is wanted, and where it goes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symconv.lectures.lesson import Lesson
from symconv.lectures.matrices import matrix
from symconv.lectures.tables.closed import operand
from symconv.page import text
from symconv.page.document import Block, Display, Heading, prose
from symconv.page.maths import Arrow, Dots, Letter, Maths, Relation

# Every product has one factor of each, so the derivative by the one is made of the other.
PARTNERS = {"dK": "X", "dX": "K"}


def wanted(lesson: Lesson) -> Iterator[Block]:
    """The loss, the gradient that is given, and those that are wanted, each an array like what it is taken by."""
    vocabulary, layer = lesson.vocabulary, lesson.derivation.layer
    whole = vocabulary.whole
    loss = Letter(vocabulary.notation.loss)
    yield Heading("What is given, and what is wanted")
    yield prose(
        loss,
        " is the loss: one number, which the layer's output ",
        whole("Z"),
        " decides through all that comes after it. In a network the layer has its place forwards and backwards:",
    )
    yield from _network(lesson)
    yield prose("Given is how the loss changes with every output entry, an array like ", whole("Z"), ":")
    yield _named(lesson, "dZ")
    found = [*lesson.derivation.gradients]
    listed: list[str | Maths] = []
    for number, of in enumerate(found):
        listed += [" and " if number == len(found) - 1 else ", "] if number else []
        listed.append(whole(of[1:]))
    each = ", each" if len(found) > 1 else ","
    yield prose("Wanted is the same for ", *listed, f"{each} an array like what it is taken by:")
    for of in found:
        if of != "dB" or layer.shows_channels:
            yield _named(lesson, of)
    yield prose(*_next(lesson))
    keeps = [whole(PARTNERS[of]) for of in found if of in PARTNERS]
    if keeps:
        also = (" and ", keeps[1]) if len(keeps) > 1 else ()
        yield prose(
            "For that the layer keeps ", keeps[0], *also, " from its forward pass; ", whole("Z"), " it need not keep."
        )


def _network(lesson: Lesson) -> Iterator[Display]:
    """The layer between the layers before it and after it: which arrays go forwards, and which gradients backwards."""
    vocabulary, bias = lesson.vocabulary, lesson.derivation.layer.bias
    loss = Letter(vocabulary.notation.loss)
    before, after = "layers before", "layers after"
    parameters = [text.written(vocabulary.whole(name)) for name in ("K", *(["B"] if bias else []))]

    def joined(tensors: Sequence[str], here: str, back: bool) -> Display:
        first, *further = map(vocabulary.whole, tensors)
        whole: Maths = Relation(Dots(), Arrow(before, back), first)
        for words, each in zip((here, after), (*further, loss), strict=True):
            whole = Relation(whole, Arrow(words, back), each)
        return Display(whole)

    yield joined(("X", "Z"), f"this layer: {', '.join(parameters)}", back=False)
    if "dX" in lesson.derivation.gradients:
        yield joined(("dX", "dZ"), "this layer", back=True)


def _named(lesson: Lesson, of: str) -> Display:
    """A gradient and its entries, the first slice of it where it has channels."""
    entries = operand(lesson, of)
    shown = entries.names if len(entries.shape.labels) == 0 else entries.names.reshape(-1, *entries.sizes)
    return Display(Relation(lesson.vocabulary.whole(of), "=", matrix(shown, lesson.full)))


def _next(lesson: Lesson) -> list[str | Maths]:
    """Where each gradient goes."""
    whole = lesson.vocabulary.whole
    parameters = [of for of in ("dK", "dB") if of in lesson.derivation.gradients]
    said: list[str | Maths] = []
    for number, of in enumerate(parameters):
        said += [" and " if number else "", whole(of)]
    if said:
        said.append(" change the parameters." if len(parameters) > 1 else " changes the parameter.")
    if "dX" in lesson.derivation.gradients:
        said += [
            " " if said else "",
            whole("dX"),
            " goes to the layer before: its output is our ",
            whole("X"),
            ", so there it is what ",
            whole("dZ"),
            " is here.",
        ]
    return said

"""Where the pictures of a derivation belong: the steps of the layer itself and of each closed form."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.errors import SymconvError
from symconv.lectures.lesson import Lesson
from symconv.page.document import Block, Pictures, Slides

LEGENDS = {
    "forward": "The window on the input",
    "dX": "The input's gradient",
    "dK": "The kernel's gradient",
    "stamp": "Stamps of the kernel instead, which add up to the same",
}


def pictures(lesson: Lesson, of: str) -> Iterator[Block]:
    """The window on the input for Z, the steps of a closed form that slides something; where one turns, its stamps."""
    if of != "dB":
        yield from _pictures(lesson, "forward" if of == "Z" else of)
    if of == ("Z" if lesson.derivation.layer.transposed else "dX"):
        yield from _pictures(lesson, "stamp")


def _pictures(lesson: Lesson, what: str) -> Iterator[Block]:
    """The steps of a picture, where there is something that can be drawn."""
    # Most derivations are told without pictures.
    from symconv.pictures.choice import favourite, steps_of
    from symconv.pictures.film import film
    from symconv.pictures.stamps import stamps
    from symconv.pictures.svg import svg
    from symconv.pictures.tikz import tikz
    from symconv.pictures.words import entry_of, subject_of

    layer, notation = lesson.derivation.layer, lesson.derivation.notation.name
    try:
        # The window of the same entry is the picture before.
        found = stamps(layer, notation) if what == "stamp" else steps_of(layer, what, notation)
    except SymconvError:
        return
    slides = Slides(
        count=len(found),
        favourite=favourite(found).number,
        picture=lambda number: svg(found[number]),
        drawing=lambda number: tikz(found[number]),
        about=lambda number: entry_of(found[number]),
        film=lambda numbers: film([found[number] for number in numbers], what),
        sum=lambda number: found[number].sum,
        caption=subject_of(found[0]),
    )
    given = "" if notation == "xkz" else f" --notation {notation}"
    command = f"symconv draw {layer} --what {what}{given} --animate -o {what}.svg"
    yield Pictures(what, LEGENDS[what], command, slides, lesson.full)

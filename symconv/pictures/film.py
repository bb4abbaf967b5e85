"""The steps of a picture for one page: what is drawn several times is drawn once, and referred to where it is seen.

A step is mostly what other steps are: the same grids, and a window that is elsewhere. A group of shapes, or a shape in
one, that occurs again, wherever it stands, is an element with a name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from html import escape
from itertools import chain
from xml.etree.ElementTree import Element

from symconv.page.document import Film
from symconv.pictures.choice import SUBJECTS
from symconv.pictures.groups import Group, PlacedShape, groups, parts
from symconv.pictures.layout import wordless
from symconv.pictures.shapes import Drawn
from symconv.pictures.svg import SANS, SERIF, decimal, draw_in
from symconv.pictures.words import PictureStep, laying_of, step_of

# A thousandth of a pixel is the least that is written.
SMALLEST = 0.0005
# Of its own size, a picture on a page has at least so much.
LEAST_SCALE = 0.55


def film(steps: Sequence[PictureStep], what: str) -> Film:
    """Steps of the picture of `what`, without the sum and the caption below.

    >>> from symconv import Conv1d
    >>> from symconv.pictures.frames import frames
    >>> found = film(frames(Conv1d(input=4, kernel=2)), "forward")
    >>> len(found.pictures), found.pictures[0].count("<use "), found.pictures[0].count("<rect ")
    (3, 10, 0)
    """
    sheet = wordless(steps)
    still = [*parts((*sheet.still, *sheet.turned))]
    moving = [[*groups(shapes)] for shapes in sheet.moving]
    # A letter for each subject, a number for each name: there is none shorter.
    names = _Names("abcdefgh"[SUBJECTS.index(what)], still, moving)
    width, height = decimal(sheet.width), decimal(sheet.height)
    # On a narrow screen a picture is moved rather than made so small that its letters are lost.
    least = f"min-width:{decimal(LEAST_SCALE * sheet.width)}px"
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" style="{least}"'
    pictures = []
    for step, found in zip(steps, moving, strict=True):
        said = f"<title>{escape(step_of(step))}</title><desc>{escape(laying_of(step))}.</desc>"
        shown = "".join(map(names.group, found))
        pictures.append(f'<svg role="img" {size}>{said}<use href="#{names.still}"/>{shown}</svg>')
    return Film(f'<svg class="drawn" aria-hidden="true"><defs>{names.definitions(still)}</defs></svg>', tuple(pictures))


class _Names:
    """The names of what is drawn several times, and the first of each."""

    def __init__(self, letter: str, still: Sequence[PlacedShape], moving: Sequence[Sequence[Group]]) -> None:
        self.still = f"{letter}0"
        counted = Counter(group.look for group in chain.from_iterable(moving))
        self._groups: dict[Hashable, Group] = {}
        alone: list[PlacedShape] = [*still]
        for group in chain.from_iterable(moving):
            named = len(group.parts) > 1 and counted[group.look] > 1
            # What is in a group with a name is drawn once, everything else as often as it occurs.
            if not named or self._groups.setdefault(group.look, group) is group:
                alone += group.parts
        times = Counter(part.look for part in alone)
        self._parts = {part.look: part for part in reversed(alone) if times[part.look] > 1}
        looks = (*self._parts, *self._groups)
        self._names = {look: f"{letter}{at}" for at, look in enumerate(looks, start=1)}

    def definitions(self, still: Iterable[PlacedShape]) -> str:
        """What all steps have, and everything that has a name."""
        found = [f'<g id="{self.still}">{"".join(map(self._part, still))}</g>']
        for look, part in self._parts.items():
            found.append(f'<g id="{self._names[look]}">{_drawn(part.shape)}</g>')
        for look, group in self._groups.items():
            found.append(f'<g id="{self._names[look]}">{"".join(map(self._part, group.parts))}</g>')
        return "".join(found)

    def group(self, group: Group) -> str:
        """A group at its place."""
        if group.look in self._groups:
            return self._use(group, self._groups[group.look])
        return "".join(map(self._part, group.parts))

    def _part(self, part: PlacedShape) -> str:
        return self._use(part, self._parts[part.look]) if part.look in self._parts else _drawn(part.shape)

    def _use(self, here: Group | PlacedShape, first: Group | PlacedShape) -> str:
        """What has a name stands where it was first, or so much further."""
        places = (("x", here.x - first.x), ("y", here.y - first.y))
        given = "".join(f' {name}="{decimal(by)}"' for name, by in places if abs(by) >= SMALLEST)
        return f'<use href="#{self._names[here.look]}"{given}/>'


def _drawn(shape: Drawn) -> str:
    found = Element("g")
    draw_in(found, [shape])
    for text in found.iter("text"):
        _set_by_class(text)
    return "".join(map(_written, found))


def _set_by_class(text: Element) -> None:
    """How letters are set, said by the page: i for italics, l for lowered, h for on a halo, n for a note."""
    if text.attrib.pop("paint-order", ""):
        del text.attrib["stroke-width"], text.attrib["stroke-linejoin"]
        text.set("class", "h")
    # The letters of mathematics are the usual ones in a picture.
    if text.attrib.pop("font-family", SERIF) == SANS:
        text.set("class", "n")
    for run in text:
        lowered, slanted = run.attrib.pop("font-size", ""), run.attrib.pop("font-style", "")
        if lowered or slanted:
            run.set("class", "l" if lowered else "i")


def _written(element: Element) -> str:
    """An element; letters that are set as all others around them need none."""
    inner = escape(element.text or "", quote=False) + "".join(map(_written, element))
    if element.tag == "tspan" and not element.attrib:
        return inner
    given = "".join(f' {name}="{escape(value)}"' for name, value in element.attrib.items())
    return f"<{element.tag}{given}>{inner}</{element.tag}>" if inner else f"<{element.tag}{given}/>"

"""A picture as SVG: text that is read aloud, no scripts, nothing fetched from elsewhere.

Written with the standard library's XML: a picture is rectangles, lines and texts, and what a drawing library
would add, it would add as a dependency.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from hashlib import sha256
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from symconv.errors import SymconvError, TooLargeError
from symconv.lectures.telling import BEGINNING, MOST
from symconv.pictures.frames import Frame, Written, instructive
from symconv.pictures.layout import Page, caption_of, pages
from symconv.pictures.shapes import LEADING, PAPER, QUIET, Box, Label, Lines, Paragraph, Shape

SERIF = "STIX Two Text, Cambria, Times New Roman, Liberation Serif, DejaVu Serif, serif"
SANS = "Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif"
# Subscripts, words, single letters, and all the rest.
PIECES = re.compile(
    r"(?P<sub>(?<=[A-Za-z])(?<![A-Za-z]{2})\d+(?:,\d+)*)|(?P<word>[A-Za-z_]{2,}\d*)"
    r"|(?P<letter>[A-Za-zδ])|(?P<rest>.)"
)
# Seconds: of a step, of the rest before the kernel is turned, and until it has come to rest again.
STEP, BEFORE, TURNING = 1.0, 0.8, 3.0
MOST_STEPS = 144


def svg(frame: Frame) -> str:
    """One step as an SVG document.

    >>> from symconv import Conv1d
    >>> from symconv.pictures.frames import frames
    >>> svg(frames(Conv1d(input=3, kernel=2))[1]).count("<title>Step 2 of 2: z2 = x2·k1 + x3·k2 + B</title>")
    1
    """
    (page,) = pages([frame])
    root = _document(page, _step(frame), f"{_subject(frame)} {_window(frame)}")
    _draw(root, (*page.still, *page.turned, *page.moving))
    return _text(root)


def animated(frames: Sequence[Frame]) -> str:
    """All steps as one animated SVG document, a second each, over and over.

    It is moved by CSS: whoever asked for less motion, or whose viewer knows none, sees one step.
    """
    if not frames:
        raise SymconvError("an animation needs at least one frame")
    if len(frames) > MOST_STEPS:
        raise TooLargeError(f"an animation of {len(frames)} steps is too long: at most {MOST_STEPS}, a second each")
    drawn = pages(frames)
    first, page = frames[0], drawn[0]
    opening = TURNING if first.unturned else 0.0
    seconds = opening + STEP * len(frames)
    said = [_step(frame) for frame in (frames if len(frames) <= MOST else frames[:BEGINNING])]
    missing = len(frames) - len(said)
    more = f" And {missing} more steps." if missing else ""
    title = f"{first.formula.text}, in {len(frames)} step{'s' if len(frames) > 1 else ''}"
    root = _document(page, title, f"{_subject(first)} {'. '.join(said)}.{more}")
    # Two animations on one page of HTML must not move each other.
    name = f"symconv-{sha256(repr(frames).encode()).hexdigest()[:8]}"
    SubElement(root, "style").text = _style(name, opening, seconds, page.pivot)
    _draw(root, page.still)
    turned = SubElement(root, "g", {"class": f"{name}-turned"} if first.unturned else {})
    _draw(turned, page.turned, f"{name}-upright" if first.unturned else "")
    if first.unturned:
        _draw(SubElement(root, "g", {"class": f"{name}-opening"}), [_opening(page)])
    best = instructive(frames)
    for frame, each in zip(frames, drawn, strict=True):
        shown = f"{name}-step {name}-best" if frame is best else f"{name}-step"
        # A negative delay: every step is somewhere in its cycle from the start.
        delay = opening + STEP * frame.number - seconds
        _draw(SubElement(root, "g", {"class": shown, "style": f"animation-delay:{_number(delay)}s"}), each.moving)
    return _text(root)


def _style(name: str, opening: float, seconds: float, pivot: tuple[float, float]) -> str:
    step, start, end = (_number(100 * each / seconds) for each in (STEP, BEFORE, max(opening - BEFORE, BEFORE)))
    at = " ".join(f"{_number(each)}px" for each in pivot)
    cycle = f"{_number(seconds)}s infinite"
    rules = [
        f".{name}-step{{opacity:0;animation:{name}-show {cycle} step-end}}",
        f".{name}-best{{opacity:1}}",
        f"@keyframes {name}-show{{0%{{opacity:1}}{step}%{{opacity:0}}100%{{opacity:0}}}}",
    ]
    if opening:
        whole = _number(100 * opening / seconds)
        rules += [
            f".{name}-opening{{opacity:0;animation:{name}-open {cycle} step-end}}",
            f"@keyframes {name}-open{{0%{{opacity:1}}{whole}%{{opacity:0}}100%{{opacity:0}}}}",
            f".{name}-turned{{transform-origin:{at};animation:{name}-turn {cycle} ease-in-out}}",
            f"@keyframes {name}-turn{{0%,{start}%{{transform:rotate(-180deg)}}{end}%,100%{{transform:rotate(0deg)}}}}",
            # The letters stay upright while the kernel turns.
            f".{name}-upright{{animation:{name}-upright {cycle} ease-in-out}}",
            f"@keyframes {name}-upright{{0%,{start}%{{transform:rotate(180deg)}}"
            f"{end}%,100%{{transform:rotate(0deg)}}}}",
        ]
    still = ",".join(f".{name}-{each}" for each in ("step", "opening", "turned", "upright"))
    return "".join([*rules, f"@media (prefers-reduced-motion:reduce){{{still}{{animation:none}}}}"])


def _document(page: Page, title: str, description: str) -> Element:
    width, height = _number(page.width), _number(page.height)
    root = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "role": "img",
            "viewBox": f"0 0 {width} {height}",
            "width": width,
            "height": height,
            "style": "max-width:100%;height:auto",
        },
    )
    SubElement(root, "title").text = title
    SubElement(root, "desc").text = description
    SubElement(root, "rect", {"width": width, "height": height, "fill": PAPER})
    return root


def _step(frame: Frame) -> str:
    return f"Step {frame.number + 1} of {frame.count}: {frame.sum.text}"


def _subject(frame: Frame) -> str:
    turned = f" The kernel {frame.unturned.title.text} is turned by 180°." if frame.unturned else ""
    return f"{caption_of(frame)} {frame.formula.text}.{turned}"


def _window(frame: Frame) -> str:
    met = [f"{frame.right.at(theirs).written.text} on {_said(frame, ours)}" for ours, theirs in frame.window[:MOST]]
    more = f", and {len(frame.window) - MOST} more" if len(frame.window) > MOST else ""
    return f"The kernel lies with {', '.join(met)}{more}; the sum is {frame.sum.text}."


def _said(frame: Frame, place: tuple[int, ...]) -> str:
    cell = frame.left.at(place)
    return {"entry": cell.written.text, "padding": "padding", "inserted": "an inserted zero"}[cell.kind]


def _opening(page: Page) -> Paragraph:
    below = page.below
    said = Written("First the kernel is turned by 180°.", "")
    return Paragraph(below.x, below.y, below.width, said, below.size, maths=False, colour=QUIET)


def _draw(parent: Element, shapes: Iterable[Shape], upright: str = "") -> None:
    for shape in shapes:
        match shape:
            case Box(x=x, y=y, size=size, fill=fill):
                edges = {"x": x, "y": y, "width": size, "height": size}
                box = {key: _number(value) for key, value in edges.items()}
                SubElement(parent, "rect", box | {"fill": fill, "stroke": "#333333", "stroke-width": "1"})
            case Lines():
                SubElement(parent, "path", _path(shape))
            case Label():
                _label(parent, shape, upright)
            case Paragraph(x=x, y=y, size=size, maths=maths, colour=colour):
                for number, line in enumerate(shape.lines):
                    text = _text_at(parent, x, y + number * LEADING * size, size, colour, "start")
                    _mathematics(text, line, size) if maths else _upright(text, line, SANS)


def _path(lines: Lines) -> dict[str, str]:
    steps = (f"M{_number(a)} {_number(b)}L{_number(c)} {_number(d)}" for a, b, c, d in lines.segments)
    found = {"d": "".join(steps), "stroke": lines.colour, "stroke-width": _number(lines.width), "fill": "none"}
    if lines.dashed:
        found["stroke-dasharray"] = "5 4"
    else:
        found["stroke-linecap"] = "square" if lines.width > 2 else "butt"
    return found


def _label(parent: Element, label: Label, upright: str) -> None:
    text = _text_at(parent, label.x, label.y, label.fitted, label.colour, label.anchor)
    if label.halo:
        halo = {"stroke": label.halo, "stroke-width": "4", "stroke-linejoin": "round", "paint-order": "stroke"}
        text.attrib.update(halo)
    if upright:
        text.set("class", upright)
        text.set("style", f"transform-origin:{_number(label.x)}px {_number(label.y)}px")
    match label.kind:
        case "entries":
            _mathematics(text, label.written.text, label.fitted)
        case "arrays":
            # Upright: viewers that lack the sign of correlation in italics would leave the italics out.
            _upright(text, label.written.text, SERIF)
        case "words":
            _upright(text, label.written.text, SANS)


def _text_at(parent: Element, x: float, y: float, size: float, colour: str, anchor: str) -> Element:
    # Viewers differ in what a "middle" baseline is; a third of the letters' size below is the middle in all.
    places = {"x": _number(x), "y": _number(y + 0.33 * size), "font-size": _number(size)}
    return SubElement(parent, "text", places | {"fill": colour, "text-anchor": anchor})


def _upright(text: Element, said: str, family: str) -> None:
    text.set("font-family", family)
    text.text = said


def _mathematics(text: Element, said: str, size: float) -> None:
    """Single letters in italics and the digits behind them lowered."""
    text.set("font-family", SERIF)
    low = False
    for kind, piece in _pieces(said):
        styles: dict[str, str] = {"font-style": "italic"} if kind == "letter" else {}
        if (kind == "sub") != low:
            low = not low
            styles["dy"] = _number(0.22 * size if low else -0.22 * size)
        if low:
            styles["font-size"] = _number(0.72 * size)
        SubElement(text, "tspan", styles).text = piece


def _pieces(said: str) -> list[tuple[str, str]]:
    """A text by kinds, neighbours of one kind together."""
    found: list[tuple[str, str]] = []
    for match in PIECES.finditer(said):
        kind = "rest" if match.lastgroup == "word" else match.lastgroup or "rest"
        if found and found[-1][0] == kind:
            found[-1] = kind, found[-1][1] + match.group()
        else:
            found.append((kind, match.group()))
    return found


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _text(root: Element) -> str:
    return ElementTree.tostring(root, encoding="unicode") + "\n"

"""A picture as SVG: text that is read aloud, no scripts, nothing fetched from elsewhere.

Written with the standard library's XML: a picture is rectangles, lines and texts, and what a drawing library
would add, it would add as a dependency.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from symconv.errors import SymconvError, TooLargeError
from symconv.page.cut import kept
from symconv.page.runs import Line, runs
from symconv.page.text import related, written
from symconv.pictures.choice import favourite
from symconv.pictures.layout import sheet
from symconv.pictures.placing import Sheet
from symconv.pictures.shapes import (
    INK,
    LEADING,
    PAPER,
    Anchor,
    Box,
    Drawn,
    GridSign,
    Label,
    Lines,
    Note,
    Paragraph,
    Wrapped,
)
from symconv.pictures.words import PictureStep, description_of, step_of, subject_of

SERIF = "STIX Two Text, Cambria, Times New Roman, Liberation Serif, DejaVu Serif, serif"
SANS = "Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif"
# How letters are set where nothing else is said.
SET_AS = {"fill": INK, "text-anchor": "middle"}
# Seconds: of a step, of the rest before the kernel is turned, and until it has come to rest again.
STEP, RESTING, TURNING = 1.0, 0.8, 3.0
LONGEST_FILM = 144


def svg(frame: PictureStep) -> str:
    """One step as an SVG document.

    >>> from symconv import Conv1d
    >>> from symconv.pictures.frames import frames
    >>> svg(frames(Conv1d(input=3, kernel=2))[1]).count("<title>Step 2 of 2: z2 = x2·k1 + x3·k2 + B</title>")
    1
    """
    drawn = sheet([frame])
    root = _document(drawn, step_of(frame), f"{subject_of(frame)} {description_of(frame)}")
    draw_in(root, drawn.step(0))
    return _text(root)


def animated(frames: Sequence[PictureStep]) -> str:
    """All steps as one animated SVG document, a second each, over and over.

    It is moved by CSS: whoever asked for less motion, or whose viewer knows none, sees one step.
    """
    if not frames:
        raise SymconvError("an animation needs at least one frame")
    if len(frames) > LONGEST_FILM:
        raise TooLargeError(f"an animation of {len(frames)} steps is too long: at most {LONGEST_FILM}, a second each")
    drawn, first = sheet(frames), frames[0]
    opening = TURNING if first.unturned else 0.0
    seconds = opening + STEP * len(frames)
    said = [step_of(frame) for frame in frames[: kept(len(frames))]]
    missing = len(frames) - len(said)
    more = f" And {missing} more steps." if missing else ""
    title = f"{written(first.formula)}, in {len(frames)} step{'s' if len(frames) > 1 else ''}"
    description = f"{subject_of(first)} {'. '.join(said)}.{more}"
    root = _document(drawn, title, description)
    # Two animations on one page of HTML must not move each other. What is said of a picture tells it from all others.
    name = f"symconv-{sha256(f'{title} {description}'.encode()).hexdigest()[:8]}"
    SubElement(root, "style").text = _style(name, opening, seconds, drawn.pivot)
    draw_in(root, drawn.still)
    turned = SubElement(root, "g", {"class": f"{name}-turned"} if first.unturned else {})
    draw_in(turned, drawn.turned, f"{name}-upright" if first.unturned else "")
    if first.unturned:
        draw_in(SubElement(root, "g", {"class": f"{name}-opening"}), [_opening(drawn)])
    best = favourite(frames)
    for frame, shapes in zip(frames, drawn.moving, strict=True):
        shown = f"{name}-step {name}-best" if frame is best else f"{name}-step"
        # A negative delay: every step is somewhere in its cycle from the start.
        delay = opening + STEP * frame.number - seconds
        draw_in(SubElement(root, "g", {"class": shown, "style": f"animation-delay:{decimal(delay)}s"}), shapes)
    return _text(root)


def _style(name: str, opening: float, seconds: float, pivot: tuple[float, float]) -> str:
    step, start, end = (decimal(100 * each / seconds) for each in (STEP, RESTING, max(opening - RESTING, RESTING)))
    at = " ".join(f"{decimal(each)}px" for each in pivot)
    cycle = f"{decimal(seconds)}s infinite"
    rules = [
        f".{name}-step{{opacity:0;animation:{name}-show {cycle} step-end}}",
        f".{name}-best{{opacity:1}}",
        f"@keyframes {name}-show{{0%{{opacity:1}}{step}%{{opacity:0}}100%{{opacity:0}}}}",
    ]
    if opening:
        whole = decimal(100 * opening / seconds)
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


def _document(drawn: Sheet, title: str, description: str) -> Element:
    width, height = decimal(drawn.width), decimal(drawn.height)
    root = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "role": "img",
            "viewBox": f"0 0 {width} {height}",
            "width": width,
            "height": height,
            "style": "max-width:100%;height:auto",
            **SET_AS,
        },
    )
    SubElement(root, "title").text = title
    SubElement(root, "desc").text = description
    SubElement(root, "rect", {"width": width, "height": height, "fill": PAPER})
    return root


def _opening(drawn: Sheet) -> Paragraph:
    below = next(shape for shape in drawn.moving[0] if isinstance(shape, Wrapped))
    return Paragraph(below.x, below.y, below.width, "First the kernel is turned by 180°.", below.size)


def draw_in(parent: Element, shapes: Iterable[Drawn], upright: str = "") -> None:
    """Draw shapes as elements in another; letters have the class `upright`, where there is one."""
    for shape in shapes:
        match shape:
            case Box(x=x, y=y, size=size, fill=fill):
                edges = {"x": x, "y": y, "width": size, "height": size}
                box = {key: decimal(value) for key, value in edges.items()}
                SubElement(parent, "rect", box | {"fill": fill, "stroke": "#333333", "stroke-width": "1"})
            case Lines():
                SubElement(parent, "path", _path(shape))
            case Label():
                _label(parent, shape, upright)
            case GridSign(x=x, y=y, size=size, sign=sign, colour=colour):
                _upright(_text_at(parent, x, y, size, colour), related(sign), SERIF)
            case Note(x=x, y=y, size=size, text=said, colour=colour, anchor=anchor):
                _upright(_text_at(parent, x, y, size, colour, anchor), said, SANS)
            case Wrapped(x=x, y=y, size=size, colour=colour):
                for number, line in enumerate(shape.lines):
                    _mathematics(_text_at(parent, x, y + number * LEADING * size, size, colour, "start"), line, size)
            case Paragraph(x=x, y=y, size=size, colour=colour):
                for number, words in enumerate(shape.lines):
                    _upright(_text_at(parent, x, y + number * LEADING * size, size, colour, "start"), words, SANS)


def _path(lines: Lines) -> dict[str, str]:
    steps = (f"M{decimal(a)} {decimal(b)}L{decimal(c)} {decimal(d)}" for a, b, c, d in lines.segments)
    found = {"d": "".join(steps), "stroke": lines.colour, "stroke-width": decimal(lines.width), "fill": "none"}
    if lines.dashed:
        found["stroke-dasharray"] = "5 4"
    else:
        found["stroke-linecap"] = "square" if lines.width > 2 else "butt"
    return found


def _label(parent: Element, label: Label, upright: str) -> None:
    size = label.fitted
    text = _text_at(parent, label.x, label.y, size, label.colour, label.anchor)
    if label.halo:
        halo = {"stroke": label.halo, "stroke-width": "4", "stroke-linejoin": "round", "paint-order": "stroke"}
        text.attrib.update(halo)
    if upright:
        text.set("class", upright)
        text.set("style", f"transform-origin:{decimal(label.x)}px {decimal(label.y)}px")
    match label.kind:
        case "entries":
            _mathematics(text, runs(label.said), size)
        case "arrays":
            # Upright: viewers that lack the sign of correlation in italics would leave the italics out.
            _upright(text, written(label.said), SERIF)


def _text_at(parent: Element, x: float, y: float, size: float, colour: str, anchor: Anchor = "middle") -> Element:
    # Viewers differ in what a "middle" baseline is; a third of the letters' size below is the middle in all.
    places = {"x": decimal(x), "y": decimal(y + 0.33 * size), "font-size": decimal(size)}
    own = {"fill": colour, "text-anchor": anchor}
    return SubElement(parent, "text", places | {name: value for name, value in own.items() if value != SET_AS[name]})


def _upright(text: Element, said: str, family: str) -> None:
    text.set("font-family", family)
    text.text = said


def _mathematics(text: Element, line: Line, size: float) -> None:
    """Letters in italics and indices lowered."""
    text.set("font-family", SERIF)
    low = False
    for run in line:
        styles: dict[str, str] = {"font-style": "italic"} if run.set == "italic" else {}
        if (run.set == "lowered") != low:
            low = not low
            styles["dy"] = decimal(0.22 * size if low else -0.22 * size)
        if low:
            styles["font-size"] = decimal(0.72 * size)
        SubElement(text, "tspan", styles).text = run.text


def decimal(value: float) -> str:
    """A number as SVG writes it, to a thousandth of a pixel."""
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _text(root: Element) -> str:
    return ElementTree.tostring(root, encoding="unicode") + "\n"

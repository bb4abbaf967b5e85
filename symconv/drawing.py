"""`draw`: pictures of convolution arithmetic."""

from __future__ import annotations

from typing import Any, Literal, get_args

from symconv.errors import SymconvError
from symconv.layers.build import existing
from symconv.layers.layer import Layer
from symconv.layers.options import truth
from symconv.pictures.choice import favourite, steps_of
from symconv.pictures.gif import gif
from symconv.pictures.png import png
from symconv.pictures.svg import animated, svg
from symconv.pictures.tikz import tikz

What = Literal["forward", "dX", "dK", "transposed", "stamp"]
Format = Literal["svg", "png", "gif", "tikz"]


class Drawing(str):
    """A picture as text, SVG or TikZ; in Jupyter an SVG shows itself."""

    __slots__ = ()

    def _repr_svg_(self) -> str | None:
        return str(self) if self.startswith("<svg") else None

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        # What stands beside the picture in a notebook, and in place of it in a terminal.
        printer.text(f"<Drawing, {len(self):,} letters of SVG>" if self.startswith("<svg") else str(self))


def draw(
    layer: Layer,
    what: What = "forward",
    format: Format = "svg",
    *,
    step: int | None = None,
    animate: bool = False,
    notation: str = "xkz",
) -> Drawing | bytes:
    """The picture of how the kernel slides over its partner: text for svg and tikz, the bytes of an image for png, gif.

    `what` is forward, dX or dK (the closed form of that gradient), transposed (a transposed layer as a direct one), or
    stamp (copies of the kernel, laid onto dX by the upstream gradient, or by a transposed layer's input onto Z).
    `step` counts the places of the window from 1 (default: one in the middle); `animate` shows all of them.

    Raises SymconvError for what cannot be drawn, such as a layer of three axes.

    >>> from symconv import Conv2d
    >>> draw(Conv2d(input=3, kernel=2), "dX").splitlines()[0][:4]
    '<svg'
    """
    if format not in get_args(Format):
        raise SymconvError(f"`format` is one of {', '.join(get_args(Format))}, not {format!r:.40}", text=str(format))
    if truth("animate", animate) and format == "png":
        raise SymconvError("`animate`: a PNG image does not move; use `format='svg'`, or gif")
    if animate and step is not None:
        raise SymconvError("`animate` shows every step: leave `step` out")
    drawn = steps_of(existing(layer), what, notation)
    if step is not None and (not isinstance(step, int) or not 1 <= step <= len(drawn)):
        raise SymconvError(f"`step` is between 1 and {len(drawn)} here, not {step!r:.40}", text=str(step))
    shown = favourite(drawn) if step is None else drawn[step - 1]
    if format == "png":
        return png(svg(shown))
    if format == "gif":
        return gif([svg(each) for each in (drawn if animate else (shown,))])
    if format == "tikz":
        return Drawing("\n".join(map(tikz, drawn if animate else (shown,))))
    return Drawing(animated(drawn) if animate else svg(shown))

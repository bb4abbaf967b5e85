"""Pieces of HTML for Jupyter: one picture of a layer, and how a layer displays itself."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from symconv.derivation import derive
from symconv.errors import SymconvError
from symconv.layers.layer import Layer
from symconv.page.inset import boxed, framed
from symconv.pictures.choice import favourite, steps_of
from symconv.pictures.svg import svg
from symconv.pictures.words import PictureStep

# Beyond this many products a redraw takes longer than a hand on a slider waits.
MOST_REDRAWN = 1_200


def picture(layer: Layer, what: str, notation: str, position: int) -> tuple[str, int]:
    """The picture of a step, counted from 1, and how many steps there are: places of the window, or stamps.

    A position beyond the last is the last; 0 is the one to show where there is room for one. Raises SymconvError
    for what cannot be drawn.
    """
    drawn = _steps(layer, what, notation)
    step = drawn[min(position, len(drawn)) - 1] if position else favourite(drawn)
    return framed(svg(step)), len(drawn)


@lru_cache(maxsize=32)
def _steps(layer: Layer, what: str, notation: str) -> tuple[PictureStep, ...]:
    return steps_of(layer, what, notation)


def layer_html(layer: Layer) -> str | None:
    """How Jupyter displays a layer: its first picture, else its equation; None where only words are left."""
    if not layer.is_concrete:
        return None
    name = f"<p><code>{escape(repr(layer))}</code></p>"
    try:
        return boxed(name + picture(layer, "forward", "xkz", 0)[0])
    except SymconvError:
        pass
    if layer.products() > MOST_REDRAWN:
        return None
    return boxed(name) + "\n" + derive(layer, wrt=("K",)).html(tables=("layer",), standalone=False)

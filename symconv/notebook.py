"""HTML for Jupyter: how a layer displays itself, and what the panel of `symconv.explore` shows. It knows no widget."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from html import escape

from symconv.derivation import Derivation, derive
from symconv.errors import SymconvError, TooLargeError
from symconv.layers.build import existing
from symconv.layers.layer import Axis, Convention, Layer
from symconv.layers.sentences import sentence
from symconv.page.inset import boxed, framed
from symconv.pictures.choice import favourite, steps_of
from symconv.pictures.svg import svg
from symconv.pictures.words import PictureStep

# Beyond this many products a redraw takes longer than a hand on a slider waits.
MOST_REDRAWN = 1_200
KINDS = ("conv1d", "conv2d", "conv_transpose1d", "conv_transpose2d")
PICTURES = {"picture: forward": "forward", "picture: dX": "dX", "picture: dK": "dK", "picture: stamps": "stamp"}
VIEW_TABLES = {"matrices: closed form": ("layer", "closed", "verdict"), "matrices: entries": ("outputs", "entries")}
VIEWS = (*PICTURES, *VIEW_TABLES)


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


@dataclass(frozen=True, slots=True)
class PanelState:
    """The settings of the panel; `position` counts the places of the window, or the stamps, from 1.

    The axes may describe a layer that does not exist.
    """

    kind: str
    axes: tuple[Axis, ...]
    convention: Convention = "cross-correlation"
    bias: bool = True
    notation: str = "xkz"
    view: str = VIEWS[0]
    position: int = 1

    @property
    def layer(self) -> Layer:
        """The layer; raises GeometryError where there is none."""
        transposed = self.kind.startswith("conv_transpose")
        return existing(Layer(self.axes, transposed, self.convention, bias=self.bias))


@dataclass(frozen=True, slots=True)
class PanelView:
    """What a state looks like, and how many places the window has; none where there is no window."""

    html: str
    places: int = 0


def state_of(layer: Layer) -> PanelState:
    """The state that shows `layer` first; raises SymconvError for a layer that the panel has no sliders for."""
    if existing(layer).name not in KINDS or layer.shows_channels:
        raise SymconvError(
            f"explore shows layers of one or two axes with one channel and a batch of one, not {layer!r}: "
            f"use symconv.derive"
        )
    return PanelState(layer.name, layer.axes, layer.convention, layer.bias)


def shown(state: PanelState) -> PanelView:
    """The state as HTML; a mistake in it is shown in one line, as the command line says it.

    >>> impossible = PanelState("conv1d", (Axis(n=2, k=3),))
    >>> print(shown(impossible).html.splitlines()[-2])
    <p role="alert">the kernel reaches over 3 entries along the axis, but the padded input has only 2: \
choose `kernel` of at most 2 there, or more `padding`</p>
    """
    try:
        layer = state.layer
        if state.view in VIEW_TABLES:
            derivation = _derived(layer, state.notation)
            return PanelView(derivation.html(full=True, tables=VIEW_TABLES[state.view], standalone=False))
        drawn, places = picture(layer, PICTURES[state.view], state.notation, state.position)
        return PanelView(boxed(f"<p>{escape(sentence(layer))}</p>\n{drawn}"), places)
    except SymconvError as error:
        return PanelView(boxed(f'<p role="alert">{escape(str(error))}</p>'))


@lru_cache(maxsize=32)
def _derived(layer: Layer, notation: str) -> Derivation:
    if layer.products() > MOST_REDRAWN:
        raise TooLargeError(
            f"a layer of these sizes has up to {layer.products():,} products, of which at most {MOST_REDRAWN:,} are "
            f"redrawn at once: make the input or the kernel smaller, or use symconv.derive"
        )
    return derive(layer, notation=notation)

"""Pieces of HTML for Jupyter: tables of a derivation, one picture of a layer, and how a layer displays itself.

They stand in somebody else's page, so every rule of style is confined to the class `symconv`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from functools import lru_cache
from html import escape
from itertools import chain

from symconv.derivation import Derivation, derive
from symconv.errors import SymconvError
from symconv.layers.layer import Layer
from symconv.lectures.lecture import lecture
from symconv.page.document import Heading
from symconv.page.html import element
from symconv.pictures import frames, svg
from symconv.pictures.frames import Frame, instructive

# Beyond this many products a redraw takes longer than a hand on a slider waits.
MOST_REDRAWN = 1_200
STYLE = """<style>
.symconv .scroll { overflow-x: auto; overflow-y: hidden; padding: .4rem .2rem; }
.symconv h2 { font-size: 1.1rem; margin: .8rem 0 .3rem; }
.symconv .scroll > math { display: inline-block; text-align: left; }
.symconv mtable.sums > mtr > mtd { padding: .22em .15em; text-align: left; }
.symconv mtable.sums > mtr > mtd:first-child { text-align: right; }
.symconv mtd { padding: .2em .45em; }
.symconv mtd.bar { border-right: 1px solid currentColor; }
.symconv .picture { background: #ffffff; color: #1b1f24; padding: .4rem; overflow-x: auto; }
.symconv .picture svg { max-width: 100%; height: auto; }
</style>"""


def boxed(inner: str) -> str:
    """A piece of HTML with its style around it."""
    return f'{STYLE}\n<div class="symconv">\n{inner}\n</div>'


def tables_html(derivation: Derivation, tables: Sequence[str], full: bool = True) -> str:
    """The named tables of a derivation as MathML, without the title."""
    told = lecture(derivation, "full" if full else "usual", tables)
    return "\n".join(element(block) for block in told if not (isinstance(block, Heading) and block.level == 1))


def picture(layer: Layer, what: str, notation: str, position: int) -> tuple[str, int]:
    """The picture of the window at a position, counted from 1, and how many positions there are.

    A position beyond the last is the last; 0 is the one to show where there is room for one. Raises SymconvError
    for what cannot be drawn.
    """
    drawn = _frames(layer, what, notation)
    frame = drawn[min(position, len(drawn)) - 1] if position else instructive(drawn)
    return f'<div class="picture">{svg(frame)}</div>', len(drawn)


@lru_cache(maxsize=32)
def _frames(layer: Layer, what: str, notation: str) -> tuple[Frame, ...]:
    return frames(layer, what, notation)


def layer_html(layer: Layer) -> str | None:
    """How Jupyter displays a layer: its first picture, else its equation; None where only words are left."""
    sizes = (layer.batch, layer.groups, layer.in_channels, layer.out_channels, *chain(*map(astuple, layer.axes)))
    if not all(isinstance(size, int) for size in sizes):
        return None
    name = f"<p><code>{escape(str(layer))}</code></p>"
    try:
        return boxed(name + picture(layer, "forward", "xkz", 0)[0])
    except SymconvError:
        pass
    if layer.products() > MOST_REDRAWN:
        return None
    return boxed(name + tables_html(derive(layer, wrt=("K",)), ("layer",), full=False))

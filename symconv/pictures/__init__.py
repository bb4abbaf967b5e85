"""Pictures of convolution arithmetic: the data of every step, and that as SVG, PNG and TikZ."""

from symconv.pictures.choice import favourite, steps_of
from symconv.pictures.frames import Frame, frames, instructive
from symconv.pictures.gif import gif
from symconv.pictures.grids import Cell, Grid
from symconv.pictures.png import png
from symconv.pictures.stamps import Stamp, stamps
from symconv.pictures.svg import animated, embedded, svg
from symconv.pictures.tikz import tikz

__all__ = [
    "Cell", "Frame", "Grid", "Stamp", "animated", "embedded", "favourite", "frames", "gif", "instructive", "png",
    "stamps", "steps_of", "svg", "tikz",
]  # fmt: skip

"""Pictures of convolution arithmetic: the data of every step, and that as SVG, PNG and TikZ."""

from symconv.render.pictures.frames import Cell, Frame, Grid, Written, frames, instructive
from symconv.render.pictures.png import png
from symconv.render.pictures.svg import animated, svg
from symconv.render.pictures.tikz import tikz

__all__ = ["Cell", "Frame", "Grid", "Written", "animated", "frames", "instructive", "png", "svg", "tikz"]

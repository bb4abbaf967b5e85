"""Pictures of convolution arithmetic: the data of every step, and that as SVG, PNG and TikZ."""

from symconv.pictures.frames import Cell, Frame, Grid, frames, instructive
from symconv.pictures.gif import gif
from symconv.pictures.png import png
from symconv.pictures.svg import animated, embedded, svg
from symconv.pictures.tikz import tikz

__all__ = ["Cell", "Frame", "Grid", "animated", "embedded", "frames", "gif", "instructive", "png", "svg", "tikz"]

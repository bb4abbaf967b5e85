"""The verb `draw`: pictures of convolution arithmetic."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symconv.cli.layers import layer_from, layer_options
from symconv.cli.output import write
from symconv.errors import SymconvError

if TYPE_CHECKING:
    from symconv.pictures import Frame

WHAT = ("forward", "dX", "dK", "transposed")
PICTURE_FORMATS = ("svg", "png", "tikz")
ENDINGS = {".png": "png", ".tex": "tikz", ".tikz": "tikz"}


@click.command(epilog="Example: symconv draw conv2d --input 3x3 --kernel 2x2 --what dX --animate -o dX.svg")
@layer_options
@click.option("--what", type=click.Choice(WHAT), default="forward", help="Default: forward.")
@click.option(
    "--format",
    "form",
    type=click.Choice(PICTURE_FORMATS),
    help="Default: what FILE ends in (.svg, .png, .tex), or svg.",
)
@click.option("--step", metavar="N", type=int, help="The step to show, from 1. Default: one in the middle.")
@click.option("--animate", is_flag=True, help="All steps: an animated SVG, or a tikzpicture for each.")
@click.option("-o", "--output", metavar="FILE", help="Write to FILE instead of to the terminal.")
def draw(what: str, form: str | None, step: int | None, animate: bool, output: str | None, **options: Any) -> int:
    """Draw how the kernel slides over its partner: the layer, or the closed form of a gradient."""
    form = form or ENDINGS.get(Path(output or "").suffix.lower(), "svg")
    if animate and form == "png":
        raise SymconvError("--animate: a PNG image does not move; use --format svg")
    if animate and step is not None:
        raise SymconvError("--animate shows every step: leave --step out")
    if form == "png" and output is None and sys.stdout and sys.stdout.isatty():
        raise SymconvError("--format png: an image is nothing for a terminal; add -o FILE")
    notation = options.pop("notation")
    layer = layer_from(options)

    from symconv import pictures

    frames = pictures.frames(layer, what, notation)
    frame = pictures.instructive(frames) if step is None else _chosen(frames, step)
    if form == "png":
        write(pictures.png(pictures.svg(frame)), output)
    elif form == "tikz":
        shown = frames if animate else (frame,)
        write("\n".join(map(pictures.tikz, shown)).encode(), output)
    else:
        write((pictures.animated(frames) if animate else pictures.svg(frame)).encode(), output)
    return 0


def _chosen(frames: Sequence[Frame], step: int) -> Frame:
    if not 1 <= step <= len(frames):
        raise SymconvError(f"--step is between 1 and {len(frames)} here, not {step}", text=str(step))
    return frames[step - 1]

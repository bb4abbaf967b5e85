"""The verb `draw`: pictures of convolution arithmetic."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, cast

import click

from symconv.cli.layers import layer_from, layer_options
from symconv.cli.output import format_of, write
from symconv.errors import SymconvError

if TYPE_CHECKING:
    from symconv.drawing import Format, What

WHAT = ("forward", "dX", "dK", "transposed", "stamp")
PICTURE_FORMATS = ("svg", "png", "gif", "tikz")
PICTURE_ENDINGS = {".svg": "svg", ".png": "png", ".gif": "gif", ".tex": "tikz", ".tikz": "tikz"}


@click.command(epilog="Example: symconv draw conv2d --input 3x3 --kernel 2x2 --what dX --animate -o dX.svg")
@layer_options
@click.option("--what", type=click.Choice(WHAT), default="forward", help="Default: forward.")
@click.option(
    "--format",
    "form",
    type=click.Choice(PICTURE_FORMATS),
    help="Default: what FILE ends in (.svg, .png, .gif, .tex), or svg.",
)
@click.option("--step", metavar="N", type=int, help="The step to show, from 1. Default: one in the middle.")
@click.option("--animate", is_flag=True, help="All steps: an animated SVG or GIF, or a tikzpicture for each.")
@click.option("-o", "--output", metavar="FILE", help="Write to FILE instead of to the terminal.")
def draw(what: str, form: str | None, step: int | None, animate: bool, output: str | None, **options: Any) -> int:
    """Draw how the kernel slides over its partner: the layer, or the closed form of a gradient."""
    form = format_of(output, form, PICTURE_ENDINGS, "svg")
    image = form == "gif" or (form == "png" and not animate)
    if image and output is None and sys.stdout and sys.stdout.isatty():
        raise SymconvError(f"`format='{form}'`: an image is nothing for a terminal; add -o FILE")
    notation = options.pop("notation")
    layer = layer_from(options)

    from symconv.drawing import draw as drawn

    picture = drawn(layer, cast("What", what), cast("Format", form), step=step, animate=animate, notation=notation)
    write(picture if isinstance(picture, bytes) else picture.encode(), output)
    return 0

"""An SVG document as a PNG image, drawn by resvg."""

from __future__ import annotations

from functools import cache

from symconv.errors import SymconvError
from symconv.pictures.svg import SANS, SERIF

ZOOM = 2.0
PROBE = (
    f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><text y="15" font-family="{SERIF}">{{0}}</text>'
    f'<text y="35" font-family="{SANS}">{{0}}</text></svg>'
)


def png(text: str) -> bytes:
    """The image of an SVG document, two pixels for each of its own.

    Raises SymconvError where resvg, the optional part of the installation, is missing, or has no letters to write.
    """
    try:
        from resvg_py import svg_to_bytes
    except ImportError as error:
        raise SymconvError(
            "a PNG image needs resvg: pip install 'symconv[png]' (or resvg-py), or use `format='svg'`", text="png"
        ) from error
    if not _has_letters():
        raise SymconvError(
            "a PNG image needs a font, and finds none that it knows: install one (Debian: fonts-dejavu-core), or use "
            "`format='svg'`",
            text="png",
        )
    return svg_to_bytes(svg_string=text, zoom=ZOOM)


@cache
def _has_letters() -> bool:
    """Whether resvg finds a font: without one it would leave every text out and say nothing."""
    from resvg_py import svg_to_bytes

    return svg_to_bytes(svg_string=PROBE.format("∂")) != svg_to_bytes(svg_string=PROBE.format(""))

"""Steps as one animated GIF image, for what shows no SVG: drawn by resvg, put together by Pillow."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from symconv.errors import SymconvError
from symconv.pictures.png import png

# Milliseconds that each step is shown.
A_STEP = 1200


def gif(texts: Sequence[str]) -> bytes:
    """The image of SVG documents one after the other, which begins anew after the last; of one, a still image.

    Raises SymconvError where Pillow or resvg, optional parts of the installation, are missing.
    """
    try:
        from PIL import Image
    except ImportError as error:
        raise SymconvError(
            "a GIF image needs Pillow and resvg: pip install 'symconv[gif]' (or pillow and resvg-py), or use "
            "--format svg",
            text="gif",
        ) from error
    # A step may have one line more than another below its grids; a GIF has one size.
    images = [Image.open(BytesIO(png(text))).convert("RGB") for text in texts]
    size = max(each.width for each in images), max(each.height for each in images)
    sheets = [Image.new("RGB", size, "white") for _ in images]
    for sheet, image in zip(sheets, images, strict=True):
        sheet.paste(image, (0, 0))
    found = BytesIO()
    sheets[0].save(found, "GIF", save_all=True, append_images=sheets[1:], duration=A_STEP, loop=0, optimize=True)
    return found.getvalue()

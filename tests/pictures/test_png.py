"""Pictures as PNG: letters are drawn, and where they cannot be that is an error."""

from __future__ import annotations

import re
import sys

import pytest

from pictures.drawn_layers import LAYERS
from symconv import (
    SymconvError,
)
from symconv.pictures.frames import frames
from symconv.pictures.png import png
from symconv.pictures.svg import svg


def test_png_is_an_image_with_letters() -> None:
    pytest.importorskip("resvg_py")
    text = svg(frames(LAYERS["plain"])[0])
    image = png(text)
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    assert image != png(re.sub("<text.*?</text>", "", text))


def test_png_without_resvg_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(SymconvError, match=r"pip install 'symconv\[png\]'"):
        png("<svg/>")


def test_png_without_fonts_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Resvg leaves text out where it finds no font: that must not look like a picture."""
    resvg = pytest.importorskip("resvg_py")
    plain = resvg.svg_to_bytes
    monkeypatch.setattr(resvg, "svg_to_bytes", lambda **options: plain(skip_system_fonts=True, **options))
    sys.modules["symconv.pictures.png"]._has_letters.cache_clear()
    try:
        with pytest.raises(SymconvError, match="fonts-dejavu"):
            png(svg(frames(LAYERS["plain"])[0]))
    finally:
        sys.modules["symconv.pictures.png"]._has_letters.cache_clear()

"""The colours of a picture: text has contrast on all of them, also in grey."""

from __future__ import annotations

import pytest

from symconv.pictures.shapes import HATCH, INK, INPUT, KERNEL, OUTPUT, PAPER, PRODUCED, QUIET, WINDOW


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2 defines it: what is left of a colour in grey."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_text_has_contrast_also_in_grey() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", PAPER) < 4.5
    for fill in (INPUT, WINDOW, HATCH, KERNEL, OUTPUT, PRODUCED, PAPER):
        assert contrast(INK, fill) >= 4.5, fill
    assert contrast(QUIET, PAPER) >= 4.5
    # Edges are seen on what they surround.
    assert min(contrast("#333333", fill) for fill in (INPUT, WINDOW, KERNEL, OUTPUT, PRODUCED)) >= 3

"""Widths of lines as they are asked for."""

from __future__ import annotations

import pytest

from symconv.errors import SymconvError
from symconv.page.paper import paper


@pytest.mark.parametrize(
    ("said", "points", "columns"),
    [("one-column", 345, 1), ("two-column", 200, 2), ("252pt", 252, 1), ("3.5in", 252.945, 1), ("8.4 cm", 238.98, 1)],
)
def test_widths(said: str, points: float, columns: int) -> None:
    found = paper(said)
    assert found.width == pytest.approx(points)
    assert found.columns == columns


@pytest.mark.parametrize("said", ["", "wide", "8.4", "-8cm", "8cm 2", "1cm", "900cm", "1e9pt", "nancm"])
def test_what_is_no_width_is_refused(said: str) -> None:
    with pytest.raises(SymconvError, match="`width` is"):
        paper(said)

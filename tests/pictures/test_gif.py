"""Steps as a GIF: it moves, all steps in it, and without Pillow that is said."""

from __future__ import annotations

import sys
from io import BytesIO

import pytest

from pictures.drawn_layers import LAYERS
from symconv import SymconvError
from symconv.pictures.frames import frames
from symconv.pictures.gif import gif
from symconv.pictures.svg import svg


@pytest.mark.slow
def test_every_step_is_in_it_and_no_two_are_alike() -> None:
    image = pytest.importorskip("PIL.Image")
    pytest.importorskip("resvg_py")
    steps = frames(LAYERS["plain"], "dX")
    found = image.open(BytesIO(gif([svg(each) for each in steps])))
    assert found.n_frames == len(steps) > 2
    seen = set()
    for at in range(found.n_frames):
        found.seek(at)
        seen.add(found.convert("RGB").tobytes())
    assert len(seen) == len(steps)


def test_a_gif_without_pillow_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(SymconvError, match=r"pip install 'symconv\[gif\]'"):
        gif(["<svg/>"])

"""Pictures as TikZ: they compile with TikZ alone, and their labels are LaTeX."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from page.tex import compiled

from pictures.drawn_layers import LAYERS, kinds
from symconv import (
    Conv2d,
)
from symconv.pictures.frames import frames, instructive
from symconv.pictures.stamps import stamps
from symconv.pictures.tikz import tikz


@pytest.mark.slow
def test_tikz_compiles_with_tikz_alone(tmp_path: Path) -> None:
    if shutil.which("kpsewhich") and not _found("tikz.sty"):
        assert "SYMCONV_REQUIRE_TEX" not in os.environ, "TikZ (texlive-pictures) is required here"
        pytest.skip("TikZ is not installed")
    pictures = [
        tikz(instructive(frames(layer, what, notation)))
        for layer in (*LAYERS.values(), Conv2d(input=4, kernel=3, in_channels=2), Conv2d(input=9, kernel=5))
        for what in kinds(layer)
        for notation in ("xkz", "delta")
    ]
    pictures += [tikz(stamps(layer)[-1]) for layer in LAYERS.values()]
    body = "\n\n".join(pictures)
    source = f"\\documentclass{{article}}\n\\usepackage{{tikz}}\n\\begin{{document}}\n{body}\n\\end{{document}}\n"
    assert "Undefined" not in compiled(source, tmp_path)


def _found(file: str) -> bool:
    return bool(subprocess.run(["kpsewhich", file], capture_output=True, check=False).stdout)


def test_tikz_writes_labels_in_latex() -> None:
    text = tikz(frames(LAYERS["plain"], "dX")[4])
    assert text.startswith(r"\begin{tikzpicture}")
    assert r"$\frac{\partial L}{\partial x_{22}}$" in text
    assert r"\frac{\partial L}{\partial x_{22}} = \frac{\partial L}{\partial z_{11}} k_{22} + " in text
    assert "dash pattern" in text
    assert not re.findall(r"[^\x00-\x7f]", text)

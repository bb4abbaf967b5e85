"""A real TeX, and what it says of a document."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest


def compiled(source: str, folder: Path) -> str:
    """pdflatex's log for a document; fails where it does not compile, skips where there is no pdflatex."""
    if shutil.which("pdflatex") is None:
        assert "SYMCONV_REQUIRE_TEX" not in os.environ, "pdflatex is required here"
        pytest.skip("pdflatex is not installed")
    (folder / "it.tex").write_text(source, encoding="utf-8")
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "it.tex"],
        cwd=folder,
        capture_output=True,
        check=False,
        timeout=120,
    )
    log = (folder / "it.log").read_text(encoding="latin-1")
    assert done.returncode == 0, log[-2000:]
    return log


def too_wide(log: str) -> list[str]:
    """The boxes of a log that are more than 2 points too wide or too high."""
    found = re.findall(r"Overfull \\[hv]box \(([0-9.]+)pt.*", log)
    lines = re.findall(r"Overfull \\[hv]box.*", log)
    return [line for points, line in zip(found, lines, strict=True) if float(points) > 2]


def wrapped(body: str) -> str:
    return f"\\documentclass{{article}}\n\\usepackage{{amsmath}}\n\\begin{{document}}\n{body}\n\\end{{document}}\n"


def warnings(log: str) -> list[str]:
    """What LaTeX warns of; that labels need a second run is none."""
    return [each for each in re.findall(r"LaTeX Warning: (.*)", log) if not each.startswith("Label(s) may")]

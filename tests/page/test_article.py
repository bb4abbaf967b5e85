"""What we write in LaTeX goes through a real TeX, without overfull boxes; and its pieces are right."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from symconv import Conv, Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, Layer, derive

LAYERS = {
    "2D": (Conv2d(input=3, kernel=2), "xkz", False),
    "2D transposed": (ConvTranspose2d(input=2, kernel=2), "xwy", False),
    "2D true convolution, delta": (Conv2d(input=3, kernel=2, convention="convolution"), "delta", False),
    "1D grouped": (Conv1d(input=4, kernel=2, in_channels=2, out_channels=4, groups=2, batch=2), "xkz", False),
    "2D beyond 9": (
        Conv2d(input=12, kernel=3, stride=2, padding=1, convention="convolution"),
        "delta",
        False,
    ),
    "3D": (Conv3d(input=3, kernel=2), "xkz", False),
    "4D": (Conv(input=(2, 2, 2, 2), kernel=(2, 1, 2, 1)), "xkz", False),
    "everything at once": (
        ConvTranspose2d(
            input=3, kernel=3, stride=2, padding=1, output_padding=1, in_channels=4, out_channels=2, groups=2
        ),
        "xkz",
        False,
    ),
    "asymmetric, in full": (
        Conv2d(input=(5, 6), kernel=(3, 2), stride=(2, 1), padding=((1, 2), (0, 0)), dilation=(1, 2)),
        "xwy",
        True,
    ),
    "1D transposed convolution": (
        ConvTranspose1d(input=4, kernel=3, stride=3, dilation=2, convention="convolution", bias=False),
        "delta",
        True,
    ),
    "leftover": (Conv1d(input=6, kernel=2, stride=3, dilation=2), "xkz", True),
}


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


def wrapped(body: str) -> str:
    return f"\\documentclass{{article}}\n\\usepackage{{amsmath}}\n\\begin{{document}}\n{body}\n\\end{{document}}\n"


@pytest.mark.parametrize(("layer", "notation", "full"), LAYERS.values(), ids=LAYERS)
def test_document_compiles_without_overfull_boxes(layer: Layer, notation: str, full: bool, tmp_path: Path) -> None:
    log = compiled(derive(layer, notation=notation).latex(full=full, standalone=True), tmp_path)
    assert not re.findall(r"Overfull .*", log)
    assert "LaTeX Warning" not in log


@pytest.mark.parametrize("name", ["2D", "2D transposed", "1D grouped", "1D transposed convolution", "leftover"])
def test_every_table_compiles_without_overfull_boxes(name: str, tmp_path: Path) -> None:
    layer, notation, full = LAYERS[name]
    log = compiled(derive(layer, notation=notation).latex(full=full, standalone=True, tables=["all"]), tmp_path)
    assert not re.findall(r"Overfull .*", log)
    assert "LaTeX Warning" not in log


@pytest.mark.parametrize("name", ["2D", "1D grouped", "leftover"])
def test_fragment_and_markdown_need_only_amsmath(name: str, tmp_path: Path) -> None:
    layer, notation, full = LAYERS[name]
    d = derive(layer, notation=notation)
    compiled(wrapped(d.latex(full=full)), tmp_path)
    formulas = re.findall(r"\$\$\n(.*?)\n\$\$", d.markdown(full=full), re.DOTALL)
    assert len(formulas) >= 10
    compiled(wrapped("\n".join(f"\\[ {each} \\]" for each in formulas)), tmp_path)


def test_a_broken_document_is_noticed(tmp_path: Path) -> None:
    if shutil.which("pdflatex") is None:
        pytest.skip("pdflatex is not installed")
    with pytest.raises(AssertionError):
        compiled(wrapped(r"\[ \frac{1}{ \]"), tmp_path)


def test_entries_and_gradients() -> None:
    text = derive(Conv2d(input=3, kernel=2)).latex()
    assert "z_{11} &= x_{11} k_{11} + x_{12} k_{12} + x_{21} k_{21} + x_{22} k_{22} + B" in text
    assert r"\frac{\partial L}{\partial x_{12}} &= \frac{\partial L}{\partial z_{11}} k_{12}" in text
    assert r"\begin{bmatrix} k_{22} & k_{21} \\ k_{12} & k_{11} \end{bmatrix}" in text
    assert r"\frac{\partial L}{\partial z_{22}} \frac{\partial z_{22}}{\partial k_{11}}" in text


def test_indices_beyond_nine_are_separated() -> None:
    text = derive(Conv2d(input=11, kernel=1)).latex(full=True)
    assert "z_{10,11} &= x_{10,11} k_{11} + B" in text
    assert "z_{1011}" not in text


def test_delta_notation_writes_the_chain_rule_in_derivatives() -> None:
    text = derive(Conv2d(input=3, kernel=2, convention="convolution"), notation="delta").latex()
    assert r"\frac{\partial J}{\partial y_{11}} \frac{\partial y_{11}}{\partial w_{11}}" in text
    assert (
        r"\delta w_{11} &= \delta y_{11} x_{22} + \delta y_{12} x_{23} + \delta y_{21} x_{32} + \delta y_{22} x_{33}"
        in text
    )


def test_long_sums_break() -> None:
    text = derive(Conv2d(input=6, kernel=3)).latex(full=True)
    assert " \\\\\n&\\quad + " in text

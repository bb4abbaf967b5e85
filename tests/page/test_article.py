"""What we write in LaTeX goes through a real TeX, without overfull boxes; and its pieces are right."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from quick import cases

from page.tex import compiled, too_wide, warnings, wrapped
from symconv import Conv, Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, ConvTranspose3d, Layer, derive
from symconv.derivation import Derivation
from symconv.layers.layer import Convention
from symconv.lectures.lecture import TABLES
from symconv.page.article import whole
from symconv.page.paper import paper

# The proof is the same whatever the layer's numbers are, and pictures are made as wide as the line.
EVERY_TABLE = [name for name in TABLES if name not in ("proof", "pictures")]
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


WIDTHS = ("one-column", "two-column")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("layer", "notation", "full"), cases(LAYERS, quick=2))
def test_document_compiles_and_no_line_is_cut(
    layer: Layer, notation: str, full: bool, width: str, tmp_path: Path
) -> None:
    log = compiled(derive(layer, notation=notation).latex(full=full, standalone=True, width=width), tmp_path)
    assert too_wide(log) == []
    assert warnings(log) == []


def small_layers() -> list[Layer]:
    """Layers of every kind: one to three axes, both directions and conventions, plain and with all that there is."""
    found: list[Layer] = []
    conventions: tuple[Convention, ...] = ("cross-correlation", "convolution")
    for rank, transposed, convention in product((1, 2, 3), (False, True), conventions):
        build = {1: (Conv1d, ConvTranspose1d), 2: (Conv2d, ConvTranspose2d), 3: (Conv3d, ConvTranspose3d)}
        make = build[rank][transposed]
        found.append(make(input=3, kernel=2, convention=convention, padding=1))
        found.append(make(input=3, kernel=2, convention=convention, stride=2, bias=False))
        found.append(
            make(input=3, kernel=2, convention=convention, in_channels=2, out_channels=4, groups=2, batch=2)
        )
        if rank < 3:
            found.append(make(input=5, kernel=3, convention=convention, dilation=2, stride=3, padding=((0, 2),) * rank))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["2D transposed", "1D grouped", "leftover"])
def test_pictures_and_the_proof_fit_too(name: str, width: str, tmp_path: Path) -> None:
    layer, notation, full = LAYERS[name]
    source = derive(layer, notation=notation).latex(
        full=full, standalone=True, tables=["pictures", "proof"], width=width
    )
    assert source.count(r"\begin{tikzpicture}") >= 6
    assert too_wide(compiled(source, tmp_path)) == []


@cache
def derived(layer: Layer, notation: str) -> Derivation:
    """A derivation, made once for both widths."""
    return derive(layer, notation=notation)


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_every_table_of_forty_layers_compiles_and_no_line_is_cut(width: str, tmp_path: Path) -> None:
    """In one document, each layer named in the log before what is said of it."""
    layers = small_layers()
    assert len(layers) >= 40
    bodies = []
    for number, layer in enumerate(layers):
        body = derived(layer, ("xkz", "xwy", "delta")[number % 3]).latex(tables=EVERY_TABLE, width=width)
        bodies.append(f"\\typeout{{layer: {layer}}}\n{body}")
    on = paper(width)
    log = compiled(whole("\n".join(bodies), on), tmp_path)
    assert log.count("layer: ") == len(layers)
    assert too_wide(log) == []


def test_a_line_that_is_cut_is_noticed(tmp_path: Path) -> None:
    wide = r"\[" + "+".join("x" * 80) + r"\]"
    assert len(too_wide(compiled(wrapped(wide), tmp_path))) == 1


def pages(folder: Path) -> list[str]:
    """The text of each page of what was compiled."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    done = subprocess.run(["pdftotext", "it.pdf", "-"], cwd=folder, capture_output=True, check=True, timeout=60)
    return done.stdout.decode().split("\f")[:-1]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["2D", "1D grouped", "everything at once", "2D beyond 9", "3D"])
def test_no_page_ends_in_what_leads_to_the_next(name: str, tmp_path: Path) -> None:
    layer, notation, full = LAYERS[name]
    compiled(derive(layer, notation=notation).latex(full=full, standalone=True, tables=["all"]), tmp_path)
    found = pages(tmp_path)
    assert len(found) > 3
    # Below the text stands the number of the page.
    last = [[line for line in page.splitlines() if line.strip()][-2] for page in found]
    assert [line for line in last if line.rstrip().endswith(":")] == []


def test_no_empty_line_stands_before_a_display() -> None:
    text = derive(Conv2d(input=3, kernel=2)).latex(tables=["all"])
    assert re.findall(r":\n\n\\(?:\[|begin\{align)", text) == []
    assert len(re.findall(r":\n\\(?:\[|begin\{align)", text)) > 10


@pytest.mark.parametrize("name", cases(["2D", "1D grouped", "leftover"]))
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


def test_terms_that_come_to_nothing_are_struck_out() -> None:
    d = derive(Conv1d(input=3, kernel=2, bias=False), wrt=["K"])
    said = d.latex(tables=["chain"])
    assert re.findall(r"\\struck\{([^}]*\}[^}]*\})\}", said) == ["x_{2} k_{2}"]
    assert said.count(r"\def\struck") == 1
    assert "struck" not in d.latex(tables=["entries"])
    assert "struck" not in d.markdown(tables=["chain"])


def test_long_sums_break() -> None:
    text = derive(Conv2d(input=6, kernel=3)).latex(full=True)
    assert re.search(r" \\\\\n&\\quad \+ ", text)

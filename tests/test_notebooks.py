"""Every notebook runs from scratch, displays what it should, and is stored with just that."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError
from stored_notebooks import NOTEBOOKS, WIDGET, executed, settled

import symconv

# What each displays: the kinds of output, and words that stand in one of them.
EXPECTED: dict[str, tuple[set[str], tuple[str, ...]]] = {
    "01_the_2d_derivation": (
        {"text/html", "image/svg+xml", "text/latex", WIDGET, "stdout"},
        ("<svg", "Turned: ", "refuted: dX = correlate(pad(dZ, k-1), K)", "A layer with input 3×3, kernel 2×2"),
    ),
    "02_one_dimension_and_transposed_layers": (
        {"text/html", "image/svg+xml", "stdout"},
        ("<svg", "insert_zeros", "The implicit padding is", "proved: Z ="),
    ),
    "03_true_convolution": (
        {"text/html", "stdout"},
        (
            "cannot convolve size 1 with size 2: the right side reaches further",
            "entry 1 of the left side is dz1*x2",
            "proved: rot180(dW) = convolve(X, rot180(dY))",
            "proved: dW = convolve(rot180(X), dY)",
            "smallest layer: conv2d --input 1x2 --kernel 1x2 --convention convolution",
        ),
    ),
    "04_prove_your_own_formula": (
        {"text/html", "text/plain", "stdout"},
        (
            "for all n, k >= 1 with n >= k",
            "dz1*k1, but the right side is dz1*k2",
            "The statement is proved",
            "refuted: dX = correlate(pad(insert_zeros(dZ, s), k-1), rot180(K))",
            "proved: dX = correlate(pad(insert_zeros(dZ, s), k-1, k-1+r), rot180(K))",
        ),
    ),
}


def displayed(notebook: Any) -> dict[str, list[str]]:
    """What a notebook displays, by its kind: a MIME type or the name of a stream."""
    found: dict[str, list[str]] = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            pieces = {output["name"]: output["text"]} if output["output_type"] == "stream" else output.get("data", {})
            for kind, piece in pieces.items():
                found.setdefault(kind, []).append(str(piece))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs_and_shows_what_is_stored(path: Path) -> None:
    stored = nbformat.read(path, as_version=4)
    notebook = executed(nbformat.read(path, as_version=4))
    found = displayed(notebook)
    kinds, words = EXPECTED[path.stem]
    assert kinds <= {*found}
    assert not {"stderr", "text/markdown"} & {*found}
    texts = [text for each in found.values() for text in each]
    for word in words:
        assert any(word in text for text in texts), word
    assert not any("Traceback" in text for text in texts)
    assert displayed(settled(notebook)) == displayed(stored), "run: python tests/stored_notebooks.py"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_short_and_whole_as_it_is_stored(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"
    assert all(cell.outputs for cell in notebook.cells if cell.cell_type == "code")
    assert [cell["id"] for cell in notebook.cells] == [f"cell-{at}" for at in range(len(notebook.cells))]
    assert notebook.cells[0].cell_type == "markdown"
    assert notebook.cells[0].source.startswith("# ")
    assert len(notebook.cells) <= 12
    assert path.stat().st_size < 150_000


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_has_one_title_and_fetches_nothing(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    texts = [text for each in displayed(notebook).values() for text in each]
    assert not any(
        word in text for text in texts for word in ("<h1", "<script", "<link", "src=", "@import", "url(http")
    )
    titles = [cell for cell in notebook.cells if cell.cell_type == "markdown" and cell.source.startswith("# ")]
    assert len(titles) == 1


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_uses_what_is_public(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    source = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    assert "symconv" in source
    assert not re.search(r"(from|import) symconv\.", source)
    assert {*re.findall(r"\bsymconv\.(\w+)", source)} <= {*symconv.__all__}


@pytest.mark.slow
def test_the_panel_in_a_notebook_shows_its_layer() -> None:
    cells = [nbformat.v4.new_code_cell("import symconv\nsymconv.explore(symconv.Conv1d(input=7, kernel=3))")]
    notebook = executed(nbformat.v4.new_notebook(cells=cells))
    (state,) = notebook.metadata.widgets.values()
    assert any("input 7, kernel 3, output 5" in str(each["state"].get("value")) for each in state["state"].values())


def test_a_cell_that_fails_is_noticed() -> None:
    cells = [nbformat.v4.new_code_cell("print('before')"), nbformat.v4.new_code_cell("1 / 0")]
    with pytest.raises(CellExecutionError):
        executed(nbformat.v4.new_notebook(cells=cells))


def test_what_is_displayed_is_told_apart() -> None:
    source = "from IPython.display import HTML\nprint('words')\nHTML('<b>bold</b>')"
    found = displayed(executed(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])))
    assert found["stdout"] == ["words\n"]
    assert found["text/html"] == ["<b>bold</b>"]
    assert "text/markdown" not in found


def test_every_notebook_is_expected_and_there() -> None:
    assert {*EXPECTED} == {path.stem for path in NOTEBOOKS}

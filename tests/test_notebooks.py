"""Every notebook runs from scratch and displays what it should; none is stored with outputs that could be stale."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))
WIDGET = "application/vnd.jupyter.widget-view+json"
# What each displays: the kinds of output, and words that stand in one of them.
EXPECTED: dict[str, tuple[set[str], tuple[str, ...]]] = {
    "01_the_2d_derivation": (
        {"text/html", "text/markdown", "text/latex", WIDGET, "stdout"},
        ("<svg", r"\operatorname{rot}_{180^\circ}", "refuted: no rot180: dx11"),
    ),
    "02_one_dimension_and_transposed_layers": (
        {"text/html", "text/markdown", "text/latex", "stdout"},
        ("<svg", "insert", "proved: Z ="),
    ),
    "03_true_convolution": (
        {"text/markdown", "stdout"},
        (
            "cannot correlate size 2x2 with size 3x3: the right side reaches further",
            "entry 1,1 of the left side is dz11*x22",
            "proved: rot180(dW) = convolve(X, rot180(dY))",
            "The statement is proved for all n, k >= 1",
            "smallest layer: conv2d --input 1x2 --kernel 1x2 --convention convolution",
        ),
    ),
    "04_prove_your_own_formula": (
        {"text/markdown", "text/plain", "stdout"},
        (
            "for all n, k >= 1 with n >= k",
            "dz1*k1, but the right side is dz1*k2",
            "The statement is proved",
            "obligations/001.smt2",
            "holds  statement-1",
            "refuted: dX = correlate(pad(insert_zeros(dZ, s), k-1), rot180(K))",
            "proved: dX = correlate(pad(insert_zeros(dZ, s), k-1, k-1+r), rot180(K))",
        ),
    ),
}


def executed(notebook: Any) -> Any:
    return NotebookClient(notebook, timeout=120, kernel_name="python3").execute()


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
def test_notebook_runs(path: Path) -> None:
    notebook = executed(nbformat.read(path, as_version=4))
    found = displayed(notebook)
    kinds, words = EXPECTED[path.stem]
    assert kinds <= {*found}
    assert "stderr" not in found
    texts = [text for each in found.values() for text in each]
    for word in words:
        assert any(word in text for text in texts), word
    assert not any("Traceback" in text for text in texts)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_stored_clean(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells)
    assert [cell["id"] for cell in notebook.cells] == [f"cell-{at}" for at in range(len(notebook.cells))]
    assert notebook.cells[0].cell_type == "markdown"
    assert notebook.cells[0].source.startswith("# ")
    assert len(notebook.cells) <= 14


def test_the_panel_in_a_notebook_shows_its_layer() -> None:
    cells = [nbformat.v4.new_code_cell("import symconv\nsymconv.explore(symconv.Conv1d(input=7, kernel=3))")]
    notebook = executed(nbformat.v4.new_notebook(cells=cells))
    (state,) = notebook.metadata.widgets.values()
    assert any("conv1d --input 7 --kernel 3" in str(each["state"].get("value")) for each in state["state"].values())


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

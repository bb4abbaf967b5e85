"""Every notebook runs from scratch, and none is stored with outputs that could be stale."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells)
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    texts = [str(output) for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("proved" in text for text in texts)
    assert not any("Traceback" in text for text in texts)


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS

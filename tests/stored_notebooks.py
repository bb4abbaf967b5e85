"""The notebooks with their outputs: `python tests/stored_notebooks.py` runs them and stores what they display.

What differs between two runs, as a time or the name of a widget, is not stored.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))
WIDGET = "application/vnd.jupyter.widget-view+json"


def executed(notebook: Any) -> Any:
    """The notebook, run from its first cell to the last; raises CellExecutionError."""
    return NotebookClient(notebook, timeout=120, kernel_name="python3", coalesce_streams=True).execute()


def settled(notebook: Any) -> Any:
    """An executed notebook as it is stored."""
    notebook.metadata = {name: notebook.metadata[name] for name in ("kernelspec", "language_info")}
    notebook.metadata.language_info = {"name": "python"}
    for number, cell in enumerate(each for each in notebook.cells if each.cell_type == "code"):
        cell.execution_count, cell.metadata = number + 1, {}
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = number + 1
            if output.output_type == "stream":
                output.text = _steady(output.text)
                continue
            output.data.pop(WIDGET, None)
            output.data = {kind: _steady(text) for kind, text in output.data.items()}
    return notebook


def _steady(text: str) -> str:
    return re.sub(r" at 0x[0-9a-f]+", "", re.sub(r"\d+\.\d+ s\b", "0.05 s", text))


def main() -> None:
    """See the module's docstring."""
    for path in NOTEBOOKS:
        nbformat.write(settled(executed(nbformat.read(path, as_version=4))), path)


if __name__ == "__main__":
    main()

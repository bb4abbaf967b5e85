"""Jupyter notebooks: Markdown cells only, each statement at its line of the file."""

from __future__ import annotations

import json

import pytest

from symconv import audit
from symconv.auditor.notebook_cells import markdown_cells
from symconv.errors import SymconvError

FORWARD = ["$$y_1 = w_1 x_1 + w_2 x_2$$\n", "\n", "$$y_2 = w_1 x_2 + w_2 x_3$$"]
NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "source": FORWARD},
        {"cell_type": "code", "source": ["y = '$$y_1 = w_1 x_3$$'"]},
        {"cell_type": "markdown", "source": r"$$\delta w_1 = \delta y_1 x_1$$"},
    ],
    "nbformat": 4,
}


@pytest.mark.parametrize("indent", [1, None])
def test_markdown_cells_are_audited_where_they_stand(indent: int | None) -> None:
    source = json.dumps(NOTEBOOK, indent=indent)
    report = audit(source, path="a.ipynb")
    assert [each.outcome for each in report.statements] == ["proved", "proved", "refuted"]
    lines = source.split("\n")
    for each in report.statements:
        assert json.dumps(each.equation)[1:-1] in lines[each.line - 1]


NO_NOTEBOOKS = ["", "[]", "{}", '{"cells": 3}', '{"cells": [{"cell_type": "markdown"}]}', "[" * 10_000]


@pytest.mark.parametrize("source", NO_NOTEBOOKS, ids=range(len(NO_NOTEBOOKS)))
def test_what_is_no_notebook_is_said(source: str) -> None:
    with pytest.raises(SymconvError, match="no Jupyter notebook"):
        markdown_cells(source)

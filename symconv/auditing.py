"""`audit`: other people's notes, judged equation by equation."""

from __future__ import annotations

import re
from dataclasses import replace

from symconv.auditor.notebook_cells import markdown_cells
from symconv.auditor.notes import AuditProgress, judged
from symconv.auditor.report import Report
from symconv.errors import SymconvError
from symconv.layers.build import existing
from symconv.layers.layer import Layer


def audit(
    text: str, layer: Layer | None = None, *, path: str = "notes", progress: AuditProgress | None = None
) -> Report:
    r"""Whether what a text says of a convolution layer is true: a verdict for every equation in it.

    The text is LaTeX, Markdown, or plain with mathematics between dollars; with a `path` that ends in .ipynb it is a
    Jupyter notebook, of which the Markdown cells are read. What the layer is, its letters and its conventions are read
    off the text; `layer` says it where that is known. `path` names the text in the report.

    Raises SymconvError for what is no text, for the mere name of a file, and for what should be a notebook and is none.

    >>> forward = r"$$y_1 = w_1 x_1 + w_2 x_2$$ $$y_2 = w_1 x_2 + w_2 x_3$$"
    >>> print(audit(forward + r" $$\delta w_1 = \delta y_1 x_1 + \delta y_2 x_3$$"))
    notes: conv1d --input 3 --kernel 2 --no-bias
    notes:1:3: proved: y_1 = w_1 x_1 + w_2 x_2
    notes:1:31: proved: y_2 = w_1 x_2 + w_2 x_3
    notes:1:59: refuted: \delta w_1 = \delta y_1 x_1 + \delta y_2 x_3 (index: x_2 for x_3)
        wrong: x_3
        corrected: \delta w_1 = \delta y_1 x_1 + \delta y_2 x_2
    notes: 2 proved, 1 refuted
    """
    if not isinstance(text, str):
        raise SymconvError(f"notes are text, not {text!r:.40}; what a file holds is Path(file).read_text()")
    if re.fullmatch(r"[^$\\\n]+\.(md|markdown|tex|txt|ipynb)", text.strip()):
        raise SymconvError(f"{text!r:.60} is the name of a file; what the file holds is Path({text!r:.60}).read_text()")
    if layer is not None:
        existing(layer)
    if not path.endswith(".ipynb"):
        return judged(text, path, layer, progress)
    cells = markdown_cells(text)
    report = judged(cells.text, path, layer, progress)
    placed = [
        replace(each, line=cells.lines[each.line - 1], end=(cells.lines[each.end[0] - 1], each.end[1]))
        for each in report.statements
    ]
    return replace(report, statements=tuple(placed))

"""`audit`: other people's notes, judged equation by equation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import replace
from typing import Any

from symconv.auditor.notebook_cells import markdown_cells
from symconv.auditor.notes import AuditProgress, judged
from symconv.auditor.report import Report, unread
from symconv.errors import NO_MEMORY, SymconvError, defect
from symconv.layers.build import existing
from symconv.layers.layer import Layer
from symconv.sharing.batches import Lost
from symconv.sharing.shared import shared


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


def audit_many(
    texts: Mapping[str, str] | Iterable[str],
    executor: Executor | None = None,
    *,
    layer: Layer | None = None,
    jobs: int | None = None,
    progress: AuditProgress | None = None,
) -> list[Report]:
    """The report of `audit` on each of many texts, in their order.

    `texts` are by their paths, or just texts. Who works is `executor` or so many `jobs`, as in `prove_many`. A text
    that cannot be audited takes nothing from the others: its report has one statement, which is unreadable, with the
    reason.

    Raises SymconvError for a number of jobs that is none, and where the executor does not work.

    >>> for report in audit_many({"a.md": "$y_1 = w_1 x_1$", "b.ipynb": "no notebook"}, jobs=1):
    ...     print(repr(report))
    <Report on a.md: 1 proved>
    <Report on b.ipynb: 1 unreadable>
    """
    if isinstance(texts, str):
        raise SymconvError("audit_many takes several texts, such as a list of them; one is for symconv.audit")
    if layer is not None:
        existing(layer)
    named = texts if isinstance(texts, Mapping) else {f"notes {at}": text for at, text in enumerate(texts, start=1)}
    asked = [(text, layer, path) for path, text in named.items()]
    found: dict[int, Report] = {}
    for number, made in shared(_audited, asked, executor, jobs):
        path = str(asked[number][2])
        found[number] = unread(path, made.reason) if isinstance(made, Lost) else made
        if progress is not None:
            progress(f"{path}: {len(found):,}/{len(asked):,}")
    return [found[number] for number in range(len(asked))]


def _audited(asked: tuple[Any, Layer | None, Any]) -> Report:
    """The report on one of many texts, whatever is wrong with it."""
    text, layer, path = asked
    try:
        if not isinstance(path, str):
            raise SymconvError(f"a path is text, not {path!r:.40}")
        return audit(text, layer, path=path)
    except SymconvError as error:
        return unread(str(path), str(error))
    except MemoryError:
        return unread(path, NO_MEMORY)
    except Exception as error:
        return unread(path, f"{defect(error)}: please report it with the text")

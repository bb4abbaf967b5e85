"""Reports as a page: every statement typeset and coloured by its verdict, its correction beside it.

The page fetches nothing and runs nothing. A verdict is a word as well as a colour.
"""

from __future__ import annotations

import html
from collections.abc import Sequence

from symconv.auditor.report import Judged, Report, summary
from symconv.outcomes import MEANING
from symconv.page import mathml, text
from symconv.page.maths import Relation
from symconv.page.style import CSS

_COLOURS = """
.audit td, .audit th { text-align: left; vertical-align: top; }
.audit .word { font-weight: 600; white-space: nowrap; }
.proved .word { color: #1a6b33; } .refuted .word { color: #a3162a; } .ambiguous .word { color: #7a4b00; }
.refuted { background: rgba(190, 30, 45, .09); } .ambiguous, .undecided { background: rgba(230, 160, 0, .10); }
.audit code { overflow-wrap: anywhere; }
@media (prefers-color-scheme: dark) {
  .proved .word { color: #7fd39a; } .refuted .word { color: #ff9aa6; } .ambiguous .word { color: #f2c14e; }
}
"""


def page(reports: Sequence[Report]) -> str:
    """A whole page with all reports.

    >>> from symconv.auditing import audit
    >>> "<script" in page([audit("$$y_1 = <script> x_1$$")])
    False
    """
    body = "\n".join(_one(report) for report in reports)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Audit</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<style>{CSS}{_COLOURS}</style></head><body><div class="page"><main>\n{body}\n</main></div></body></html>\n'
    )


def _one(report: Report) -> str:
    about = "".join(f"<p>About: <code>{html.escape(layer)}</code></p>" for layer in report.layers)
    rows = "\n".join(_row(each) for each in report.statements)
    head = "".join(f'<th scope="col">{word}</th>' for word in ("place", "verdict", "equation", "correction", "reason"))
    return (
        f"<h1>Audit of {html.escape(report.path)}</h1>{about}<p>{summary([report])}.</p>"
        '<div class="scroll" tabindex="0" role="region" aria-label="Verdicts"><table class="audit">'
        f"<thead><tr>{head}</tr></thead><tbody>\n{rows}\n</tbody></table></div>"
    )


def _row(each: Judged) -> str:
    word = f'<span class="word" title="{html.escape(MEANING[each.outcome])}">{each.outcome}</span>'
    scope = f"<br/>{each.scope}" if each.scope else ""
    return (
        f'<tr class="{each.outcome}"><td>{each.line}:{each.column}</td><td>{word}{scope}</td>'
        f"<td>{_equation(each.read, each.pieces)}</td><td>{_equation(each.put_right, [(each.corrected, False)])}</td>"
        f"<td>{html.escape(each.reason)}</td></tr>"
    )


def _equation(read: Relation | None, pieces: Sequence[tuple[str, bool]]) -> str:
    """An equation typeset as it was read, with its source below, what is wrong in it marked.

    Only the source where it was not read, and open where something is marked in it.
    """
    source = "".join(f"<mark>{html.escape(text)}</mark>" if wrong else html.escape(text) for text, wrong in pieces)
    if not source:
        return ""
    code = f"<code>{source}</code>"
    opened = ' open="open"' if any(wrong for _, wrong in pieces) else ""
    if read is None:
        return code
    said = html.escape(text.written(read))
    return (
        f'<math xmlns="http://www.w3.org/1998/Math/MathML" alttext="{said}">{mathml.written(read)}</math>'
        f"<details{opened}><summary>source</summary>{code}</details>"
    )

"""Reports as SARIF 2.1.0, for code scanning: what is refuted, ambiguous or undecided, each with its place."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from symconv.auditor.report import Judged, Report
from symconv.outcomes import MEANING, Outcome
from symconv.version import VERSION

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS: dict[Outcome, str] = {"refuted": "error", "ambiguous": "warning", "undecided": "note"}


def log(reports: Sequence[Report]) -> str:
    """The reports as one run of the tool.

    >>> from symconv.auditing import audit
    >>> json.loads(log([audit("")]))["version"]
    '2.1.0'
    """
    rules = [{"id": word, "shortDescription": {"text": MEANING[word]}} for word in LEVELS]
    results = [_result(report, each) for report in reports for each in report.statements if each.outcome in LEVELS]
    driver = {"name": "symconv audit", "version": VERSION, "rules": rules}
    found = {"$schema": SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}
    return json.dumps(found, indent=2) + "\n"


def _result(report: Report, each: Judged) -> dict[str, Any]:
    line, column = each.end
    region = {"startLine": each.line, "startColumn": each.column, "endLine": line, "endColumn": column}
    # The place of a file is a URI: an odd sign in its name must not end it.
    artifact = {"uri": quote(report.path.replace("\\", "/"))}
    return {
        "ruleId": each.outcome,
        "level": LEVELS[each.outcome],
        "message": {"text": said(each)},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
    }


def said(each: Judged) -> str:
    """A statement, its verdict and what would be right, in words.

    >>> from symconv.auditing import audit
    >>> said(audit("$$y_1 = w_1$$").statements[0])
    'unreadable: y_1 = w_1 (no equation here says what the layer is)'
    """
    reason = f" ({each.reason})" if each.reason else ""
    corrected = f"; corrected: {each.corrected}" if each.corrected else ""
    return f"{each.outcome}: {each.equation}{reason}{corrected}"

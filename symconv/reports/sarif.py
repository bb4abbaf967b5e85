"""Verdicts as SARIF 2.1.0, for code scanning: what is refuted, ambiguous or undecided, each with its place."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from symconv.outcomes import MEANING, Outcome
from symconv.reports.reported import Reported
from symconv.version import VERSION

SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS: dict[Outcome, str] = {"refuted": "error", "ambiguous": "warning", "undecided": "note"}


def log(found: Sequence[Reported], tool: str, strict: bool = False) -> str:
    """The verdicts as one run of a tool such as `symconv audit`; if `strict`, what is unreadable is an error too.

    >>> json.loads(log([], "symconv audit"))["version"]
    '2.1.0'
    """
    levels: dict[Outcome, str] = {**LEVELS, "unreadable": "error"} if strict else LEVELS
    rules = [{"id": word, "shortDescription": {"text": MEANING[word]}} for word in levels]
    results = [_result(each, levels[each.outcome]) for each in found if each.outcome in levels]
    run = {"tool": {"driver": {"name": tool, "version": VERSION, "rules": rules}}, "results": results}
    return json.dumps({"$schema": SARIF, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _result(each: Reported, level: str) -> dict[str, Any]:
    said: dict[str, Any] = {
        "ruleId": each.outcome,
        "level": level,
        "message": {"text": each.message},
    }
    if each.path:
        line, column = each.end
        region = {"startLine": each.line, "startColumn": each.column, "endLine": line, "endColumn": column}
        # The place of a file is a URI: an odd sign in its name must not end it.
        artifact = {"uri": quote(each.path.replace("\\", "/"))}
        said["locations"] = [{"physicalLocation": {"artifactLocation": artifact, "region": region}}]
    return said

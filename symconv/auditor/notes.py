"""Notes judged: a text's statements, its sections, and a verdict for each statement."""

from __future__ import annotations

from collections.abc import Callable

from symconv.auditor.allsizes import judge_general
from symconv.auditor.edits import Vocabulary
from symconv.auditor.judgement import Judgement
from symconv.auditor.labels import without_labels
from symconv.auditor.onesize import judge_at_one_size
from symconv.auditor.reading import Section, einstein, sections
from symconv.auditor.repair import repaired
from symconv.auditor.report import Judged, Report
from symconv.auditor.segments import Places
from symconv.auditor.statements import Statement, statements
from symconv.auditor.words import vocabulary
from symconv.layers.layer import Layer

Progress = Callable[[str], None]


def judged(text: str, path: str, layer: Layer | None = None, progress: Progress | None = None) -> Report:
    """The report on a text; `layer` is what it is about where that is known."""
    report = progress or _silent
    report(f"{path}: reading")
    found = without_labels(statements(text))
    places = Places(text)
    layers: dict[str, None] = {}
    rows: list[Judged] = []
    for section in sections(found, einstein(text), layer):
        layers |= dict.fromkeys(map(str, section.readings or section.general))
        known = vocabulary(section)
        said: dict[object, Judgement] = {}
        for statement in section.statements:
            if len(rows) % 100 == 0:
                report(f"{path}: {len(rows)} of {len(found)}")
            key = statement.left.tree, statement.right.tree, statement.above, statement.sides, statement.problem
            if key not in said:
                said[key] = verdict(statement, section)
            rows.append(_row(text, statement, said[key], section, known, places))
    return Report(path, tuple(layers), tuple(rows))


def _silent(step: str) -> None:
    del step


def verdict(statement: Statement, section: Section) -> Judgement:
    """The verdict on one statement in all readings of its section: one that they agree on, or ambiguous."""
    if statement.problem:
        return Judgement("unreadable", statement.problem)
    found: list[tuple[str, Judgement]] = [
        (str(reading.layer), judge_at_one_size(statement, reading)) for reading in section.readings
    ] or [(str(reading), judge_general(statement, reading)) for reading in section.general]
    if not found:
        return Judgement("unreadable", section.reason)
    if len({each.verdict for _, each in found}) == 1:
        return found[0][1]
    for word in ("unreadable", "undecided", "ambiguous"):
        for _, each in found:
            if each.verdict == word:
                return each
    return Judgement("ambiguous", "; ".join(f"{each.verdict} for {layer}" for layer, each in found))


def _row(
    text: str, statement: Statement, said: Judgement, section: Section, known: Vocabulary | None, places: Places
) -> Judged:
    line, column = places(statement.start)
    corrected, reason = "", said.reason
    if said.verdict == "refuted" and known is not None:
        found = repaired(text, statement, known, lambda changed: verdict(changed, section))
        if found is not None:
            corrected = found.corrected
            # That an entry does not exist is worth saying whatever would be right.
            reason = f"{reason}; {found.reason}" if reason.startswith("range: ") else found.reason
    return Judged(line, column, statement.text, said.reading, said.scope, said.verdict, corrected, reason)

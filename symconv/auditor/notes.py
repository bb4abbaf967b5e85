"""Notes judged: a text's statements, its sections, and a verdict for each statement."""

from __future__ import annotations

from collections.abc import Callable

from symconv.auditor.allsizes import judge_general
from symconv.auditor.judgement import Judgement
from symconv.auditor.labels import without_labels
from symconv.auditor.onesize import judge_at_one_size
from symconv.auditor.reading import Section, einstein, sections
from symconv.auditor.report import Judged, Report
from symconv.auditor.segments import Places
from symconv.auditor.statements import Statement, statements
from symconv.layers.layer import Layer

Progress = Callable[[str], None]


def judged(text: str, path: str, layer: Layer | None = None, progress: Progress | None = None) -> Report:
    """The report on a text; `layer` is what it is about where that is known."""
    report = progress or _silent
    report(f"{path}: reading")
    found = without_labels(statements(text))
    places = Places(text)
    layers: dict[str, None] = {}
    kept: list[tuple[Statement, Judgement]] = []
    for section in sections(found, einstein(text), layer):
        layers |= dict.fromkeys(map(str, section.readings or section.general))
        for number, statement in enumerate(section.statements):
            if number % 100 == 0:
                report(f"{path}: {len(kept)} of {len(found)}")
            kept.append((statement, verdict(statement, section)))
    rows = tuple(_row(statement, said, places) for statement, said in kept)
    return Report(path, tuple(layers), rows)


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


def _row(statement: Statement, said: Judgement, places: Places) -> Judged:
    line, column = places(statement.start)
    return Judged(line, column, statement.text, said.reading, said.scope, said.verdict, "", said.reason)

"""Notes judged: a text's statements, its sections, and a verdict for each statement."""

from __future__ import annotations

from collections.abc import Callable

from symconv.auditor.judgement import Judgement, judge
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
    found = statements(text)
    places = Places(text)
    layers: dict[str, None] = {}
    kept: list[tuple[Statement, Judgement]] = []
    for section in sections(found, einstein(text), layer):
        for reading in section.readings:
            layers[str(reading.layer)] = None
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
    if not section.readings:
        return Judgement("unreadable", section.reason)
    found = [
        (reading, judge(statement, reading.world, reading.notes, reading.einstein, reading.established))
        for reading in section.readings
    ]
    words = {each.verdict for _, each in found}
    if len(words) == 1:
        return found[0][1]
    for word in ("unreadable", "undecided", "ambiguous"):
        for _, each in found:
            if each.verdict == word:
                return each
    said = "; ".join(f"{each.verdict} for {reading.layer}" for reading, each in found)
    return Judgement("ambiguous", said)


def _row(statement: Statement, said: Judgement, places: Places) -> Judged:
    line, column = places(statement.start)
    return Judged(line, column, statement.text, "", said.scope, said.verdict, "", said.reason)

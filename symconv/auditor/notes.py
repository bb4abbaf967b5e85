"""Notes judged: a text's statements, its sections, and a verdict for each statement."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace

from symconv.auditor.allsizes import judge_general
from symconv.auditor.canonical import equation
from symconv.auditor.edits import NotesVocabulary
from symconv.auditor.fitting import of_all, possible
from symconv.auditor.judgement import Judgement
from symconv.auditor.labels import without_labels
from symconv.auditor.letters import Notes
from symconv.auditor.onesize import judge_at_one_size
from symconv.auditor.reading import Section, einstein, looks_forward, sections
from symconv.auditor.repair import Repair, repaired
from symconv.auditor.report import Judged, Report
from symconv.auditor.segments import TextPlaces
from symconv.auditor.size_equations import judge_sizes
from symconv.auditor.statements import NotedEquation, statements
from symconv.auditor.tree import Addition, Expr, Juxtaposition, LocalRow, Partial, added_terms, nodes
from symconv.auditor.words import vocabulary
from symconv.layers.layer import Layer
from symconv.layers.lettering import quantity
from symconv.page.maths import Relation

AuditProgress = Callable[[str], None]
# What was found for what is written so, and where that began.
Repairs = dict[Hashable, tuple[int, Repair | None]]


def judged(text: str, path: str, layer: Layer | None = None, progress: AuditProgress | None = None) -> Report:
    """The report on a text; `layer` is what it is about where that is known."""
    report = progress or (lambda _: None)
    report(f"{path}: reading")
    found = without_labels(statements(text))
    places = TextPlaces(text)
    layers: dict[str, None] = {}
    rows: list[Judged] = []
    announced = einstein(text)
    every = sections(found, announced, layer)
    for section in every:
        layers |= dict.fromkeys(map(str, section.readings or section.general))
        known = vocabulary(section)
        said: dict[object, Judgement] = {}
        repairs: Repairs = {}
        for statement in section.statements:
            if len(rows) % 100 == 0:
                report(f"{path}: {len(rows)} of {len(found)}")
            read = [(side.tree, side.size) for side in (statement.left, statement.right)]
            key = *read, statement.above, statement.sides, statement.problem, statement.axis, statement.heading
            if key not in said:
                said[key] = _elsewhere(statement, section, every, announced, verdict(statement, section))
            rows.append(_row(text, statement, said[key], section, known, places, repairs))
    return Report(path, tuple(layers), tuple(rows))


def verdict(statement: NotedEquation, section: Section) -> Judgement:
    """The verdict on one statement in all readings of its section: one that they agree on, or ambiguous."""
    of_sizes = _of_sizes(statement, section)
    if of_sizes is not None:
        return of_sizes
    if statement.problem:
        return Judgement("unreadable", statement.problem)
    found: list[tuple[str, Judgement]] = [
        (str(reading.layer), judge_at_one_size(statement, reading)) for reading in section.readings
    ] or [(str(reading), judge_general(statement, reading)) for reading in section.general]
    if not found:
        return Judgement("unreadable", section.reason)
    if len({each.outcome for _, each in found}) == 1:
        return found[0][1]
    for word in ("unreadable", "undecided", "ambiguous"):
        for _, each in found:
            if each.outcome == word:
                return each
    return Judgement("ambiguous", "; ".join(f"{each.outcome} for {layer}" for layer, each in found))


def _elsewhere(
    statement: NotedEquation, section: Section, every: Sequence[Section], announced: bool, found: Judgement
) -> Judgement:
    """The verdict where notes define several layers in general equations, and below this heading none of them.

    Then what is false of the last of them may be said of another, and is ambiguous if it is true of that.
    """
    defining = {each.heading for each in section.statements if looks_forward(each)}
    if found.outcome != "refuted" or not section.general or statement.heading in defining:
        return found
    for other in every:
        if not other.general or other is section:
            continue
        # Read with the statement: what only it mentions has a meaning there too.
        together = [replace(each, heading=0) for each in (*other.statements, statement)]
        again = sections(together, announced)[-1]
        if verdict(statement, again).outcome == "proved":
            return Judgement("ambiguous", f"true of {other.general[0]}, false of {section.general[0]}")
    return found


def _of_sizes(statement: NotedEquation, section: Section) -> Judgement | None:
    """The verdict on an equation between sizes; None for any other."""
    layers = {reading.layer for reading in section.readings}
    transposed = any(layer.transposed for layer in layers)
    return judge_sizes(statement, section.sizes, layers.pop() if len(layers) == 1 else None, transposed)


def _row(
    text: str,
    statement: NotedEquation,
    said: Judgement,
    section: Section,
    known: NotesVocabulary | None,
    places: TextPlaces,
    repairs: Repairs,
) -> Judged:
    corrected, reason = "", said.reason
    put_right = None
    wrong: tuple[tuple[int, int], ...] = ()
    notes = section.first.notes if section.first is not None else None
    if said.outcome == "refuted" and known is not None and statement.relation != "+=":
        found = _repaired(text, statement, section, known, repairs)
        if found is not None:
            corrected = found.corrected
            put_right = _typeset(found.left, found.right, notes)
            wrong = _within(text, statement, found.wrong)
            # That an entry does not exist is worth saying whatever would be right.
            reason = f"{reason}; {found.reason}" if reason.startswith("range: ") else found.reason
    read = _typeset(statement.left.tree, _told(statement), notes) or _of_quantities(statement)
    line, column = places(statement.start)
    end = places(statement.end)
    return Judged(
        line, column, end, statement.text, read, said.scope, said.outcome, corrected, put_right, reason, wrong
    )


def _repaired(
    text: str, statement: NotedEquation, section: Section, known: NotesVocabulary, repairs: Repairs
) -> Repair | None:
    """The nearest true equation, looked for once for all that is written alike."""
    key = _written(text, statement)
    if key not in repairs:
        # What is said of sizes has no entries that could be others.
        of_sizes = _of_sizes(statement, section) is not None
        quick = None if of_sizes else lambda each: of_all([possible(each, reading) for reading in section.readings])
        made = repaired(text, statement, known, lambda changed: verdict(changed, section), quick)
        repairs[key] = statement.start, made
    start, found = repairs[key]
    further = statement.start - start
    return found and replace(found, wrong=tuple((begin + further, end + further) for begin, end in found.wrong))


def _written(text: str, statement: NotedEquation) -> Hashable:
    """What a repair depends on: how each side is written and read, and where it stands in the statement."""
    sides = (
        None if side is None else (side.tree, side.start - statement.start, text[side.start : side.end])
        for side in (statement.left, statement.right, statement.first, statement.above)
    )
    return (*sides, statement.relation, text[statement.start : statement.end])


def _within(text: str, statement: NotedEquation, places: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Places in the text as places in the statement's own line; none where they do not all lie in it.

    In the line white space is one blank, and what stands between two displays is left out.
    """
    found: list[tuple[int, int]] = []
    for start, end in sorted(places):
        written = " ".join(text[start:end].split())
        before = " ".join(text[statement.start : start].split())
        blank = start > statement.start and text[start - 1].isspace()
        at = len(before) + blank
        inside = start >= statement.start and statement.text[at : at + len(written)] == written
        if not inside or not written or (found and at < found[-1][1]):
            return ()
        found.append((at, at + len(written)))
    return tuple(found)


def _typeset(left: Expr | None, right: Expr | None, notes: Notes | None) -> Relation | None:
    return None if left is None or right is None or notes is None else equation(left, right, notes)


def _of_quantities(statement: NotedEquation) -> Relation | None:
    """An equation between sizes as it was read; None for any other, and where a division must leave nothing."""
    left, right = statement.left.size, statement.right.size
    if left is None or right is None or left[1] or right[1] or (statement.left.tree and statement.right.tree):
        return None
    return Relation(quantity(left[0]), "=", quantity(right[0]))


def _told(statement: NotedEquation) -> Expr | None:
    """The right side; a row of local derivatives with what each belongs to, where a chain-rule line says it."""
    right, above = statement.right.tree, statement.above
    if not isinstance(right, LocalRow) or above is None:
        return right
    terms = added_terms(above.tree)
    by_outputs = [[node for node in nodes(term) if isinstance(node, Partial) and node.of_letter] for term in terms]
    if len(by_outputs) != len(right.cells) or not all(by_outputs):
        return right
    return Addition(
        tuple(Juxtaposition((found[0], cell)) for found, cell in zip(by_outputs, right.cells, strict=True))
    )

"""The verb `prove`: what it is asked, and how it says what was found."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symconv.cli.layers import COUNTS, SIZE_OPTIONS
from symconv.errors import SymconvError
from symconv.outcomes import OUTCOMES

if TYPE_CHECKING:
    from symconv.layers.family import Family
    from symconv.proof.decision import Decision
    from symconv.statements.grammar import Statement
    from symconv.statements.theorems import Theorem

LAYER_OPTIONS = tuple(
    name.replace("-", "_") for name in ("layer", *SIZE_OPTIONS, "padding", *COUNTS, "no-bias", "convention")
)


def listed() -> str:
    """The theorem library as a table."""
    from symconv.statements.library import library

    lines = []
    for theorem in library():
        lines.append(f"{theorem.id:<4} {theorem.title}\n     {theorem.statement}")
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class Question:
    """What to prove: a theorem, or a statement of the user's own, which has no `id`."""

    id: str
    tree: Statement
    family: Family


def asked(given: tuple[str, ...], options: dict[str, Any]) -> list[Question]:
    """The whole library, theorems by id, and statements of the user's own."""
    from symconv.cli.families import families_from
    from symconv.statements.grammar import StatementError, parse
    from symconv.statements.library import identifiers, library

    theorems = library()
    found = list(map(_of_theorem, theorems)) if not given else []
    used = [name for name in LAYER_OPTIONS if options[name]]
    for text in given:
        if re.fullmatch(r"T[0-9]+", text):
            found += _by_id(text, theorems)
        elif "=" not in text:
            meant = f", did you mean {text.upper()}?" if re.fullmatch(r"t[0-9]+", text) else ""
            raise SymconvError(
                f"{text[:40]!r} is neither a theorem ({identifiers()}) nor a statement, such as "
                f"'dX = correlate(pad(dZ, k-1), rot180(K))'{meant}",
                text=text,
            )
        else:
            try:
                tree = parse(text)
            except StatementError as error:
                raise StatementError(str(error), text=text, column=error.column) from None
            found += [Question("", tree, family) for family in families_from(options, tree)]
    if used and all(question.id for question in found):
        raise SymconvError(f"--{used[0].replace('_', '-')} is for statements: a theorem says itself what it is about")
    return found


def _by_id(id: str, theorems: tuple[Theorem, ...]) -> list[Question]:
    found = [_of_theorem(theorem) for theorem in theorems if theorem.id == id]
    if not found:
        from symconv.statements.library import identifiers

        raise SymconvError(f"there is no theorem {id}: they are {identifiers()}", text=id)
    return found


def _of_theorem(theorem: Theorem) -> Question:
    return Question(theorem.id, theorem.tree, theorem.family)


def prove_all(questions: list[Question], timeout: float, report: Any) -> list[Decision]:
    """The answers, in order."""
    from symconv.proof.decide import decide

    answers = []
    for number, question in enumerate(questions, start=1):
        report(f"{number}/{len(questions)} {question.id or 'your statement'}")
        answers.append(decide(question.tree, question.family, id=question.id, timeout=timeout))
    return answers


def text(results: list[Decision], started: float) -> str:
    """The answers for a person: each with its scope or counterexample; of many theorems, those proved in one line."""
    lines = []
    for result in results:
        if len(results) > 3 and result.verdict == "proved" and result.id:
            lines.append("\n  ".join([f"proved  {result.id:<4} {result.statement}", *result.doubts]))
        else:
            lines.append(f"{f'{result.id} ' if result.id else ''}{result}")
    if len(results) > 1:
        counts = {outcome: sum(each.verdict == outcome for each in results) for outcome in OUTCOMES}
        said = ", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count)
        checkers = ", ".join(_checkers(results))
        lines.append(f"{said} in {time.perf_counter() - started:.2f} s{checkers and f', checked by {checkers}'}")
    return "\n".join(lines) + "\n"


def _checkers(results: list[Decision]) -> list[str]:
    """Certificates, where there are any, and the solvers that were asked for all other proofs and agreed each time."""
    from symconv.proof.smt import CERTIFICATES

    asked = [each.checkers for each in results if each.checkers or each.doubts]
    by_solvers = [each for each in asked if each != (CERTIFICATES,)]
    found = dict.fromkeys(chain(*asked))
    return [name for name in found if name == CERTIFICATES or all(name in each for each in by_solvers)]


def as_json(results: list[Decision]) -> str:
    """The answers as one JSON object."""
    from symconv.results import data

    return json.dumps({"schema": "symconv.prove/1", "results": [data(each) for each in results]}) + "\n"


def write_certificates(results: list[Decision], folder: str) -> None:
    """One folder for each proof, and a word where a statement has none."""
    from symconv.proof.certificate import write

    try:
        for path in write(results, Path(folder)):
            click.echo(f"certificate: {path}", err=True)
    except OSError as error:
        raise SymconvError(f"--certificate {folder}: cannot be written ({error.strerror})", text=folder) from error

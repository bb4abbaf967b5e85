"""The verb `prove`: what it is asked, and how it says what was found."""

from __future__ import annotations

import json
import time
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symconv.cli.layers import COUNTS, SIZE_OPTIONS
from symconv.errors import SymconvError
from symconv.outcomes import OUTCOMES

if TYPE_CHECKING:
    from symconv.proof.decision import Decision
    from symconv.questions import Question


def listed() -> str:
    """The theorem library as a table."""
    from symconv.statements.library import library

    lines = []
    for theorem in library():
        lines.append(f"{theorem.id:<4} {theorem.title}\n     {theorem.statement}")
    return "\n".join(lines) + "\n"


def asked(given: tuple[str, ...], options: dict[str, Any]) -> list[Question]:
    """The whole library, theorems by id, and statements of the user's own."""
    from symconv.questions import is_theorem, of_library, questions

    layer, described = described_by(options)
    if not given:
        found = of_library()
    else:
        found = [
            question
            for text in given
            for question in (of_library(text) if is_theorem(text) else questions(text, layer, described))
        ]
    if (layer or described) and all(question.id for question in found):
        name = "layer" if layer else next(iter(described))
        raise SymconvError(f"`{name}` is for statements: a theorem says itself what it is about")
    return found


def described_by(options: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
    """The layer's name and those of its options that were typed, as Python's `symconv.prove` takes them."""
    typed = ((name.replace("-", "_"), options[name.replace("-", "_")]) for name in (*SIZE_OPTIONS, "padding", *COUNTS))
    found: dict[str, Any] = {name: value for name, value in typed if value is not None}
    if options["no_bias"]:
        found["bias"] = False
    if options["convention"]:
        found["convention"] = options["convention"]
    return options["layer"], found


def prove_all(questions: list[Question], timeout: float, report: Any) -> list[Decision]:
    """The answers, in order."""
    from symconv.proof.decide import decide

    answers = []
    for number, question in enumerate(questions, start=1):
        report(f"{number}/{len(questions)} {question.id or 'your statement'}")
        answers.append(decide(question.tree, question.family, id=question.id, timeout=timeout))
    return answers


def text(results: list[Decision], started: float) -> str:
    """The answers for a person: each with its scope or counterexample, and of several how many there are of each."""
    lines = [f"{f'{result.id} ' if result.id else ''}{result}" for result in results]
    if len(results) > 1:
        counts = {outcome: sum(each.outcome == outcome for each in results) for outcome in OUTCOMES}
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
    from symconv.results import answers

    return json.dumps(answers(results)) + "\n"


def write_certificates(results: list[Decision], folder: str) -> None:
    """One folder for each proof, and a word where a statement has none."""
    from symconv.proof.certificate import write

    try:
        for path in write(results, Path(folder)):
            click.echo(f"certificate: {path}", err=True)
    except OSError as error:
        raise SymconvError(f"--certificate {folder}: cannot be written ({error.strerror})", text=folder) from error

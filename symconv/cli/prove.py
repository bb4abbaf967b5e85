"""The verb `prove`: what it is asked, and how it says what was found."""

from __future__ import annotations

import json
import os
import time
from contextlib import nullcontext
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union

import click

from symconv.cli.input import read
from symconv.cli.layers import described
from symconv.cli.progress import Reporter
from symconv.errors import SymconvError
from symconv.reports.reported import Reported, counted

if TYPE_CHECKING:
    from symconv.proof.certificate import Rechecked
    from symconv.proof.decision import Decision
    from symconv.questions import Question
    from symconv.statement_files import MistakenLine, StatementLine


PROOF_FORMATS = ("text", "json", "github", "sarif", "junit")
TOOL = "symconv prove"
FILES = ".symconv"


def listed() -> str:
    """The theorem library as a table."""
    from symconv.statements.library import library

    return "".join(f"{each.id:<4} {each.title}\n     {each.statement}\n" for each in library())


# A question, and where it stands in a file (nowhere, if it was typed); or a line that asks nothing.
Asked = Union[tuple["Question", "StatementLine | None"], "MistakenLine"]
AnsweredLine = tuple["Decision", "StatementLine | None"]


def asked(given: tuple[str, ...], files: tuple[str, ...], options: dict[str, Any]) -> list[Asked]:
    """The whole library, or theorems by id, statements of the user's own, and what files ask."""
    from symconv.questions import is_theorem, of_library, questions

    files = (*files, *(each for each in given if each.endswith(FILES)))
    given = tuple(each for each in given if not each.endswith(FILES))
    layer, said = options["layer"], described(options)
    found: list[Asked] = []
    if "=" in given:
        raise SymconvError(f'a statement stands in quotes, as one word: "{" ".join(given)}"', text=given[0])
    if not given and not files:
        found = [(each, None) for each in of_library()]
    for text in given:
        # Of what is too long for a name, os.path says that it is none, where pathlib raises.
        if "=" not in text and os.path.isfile(text):
            raise SymconvError(f"{text} is a file: --from reads statements, and symconv audit notes", text=text)
        typed = of_library(text) if is_theorem(text) else questions(text, layer, said)
        found += [(each, None) for each in typed]
    if (layer or said) and all(isinstance(each, tuple) and each[0].id for each in found):
        name = "layer" if layer else next(iter(said))
        where = "a line of a file" if files and not given else "a theorem"
        raise SymconvError(f"`{name}` is for statements: {where} says itself what it is about")
    return [*found, *_from_files(files)]


def _from_files(files: tuple[str, ...]) -> list[Asked]:
    """What files ask, line by line; raises SymconvError for a file that asks nothing."""
    from symconv.statement_files import MistakenLine, readings

    found: list[Asked] = []
    for name in files:
        lines = readings(read(name), name)
        if not lines:
            raise SymconvError(f"{name}: there is no statement in it", text=name)
        for line in lines:
            if isinstance(line, MistakenLine):
                found.append(line)
                continue
            try:
                found += [(question, line) for question in line.questions()]
            except SymconvError as error:
                found.append(MistakenLine.of(line, error))
    return found


def prove_all(
    asked: list[Asked], timeout: float, jobs: int, resume: str | None, cache: str | None, report: Reporter
) -> tuple[list[AnsweredLine], list[MistakenLine]]:
    """The answers, in order, and the lines of files that hold a mistake: these take nothing from the others."""
    from symconv.answering import Posed, answers_to, keeping_in
    from symconv.statement_files import MistakenLine

    report("proving")
    mistaken = [each for each in asked if isinstance(each, MistakenLine)]
    posed = [each for each in asked if not isinstance(each, MistakenLine)]
    with keeping_in(resume, cache) as keeping:
        for line in mistaken:
            keeping.keep_mistake(line.whole, line.reason)
        questions = [Posed(question, (line and line.timeout) or timeout) for question, line in posed]
        typed = jobs == 1 and all(line is None for _, line in posed)
        found = answers_to(questions, None, jobs, keeping, report, one_by_one=typed)
    if resume is not None or cache is not None:
        click.echo(f"symconv: {found.known:,} of {len(found.found):,} answers were kept from before", err=True)
    answers: list[AnsweredLine] = []
    for (_, asking), answer in zip(posed, found.found, strict=True):
        if not isinstance(answer, SymconvError):
            answers.append((answer, asking))
        elif asking is None:
            raise answer
        else:
            mistaken.append(MistakenLine.of(asking, answer))
    return answers, sorted(mistaken, key=lambda each: each.line)


def written(form: str, answers: list[AnsweredLine], mistaken: list[MistakenLine], started: float) -> str:
    """The answers in a format; what writes it is imported only when it is asked for."""
    if form == "text":
        return text(answers, started)
    if form == "json":
        from symconv import results

        said = results.answers([each for each, _ in answers])
        if mistaken:
            said["mistakes"] = [each.json() for each in mistaken]
        return json.dumps(said) + "\n"
    found = [
        line.reported(each) if line else Reported(each.outcome, each.statement, str(each), seconds=each.seconds)
        for each, line in answers
    ]
    found += [each.reported() for each in mistaken]
    if form == "github":
        from symconv.reports.github import commands

        return commands(found, strict=True)
    if form == "sarif":
        from symconv.reports.sarif import log

        return log(found, TOOL, strict=True)
    from symconv.reports.junit import suite

    return suite(found, TOOL, strict=True)


def text(answers: list[AnsweredLine], started: float) -> str:
    """The answers for a person: each with its place in a file, if it is of one, and with its scope or counterexample.

    Of several it is said how many there are of each.
    """
    results = [each for each, _ in answers]
    places = [f"{line.path}:{line.line}: " if line else "" for _, line in answers]
    names = [f"{each.id} " if each.id else "" for each in results]
    lines = [f"{place}{name}{each}" for place, name, each in zip(places, names, results, strict=True)]
    if len(results) > 1:
        checkers = ", ".join(_checkers(results))
        lines.append(
            f"{counted(each.outcome for each in results)} in {time.perf_counter() - started:.2f} s"
            f"{checkers and f', checked by {checkers}'}"
        )
    return "\n".join(lines) + "\n"


def _checkers(results: list[Decision]) -> list[str]:
    """Certificates, where there are any, and the solvers that were asked for all other proofs and agreed each time."""
    from symconv.proof.smt import CERTIFICATES

    asked = [each.checkers for each in results if each.checkers or each.doubts]
    by_solvers = [each for each in asked if each != (CERTIFICATES,)]
    found = dict.fromkeys(chain(*asked))
    return [name for name in found if name == CERTIFICATES or all(name in each for each in by_solvers)]


def write_certificates(results: list[Decision], folder: str, for_coq: bool) -> None:
    """One folder for each proof, and a word where a statement has none."""
    from symconv.coq.files import coq_files
    from symconv.proof.certificate import write

    try:
        for path in write(results, Path(folder), coq_files if for_coq else None):
            click.echo(f"certificate: {path}", err=True)
    except OSError as error:
        raise SymconvError(f"--certificate {folder}: cannot be written ({error.strerror})", text=folder) from error


def rechecked(folder: str, by_coq: bool, independent: bool) -> list[Rechecked]:
    """A report for every certificate; files for Coq are made anew and compared, and given to Coq if it is asked."""
    from symconv.coq.asking import coq
    from symconv.coq.files import coq_files
    from symconv.proof.certificate import recheck

    with coq(independent) if by_coq else nullcontext() as asked:
        return recheck(Path(folder), coq_files, asked)

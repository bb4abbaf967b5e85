"""Many statements at once: each is answered by itself, by whoever is free, and nothing that was answered is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Unpack

from symconv.answering import AnsweringProgress, Posed, answers_to, keeping_in
from symconv.errors import SymconvError
from symconv.layers.family import Family
from symconv.layers.layer import Layer
from symconv.layers.options import taking
from symconv.proof.decide import TIMEOUT
from symconv.proving import NOT_GIVEN
from symconv.questions import checked_timeout, questions
from symconv.results import SCHEMA, Result, together
from symconv.statements.described import OpenOptions

# What a mapping may call its statement by.
IDENTIFIERS = ("id", "name")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that was asked and is no statement, or not about layers, and why; false in a condition.

    `number` is its place among what was asked, from 1.
    """

    statement: str
    reason: str
    number: int

    @property
    def outcome(self) -> Literal["unreadable"]:
        """The word for it."""
        return "unreadable"

    def json(self) -> dict[str, Any]:
        """What `symconv prove --json` would print of it."""
        mistake = {"path": "", "line": self.number, "column": None, "reason": self.reason}
        return {"schema": SCHEMA, "results": [], "mistakes": [mistake]}

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return f"unreadable: {self.statement}\n  {self.reason}"


@taking(OpenOptions, NOT_GIVEN)
def prove_many(
    statements: Iterable[str | Mapping[str, Any]],
    executor: Executor | None = None,
    *,
    layer: Layer | Family | str | None = None,
    jobs: int | None = None,
    timeout: float = TIMEOUT,
    resume: str | Path | None = None,
    cache: str | Path | None = None,
    progress: AnsweringProgress | None = None,
    **options: Unpack[OpenOptions],
) -> list[Result | Unreadable]:
    """What `prove` answers to each of many statements, in their order; a mistake in one is the answer to that one.

    A statement is text, and about `layer` and the options, or a mapping such as
    `{"statement": "o = n", "layer": "conv2d", "stride": 2, "timeout": 60}`, which says itself all that `prove` takes.

    Who works is `executor`, any one of `concurrent.futures`: threads, Dask's `Client.get_executor()`, mpi4py's
    `MPIPoolExecutor`. Without one it is `jobs` processes, one a processor where nothing is said: a script asks for them
    below `if __name__ == "__main__":`. With `jobs=1` all is done in this process. What comes back from another process
    is not believed: the kernel carries out each proof again here.

    `resume` is a file that every answer is written to as it is found, a line of JSON each. A run that was stopped goes
    on from it, whatever stopped it. `cache` is a folder of proofs and counterexamples for later runs, by statement,
    layers and the versions of symconv and the solvers. What stands in either is found again before it is answered, a
    proof by the kernel, a counterexample by SymPy, and it is asked anew where that fails.

    Raises SymconvError for a time or a number of jobs that is none, for a file or folder that cannot be written or
    holds something else, and where the executor does not work.

    >>> for answer in prove_many(["o = n - k + 1", "o = n - k", "o = q"], jobs=1):
    ...     print(answer.outcome, bool(answer))
    proved True
    refuted False
    unreadable False
    """
    checked_timeout(timeout)
    if isinstance(statements, (str, Mapping)):
        raise SymconvError("prove_many takes several statements, such as a list of them; one is for symconv.prove")
    asked = [_asked(number, each, layer, options, timeout) for number, each in enumerate(statements, start=1)]
    posed = [each for many in asked if not isinstance(many, Unreadable) for each in many]
    with keeping_in(resume, cache) as keeping:
        found = iter(answers_to(posed, executor, jobs, keeping, progress).found)
        answers: list[Result | Unreadable] = []
        for number, many in enumerate(asked, start=1):
            if isinstance(many, Unreadable):
                answers.append(many)
                keeping.keep_mistake(many.statement, many.reason)
            else:
                answers.append(_whole([next(found) for _ in many], many, number))
    return answers


def _asked(
    number: int, each: object, layer: Layer | Family | str | None, options: Mapping[str, Any], timeout: float
) -> list[Posed] | Unreadable:
    """The questions of one statement, or what is wrong with it."""
    text: Any = each
    name = ""
    try:
        if isinstance(each, Mapping):
            given = dict(each)
            text, layer = given.pop("statement", None), given.pop("layer", None)
            name = next((str(given.pop(word)) for word in IDENTIFIERS if word in given), "")
            timeout = checked_timeout(given.pop("timeout", timeout))
            options = given
        return [Posed(question, timeout) for question in questions(text, layer, options, name)]
    except SymconvError as error:
        return Unreadable(str(text), str(error), number)


def _whole(found: Sequence[Result | SymconvError], many: Sequence[Posed], number: int) -> Result | Unreadable:
    """One answer to all questions of a statement."""
    mistake = next((each for each in found if isinstance(each, SymconvError)), None)
    if mistake is not None:
        return Unreadable(many[0].question.tree.text, str(mistake), number)
    return together([each for each in found if isinstance(each, Result)])

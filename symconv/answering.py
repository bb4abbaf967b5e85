"""Questions answered: looked up where answers are kept, shared out where they are not, and kept as they come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Union

from symconv.answer_records import key_of, key_of_mistake, record_of, record_of_mistake, remained
from symconv.answer_stores import AnswerFolder, ResultsFile, results_file
from symconv.errors import NO_MEMORY, SymconvError, defect
from symconv.layers.family import Family
from symconv.proof.decide import TIMEOUT, decide
from symconv.proof.decision import Remaining
from symconv.proof.kept import again
from symconv.questions import Question
from symconv.results import Result, Undecided, result
from symconv.sharing.batches import Lost
from symconv.sharing.shared import shared

if TYPE_CHECKING:
    from concurrent.futures import Executor


class AnsweringProgress(Protocol):
    """What is called with how many are answered, in words and as a part of all."""

    def __call__(self, name: str, done: float | None = None) -> None:
        """See above."""


# Who said what an answer rests on.
RESUME, CACHE = "resume", "cache"


@dataclass(frozen=True, slots=True)
class Posed:
    """A question, and the seconds that its answer may take."""

    question: Question
    timeout: float = TIMEOUT


@dataclass(frozen=True, slots=True)
class _Task:
    """What a worker is asked, what the answer was said to rest on, and by whom."""

    posed: Posed
    basis: Any = None
    origin: str = ""


@dataclass(frozen=True, slots=True)
class _Made:
    """What a worker answers, and who said already what it rests on; empty where it was found anew."""

    found: Union[Result, SymconvError]
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where answers are kept, and looked for: of a run that goes on, and of all runs; None where they are not."""

    resume: ResultsFile | None
    cache: AnswerFolder | None

    def looked_up(self, posed: Posed) -> _Task | str:
        """The task to find an answer, with what it was said to rest on; or what remained in a run that goes on."""
        if self.resume is None and self.cache is None:
            return _Task(posed)
        key = key_of(posed.question)
        record = self.resume.find(key) if self.resume is not None else None
        reason = remained(record, posed.timeout)
        if reason is not None:
            return reason
        if record is not None and record.get("basis") is not None:
            return _Task(posed, record["basis"], RESUME)
        record = self.cache.find(key) if self.cache is not None else None
        return _Task(posed, record and record.get("basis"), CACHE)

    def keep(self, posed: Posed, made: _Made) -> None:
        """Write an answer wherever it is not yet."""
        if isinstance(made.found, SymconvError):
            self.keep_mistake(posed.question.tree.text, str(made.found))
            return
        stores = {RESUME: self.resume, CACHE: None if isinstance(made.found, Undecided) else self.cache}
        wanted = [store for origin, store in stores.items() if store is not None and origin != made.origin]
        if wanted:
            key = key_of(posed.question)
            record = record_of(key, made.found, posed.timeout)
            for store in wanted:
                store.add(key, record)

    def keep_mistake(self, asked: str, reason: str) -> None:
        """Something that asks nothing is written to the file that a run goes on from, once."""
        if self.resume is None:
            return
        key = key_of_mistake(asked, reason)
        if self.resume.find(key) is None:
            self.resume.add(key, record_of_mistake(key, asked, reason))


@contextmanager
def keeping_in(resume: str | Path | None, cache: str | Path | None) -> Iterator[Keeping]:
    """Keeping answers in a file to go on from, and in a folder for all runs; None for either is none.

    Raises SymconvError where nothing can be written there, or something else stands there.
    """
    with nullcontext() if resume is None else results_file(Path(resume)) as file:
        yield Keeping(file, None if cache is None else AnswerFolder.at(Path(cache)))


@dataclass(frozen=True, slots=True)
class Answers:
    """An answer to each question, in order, or why there is none; and how many were found again from what was kept."""

    found: tuple[Result | SymconvError, ...]
    known: int


def answers_to(
    posed: Sequence[Posed],
    executor: Executor | None,
    jobs: int | None,
    keeping: Keeping,
    progress: AnsweringProgress | None,
    one_by_one: bool = False,
) -> Answers:
    """The answers to questions, each found once, however often it is asked, and kept as soon as it is found.

    With `one_by_one` they are answered in this process, and whatever goes wrong with one is raised.

    Raises SymconvError as `shared` does, and where an answer cannot be kept.
    """
    # Under another name a question is the same: of each, the number of the first that asks it.
    first: dict[tuple[str, Family, float], int] = {}
    alike = [
        first.setdefault((each.question.tree.text, each.question.family, each.timeout), number)
        for number, each in enumerate(posed)
    ]
    found: dict[int, Result | SymconvError] = {}
    sent: list[int] = []
    known: set[int] = set()

    def tasks() -> Iterator[_Task]:
        for number in first.values():
            task = keeping.looked_up(posed[number])
            if isinstance(task, str):
                found[number] = _undecided(posed[number].question, task)
                known.add(number)
                continue
            sent.append(number)
            yield task

    work, jobs = (_answer, 1) if one_by_one else (_guarded, jobs)
    for at, made in shared(work, tasks(), executor, jobs):
        number = sent[at]
        if isinstance(made, Lost):
            # Not kept: another run may have more luck.
            found[number] = _undecided(posed[number].question, made.reason)
        else:
            found[number] = made.found
            known |= {number} if made.origin else set()
            keeping.keep(posed[number], made)
        if progress is not None:
            progress(f"{len(found):,}/{len(first):,}", len(found) / len(first))
    answers = (_named(found[number], each.question) for number, each in zip(alike, posed, strict=True))
    return Answers(tuple(answers), sum(number in known for number in alike))


def _answer(task: _Task) -> _Made:
    """The answer, from what it was said to rest on if that leads to one, or found anew."""
    question, timeout = task.posed.question, task.posed.timeout
    if task.basis is not None:
        known = again(task.basis, question.tree, question.family, id=question.id, timeout=timeout)
        if known is not None:
            return _Made(result(known), task.origin)
    return _Made(result(decide(question.tree, question.family, id=question.id, timeout=timeout)))


def _guarded(task: _Task) -> _Made:
    """The same; whatever goes wrong is the answer, since others wait for theirs."""
    try:
        return _answer(task)
    except SymconvError as error:
        return _Made(error)
    except MemoryError:
        return _Made(SymconvError(NO_MEMORY))
    except Exception as error:
        return _Made(SymconvError(f"{defect(error)}: please report it with the statement"))


def _undecided(question: Question, reason: str) -> Result:
    return Undecided(question.id, question.tree, question.family, Remaining(reason), 0.0)


def _named(found: Result | SymconvError, question: Question) -> Result | SymconvError:
    """The answer under the name by which it was asked this time."""
    return replace(found, id=question.id) if isinstance(found, Result) and found.id != question.id else found

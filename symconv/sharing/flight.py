"""Batches on their way to workers and back, and what is done about those who do not come back."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any, Generic

from symconv.errors import SymconvError
from symconv.sharing.batches import Batches, Lost, Made, Numbered, Shared, Task, worked
from symconv.sharing.workers import uninterrupted, workers

# Batches on their way at once: to an executor of unknown size; to workers of our own, for each.
TO_ANYBODY = 1_024
TO_EACH = 2
# Tasks that an executor may fail at, before it has done any, until it is held to be of no use.
FAILURES = 3
GUARD = 'if __name__ == "__main__":'


def by_workers(work: Callable[[Task], Made], batches: Batches[Task], jobs: int) -> Iterator[Shared[Made]]:
    """New workers as often as one is killed; what was on its way is first done by one at a time."""
    while True:
        with workers(jobs) as pool:
            suspects = yield from _sent(work, batches, pool, jobs)
        if not suspects:
            return
        yield from _one_by_one(work, suspects)


def _one_by_one(work: Callable[[Task], Made], suspects: Numbered[Task]) -> Iterator[Shared[Made]]:
    """Each task by a worker that has nothing else to do: if it is killed, it is clear by which task."""
    while suspects:
        with workers(1) as pool:
            with uninterrupted():
                ready = pool.submit(_ready)
            try:
                ready.result()
            except BrokenExecutor:
                raise SymconvError(
                    f"no worker could be started: a script asks for several jobs below `{GUARD}`, or for `jobs=1`"
                ) from None
            while suspects:
                number, task = suspects.pop(0)
                with uninterrupted():
                    future = pool.submit(worked, work, [task])
                try:
                    yield number, future.result()[0][0]
                except BrokenExecutor:
                    yield number, Lost("the process that worked on it was ended, twice")
                    break


def _ready() -> None:
    """What a worker can do if it can do anything."""


def _sent(
    work: Callable[[Task], Made], batches: Batches[Task], pool: Executor, jobs: int
) -> Generator[Shared[Made], None, Numbered[Task]]:
    """Answers until all is done, or one of the workers is killed: then the tasks that were on their way."""
    flight: _Flight[Task] = _Flight(work, pool)
    suspects: Numbered[Task] = []
    while True:
        while not suspects and len(flight.batches) < TO_EACH * jobs and (batch := batches.next()):
            try:
                with uninterrupted():
                    flight.send(batch)
            except BrokenExecutor:
                suspects += batch
        if not flight.batches:
            return suspects
        batch, future = flight.landed()
        try:
            made, seconds = future.result()
        except BrokenExecutor:
            # What was done by then has landed, or is about to.
            suspects += batch
            continue
        batches.took(len(batch), seconds)
        yield from zip((number for number, _ in batch), made, strict=True)


def by_executor(work: Callable[[Task], Made], batches: Batches[Task], pool: Executor) -> Iterator[Shared[Made]]:
    """The same by somebody else's workers: they look after these themselves, and can fail in ways of their own."""
    flight: _Flight[Task] = _Flight(work, pool)
    successes = failures = 0
    try:
        while True:
            while len(flight.batches) < TO_ANYBODY and (batch := batches.next()):
                try:
                    flight.send(batch)
                except RuntimeError as error:
                    # Whatever is wrong with it: it was shut down, say.
                    raise SymconvError(f"the executor takes no work: {error}") from None
            if not flight.batches:
                return
            batch, future = flight.landed()
            try:
                made, seconds = future.result()
            except (BrokenExecutor, CancelledError) as error:
                raise SymconvError(f"the executor has ended: {str(error) or type(error).__name__}") from None
            except Exception as error:
                reason = f"{type(error).__name__}: {error}"
                failures += 1
                if not successes and failures >= FAILURES:
                    raise SymconvError(f"the executor's workers cannot do this: {reason}") from error
                if len(batch) > 1:
                    batches.again(batch)
                else:
                    yield batch[0][0], Lost(f"the executor failed at it: {reason}")
                continue
            successes += 1
            batches.took(len(batch), seconds)
            yield from zip((number for number, _ in batch), made, strict=True)
    finally:
        for future in flight.batches:
            future.cancel()


@dataclass(frozen=True, slots=True)
class _Flight(Generic[Task]):
    """Batches on their way, and those that are done, in the order in which they were."""

    work: Callable[[Task], Any]
    pool: Executor
    batches: dict[Future[Any], Numbered[Task]] = field(default_factory=dict)
    done: SimpleQueue[Future[Any]] = field(default_factory=SimpleQueue)

    def send(self, batch: Numbered[Task]) -> None:
        """Raises what the executor raises that does not take it."""
        future = self.pool.submit(worked, self.work, [task for _, task in batch])
        self.batches[future] = batch
        future.add_done_callback(self.done.put)

    def landed(self) -> tuple[Numbered[Task], Future[Any]]:
        """The next that is done, or has failed."""
        future = self.done.get()
        return self.batches.pop(future), future

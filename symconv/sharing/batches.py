"""Tasks in batches: small enough that answers come often, large enough that sending them costs nothing."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Generic, TypeVar, Union

Task = TypeVar("Task")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Lost:
    """A task without an answer, and why: whoever worked on it was ended by it."""

    reason: str


Shared = tuple[int, Union[Made, Lost]]
Numbered = list[tuple[int, Task]]

# How long a batch should take, in seconds, and the most tasks in one.
AIM = 0.5
MOST_TASKS = 64


@dataclass(slots=True)
class Batches(Generic[Task]):
    """Numbered tasks, a batch at a time; they are taken from their source when they are sent, not before."""

    tasks: Iterator[tuple[int, Task]]
    # Those that are to be tried again, one by one.
    alone: deque[tuple[int, Task]] = field(default_factory=deque)
    size: int = 1

    def next(self) -> list[tuple[int, Task]]:
        """The next batch; empty when there are no more."""
        return [self.alone.popleft()] if self.alone else list(islice(self.tasks, self.size))

    def again(self, batch: Iterable[tuple[int, Task]]) -> None:
        """These tasks will come once more, each by itself."""
        self.alone.extend(batch)

    def took(self, count: int, seconds: float) -> None:
        """So many tasks took so long: the next batches are as large as it takes to come near AIM."""
        wanted = AIM * count / max(seconds, 1e-6)
        self.size = max(1, min(MOST_TASKS, 2 * self.size, int(wanted)))


def worked(work: Callable[[Task], Made], tasks: Sequence[Task]) -> tuple[list[Made], float]:
    """What a worker makes of a batch, and the seconds that it took."""
    started = time.perf_counter()
    return [work(each) for each in tasks], time.perf_counter() - started

"""One function for many tasks, each done by whoever is free, and the answers as they come.

Who works is processes of our own, or any executor of `concurrent.futures`: threads, Dask's `Client.get_executor()`,
`mpi4py.futures`. Where one of our own is killed, what it was at is done again, task by task, and only a task that ends
its worker twice has no answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from symconv.errors import SymconvError
from symconv.sharing.batches import Batches, Made, Shared, Task
from symconv.sharing.workers import checked_jobs

if TYPE_CHECKING:
    from concurrent.futures import Executor


def shared(
    work: Callable[[Task], Made], tasks: Iterable[Task], executor: Executor | None = None, jobs: int | None = None
) -> Iterator[Shared[Made]]:
    """The number of each task, from 0, and what `work` makes of it, in the order in which they are done.

    `work` is a function of a module, `tasks` can be pickled. Without an `executor`, `jobs` processes are started, one a
    processor where nothing is said; a single job is done in this process. Tasks are taken from an iterator as they are
    sent, so there may be any number of them.

    Raises SymconvError for a number of jobs that is none, and where the executor does not work.

    >>> sorted(shared(abs, [-3, 2, -1], jobs=1))
    [(0, 3), (1, 2), (2, 1)]
    """
    if executor is not None:
        from concurrent.futures import Executor

        if not isinstance(executor, Executor):
            raise SymconvError(f"`executor` is one of concurrent.futures, not {executor!r:.60}")
        if jobs is not None:
            raise SymconvError("`jobs` is for processes of our own: an executor has its own workers")
        from symconv.sharing.flight import by_executor

        return by_executor(work, Batches(enumerate(tasks)), executor)
    jobs = checked_jobs(jobs)
    if jobs == 1:
        return ((number, work(task)) for number, task in enumerate(tasks))
    # What looks after workers takes as long to import as a proof takes.
    from symconv.sharing.flight import by_workers

    return by_workers(work, Batches(enumerate(tasks)), jobs)

"""Processes of our own that work: they end with whoever started them, and are stopped by nobody else's Ctrl-C."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

from symconv.errors import SymconvError

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing.connection import Connection

# Workers for each processor beyond which they only take each other's time and memory.
MOST_EACH = 8


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def checked_jobs(jobs: int | None) -> int:
    """So many workers, or one a processor where nothing is said; raises SymconvError for what is no such number.

    >>> checked_jobs(2)
    2
    >>> checked_jobs(0)
    Traceback (most recent call last):
    ...
    symconv.errors.SymconvError: `jobs` is a whole number of 1 or more, not 0
    """
    if jobs is None:
        return processors()
    if isinstance(jobs, bool) or not isinstance(jobs, int) or jobs < 1:
        raise SymconvError(f"`jobs` is a whole number of 1 or more, not {jobs!r:.40}", text=str(jobs))
    most = MOST_EACH * processors()
    if jobs > most:
        raise SymconvError(
            f"`jobs={jobs}` is more than {processors()} processors can do with: at most {most}", text=str(jobs)
        )
    return jobs


@contextmanager
def workers(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Up to so many processes; whatever goes wrong within ends them at once, whatever they are at.

    Each is started afresh, so a script that comes here has to do so below `if __name__ == "__main__":`.
    """
    # A single job is done without workers, and does not wait for what starts them.
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    context = get_context("spawn")
    # Nothing is ever sent. Once this end is closed, also because this process was killed, all workers see that.
    end, held = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(jobs, context, initializer=_begin, initargs=(end,))
    try:
        yield pool
        pool.shutdown()
    finally:
        held.close()
        pool.shutdown(cancel_futures=True)
        end.close()


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Ctrl-C waits until the end of this, and does not reach processes that are started within.

    It is for all processes of a terminal, but only the first of them knows what to do about it.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(end: Connection) -> None:
    """What a worker does first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # There is one worker a processor: threads of OpenBLAS would only take memory.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    Thread(target=_watch, args=(end,), daemon=True).start()


def _watch(end: Connection) -> None:
    try:
        end.recv_bytes()
    except (EOFError, OSError):
        # Nobody waits for an answer any more.
        os._exit(0)

"""A progress bar on the terminal for work that takes longer than a second, with an estimate where there can be one."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

PATIENCE = 1.0


class Reporter(Protocol):
    """What is called with the name of each step as it begins, and which part of all is done by then, if known."""

    def __call__(self, name: str, done: float | None = None) -> None:
        """See above."""


def _nobody(name: str, done: float | None = None) -> None:
    """What is called where nobody looks."""


@contextmanager
def progress_bar(patience: float = PATIENCE) -> Iterator[Reporter]:
    """A function to call with the name of each step; the bar appears after `patience` seconds.

    It names the step and the time, and how long the rest will take once a part is known to be done; until then it moves
    without end. Where stderr is no terminal, nothing is shown.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield _nobody
        return
    step = "starting"
    part: float | None = None
    bar = None
    lock = threading.Lock()

    def show() -> None:
        nonlocal bar
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

        with lock:
            columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
            bar = Progress(*columns, console=Console(stderr=True))
            bar.add_task(step, total=None if part is None else 1.0)
            bar.update(bar.task_ids[0], completed=part)
            bar.start()

    def report(name: str, done: float | None = None) -> None:
        nonlocal step, part
        with lock:
            step, part = name, done
            if bar is not None:
                bar.update(bar.task_ids[0], description=name, total=None if part is None else 1.0, completed=part)

    timer = threading.Timer(patience, show)
    timer.daemon = True
    timer.start()
    try:
        yield report
    finally:
        timer.cancel()
        with lock:
            if bar is not None:
                bar.stop()

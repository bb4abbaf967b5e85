"""A progress bar on the terminal for work that takes longer than a second."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE = 1.0


@contextmanager
def progress_bar(patience: float = PATIENCE) -> Iterator[Callable[[str], None]]:
    """A function to call with the name of each step; the bar appears after `patience` seconds.

    The number of steps is not known beforehand, so the bar moves without end and names the step and the time.
    Where stderr is no terminal, nothing is shown.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _: None
        return
    step = "starting"
    bar = None
    lock = threading.Lock()

    def show() -> None:
        nonlocal bar
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        with lock:
            bar = Progress(
                TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=Console(stderr=True)
            )
            bar.add_task(step, total=None)
            bar.start()

    def report(name: str) -> None:
        nonlocal step
        with lock:
            step = name
            if bar is not None:
                bar.update(bar.task_ids[0], description=name)

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

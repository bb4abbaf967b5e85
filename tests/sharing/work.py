"""Functions for workers: what they do to themselves and to each other."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path


def squared(number: int) -> int:
    return number * number


def slow(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def killed_at(task: tuple[int, int]) -> int:
    """The first number of the task, but where both are the same the worker is killed, each time."""
    number, fatal = task
    if number == fatal:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def killed_once(task: tuple[int, str]) -> int:
    """The number of the task; whoever finds no file at the path makes one, and is killed."""
    number, path = task
    try:
        Path(path).touch(exist_ok=False)
    except FileExistsError:
        return number
    os.kill(os.getpid(), signal.SIGKILL)
    return -1


def own_process(_: int) -> int:
    time.sleep(0.05)
    return os.getpid()

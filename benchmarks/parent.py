"""Measurements, each made in a process of its own.

This side imports none of the libraries: a child's peak memory begins with that of the process that starts it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from benchmarks.work import monomials

# The layers that grow: the child knows them.
LAYERS = 16


@dataclass(frozen=True, slots=True)
class Case:
    """A contestant at a size: `runs` are timed after `warm_ups`."""

    contestant: str
    size: int
    runs: int
    warm_ups: int = 1


@dataclass(frozen=True, slots=True)
class Measurement:
    """A case's best time in seconds and its peak memory in bytes; or the library that it lacks.

    `first` is the time of the first run in the process, before memory and caches are warm.
    """

    case: Case
    seconds: float = 0.0
    first: float = 0.0
    peak: int = 0
    missing: str = ""

    @property
    def monomials(self) -> int:
        """How many monomials are derived and compared."""
        return monomials(self.case.size)


@dataclass(frozen=True, slots=True)
class Pace:
    """The best time of work on so many monomials; `size` is the input's, or the number of channels."""

    size: int
    seconds: float
    monomials: int

    @property
    def microseconds(self) -> float:
        """Microseconds a monomial."""
        return self.seconds / self.monomials * 1e6


@dataclass(frozen=True, slots=True)
class Written:
    """The best time of a document: a lecture tells each monomial several times, so that its characters are counted."""

    size: int
    seconds: float
    monomials: int
    characters: int

    @property
    def microseconds(self) -> float:
        """Microseconds a character."""
        return self.seconds / self.characters * 1e6


@dataclass(frozen=True, slots=True)
class Grown:
    """A layer that differs from others in one thing: cold and warm seconds along the axes and monomial by monomial.

    What has too many monomials is not looked at one by one.
    """

    what: str
    layer: str
    monomials: int
    axes: tuple[float, float]
    one_by_one: tuple[float, float] | None


def measure(case: Case) -> Measurement:
    """The case, measured."""
    found = _child(case.contestant, case.size, case.runs, case.warm_ups)
    if "missing" in found:
        return Measurement(case, missing=found["missing"])
    return Measurement(case, min(found["seconds"]), found["first"], found["peak"])


def measure_latex(size: int, runs: int) -> Written:
    """LaTeX of the whole derivation at a size."""
    found = _child("latex", size, runs)
    return Written(size, min(found["seconds"]), found["monomials"], found["characters"])


def measure_channels(channels: int, runs: int) -> Pace:
    """`derive` of one z by SymPy at a number of channels."""
    return _pace("derivation", channels, runs)


def measure_growth(number: int, runs: int) -> Grown:
    """`verify` of one of the layers that grow."""
    found = _child("growing", number, runs)
    one_by_one = _cold_and_warm(found["one by one"]) if "one by one" in found else None
    return Grown(found["grows"], found["layer"], found["monomials"], _cold_and_warm(found["axes"]), one_by_one)


def _cold_and_warm(found: dict[str, float]) -> tuple[float, float]:
    return found["cold"], found["warm"]


def check(contestant: str) -> bool:
    """Whether the contestant is installed; stops everything where it does not notice a wrong formula."""
    return "missing" not in _child(f"check-{contestant}")


def _pace(task: str, size: int, runs: int) -> Pace:
    found = _child(task, size, runs)
    return Pace(size, min(found["seconds"]), found["monomials"])


def _child(task: str, *numbers: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.child", task, *map(str, numbers)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"benchmarks: {' '.join([task, *map(str, numbers)])} failed; its message is above")
    found: dict[str, Any] = json.loads(done.stdout)
    return found

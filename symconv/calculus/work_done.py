"""How far some work has come: its steps as they begin, and which part of all of it is done."""

from __future__ import annotations

from collections.abc import Callable

# What is told: the name of a step, and the part of the whole work that is done.
StepReport = Callable[[str, float], None]
# Within a step it is told again after such a part of the whole.
TOLD_AFTER = 0.01


class WorkDone:
    """The steps of a work of so many units.

    >>> work = WorkDone(lambda name, done: print(f"{name}: {done:.0%}"), units=4)
    >>> work.begin("expanding"); work.did(1); work.begin("comparing")
    expanding: 0%
    expanding: 25%
    comparing: 25%
    """

    def __init__(self, report: StepReport | None, units: int) -> None:
        self._report = report
        self._units = max(units, 1)
        self._name, self._done, self._told = "", 0, 0.0

    def begin(self, name: str) -> None:
        """Tell that a step begins."""
        self._name = name
        self._tell()

    def did(self, units: int) -> None:
        """Count what is done; tell it where it is more than when it was last told."""
        self._done += units
        if self._done / self._units >= self._told + TOLD_AFTER:
            self._tell()

    def _tell(self) -> None:
        self._told = min(self._done / self._units, 1.0)
        if self._report is not None:
            self._report(self._name, self._told)

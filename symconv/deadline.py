"""The moment by which an answer is due: made once, and looked at in every loop that can be long."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

Each = TypeVar("Each")
# A solver takes 0 for no limit, and a number that fits in 32 bits.
MOST_MILLISECONDS = 2**31 - 1


class TimeUpError(Exception):
    """The time is up. Whoever made the deadline answers with what was known until then."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment, as `time.perf_counter` counts; without one there is no limit.

    >>> Deadline.after(0).passed, Deadline().passed
    (True, False)
    """

    at: float = math.inf

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """The deadline so many seconds from now."""
        return cls(time.perf_counter() + seconds)

    @property
    def passed(self) -> bool:
        """Whether the time is up."""
        return time.perf_counter() >= self.at

    def check(self) -> None:
        """Raise TimeUpError where the time is up."""
        if self.passed:
            raise TimeUpError

    def watched(self, items: Iterable[Each]) -> Iterator[Each]:
        """The items, the time looked at before each; raises TimeUpError where it is up.

        >>> list(Deadline().watched("ab"))
        ['a', 'b']
        """
        for each in items:
            self.check()
            yield each

    def milliseconds(self) -> int:
        """How long a solver may take; raises TimeUpError where that is no time at all."""
        self.check()
        return int(min(max(1.0, 1000 * (self.at - time.perf_counter())), MOST_MILLISECONDS))

    def later(self, seconds: float) -> Deadline:
        """The deadline so many seconds later."""
        return Deadline(self.at + seconds)

    def within(self, seconds: float) -> Deadline:
        """This deadline, or so many seconds from now, whichever is sooner."""
        return min(self, Deadline.after(seconds), key=lambda each: each.at)

    def share(self, part: float) -> Deadline:
        """The deadline of a first part of the time that is left."""
        now = time.perf_counter()
        return self if self.at == math.inf else Deadline(now + part * (self.at - now))


NEVER = Deadline()

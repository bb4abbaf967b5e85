"""What was found of one statement, and where that stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from symconv.outcomes import OUTCOMES, Outcome


@dataclass(frozen=True, slots=True)
class Reported:
    """A verdict on a statement and its place: a file (empty for none), line and column from 1, and where it ends.

    `statement` is what stands there, `message` everything that is said of it.
    """

    outcome: Outcome
    statement: str
    message: str
    path: str = ""
    line: int = 1
    column: int = 1
    end: tuple[int, int] = (1, 1)
    seconds: float = 0.0


def counted(outcomes: Iterable[Outcome]) -> str:
    """How many there are of each, in one line.

    >>> counted(["refuted", "proved", "proved"])
    '2 proved, 1 refuted'
    """
    found = Counter(outcomes)
    return ", ".join(f"{found[word]} {word}" for word in OUTCOMES if found[word]) or "no statements"

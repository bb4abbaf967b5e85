"""The words in which symconv answers, in one order, each with what it means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Outcome = Literal["proved", "agrees", "refuted", "ambiguous", "undecided", "unreadable", "definition"]

# In the order in which they are counted and listed.
MEANING: Mapping[Outcome, str] = {
    "proved": "It is true for everything that it is said of, and a machine has checked why.",
    "agrees": "It was right at every exact probe; what the probes rest on is said, but it is no proof.",
    "refuted": "It is false: here is the smallest example, which anyone can compute.",
    "ambiguous": "It is true under one admissible reading and false under another; both are named.",
    "undecided": "Neither a proof nor a counterexample was found; what remained is said.",
    "unreadable": "It was not understood, so nothing is said about it.",
    "definition": "It says what something is, so there is nothing to prove.",
}
OUTCOMES: tuple[Outcome, ...] = tuple(MEANING)

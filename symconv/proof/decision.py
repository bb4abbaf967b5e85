"""What became of a statement: a proof, the smallest counterexample, or what remained undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Union

from symconv.layers.family import Family
from symconv.outcomes import Outcome
from symconv.proof.kernel import Proved
from symconv.proof.refute import Counterexample
from symconv.proof.scope import scope_text
from symconv.statements.grammar import Statement


@dataclass(frozen=True, slots=True)
class Remaining:
    """Why a statement was neither proved nor refuted."""

    reason: str


Found = Union[Proved, Counterexample, Remaining]


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a statement about a family of layers; true in a condition when it is proved.

    `id` is the theorem's, empty for a statement of the reader's own. `checkers` are the solvers that were asked.
    """

    id: str
    tree: Statement
    family: Family
    found: Found
    checkers: tuple[str, ...]
    seconds: float

    @property
    def statement(self) -> str:
        """The statement as it was written."""
        return self.tree.text

    @property
    def verdict(self) -> Outcome:
        """One word for what was found."""
        match self.found:
            case Proved():
                return "proved"
            case Counterexample():
                return "refuted"
            case Remaining():
                return "undecided"

    @property
    def said(self) -> str:
        """What was found, in one line: what the statement holds for, where it fails, or what remained."""
        match self.found:
            case Proved():
                return scope_text(self.family, self.found.claim)
            case Counterexample():
                return str(self.found)
            case Remaining():
                return self.found.reason

    def __bool__(self) -> bool:
        return isinstance(self.found, Proved)

    def __str__(self) -> str:
        return f"{self.verdict}: {self.statement}\n  {self.said}"

"""What was found out about a user's code."""

from __future__ import annotations

from dataclasses import dataclass

from symconv.layers.layer import Layer
from symconv.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Finding:
    """A wrong entry: what the code computes there and what is right.

    `got` and `expected` are forms where the code could be run on forms, and numbers otherwise; `number` and `right`
    are the values for the operands that `recipe` makes.
    """

    entry: str
    got: str
    expected: str
    number: str = ""
    right: str = ""
    recipe: str = ""

    def __str__(self) -> str:
        return f"{self.entry} is {self.got}, should be {self.expected}"


@dataclass(frozen=True, slots=True, repr=False)
class CodeVerdict:
    """The answer to "is this code right for this layer?": proved, agrees, refuted or undecided; true when proved.

    `claim` says in which sense; `reason` why nothing could be decided; `causes` what explains all that is wrong, one
    explanation each.
    """

    outcome: Outcome
    function: str
    layer: Layer
    seconds: float
    claim: str = ""
    finding: Finding | None = None
    causes: tuple[str, ...] = ()
    reason: str = ""
    layers: int = 1

    def __bool__(self) -> bool:
        return self.outcome == "proved"

    @property
    def message(self) -> str:
        """Everything, as text."""
        lines = [f"{self.outcome}: {self.function}, {self.layer}"]
        if self.finding is not None:
            lines.append(f"  {self.finding}")
        lines += [f"  likely cause: {cause}" for cause in self.causes]
        if self.finding is not None and self.finding.recipe:
            lines.append(f"  on these numbers it is {self.finding.number}, should be {self.finding.right}:")
            lines += [f"    {line}" for line in self.finding.recipe.splitlines()]
        if self.reason:
            lines.append(f"  {self.reason}")
        if self.claim:
            lines.append(f"  {self.claim}")
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.message

    # What pytest shows where `assert verdict` fails.
    __repr__ = __str__

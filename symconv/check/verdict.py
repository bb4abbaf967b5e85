"""What was found out about a user's code."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from symconv.layers.layer import Layer
from symconv.layers.listed import layer_data
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


@dataclass(frozen=True, slots=True)
class Agreement:
    """On how many exact probes a code that nobody can follow was right, and what that says.

    `bound` is the probability with which a wrong answer passes them all, at most, if it is as `assumption` says.

    >>> print(Agreement(9, "float32", "a polynomial of degree at most 2", 1e-9))
    right on 9 exact probes in float32; if each entry is a polynomial of degree at most 2, a wrong answer passes \
all of them with a probability of at most 1e-09; of other code this says no more
    """

    probes: int
    dtype: str
    assumption: str
    bound: float

    def __str__(self) -> str:
        return (
            f"right on {self.probes} exact probes in {self.dtype}; if each entry is {self.assumption}, a wrong answer "
            f"passes all of them with a probability of at most {self.bound:.2g}; of other code this says no more"
        )


@dataclass(frozen=True, slots=True, repr=False)
class CodeVerdict:
    """The answer to "is this code right for this layer?": proved, agrees, refuted or undecided; true when proved.

    `claim` says in which sense; `reason` why nothing could be decided; `causes` what explains all that is wrong, one
    explanation each. Where it is about many layers, `about` says which, and `layer` is one of them.
    """

    outcome: Outcome
    function: str
    layer: Layer
    seconds: float = 0.0
    claim: str = ""
    finding: Finding | None = None
    causes: tuple[str, ...] = ()
    reason: str = ""
    agreement: Agreement | None = None
    layers: int = 1
    about: str = ""

    def __bool__(self) -> bool:
        return self.outcome == "proved"

    @property
    def message(self) -> str:
        """Everything, as text."""
        lines = [f"{self.outcome}: {self.function}, {self.about or self.layer}"]
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

    def json(self) -> dict[str, Any]:
        """What `symconv check --json` prints of it; null where there is nothing to say."""
        found = self.finding
        numbers = found and found.recipe and {"recipe": found.recipe, "got": found.number, "expected": found.right}
        return {
            "schema": "symconv.check/1",
            "verdict": self.outcome,
            "function": self.function,
            "layer": None if self.about else layer_data(self.layer),
            "layers": self.layers,
            "entry": found and found.entry,
            "got": found and found.got,
            "expected": found and found.expected,
            "numbers": numbers or None,
            "causes": list(self.causes),
            "claim": self.claim or None,
            "probes": self.agreement and asdict(self.agreement),
            "reason": self.reason or None,
            "seconds": self.seconds,
        }

    def __str__(self) -> str:
        return self.message

    def __repr__(self) -> str:
        # What pytest shows where `assert verdict` fails, so what is wrong stands in it.
        why = self.finding or self.reason or self.claim
        said = f"{self.outcome}, {why}" if why else self.outcome
        return f"<CodeVerdict on {self.function}, {self.about or self.layer}: {' '.join(said.split())}>"

"""What a comparison found: proved, or the first entry that differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from symconv.layers.layer import Layer
from symconv.layers.listed import layer_data
from symconv.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a formula is wrong: the entry by name, its derived value and the formula's, on `layer`.

    `layer` is the smallest layer on which the formula is wrong. Where the shapes already differ, `entry` is
    the name of the whole array and the values are the shapes.
    """

    formula: str
    entry: str
    derived: str
    claimed: str
    layer: Layer

    def __str__(self) -> str:
        return (
            f"{self.formula}: {self.entry} is {self.derived}, but the formula gives {self.claimed}; "
            f"smallest layer: {self.layer}"
        )


@dataclass(frozen=True, slots=True, repr=False)
class Verdict:
    """The answer to "are the closed formulas right for this layer?"; true in a condition when proved.

    `formulas` are the names of the formulas that were compared, `monomials` how many monomials the derived
    side of the comparison has, `seconds` what it took; the entries in `differences` have the letters of `notation`.
    """

    outcome: Outcome
    layer: Layer
    formulas: tuple[str, ...]
    monomials: int
    seconds: float
    differences: tuple[Difference, ...] = ()
    notation: str = "xkz"

    def __bool__(self) -> bool:
        return self.outcome == "proved"

    def json(self) -> dict[str, Any]:
        """What `symconv verify --json` prints of it; `differences` is an empty list where nothing differs."""
        return {
            "schema": "symconv.verify/1",
            "layer": layer_data(self.layer),
            "notation": self.notation,
            "verdict": self.outcome,
            "formulas": list(self.formulas),
            "monomials": self.monomials,
            "differences": [str(each) for each in self.differences],
            "seconds": self.seconds,
        }

    def __repr__(self) -> str:
        wrong = f" {self.differences[0]}" if self.differences else f" {', '.join(self.formulas)}"
        return f"<Verdict on {self.layer}: {self.outcome},{wrong}>"

    def __str__(self) -> str:
        if self:
            hold = "holds" if len(self.formulas) == 1 else "hold"
            return (
                f"proved: {', '.join(self.formulas)} {hold} entry by entry for {self.layer} "
                f"({self.monomials:,} monomials, {self.seconds:.3f} s)"
            )
        return "refuted: " + "\n".join(map(str, self.differences))

    def _repr_markdown_(self) -> str:
        lines = str(self).replace("refuted: ", "", 1).splitlines() if not self else []
        if self:
            return f"**proved** for `{self.layer}`: {', '.join(self.formulas)} ({self.monomials:,} monomials)"
        return "**refuted**\n\n" + "\n".join(f"- `{line}`" for line in lines)

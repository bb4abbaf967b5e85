"""What a comparison found: proved, or the first entry that differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from symconv.layers.layer import Layer
from symconv.layers.listed import layer_data
from symconv.outcomes import Outcome

# How a formula was compared with what was derived: along each axis, monomial by monomial, both, or by its shape alone.
Compared = Literal["axes", "axes and monomials", "monomials", "shapes"]
COMPARED_IN_WORDS: dict[Compared, str] = {
    "axes": "along each axis",
    "axes and monomials": "along each axis and one by one",
    "monomials": "one by one",
    "shapes": "by their shapes",
}


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
    `compared` says how, formula by formula: along each axis ("axes"), monomial by monomial ("monomials"), or both
    ("axes and monomials"), or by the shapes alone where these differ ("shapes"); it is empty for SymPy's comparison.
    """

    outcome: Outcome
    layer: Layer
    formulas: tuple[str, ...]
    monomials: int
    seconds: float
    differences: tuple[Difference, ...] = ()
    notation: str = "xkz"
    compared: tuple[Compared, ...] = ()

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
            "compared": list(self.compared),
            "differences": [str(each) for each in self.differences],
            "seconds": self.seconds,
        }

    @property
    def way(self) -> str:
        """How the monomials were compared, in words; each formula by itself where that is not the same for all."""
        names: dict[Compared, list[str]] = {}
        for name, each in zip(self.formulas, self.compared, strict=bool(self.compared)):
            names.setdefault(each, []).append(name)
        if len(names) < 2:
            return "".join(map(COMPARED_IN_WORDS.__getitem__, names))
        return "; ".join(f"{', '.join(some)} {COMPARED_IN_WORDS[each]}" for each, some in names.items())

    @property
    def _compared(self) -> str:
        return f" compared {self.way}" if self.way else ""

    def __repr__(self) -> str:
        if self.differences:
            return f"<Verdict on {self.layer}: {self.outcome}, {self.differences[0]}>"
        return f"<Verdict on {self.layer}: {self.outcome}, {', '.join(self.formulas)}{self._compared}>"

    def __str__(self) -> str:
        if self:
            hold = "holds" if len(self.formulas) == 1 else "hold"
            return (
                f"proved: {', '.join(self.formulas)} {hold} entry by entry for {self.layer} "
                f"({self.monomials:,} monomials{self._compared}, {self.seconds:.3f} s)"
            )
        return "refuted: " + "\n".join(map(str, self.differences))

    def _repr_markdown_(self) -> str:
        if self:
            what = f"{', '.join(self.formulas)} ({self.monomials:,} monomials{self._compared})"
            return f"**proved** for `{self.layer}`: {what}"
        return "**refuted**\n\n" + "\n".join(f"- `{each}`" for each in self.differences)

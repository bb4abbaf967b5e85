"""How the general equations of a section are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from symconv.auditor.indices import lone_name
from symconv.auditor.letters import carrier, letter_told
from symconv.auditor.slopes import SLOPES
from symconv.auditor.tree import Activation, Expr, Lettered
from symconv.layers.family import Family
from symconv.sizes import Size


class NotShownError(Exception):
    """An equation that is not compared for all sizes, and why."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How general equations are read: the family of layers, and what letters, indices and names of sizes mean.

    `axes` says for X, K, Z and B which axis each index is of: "N", "c", "f" or the number of a spatial axis. `roles`
    gives the tensor of a letter, `base` the first index, `names` the sizes that the notes' names stand for.
    """

    family: Family
    axes: Mapping[str, tuple[str, ...]]
    roles: Mapping[str, str]
    base: int
    names: Mapping[str, Size]

    def role(self, entry: Lettered) -> str:
        """The tensor of an entry, with "Z" for what stands for its gradient as "dZ"."""
        found = self.roles.get(entry.letter) or self.roles.get(entry.letter.lower())
        if found is None:
            raise NotShownError(f"what {letter_told(entry.letter)} stands for is not known")
        return found

    def function(self, expr: Activation) -> str:
        """The array that a function of an array is; raises NotShownError where it is none that is known."""
        role = self.role(expr.of)
        if role not in SLOPES or (role == "Z" and "A" not in self.roles.values()):
            raise NotShownError(f"what {expr.function}({expr.of.letter}) is called is not said")
        return SLOPES[role] if expr.derived else {"U": "X", "Z": "A"}[role]

    def places(self, entry: Lettered, role: str) -> dict[str, Size]:
        """The index of an entry by axis, in the notes' own counting."""
        axes = self.axes[carrier(role)]
        if len(axes) != len(entry.index):
            raise NotShownError(f"{entry.letter} has not as many indices as elsewhere")
        return dict(zip(axes, entry.index, strict=True))

    def is_loss(self, expr: Expr) -> bool:
        """Whether an expression is the loss by its letter."""
        return isinstance(expr, Lettered) and not expr.index and self.role(expr) == "L"


def single(at: Size) -> str:
    """The name that an index is by itself; raises NotShownError where it is more."""
    name = lone_name(at)
    if name is None:
        raise NotShownError("an index on the left is more than a letter")
    return name

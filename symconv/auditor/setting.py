"""How the general equations of a section are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from symconv.auditor.tree import Entry
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

    def role(self, entry: Entry) -> str:
        """The tensor of an entry, with "Z" for what stands for its gradient as "dZ"."""
        found = self.roles.get(entry.letter) or self.roles.get(entry.letter.lower())
        if found is None:
            raise NotShownError(f"what {entry.letter} stands for is not known")
        return found

    def places(self, entry: Entry, role: str) -> dict[str, Size]:
        """The index of an entry by axis, in the notes' own counting."""
        axes = self.axes["Z" if role == "dZ" else role]
        if len(axes) != len(entry.index):
            raise NotShownError(f"{entry.letter} has not as many indices as elsewhere")
        return dict(zip(axes, entry.index, strict=True))

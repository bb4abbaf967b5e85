"""The rooms of the package in their order: a module imports from rooms before its own, and from its own."""

from __future__ import annotations

from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from imports import Import, Package

FACES = "faces"
DOOR = "cli"

# A room is a folder, or one of the files of the ground; what else lies at the top is a face.
ROOMS = (
    "deadline",
    "errors",
    "frozen",
    "outcomes",
    "version",
    "sharing",
    "reports",
    "unknown",
    "sizes",
    "arrays",
    "page",
    "layers",
    "statements",
    "exact",
    "calculus",
    "proof",
    "coq",
    "pictures",
    "lectures",
    "auditor",
    "check",
    FACES,
    DOOR,
)


@dataclass(frozen=True, slots=True)
class House:
    """A package and the order of its rooms, from the ground up."""

    package: Package
    rooms: tuple[str, ...] = ROOMS

    def room(self, module: str) -> str:
        """The room that a module stands in."""
        first = module.split(".")[0]
        if first == "__main__":
            return DOOR
        return first if first and (first in self.rooms or first in self.package.folders) else FACES

    def unlisted(self) -> set[str]:
        """The rooms whose place in the order nobody has said."""
        return {self.room(module) for module in self.package.modules} - {*self.rooms}

    def upward(self) -> list[Import]:
        """The imports of a room from one above it, of whatever kind: late, for types, by name.

        Those for types count: whoever reads a signature has to go up to understand it.
        """
        place = {room: number for number, room in enumerate(self.rooms)}
        return [
            each for each in self.package.inside if place[self.room(each.imported)] > place[self.room(each.importer)]
        ]

    def circle(self) -> list[str]:
        """Modules of one room of which each imports the one before it, first and last the same; empty without any.

        Between rooms there is none as long as nothing goes upward.
        """
        graph: dict[str, set[str]] = {}
        for each in self.package.inside:
            if self.room(each.importer) == self.room(each.imported):
                graph.setdefault(each.importer, set()).add(each.imported)
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            return [*error.args[1]]
        return []

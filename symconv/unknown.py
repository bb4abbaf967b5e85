"""Unknown whole numbers, by name: parameters, indices, and the places of a product's factors.

They are named tuples, since they are asked for their hash more often than anything else, and that of a tuple takes no
step of Python. What kind they are of is an entry, so that those of two kinds are never equal.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, Union


class Symbol(NamedTuple):
    """A parameter: an unknown integer with a name, the same wherever it stands."""

    name: str
    kind: Literal["symbol"] = "symbol"

    def __str__(self) -> str:
        return self.name


class Index(NamedTuple):
    """What runs over a box: a bound variable of a sum, or the place of an entry. Never equal to a parameter."""

    name: str
    kind: Literal["index"] = "index"

    def __str__(self) -> str:
        return self.name


class Coordinate(NamedTuple):
    """The given place of a product's factor number `factor` along an axis, where a proof compares two sums."""

    factor: int
    kind: Literal["coordinate"] = "coordinate"

    @property
    def name(self) -> str:
        """What it is called in print."""
        return f"place_{self.factor}"

    def __str__(self) -> str:
        return self.name


Unknown = Union[Symbol, Index, Coordinate]

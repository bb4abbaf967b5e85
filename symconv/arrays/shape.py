"""The shape of an array: its lead axes, known by their labels, and its spatial axes in order.

Spatial axes are the ones that the operators act on, and an axis-wise parameter has one value for each. Lead axes
(batch, group, channels) are known by their label: a product contracts the labels that both factors carry, except
the group, which runs along unchanged.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from symconv.arrays.sums import spatial_axis
from symconv.errors import ShapeError
from symconv.sizes import Size

BATCH = "N"
GROUP = "g"
# What people call the lead axes; a group is a part of the channels.
AXIS_WORDS = {BATCH: "a batch", "c": "input channels", "f": "output channels"}
LEAD_LABELS = (*AXIS_WORDS, GROUP)


@dataclass(frozen=True, slots=True)
class Lead:
    """A batch, group or channel axis: its label (`N`, `g`, `c` in, `f` out) and size."""

    label: str
    size: Size


@dataclass(frozen=True, slots=True)
class Shape:
    """Lead axes and spatial sizes of an array.

    >>> found = Shape((Lead("N", 2),), (4, 3))
    >>> found.axes, found.sizes, str(found)
    (('N', '0', '1'), (2, 4, 3), '2x4x3')
    """

    lead: tuple[Lead, ...]
    spatial: tuple[Size, ...]
    # Asked for again and again: the labels of the lead axes, and all sizes, lead axes first.
    labels: tuple[str, ...] = field(init=False, repr=False, compare=False)
    sizes: tuple[Size, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "labels", tuple([axis.label for axis in self.lead]))
        object.__setattr__(self, "sizes", (*[axis.size for axis in self.lead], *self.spatial))

    @property
    def spatial_axes(self) -> tuple[str, ...]:
        """The names of the spatial axes, in order."""
        return spatial_names(len(self.spatial))

    @property
    def axes(self) -> tuple[str, ...]:
        """The names of all axes in order, the lead ones first."""
        return self.labels + self.spatial_axes

    @property
    def by_axis(self) -> dict[str, Size]:
        """The size along each axis, by the axis' name."""
        return dict(zip(self.axes, self.sizes, strict=True))

    @property
    def count(self) -> int:
        """How many entries there are; raises ShapeError where a size is a symbol."""
        return math.prod(ints(self.sizes))

    @property
    def kind(self) -> str:
        """What it is at any size, in words: which of the batch, channels and spatial axes it has.

        >>> Shape((Lead("N", 2), Lead("g", 1), Lead("c", 3)), (5,)).kind
        'an array with a batch and input channels'
        """
        if not self.axes:
            return "a single number"
        has = [words for label, words in AXIS_WORDS.items() if label in self.labels]
        has += [] if self.spatial else ["no spatial axes"]
        alone = "groups, but neither batch nor channels" if GROUP in self.labels else "neither batch nor channels"
        return f"an array with {' and '.join(has) or alone}"

    @property
    def shown(self) -> tuple[Size, ...]:
        """All sizes as users know them: the group merged with the channels behind it, of which it is a part.

        `X (N, C, ...)`, `K (F, C/g, ...)` (transposed: `K (C, F/g, ...)`), `Z (N, F, ...)`, `B (F,)`.

        >>> Shape((Lead("N", 2), Lead("g", 2), Lead("c", 3)), (5,)).shown
        (2, 6, 5)
        """
        if GROUP not in self.labels[:-1]:
            return self.sizes
        at, sizes = self.labels.index(GROUP), self.sizes
        return (*sizes[:at], sizes[at] * sizes[at + 1], *sizes[at + 2 :])

    def __str__(self) -> str:
        alone = self.spatial and all(axis.size == 1 for axis in self.lead)
        sizes = list(map(str, self.spatial if alone else self.shown))
        apart = [f"({each})" if len(sizes) > 1 and {*" *"} & {*each} else each for each in sizes]
        return "x".join(apart) or "one number"


@cache
def spatial_names(count: int) -> tuple[str, ...]:
    """The names of so many spatial axes, in order."""
    return tuple(map(spatial_axis, range(count)))


def ints(sizes: Iterable[Size]) -> tuple[int, ...]:
    """Sizes as numbers; raises ShapeError where one is a symbol."""
    given = tuple(sizes)
    found = tuple([size for size in given if isinstance(size, int)])
    if len(found) < len(given):
        symbol = next(size for size in given if not isinstance(size, int))
        raise ShapeError(f"{symbol} has no value: only concrete sizes can be evaluated")
    return found

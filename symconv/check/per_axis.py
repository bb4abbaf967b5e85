"""The parameters of a layer as code is given them, one an axis: a number there is for all axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Union

Pads = Union[int, Sequence[Union[int, tuple[int, int]]]]


def per_axis(value: Any, rank: int) -> tuple[int, ...]:
    """A stride or a dilation for each axis.

    >>> per_axis(2, 3), per_axis((2, 1), 2)
    ((2, 2, 2), (2, 1))
    """
    return (value,) * rank if isinstance(value, int) else tuple(value)


def pairs(padding: Pads, rank: int) -> list[tuple[int, int]]:
    """The padding before and after on each axis.

    >>> pairs(1, 2), pairs([1, (0, 2)], 2)
    ([(1, 1), (1, 1)], [(1, 1), (0, 2)])
    """
    sides = [padding] * rank if isinstance(padding, int) else padding
    return [(side, side) if isinstance(side, int) else side for side in sides]

"""The steps of a picture by its name, and which of them to show where there is room for one."""

from __future__ import annotations

from collections.abc import Sequence

from symconv.errors import SymconvError
from symconv.layers.layer import Layer
from symconv.pictures.frames import Frame, frames, instructive
from symconv.pictures.operands import RESULTS
from symconv.pictures.stamps import Stamp, complete, stamps
from symconv.pictures.words import PictureStep

# What there are pictures of.
SUBJECTS = (*RESULTS, "stamp")


def steps_of(layer: Layer, what: str = "forward", notation: str = "xkz") -> tuple[PictureStep, ...]:
    """The steps of a picture: `stamp` for stamps beside the window of the same entry, or what `frames` takes.

    Raises SymconvError for what has no picture.

    >>> from symconv import Conv1d
    >>> len(steps_of(Conv1d(input=4, kernel=2), "stamp"))
    3
    """
    if what not in SUBJECTS:
        raise SymconvError(f"`what` is one of {', '.join(SUBJECTS)}, not {what!r}", text=what)
    return stamps(layer, notation, with_window=True) if what == "stamp" else frames(layer, what, notation)


def favourite(steps: Sequence[PictureStep]) -> PictureStep:
    """The most instructive of several windows, the stamp that completes the entry which several follow.

    >>> from symconv import Conv1d
    >>> from symconv.pictures.stamps import stamps
    >>> favourite(stamps(Conv1d(input=4, kernel=2))).number
    1
    """
    found = [step for step in steps if isinstance(step, Stamp)]
    return complete(found) if found else instructive([step for step in steps if isinstance(step, Frame)])

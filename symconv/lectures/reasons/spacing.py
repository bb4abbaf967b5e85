"""Why there are zeros between, a stride or a dilation in a closed form: what lies further apart than 1."""

from __future__ import annotations

from symconv.lectures.reasons.along import Along, Said, counted
from symconv.page.maths import Maths, Number, Sum


def zeros_between(axis: Along) -> Said | None:
    """Between the windows, where a cell collects what they hold for it."""
    m = axis.meeting
    if m.s == 1 or m.windows == 1:
        return None
    return (
        "Zeros between: from ",
        *_step(axis),
        f" the {axis.cells_are}'s index moves by {m.s}, so one place in {m.s} has an {axis.windows_are}, and "
        f"{counted(m.s - 1, 'zero')} {'stands' if m.s == 2 else 'stand'} between neighbours.",
    )


def of_the_kernel(axis: Along) -> Said | None:
    """The kernel's own dilation, in every form that slides it."""
    m = axis.meeting
    if m.d == 1 or m.k == 1:
        return None
    return (f"Dilated: neighbouring kernel entries meet {axis.cells_are}s that lie {m.d} apart, here as in the layer.",)


def stride_of_windows(axis: Along) -> Said | None:
    """The layer's stride, where the kernel moves over the cells."""
    m = axis.meeting
    if m.s == 1 or m.windows == 1:
        return None
    return "Strided: from ", *_step(axis), f" the {axis.cells_are}'s index moves by {m.s}, and so does the kernel."


def dilation_by_stride(axis: Along, slid: Maths) -> Said | None:
    """The layer's stride, where what has windows slides over the cells."""
    m = axis.meeting
    if m.s == 1 or m.windows == 1:
        return None
    return (
        "Dilated: from ",
        *_step(axis),
        f" the {axis.cells_are}'s index moves by {m.s}, so the entries of ",
        slid,
        f" lie {m.s} apart.",
    )


def stride_by_dilation(axis: Along, slid: Maths) -> Said | None:
    """The layer's dilation, where what has windows slides over the cells."""
    m = axis.meeting
    if m.d == 1 or m.k == 1:
        return None
    return (
        "Strided: from ",
        axis.tap_entry(axis.a),
        " to ",
        axis.tap_entry(Sum((axis.a, Number(1)))),
        f" the {axis.cells_are}'s index moves by {m.d}, and so does ",
        slid,
        ".",
    )


def _step(axis: Along) -> Said:
    return axis.window_entry(axis.window), " to ", axis.window_entry(Sum((axis.window, Number(1))))

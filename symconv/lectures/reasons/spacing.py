"""Why there are zeros between, a stride or a dilation in a closed form: what lies further apart than 1."""

from __future__ import annotations

from collections.abc import Callable

from symconv.lectures.reasons.along import Along, Said, counted
from symconv.page.maths import Entry, Maths, Number, Sum


def zeros_between(axis: Along) -> Said | None:
    """Between the windows, where a cell collects what they hold for it."""
    s = axis.meeting.s
    zeros = f"{counted(s - 1, 'zero')} {'stands' if s == 2 else 'stand'}"
    return _by_stride(
        axis, "Zeros between", f"so one place in {s} has an {axis.windows_are}, and {zeros} between neighbours."
    )


def of_the_kernel(axis: Along) -> Said | None:
    """The kernel's own dilation, in every form that slides it."""
    m = axis.meeting
    if m.d == 1 or m.k == 1:
        return None
    return (f"Dilated: neighbouring kernel entries meet {axis.cells_are}s that lie {m.d} apart, here as in the layer.",)


def stride_of_windows(axis: Along) -> Said | None:
    """The layer's stride, where the kernel moves over the cells."""
    return _by_stride(axis, "Strided", "and so does the kernel.")


def dilation_by_stride(axis: Along) -> Said | None:
    """The layer's stride, where what has windows slides over the cells."""
    return _by_stride(axis, "Dilated", "so the entries of ", axis.slid, f" lie {axis.meeting.s} apart.")


def stride_by_dilation(axis: Along) -> Said | None:
    """The layer's dilation, where what has windows slides over the cells."""
    m = axis.meeting
    if m.d == 1 or m.k == 1:
        return None
    return "Strided: from ", *_moves(axis, axis.tap_entry, axis.a, m.d), "and so does ", axis.slid, "."


def _by_stride(axis: Along, label: str, *so: str | Maths) -> Said | None:
    """What follows where there is a stride, and a next window that it leads to."""
    m = axis.meeting
    if m.s == 1 or m.windows == 1:
        return None
    return f"{label}: from ", *_moves(axis, axis.window_entry, axis.window, m.s), *so


def _moves(axis: Along, entry: Callable[[Maths], Entry], at: Maths, by: int) -> Said:
    return entry(at), " to ", entry(Sum((at, Number(1)))), f" the {axis.cells_are}'s index moves by {by}, "

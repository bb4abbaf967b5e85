"""Why the kernel is turned in a closed form, or is not: whether its index falls or rises."""

from __future__ import annotations

from symconv.lectures.affine import affine
from symconv.lectures.reasons.along import Along, Said
from symconv.page.maths import Maths, Multiple, Relation


def of_stamps(axis: Along) -> Said | None:
    """Where the windows are the given side, and a cell collects what they hold for it.

    What meets a cell u is kernel entry a of window i where `d*a = u - s*i + c`, under true convolution
    `d*a = s*i - u + c`.
    """
    m = axis.meeting
    if m.k == 1:
        return None
    if m.backwards:
        tap = affine(((m.s, axis.window), (-1, axis.cell)), m.d * m.k - m.pl + 1 - m.s)
    else:
        tap = affine(((1, axis.cell), (-m.s, axis.window)), m.pl - 1 + m.s + m.d)
    by = f" by {m.s // m.d}" if m.s % m.d == 0 else ""
    moves = "rises" if m.backwards else "falls"
    contains: Said = axis.meet(axis.cell, tap)
    if m.d != 1:
        contains = (*axis.meet(axis.cell, axis.a), " where ", Relation(Multiple(m.d, axis.a), "=", tap))
    label = "Not turned: " if m.backwards else "Turned: "
    if m.windows == 1:
        nearer = f", the window moves on and the one {axis.windows_are} lies nearer its beginning"
        same = "falls too: true convolution has turned the kernel already" if m.backwards else "rises"
        return (
            *(label, *contains, ". As ", axis.cell, f" rises{nearer}, "),
            f"{'and' if m.backwards else 'but'} the kernel's index {same}"
            f"{', and two turns cancel.' if m.backwards else ': the kernel is read backwards.'}",
        )
    return (
        label,
        *contains,
        ". As ",
        axis.window,
        f" rises{' by 1' if by else ''}, the kernel's index {moves}{by}: ",
        "true convolution has turned the kernel already, and two turns cancel."
        if m.backwards
        else "the kernel is read backwards.",
    )


def of_windows(axis: Along) -> Said | None:
    """Where the kernel moves over the cells."""
    if axis.meeting.k == 1:
        return None
    label, moves, ends = (
        ("Turned: ", "falls", "backwards") if axis.meeting.backwards else ("Not turned: ", "rises", "forwards")
    )
    return (
        label,
        *axis.meet(_cell(axis), axis.a),
        ". As ",
        axis.a,
        f" rises, the {axis.cells_are}'s index {moves}: the kernel is read {ends}.",
    )


def of_taps(axis: Along) -> Said | None:
    """Where the result is the kernel's gradient."""
    if axis.meeting.k == 1:
        return None
    contains = axis.meet(_cell(axis), axis.a)
    if axis.meeting.backwards:
        start: Said = ". As ", axis.a
        falls = f"the {axis.cells_are}'s index falls"
        if axis.meeting.windows > 1:
            start = ". As ", axis.window, f" rises, the {axis.cells_are}'s index rises; as ", axis.a
            falls = "it falls"
        return "Turned: ", *contains, *start, f" rises, {falls}: the result is read backwards."
    if axis.meeting.windows == 1:
        alone: Said = ". As ", axis.a, f" rises, so does the {axis.cells_are}'s index: nothing is read backwards."
        return "Not turned: ", *contains, *alone
    both: Said = ". As ", axis.window, " or ", axis.a, f" rises, so does the {axis.cells_are}'s index"
    return "Not turned: ", *contains, *both, ": nothing is read backwards."


def _cell(axis: Along) -> Maths:
    """The cell that kernel entry a of a window meets."""
    m = axis.meeting
    if m.backwards:
        return affine(((m.s, axis.window), (-m.d, axis.a)), m.d * m.k + 1 - m.s - m.pl)
    return affine(((m.s, axis.window), (m.d, axis.a)), 1 - m.s - m.d - m.pl)

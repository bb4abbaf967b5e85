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
        label, moves = "Not turned: ", "rises"
        why = "true convolution has turned the kernel already, and two turns cancel."
        tap = affine(((m.s, axis.window), (-1, axis.cell)), m.d * m.k - m.pl + 1 - m.s)
    else:
        label, moves = "Turned: ", "falls"
        why = "the kernel is read backwards."
        tap = affine(((1, axis.cell), (-m.s, axis.window)), m.pl - 1 + m.s + m.d)
    contains: Said = axis.meet(axis.cell, tap)
    if m.d != 1:
        contains = (*axis.meet(axis.cell, axis.a), " where ", Relation(Multiple(m.d, axis.a), "=", tap))
    if m.windows == 1:
        nearer = f" rises, the window moves on and the one {axis.windows_are} lies nearer its beginning, "
        moves = "and the kernel's index falls too" if m.backwards else "but the kernel's index rises"
        return label, *contains, ". As ", axis.cell, nearer, f"{moves}: {why}"
    by_one, by = (" by 1", f" by {m.s // m.d}") if m.s % m.d == 0 else ("", "")
    return label, *contains, ". As ", axis.window, f" rises{by_one}, the kernel's index {moves}{by}: {why}"


def of_windows(axis: Along) -> Said | None:
    """Where the kernel moves over the cells."""
    m = axis.meeting
    if m.k == 1:
        return None
    label, moves, ends = ("Turned: ", "falls", "backwards") if m.backwards else ("Not turned: ", "rises", "forwards")
    read = f" rises, the {axis.cells_are}'s index {moves}: the kernel is read {ends}."
    return label, *axis.meet(_cell(axis), axis.a), ". As ", axis.a, read


def of_taps(axis: Along) -> Said | None:
    """Where the result is the kernel's gradient."""
    m = axis.meeting
    if m.k == 1:
        return None
    contains, index = axis.meet(_cell(axis), axis.a), f"the {axis.cells_are}'s index"
    if not m.backwards:
        letters: Said = (axis.a,) if m.windows == 1 else (axis.window, " or ", axis.a)
        return "Not turned: ", *contains, ". As ", *letters, f" rises, so does {index}: nothing is read backwards."
    start: Said = ". As ", axis.a, f" rises, {index} falls"
    if m.windows > 1:
        start = ". As ", axis.window, f" rises, {index} rises; as ", axis.a, " rises, it falls"
    return "Turned: ", *contains, *start, ": the result is read backwards."


def _cell(axis: Along) -> Maths:
    """The cell that kernel entry a of a window meets."""
    m = axis.meeting
    if m.backwards:
        return affine(((m.s, axis.window), (-m.d, axis.a)), m.d * m.k + 1 - m.s - m.pl)
    return affine(((m.s, axis.window), (m.d, axis.a)), 1 - m.s - m.d - m.pl)

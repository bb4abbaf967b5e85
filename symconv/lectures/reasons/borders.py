"""Why a closed form pads and crops: what does not exist beyond the borders."""

from __future__ import annotations

from collections.abc import Callable

from symconv.layers.lettering import letter
from symconv.lectures.affine import affine
from symconv.lectures.reasons.along import Along, Said, counted, equal
from symconv.page.maths import Maths, Number, Subtraction, Sum


def missing(axis: Along) -> Said | None:
    """Where the windows are the given side: whether the places that meet the first and the last cell all exist."""
    m = axis.meeting
    if m.reach == m.before == m.after == 0:
        return None
    label = "Padded: " if max(m.before, m.after) > 0 else "Cut off: " if min(m.before, m.after) < 0 else "Not padded: "
    return (label, *_touching(axis), *_at_the_borders(axis))


def _touching(axis: Along) -> Said:
    """Which places meet a cell: those from u - 2 to u."""
    m = axis.meeting
    low, high = (affine(((1, axis.cell),), m.pl - reach) for reach in (m.reach, 0))
    cell = axis.cell_entry(axis.cell)
    start: Said = cell, f" meets the {axis.windows_are}"
    if m.s > 1 and m.windows > 1:
        place = affine(((m.s, axis.window),), 1 - m.s)
        start = "with ", axis.window_entry(axis.window), " at place ", place, ", ", cell, " meets the place"
    if m.k == 1:
        return *start, " ", low, "."
    return *start, "s from ", low, " to ", high, f", every {m.d} places." if m.d > 1 else "."


def _at_the_borders(axis: Along) -> Said:
    m = axis.meeting
    first, last = axis.cell_entry(Number(1)), axis.cell_entry(Number(m.cells))
    begins, ends = _beyond(m.before, "before", "first", "after"), _beyond(m.after, "after", "last", "before")
    if m.s == m.d == 1 and m.pl == m.pr and m.leftover == 0:

        def less(of: Callable[[str], Maths]) -> Maths:
            found = Subtraction(of("k"), Number(1))
            return Subtraction(found, of("p")) if m.pl else found

        why = (*_becomes(m.before, "at each end"), ": ", equal(_worked_out(axis, less), Number(m.before)), ".")
        return " At ", first, f" this begins {begins} and at ", last, f" it ends {ends}", *why
    before = _worked_out(axis, lambda of: Subtraction(of("D"), of("pl")))
    after = _worked_out(axis, lambda of: Sum((Subtraction(of("D"), of("pr")), of(_leftover(axis)))))
    return (
        *(" At ", first, f" this begins {begins}", *_becomes(m.before, "before"), ": "),
        *(equal(before, Number(m.before)), ". At "),
        *(last, f" it ends {ends}", *_becomes(m.after, "after"), ": ", equal(after, Number(m.after)), ". Here "),
        *(_worked_out(axis, lambda of: of("D")), " is how far the kernel reaches, and "),
        *(_more(axis), " is the output padding." if axis.transposed else " is left over at the end."),
    )


def _beyond(amount: int, outside: str, border: str, inside: str) -> str:
    """How far that is beyond a border."""
    if amount == 0:
        return f"with the {border}"
    return f"{counted(abs(amount), 'place')} {outside if amount > 0 else inside} the {border}"


def _becomes(amount: int, where: str) -> Said:
    """What stands for the places that do not exist, or what becomes of those that meet only padding."""
    if amount == 0:
        return ()
    if amount < 0:
        return (f", so {-amount:,} {'is' if amount == -1 else 'are'} cut off {where}",)
    return (f", so {counted(amount, 'zero')} stand{'s' if amount == 1 else ''} {where}",)


def _worked_out(axis: Along, expression: Callable[[Callable[[str], Maths]], Maths]) -> Maths:
    """An expression in letters, and in the numbers that they stand for."""
    m = axis.meeting
    numbers = {"k": m.k, "D": m.reach, "p": m.pl, "pl": m.pl, "pr": m.pr, "r": m.leftover, "op": m.leftover}
    return equal(expression(letter), expression(lambda name: Number(numbers[name])))


def _more(axis: Along) -> Maths:
    """What is left over at the end, or the output padding, as a number."""
    return _worked_out(axis, lambda of: of(_leftover(axis)))


def _leftover(axis: Along) -> str:
    return "op" if axis.transposed else "r"


def layers_own(axis: Along) -> Said | None:
    """Where the cells are the given side: the layer's own padding."""
    m = axis.meeting
    if m.pl == m.pr == 0:
        return None
    sides = f"{m.pl:,} before and {m.pr:,} after" if m.pl != m.pr else f"{m.pl:,} before and as many after"
    if not axis.transposed:
        return (f"Padded: these are the zeros that the layer itself puts around the input, {sides}.",)
    if m.leftover == 0:
        return (f"Padded: the layer leaves outputs out, {sides}; zeros stand for them.",)
    places = m.cells + m.pl + m.pr
    return (
        f"Padded: the inputs reach {places - m.leftover:,} outputs, and the output padding adds {m.leftover:,} behind "
        f"them; of these {places:,} the layer leaves out {sides}; zeros stand for them.",
    )


def spare_taps(axis: Along) -> Said | None:
    """Why the kernel's gradient is cropped."""
    m = axis.meeting
    if not m.spare_taps:
        return None
    long = m.s * (m.windows - 1) + 1
    return (
        "Cropped: ",
        axis.slid,
        f" reaches over {counted(long, 'place')} of {m.cells + m.pl + m.pr:,} and fits there {m.k + m.spare_taps:,} "
        f"times, but the kernel has only {m.k:,} {'entry' if m.k == 1 else 'entries'}: ",
        _more(axis),
        " at the end is left over.",
    )


def spare_windows(axis: Along) -> Said | None:
    """Why the input's gradient of a transposed layer is cropped."""
    m = axis.meeting
    if not m.spare_windows:
        return None
    return (
        f"Cropped: the kernel fits {m.windows + m.spare_windows:,} times, but there are only "
        f"{counted(m.windows, 'input')}: the output padding ",
        _more(axis),
        " makes room for more.",
    )

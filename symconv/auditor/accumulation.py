"""`dL/dw_k += ..`, as loops add to a gradient: every index that the left side does not fix is summed over."""

from __future__ import annotations

from dataclasses import replace

from symconv.auditor.index_ranges import free_indices
from symconv.auditor.indices import lone_name, names_in
from symconv.auditor.tree import BigSum, Expr, Partial, Range, ShortGradient, entries
from symconv.sizes import Size, symbol

# Names that no notes give to an index.
_FRESH = ("place 1", "place 2", "place 3", "place 4", "place 5")


def accumulated(left: Expr, right: Expr) -> tuple[Expr, Expr] | None:
    """The equation that holds when the loops are done; None where what is added to is no entry of a gradient.

    `dx_{i+k} += dy_i w_k` says what `dx_p` is: the sum over all i and k with `i + k = p`.
    """
    if not isinstance(left, Partial | ShortGradient) or not left.by.index or len(left.by.index) > len(_FRESH):
        return None
    if isinstance(left, Partial) and not left.of_letter:
        return None
    own = names_in(left.by.index)
    # What is never an index by itself is a size: s in x_{s i + k}.
    loops = {lone_name(at) for entry in entries(right) for at in entry.index}
    over = [name for name in free_indices(right) if name in loops]
    if len(own) == len(left.by.index) and all(map(lone_name, left.by.index)):
        names = [name for name in over if name not in own]
        return left, BigSum(tuple(map(Range, names)), right) if names else right
    places: tuple[Size, ...] = tuple(symbol(name) for name in _FRESH[: len(left.by.index)])
    met = tuple(at - place for at, place in zip(left.by.index, places, strict=True))
    moved = replace(left, by=replace(left.by, index=places, compact=False))
    return moved, BigSum(tuple(map(Range, over)), right, met)

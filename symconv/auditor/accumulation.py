"""`dL/dw_k += ..`, as loops add to a gradient: every index that the left side does not fix is summed over."""

from __future__ import annotations

from dataclasses import replace

from symconv.auditor.index_ranges import entries, free_indices
from symconv.auditor.indices import names_in
from symconv.auditor.tree import BigSum, Expr, Lettered, Partial, Range, ShortGradient
from symconv.sizes import Size, symbol

# Names that no notes give to an index.
_FRESH = ("place 1", "place 2", "place 3", "place 4", "place 5")


def accumulated(left: Expr, right: Expr) -> tuple[Expr, Expr] | None:
    """The equation that holds when the loops are done; None where what is added to is no entry of a gradient.

    `dx_{i+k} += dy_i w_k` says what `dx_p` is: the sum over all i and k with `i + k = p`.
    """
    if not isinstance(left, Partial | ShortGradient) or not left.by.index or len(left.by.index) > len(_FRESH):
        return None
    if isinstance(left, Partial) and not (isinstance(left.top, Lettered) and not left.top.index):
        return None
    own = names_in(left.by.index)
    # What is never an index by itself is a size: s in x_{s i + k}.
    loops = {str(at) for entry in entries(right) for at in entry.index if at == symbol(str(at))}
    alone = [at for at in left.by.index if at == symbol(str(at)) and not isinstance(at, int)]
    if len(alone) == len(left.by.index) and len(own) == len(alone):
        names = [name for name in free_indices(right) if name not in own and name in loops]
        return left, BigSum(tuple(map(Range, names)), right) if names else right
    places: tuple[Size, ...] = tuple(symbol(name) for name in _FRESH[: len(left.by.index)])
    met = tuple(at - place for at, place in zip(left.by.index, places, strict=True))
    over = [name for name in free_indices(right) if name in loops]
    moved = replace(left, by=replace(left.by, index=places, compact=False))
    return moved, BigSum(tuple(map(Range, over)), right, met)

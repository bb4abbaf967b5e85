"""What the indices of an equation run over, and which of them no sum binds."""

from __future__ import annotations

from symconv.auditor.indices import names_in
from symconv.auditor.letters import Notes, NoValueError, carrier
from symconv.auditor.tree import BigSum, Expr, Lettered, Where, entries, parts
from symconv.auditor.world import World
from symconv.sizes import Size, symbol, symbols


def axis_range(name: str, body: Expr, world: World, notes: Notes) -> range:
    """The places of the axis that an index is the index of; raises NoValueError where that is not one axis's size."""
    found: set[range] = set()
    shifted: set[range] = set()
    for entry in entries(body):
        role = carrier(notes.role(entry))
        sizes = notes.shown(role, world.sizes.get(role, ()))
        if len(entry.index) == len(sizes):
            for at, size in zip(entry.index, sizes, strict=True):
                places = range(notes.base, notes.base + size)
                if at == symbol(name):
                    found.add(places)
                else:
                    shifted |= _alone(at, name, places)
        elif role == "B" and entry.index == (symbol(name),):
            found.add(range(notes.base, notes.base + 1))
    # An index that also stands for itself runs over that axis, wherever else it is shifted to.
    found = found or shifted
    if len(found) != 1:
        raise NoValueError(f"what the index {name} runs over is not said")
    return found.pop()


def _alone(at: Size, name: str, places: range) -> set[range]:
    """What a name runs over where it, turned round or shifted, is all that the index of these places says."""
    for sign in (1, -1):
        shift = at - sign * symbol(name)
        if isinstance(shift, int):
            ends = sorted(sign * (place - shift) for place in (places[0], places[-1]))
            return {range(ends[0], ends[1] + 1)}
    return set()


def free_indices(expr: Expr) -> dict[str, None]:
    """The indices that no sum inside the expression runs over, in order."""
    found: dict[str, None] = {}
    _free(expr, frozenset(), found)
    return found


def _free(expr: Expr, bound: frozenset[str], found: dict[str, None]) -> None:
    if isinstance(expr, Lettered):
        if not expr.numbered:
            found.update(dict.fromkeys(sorted(names_in(expr.index) - bound)))
        return
    if isinstance(expr, BigSum):
        for span in expr.ranges:
            for size in (span.low, span.high, *span.lows, *span.highs):
                found.update(dict.fromkeys(name for name in symbols(size or 0) if name not in bound))
        own = bound | {each.name for each in expr.ranges}
        found.update(dict.fromkeys(name for size in expr.conditions for name in symbols(size) if name not in own))
        _free(expr.body, own, found)
        return
    if isinstance(expr, Where):
        found.update(dict.fromkeys(name for size in expr.holds for name in symbols(size) if name not in bound))
    for inner in parts(expr):
        _free(inner, bound, found)


def is_whole(expr: Expr) -> bool:
    """Whether no letter of an expression has an index."""
    return all(not entry.index for entry in entries(expr))

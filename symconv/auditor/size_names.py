"""What a name can stand for where sizes are reckoned out: `H_{out}`, `k`, `p_l`, as the prover's own names of sizes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from symconv.auditor.indices import lone_name, names_in
from symconv.auditor.tree import (
    Addition,
    BigSum,
    Binary,
    Expr,
    Lettered,
    NamedOperator,
    Partial,
    ShortGradient,
    entries,
    nodes,
)
from symconv.sizes import symbols

# For each name, by itself: the prover's names of what it can be. The reach of the kernel, D, is also called a dilation.
_PLAIN: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(["o", "O", "out", "output"], ("o",)),
    **dict.fromkeys(["i", "I", "n", "N", "H", "W", "L", "h", "w", "in", "input"], ("n",)),
    **dict.fromkeys(["k", "K", "f", "F", "kernel", "kernel_size", "filter", "filter_size"], ("k",)),
    **dict.fromkeys(["s", "S", "stride"], ("s",)),
    **dict.fromkeys(["p", "P", "pad", "padding"], ("p",)),
    **dict.fromkeys(["d", "dilation"], ("d",)),
    **dict.fromkeys(["op", "output_padding"], ("op",)),
    "pl": ("pl",),
    "pr": ("pr",),
    "D": ("d", "D"),
    "r": ("r", "d"),
}
_INPUTS = frozenset(["i", "I", "n", "N", "H", "W", "L", "D", "h", "w"])
_OUT = frozenset(["out", "o", "O", "output"])
_IN = frozenset(["in", "i", "I", "input"])
# What says of which axis a size is, by the number of the axis from the end or the beginning.
_AXES: Mapping[str, int | None] = {
    **{"h": -2, "H": -2, "y": -2, "w": -1, "W": -1, "x": -1},
    # Some count axes from 0, some from 1.
    **dict.fromkeys("0123"),
}
_NAME = re.compile(r"(?P<word>[a-z]{2,}(_[a-z]{2,})?|[A-Za-z]+)(?P<primes>'*)(_(?P<below>[A-Za-z0-9]+))?(?P<after>'*)")


def meanings(name: str) -> tuple[tuple[str, ...], int | None]:
    """What a name can be, likeliest first, and the axis that it speaks of, from 0 or counted back from the end; no
    meanings for a name that is none of a size.

    >>> meanings("H_out"), meanings("k_h"), meanings("p_l"), meanings("q")
    ((('o',), -2), (('k',), -2), (('pl',), None), ((), None))
    """
    if name in _PLAIN:
        return _PLAIN[name], None
    found = _NAME.fullmatch(name)
    if found is None:
        return (), None
    word, below = found["word"], found["below"] or ""
    primes = found["primes"] + found["after"]
    axis = _AXES.get(word) if word in ("H", "W") else None
    if primes:
        axis = _AXES.get(below, axis)
        return (("o",), axis) if primes == "'" and word in _INPUTS and (not below or below in _AXES) else ((), None)
    if word in ("H", "W", "L") and below in ("1", "2"):
        # The sizes before and after a layer.
        return ("n" if below == "1" else "o",), axis
    if word in _INPUTS and below in _OUT:
        return ("o",), axis
    if word in _INPUTS and below in _IN:
        return ("n",), axis
    if word == "p" and below in ("l", "r"):
        return (f"p{below}",), None
    if below in _AXES and word in _PLAIN:
        return _PLAIN[word], _AXES[below]
    return (), None


def index_names(sides: Iterable[Expr]) -> set[str]:
    """The names that stand in an index, or that a sum runs over."""
    found: set[str] = set()
    for side in sides:
        for node in nodes(side):
            if isinstance(node, Lettered):
                # A name that an index is multiplied with or shifted by is a size; one by itself is an index.
                found |= {name for at in node.index if (name := lone_name(at))}
                found |= names_in(node.index) - {"s", "S", "d", "D", "p", "P"}
            elif isinstance(node, BigSum):
                found |= {each.name for each in node.ranges}
    return found


def halved_names(sides: Iterable[Expr]) -> set[str]:
    """The names that a sum runs up to from below 0: `\\sum_{a=-k}^{k}` speaks of a kernel of `2k + 1`."""
    ranges = [each for side in sides for node in nodes(side) if isinstance(node, BigSum) for each in node.ranges]
    return {name for each in ranges if each.low is not None and each.low != 0 for name in symbols(each.low)}


def array_letters(sides: Iterable[Expr]) -> set[str]:
    """The letters that stand by themselves for an array: moved along another, or derived by."""
    found: set[str] = set()
    for side in sides:
        for node in nodes(side):
            used: tuple[Expr, ...] = ()
            if isinstance(node, Binary):
                used = node.left, node.right
            elif isinstance(node, NamedOperator):
                used = node.arguments
            elif isinstance(node, Partial | ShortGradient):
                used = (node.by,)
            elif isinstance(node, Addition):
                used = tuple(each for each in node.terms if isinstance(each, Lettered) and each.letter in "bB")
            found |= {each.letter for each in used if isinstance(each, Lettered) and not each.index}
    return found


def entry_letters(sides: Iterable[Expr]) -> set[str]:
    """The letters that have an index somewhere in a product or a derivative, as entries of arrays have."""
    return {entry.letter for side in sides for entry in entries(side) if entry.index}

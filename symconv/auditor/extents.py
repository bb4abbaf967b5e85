"""What the names of sizes in the notes stand for: `k_1` the kernel's size along the first axis, `H` the input's.

A name is known by the sums that it ends: an index that runs from 0 to `k_1 - 1` and is an index of the kernel by itself
makes `k_1` the kernel's size. A name for two axes makes them equal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from symconv.auditor.indices import lone_name
from symconv.auditor.letters import carrier
from symconv.auditor.setting import Setting
from symconv.auditor.tree import BigSum, Expr, Range, entries, nodes
from symconv.layers.layer import Layer
from symconv.sizes import Size, substitute, symbol, symbols
from symconv.unknown import Symbol


@dataclass(frozen=True, slots=True)
class Extents:
    """The sizes that names stand for, which symbols (n0, k1, ..) are one and the same, and which are numbers."""

    names: Mapping[str, Size] = field(default_factory=dict)
    same: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)

    def symbol(self, name: str) -> Size:
        """The symbol for a size, such as "k0", or the one that it is the same as; its number where it has one."""
        one = self.same.get(name, name)
        return self.numbers[one] if one in self.numbers else symbol(one)


def of_forward(ranges: Sequence[tuple[Range, str]]) -> Extents:
    """What the sums of a forward equation say: each runs over the kernel along an axis, or over the channels.

    >>> found = of_forward([(Range("m", 0, symbol("k") - 1), "0"), (Range("n", 0, symbol("k") - 1), "1")])
    >>> {name: str(size) for name, size in found.names.items()}, found.same
    ({'k': 'k0'}, {'k1': 'k0'})
    """
    found = Extents()
    for each, axis in ranges:
        name, size = _counted(each), axis if axis == "c" else f"k{axis}"
        if isinstance(name, int):
            found = replace(found, numbers={**found.numbers, size: name})
        elif name is not None:
            found = _with(found, name, size)
    return found


def _counted(each: Range) -> str | int | None:
    """How many values a range has, where that is just a name or a number."""
    if each.low is None or each.high is None:
        return None
    count = each.high - each.low + 1
    if isinstance(count, int):
        return count if count > 0 else None
    return lone_name(count)


def _with(known: Extents, name: str, size: str) -> Extents:
    own = known.symbol(size)
    before = known.names.get(name)
    if before is None:
        return replace(known, names={**known.names, name: own})
    return known if before == own else replace(known, same={**known.same, size: str(before)})


def completed(setting: Setting, sides: Iterable[Expr]) -> Setting:
    """The setting with the names of sizes too that other sums of the notes say: what most of these agree on.

    A name counts only if it turns out to be the size of an axis of the input, the kernel or the output.
    """
    votes: dict[str, Counter[Size]] = {}
    sizes = axis_sizes(setting.family.layer)
    every = {size for each in sizes.values() for size in each.values()}
    for side in sides:
        for node in nodes(side):
            if not isinstance(node, BigSum):
                continue
            for each in node.ranges:
                found = _solved(each, node.body, setting, sizes)
                if found is not None and found[1] in every:
                    votes.setdefault(found[0], Counter())[found[1]] += 1
    names = dict(setting.names)
    for name, counts in votes.items():
        ranked = counts.most_common(2)
        if len(ranked) == 1 or ranked[0][1] > ranked[1][1]:
            names[name] = ranked[0][0]
    return replace(setting, names=names)


def axes_of(layer: Layer) -> dict[str, tuple[str, ...]]:
    """Which axis each index of X, K, Z and B is of, as entries of one size are numbered."""
    spatial = tuple(str(number) for number in range(layer.rank))
    if not layer.shows_channels:
        return {"X": spatial, "K": spatial, "Z": spatial, "B": ()}
    kernel = ("c", "f") if layer.transposed else ("f", "c")
    return {"X": ("N", "c", *spatial), "K": (*kernel, *spatial), "Z": ("N", "f", *spatial), "B": ("f",)}


def axis_sizes(layer: Layer) -> dict[str, dict[str, Size]]:
    """The size of each axis of X, K, Z and B."""
    spatial: dict[str, Iterable[Size]] = {
        "X": [axis.n for axis in layer.axes],
        "K": [axis.k for axis in layer.axes],
        "Z": layer.output,
        "B": (),
    }
    lead: dict[str, dict[str, Size]] = {
        "X": {"N": layer.batch, "c": layer.in_per_group},
        "K": {"f": layer.out_per_group, "c": layer.in_per_group},
        "Z": {"N": layer.batch, "f": layer.out_per_group},
        "B": {"f": layer.out_per_group},
    }
    return {name: {**lead[name], **{str(at): size for at, size in enumerate(each)}} for name, each in spatial.items()}


def _solved(
    each: Range, body: Expr, setting: Setting, sizes: Mapping[str, Mapping[str, Size]]
) -> tuple[str, Size] | None:
    """The one unknown name in a range's end, and what it has to be for the range to be all of its axis."""
    if each.low is None or each.high is None or each.lows or each.highs:
        return None
    count = substitute(each.high - each.low + 1, {Symbol(name): size for name, size in setting.names.items()})
    unknown = {name for name in symbols(each.high) if name not in setting.names}
    if len(unknown) != 1:
        return None
    name = unknown.pop()
    rest = count - symbol(name)
    if name in symbols(rest):
        return None
    for entry in entries(body):
        role = carrier(setting.roles.get(entry.letter.lower(), ""))
        axes = setting.axes.get(role, ())
        if len(axes) == len(entry.index):
            for at, axis in zip(entry.index, axes, strict=True):
                if at == symbol(each.name):
                    return name, sizes[role][axis] - rest
    return None

"""Smaller layers of the same kind: where the smallest counterexample is looked for."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice, product

from symconv.build import check
from symconv.errors import GeometryError
from symconv.layer import Axis, Layer
from symconv.sizes import concrete

# The mistakes people make show up with every parameter this small.
REACH = 4
MOST = 5_000


def smaller_layers(layer: Layer) -> Iterator[Layer]:
    """Layers of the same kind with no parameter larger than in `layer`, fewest entries first; last, `layer`.

    Entries are those of X, K and Z; of layers with equally many, the one whose parameters come first in
    order. Parameters go up to `REACH` and `MOST` layers are given, so that the search ends.

    >>> from symconv import Conv1d
    >>> [str(each) for each in smaller_layers(Conv1d(input=2, kernel=2))][:2]
    ['conv1d --input 1 --kernel 1', 'conv1d --input 2 --kernel 1']
    """
    yield from islice(_by_entries(layer), MOST)
    yield layer


def _by_entries(layer: Layer) -> Iterator[Layer]:
    by_size = [_axes_by_size(axis, layer.transposed) for axis in layer.axes]
    few = (range(1, min(count, 2) + 1) for count in _counts(layer))
    channels = [counts for counts in product(*few) if _divisible(*counts[1:])]
    sized = sorted(
        (_entries(sizes, *counts), counts, sizes) for counts in channels for sizes in product(*by_size)
    )
    for _, (batch, groups, ins, outs), sizes in sized:
        for axes in product(*(found[size] for found, size in zip(by_size, sizes, strict=True))):
            yield Layer(axes, layer.transposed, layer.convention, batch, groups, ins, outs, layer.bias)


def _axes_by_size(axis: Axis, transposed: bool) -> dict[tuple[int, int, int], list[Axis]]:
    """The axes that exist with no parameter larger than in `axis`, by their sizes of X, K and Z."""
    found = defaultdict(list)
    least = (1, 1, 1, 1, 0, 0, 0)
    most = (axis.n, axis.k, axis.s, axis.d, axis.pl, axis.pr, axis.op)
    for chosen in product(*(range(lo, min(concrete(hi), REACH) + 1) for lo, hi in zip(least, most, strict=True))):
        alone = Layer((Axis(*chosen),), transposed)
        try:
            check(alone)
        except GeometryError:
            continue
        found[chosen[0], chosen[1], concrete(alone.output[0])].append(alone.axes[0])
    return found


def _counts(layer: Layer) -> tuple[int, ...]:
    return tuple(map(concrete, (layer.batch, layer.groups, layer.in_channels, layer.out_channels)))


def _divisible(groups: int, ins: int, outs: int) -> bool:
    return ins % groups == outs % groups == 0


def _entries(sizes: Iterable[tuple[int, int, int]], batch: int, groups: int, ins: int, outs: int) -> int:
    x, k, z = map(math.prod, zip(*sizes, strict=True))
    return batch * ins * x + ins * outs // groups * k + batch * outs * z

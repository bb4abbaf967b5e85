"""Layers in the order of their size: where the smallest counterexample is looked for."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count, groupby, product
from operator import mul
from typing import Any

from symconv.layers.build import exists
from symconv.layers.family import LEAST
from symconv.layers.layer import Axis, Layer
from symconv.sizes import concrete

# How far a parameter goes: the mistakes people make show up with every one this small.
AXIS_REACH = 4
LEAD_REACH = 2
# Several axes at once, and several channels, are tried with axes that have few entries in X, K and Z together.
SMALL_SIZE = 7
MOST_SMALL = 60
MOST_TOGETHER = 20_000


@dataclass(frozen=True, slots=True)
class Choice:
    """One spatial axis with a number for everything; `values` are what it was chosen by, `free` further sizes."""

    axis: Axis
    values: tuple[tuple[str, int], ...]
    entries: tuple[int, int, int]
    free: tuple[int, ...] = ()

    @property
    def lengths(self) -> tuple[int, ...]:
        """The entries along this axis of each free tensor, and then of X, K and Z."""
        return (*self.free, *self.entries)

    @property
    def size(self) -> int:
        """All entries along this axis."""
        return sum(self.lengths)


@dataclass(frozen=True, slots=True)
class LeadSizes:
    """Numbers for batch, groups, and the input and output channels in a group."""

    batch: int = 1
    groups: int = 1
    ins: int = 1
    outs: int = 1
    values: tuple[tuple[str, int], ...] = ()

    @property
    def is_single(self) -> bool:
        """Whether there is one of each."""
        return self.batch == self.groups == self.ins == self.outs == 1

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """What leads are ordered by."""
        return self.batch, self.groups, self.ins, self.outs

    def entries(self, like: str) -> int:
        """How many entries an array like X, K or Z has at each place; 1 of one like none of them."""
        ins, outs = self.groups * self.ins, self.groups * self.outs
        return {"": 1, "X": self.batch * ins, "K": ins * self.outs, "Z": self.batch * outs}[like]


# One choice an axis, and how much there is of batch, groups and channels.
Combination = tuple[tuple[Choice, ...], LeadSizes]


def in_order(
    choices: Sequence[Sequence[Choice]], leads: Sequence[LeadSizes], of_layer: bool = True, like: Sequence[str] = ()
) -> Iterator[Combination]:
    """Combinations of one choice an axis and one lead, fewest entries first.

    Entries are those of X, K and Z (with `of_layer`) and of the free tensors, `like` says whose batch and channels
    each of these has; of equally many, what comes first by its values, and then by batch, groups and channels. Where
    there are several axes, and more combinations than can be tried, one axis varies at a time while the others are as
    small as they get (a formula that is wrong is wrong along some axis), and after that several together, as long as
    they are small; there, only what comes at one time is in order.
    """
    if not all(choices):
        return
    # Of each array whose entries count, in the order of `Choice.lengths`, whose batch and channels it has.
    counted = (*(like or ("",) * len(choices[0][0].free)), *(("X", "K", "Z") if of_layer else ()))
    if len(choices) == 1:
        yield from _along_one(choices[0], leads, counted)
        return
    if math.prod(map(len, choices)) * len(leads) <= MOST_TOGETHER:
        yield from _all_together(choices, leads, counted)
        return
    least = [min(each, key=lambda choice: (choice.size, choice.values)) for each in choices]
    few = [small(each) for each in choices]
    alone: dict[Combination, None] = {}
    for lead in leads:
        for at, each in enumerate(choices if lead.is_single else few):
            alone.update(dict.fromkeys(((*least[:at], choice, *least[at + 1 :]), lead) for choice in each))
    yield from sorted(alone, key=lambda member: _order(member, counted))
    most = max(2, int((MOST_TOGETHER / len(leads)) ** (1 / len(choices))))
    for member in _all_together([each[:most] for each in few], leads, counted):
        if member not in alone:
            yield member


def _all_together(
    choices: Sequence[Sequence[Choice]], leads: Sequence[LeadSizes], counted: Sequence[str]
) -> Iterator[Combination]:
    """Every choice of one axis with every one of the others and every lead, in order.

    As a rule only the first few are asked for, so what is sorted is numbers alone: arrays that have a dimension for
    each axis, and one for the leads.
    """
    import numpy as np

    # Whole numbers of any size: far off, entries of several axes need not fit into 64 bits.
    sizes = [np.array([each.lengths for each in some], dtype=object) for some in choices]
    entries = np.zeros((*map(len, choices), len(leads)), dtype=object)
    for number, each in enumerate(counted):
        places: Any = 1
        for along in sizes:
            places = np.multiply.outer(places, along[:, number])
        entries = entries + np.multiply.outer(places, np.array([lead.entries(each) for lead in leads], dtype=object))
    ways = [_places(each.values for each in some) for some in choices] + [_places(lead.counts for lead in leads)]
    grid = np.meshgrid(*ways, indexing="ij")
    keys = [_places(entries.ravel().tolist()), *(each.ravel() for each in grid)]
    # lexsort takes the last of its keys first.
    for at in np.lexsort(keys[::-1]):
        *picked, lead = np.unravel_index(at, entries.shape)
        yield tuple(some[pick] for some, pick in zip(choices, picked, strict=True)), leads[lead]


def _places(values: Iterable[Any]) -> Any:
    """The place of each value among all in order; equal ones have the same."""
    import numpy as np

    listed = [*values]
    places = {value: at for at, value in enumerate(sorted({*listed}))}
    return np.array([places[value] for value in listed])


def _along_one(
    choices: Sequence[Choice], leads: Sequence[LeadSizes], counted: Sequence[str]
) -> Iterator[Combination]:
    """The same for one axis, each when it is asked for: with more channels there are never fewer entries."""
    waiting: list[tuple[int, tuple[tuple[str, int], ...], tuple[int, ...], int, Choice, LeadSizes]] = []
    # How often each of an axis' lengths counts, without the layer not the last three.
    weights = [(lead, [lead.entries(each) for each in counted]) for lead in leads]

    def fewest(choice: Choice) -> int:
        return sum(choice.lengths[: len(counted)])

    pairs = count()
    for least, alike in groupby(sorted(choices, key=fewest), fewest):
        while waiting and waiting[0][0] < least:
            *_, choice, lead = heappop(waiting)
            yield (choice,), lead
        for choice, (lead, each) in product(alike, weights):
            entries = sum(map(mul, each, choice.lengths))
            heappush(waiting, (entries, choice.values, lead.counts, next(pairs), choice, lead))
    while waiting:
        *_, choice, lead = heappop(waiting)
        yield (choice,), lead


def layer_of(kind: Layer, axes: Sequence[Choice], lead: LeadSizes) -> Layer:
    """The layer with these axes that is otherwise of the kind of `kind`."""
    return Layer(
        tuple(each.axis for each in axes),
        kind.transposed,
        kind.convention,
        lead.batch,
        lead.groups,
        lead.groups * lead.ins,
        lead.groups * lead.outs,
        kind.bias,
    )


def smaller_layers(layer: Layer) -> Iterator[Layer]:
    """Layers of the same kind with no parameter larger than in `layer`, fewest entries first; last, `layer`.

    >>> from symconv import Conv1d
    >>> [str(each) for each in smaller_layers(Conv1d(input=2, kernel=2))][:2]
    ['conv1d --input 1 --kernel 1', 'conv1d --input 2 --kernel 1']
    """
    few = range(1, LEAD_REACH + 1)
    leads = [
        LeadSizes(batch, groups, ins, outs)
        for batch, groups, ins, outs in product(few, few, few, few)
        if batch <= concrete(layer.batch)
        and groups <= concrete(layer.groups)
        and groups * ins <= concrete(layer.in_channels)
        and groups * outs <= concrete(layer.out_channels)
    ]
    for axes, lead in in_order([_choices(axis, layer.transposed) for axis in layer.axes], leads):
        yield layer_of(layer, axes, lead)
    yield layer


def _choices(axis: Axis, transposed: bool) -> list[Choice]:
    """The axes that exist with no parameter larger than in `axis`."""
    most = {name: min(concrete(getattr(axis, name)), AXIS_REACH) for name in LEAST}
    found = []
    for values in product(*(range(least, most[name] + 1) for name, least in LEAST.items())):
        alone = Layer((Axis(*values),), transposed)
        if not exists(alone):
            continue
        entries = values[0], values[1], concrete(alone.output[0])
        found.append(Choice(alone.axes[0], tuple(zip(LEAST, values, strict=True)), entries))
    return found


def small(choices: Sequence[Choice]) -> list[Choice]:
    """The choices with the fewest entries, in order."""
    few = [each for each in choices if each.size <= SMALL_SIZE + len(each.free)] or list(choices)
    return sorted(few, key=lambda each: (each.size, each.values))[:MOST_SMALL]


def _order(member: Combination, counted: Sequence[str]) -> tuple[Any, ...]:
    """What combinations are ordered by: the number of entries, the values of every axis, and the lead."""
    axes, lead = member
    places = map(math.prod, zip(*(each.lengths for each in axes), strict=True))
    # Without the layer its three are not counted: they are the last.
    entries = sum(lead.entries(each) * count for each, count in zip(counted, places, strict=False))
    return entries, [each.values for each in axes], lead.counts

"""The search for the smallest counterexample."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product

from symconv.elaborate import SIZES, free_names, is_about_a_layer
from symconv.language import Statement, names
from symconv.layer import Axis, Layer
from symconv.proof.families import LEAST, Family, scope
from symconv.proof.instance import Instance, Mismatch
from symconv.sizes import Size, concrete, evaluate, symbols

# How far a symbol goes: the mistakes people make show up by here.
REACH = {"n": 6, "k": 4, "s": 3, "d": 3, "pl": 3, "pr": 3, "p": 3, "op": 3}
OTHER_REACH = 6
LEAD_REACH = 2
# Several axes, and several channels, are tried with axes that have at most so many entries in X, K and Z together.
SMALL = 7
MOST_SMALL = 60
# Members that are tried before a family counts as empty.
MOST_TRIED = 500


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A size at which a statement is wrong; `sizes` has a number for each parameter, a list for several axes."""

    sizes: Mapping[str, int | list[int]]
    mismatch: Mismatch
    instance: Instance


@dataclass(frozen=True, slots=True)
class _Choice:
    """One spatial axis with a number for everything, and the free tensors' sizes along it."""

    axis: Axis
    free: tuple[int, ...]
    values: tuple[tuple[str, int], ...]
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Lead:
    """Numbers for batch, groups, and input and output channels in a group."""

    batch: int
    groups: int
    ins: int
    outs: int
    values: tuple[tuple[str, int], ...]


def counterexample(statement: Statement, family: Family, until: float = math.inf) -> Counterexample | None:
    """The smallest counterexample within reach: fewest entries of X, K, Z and free tensors, then in order.

    None where there is none within reach, or none was found before `time.perf_counter()` passed `until`.
    """
    for sizes, instance in members(statement, family):
        if time.perf_counter() > until:
            return None
        mismatch = instance.mismatch(statement)
        if mismatch is not None:
            return Counterexample(sizes, mismatch, instance)
    return None


def members(statement: Statement, family: Family) -> Iterator[tuple[dict[str, int | list[int]], Instance]]:
    """Every member of the family within reach: by rank, fewest entries first, then by parameters in order."""
    free = free_names(statement)
    with_layer = _needs_layer(statement)
    classes = [list(_choices(family, at, free, with_layer)) for at in range(len(family.axes))]
    # A statement that is wrong at some rank is nearly always wrong at the lowest, with no more entries.
    for rank in _ranks(family):
        yield from _of_rank(family, rank, classes, free, with_layer)


def _of_rank(
    family: Family, rank: int, classes: list[list[_Choice]], free: tuple[str, ...], with_layer: bool
) -> Iterator[tuple[dict[str, int | list[int]], Instance]]:
    chosen = [classes[min(at, len(classes) - 1)] for at in range(rank)]
    found = []
    for lead in _leads(family, with_layer):
        plain = rank == 1 and lead.batch == lead.groups == lead.ins == lead.outs == 1
        for axes in product(*(chosen if plain else map(_small, chosen))):
            order = _entries(axes, lead, with_layer), [each.values for each in axes], lead.values
            found.append((order, axes, lead))
    found.sort(key=lambda each: each[0])
    for _, axes, lead in found:
        yield _said(axes, lead, rank), _instance(family, axes, lead, free)


def _ranks(family: Family) -> range:
    if family.rank is not None:
        return range(family.rank, family.rank + 1)
    least = max(1, len(family.axes) - 1)
    return range(least, least + 2)


def is_inhabited(statement: Statement, family: Family) -> bool:
    """Whether some member of the family is found for which the left side exists: a proof is not about nothing."""
    free = free_names(statement)
    choices = [_choices(family, at, free, _needs_layer(statement)) for at in range(len(family.axes))]
    for axes in islice(zip(*choices, strict=False), MOST_TRIED):
        for lead in _leads(family, True)[:1]:
            instance = _instance(family, axes, lead, free)
            if not isinstance(instance.meaning(statement.left), Exception):
                return True
    return False


def _needs_layer(statement: Statement) -> bool:
    return is_about_a_layer(statement) or bool(names(statement) & {*SIZES, "o"})


def _instance(family: Family, axes: tuple[_Choice, ...], lead: _Lead, free: tuple[str, ...]) -> Instance:
    layer = Layer(
        tuple(each.axis for each in axes),
        family.transposed,
        family.convention,
        lead.batch,
        lead.groups,
        lead.groups * lead.ins,
        lead.groups * lead.outs,
        family.bias,
    )
    return Instance(layer, {name: tuple(each.free[at] for each in axes) for at, name in enumerate(free)})


def _choices(family: Family, at: int, free: tuple[str, ...], with_layer: bool) -> Iterator[_Choice]:
    """Every axis of one class, large ones first: all values of its symbols that its conditions allow."""
    axis = family.axes[at]
    parameters = {name: getattr(axis, name) for name in LEAST} if with_layer else {}
    unknown = dict.fromkeys(name for size in parameters.values() for name in symbols(size))
    lengths = {name: scope(family, free).free[name][at] for name in free}
    unknown |= dict.fromkeys(name for size in lengths.values() for name in symbols(size))
    ranges = [range(_reach(name), -1, -1) for name in unknown]
    for chosen in product(*ranges):
        values = dict(zip(unknown, chosen, strict=True))
        numbers = {name: evaluate(size, values) for name, size in parameters.items()}
        concrete_axis = Axis(**numbers) if with_layer else Axis(1, 1)
        if not _allowed(family, concrete_axis, values):
            continue
        free_sizes = tuple(evaluate(size, values) for size in lengths.values())
        said = tuple((_plain(name), value) for name, value in values.items())
        output = Layer((concrete_axis,), family.transposed).output[0]
        entries = (concrete(concrete_axis.n), concrete(concrete_axis.k), concrete(output))
        yield _Choice(concrete_axis, free_sizes, said, entries)


def _plain(name: str) -> str:
    """A symbol's name without the number of its axis."""
    return name.rstrip("0123456789")


def _reach(name: str) -> int:
    return REACH.get(_plain(name), OTHER_REACH)


def _allowed(family: Family, axis: Axis, values: Mapping[str, int]) -> bool:
    if any(concrete(getattr(axis, name)) < least for name, least in LEAST.items()):
        return False
    if any(values.get(name, 1) < 1 for name in values if _plain(name) in ("A", "B", "C")):
        return False
    if concrete(Layer((axis,), family.transposed).output[0] if family.transposed else axis.steps + 1) < 1:
        return False
    for guard in family.given:
        if values.keys() >= set(symbols(guard.value)):
            value = evaluate(guard.value, values)
            if value != 0 if guard.relation == "=" else value < 0:
                return False
    return True


def _leads(family: Family, with_layer: bool) -> list[_Lead]:
    sizes: dict[str, Size] = {
        "batch": family.batch,
        "groups": family.groups,
        "ins": family.ins,
        "outs": family.outs,
    }
    unknown = dict.fromkeys(name for size in sizes.values() for name in symbols(size))
    reach = LEAD_REACH if with_layer else 1
    found = []
    for chosen in product(*(range(1, reach + 1) for _ in unknown)):
        values = dict(zip(unknown, chosen, strict=True))
        numbers = {name: evaluate(size, values) for name, size in sizes.items()}
        found.append(_Lead(**numbers, values=tuple(values.items())))
    return found


def _small(choices: list[_Choice]) -> list[_Choice]:
    small = [each for each in choices if sum(each.entries) + sum(each.free) <= SMALL + len(each.free)]
    return sorted(small or choices, key=lambda each: (sum(each.entries) + sum(each.free), each.values))[:MOST_SMALL]


def _entries(axes: tuple[_Choice, ...], lead: _Lead, with_layer: bool) -> int:
    count: int = sum(math.prod(sizes) for sizes in zip(*(each.free for each in axes), strict=True))
    if with_layer:
        x, k, z = (math.prod(sizes) for sizes in zip(*(each.entries for each in axes), strict=True))
        count += lead.groups * (lead.batch * lead.ins * x + lead.ins * lead.outs * k + lead.batch * lead.outs * z)
    return count


def _said(axes: tuple[_Choice, ...], lead: _Lead, rank: int) -> dict[str, int | list[int]]:
    found: dict[str, int | list[int]] = {}
    for at, (name, value) in enumerate(axes[0].values):
        found[name] = value if rank == 1 else [each.values[at][1] for each in axes]
    if any(value != 1 for _, value in lead.values):
        found |= dict(lead.values)
    return found

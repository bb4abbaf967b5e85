"""The independent judge of statements: both sides evaluated at one concrete layer after another.

Two polynomials that differ agree by chance on random integers in [-999, 999] at about one layer in a thousand, so no
difference gets through thousands of layers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from itertools import chain, product
from math import prod
from random import Random
from typing import Any

from oracles.free_readings import as_read, impossible, likeness, needed, with_length
from oracles.one_geometry import SIZES, Axis, Geometry, Vector
from oracles.statement_values import differs
from symconv.layers.family import Family
from symconv.sizes import Size, evaluate, symbols
from symconv.statements.glossary import free_names, is_about_a_layer
from symconv.statements.grammar import Statement, names

# All geometries go this far, whatever a symbol stands for along an axis.
REACH: Mapping[str, range] = {
    "n": range(1, 7),
    "k": range(1, 4),
    "s": range(1, 4),
    "d": range(1, 4),
    **dict.fromkeys(("p", "pl", "pr", "op", "h"), range(4)),
}
FREE_REACH = range(1, 7)
# Of larger geometries, with two axes and several channels, so many are tried, with so many entries an axis.
LARGER = 100
SMALL = 12


def wrong_at(statement: Statement, family: Family) -> Geometry | None:
    """A member of the family within reach where the sides differ, if there is any."""
    about = _about(statement)
    members = as_read(statement, chain(geometries(family, *about), larger_geometries(family, *about)))
    return next((each for each in members if differs(statement, each)), None)


def smallest_wrong(
    statement: Statement, family: Family, rank: int, entries: int, channels: range = range(1, 2)
) -> Geometry | None:
    """Of the geometries of this rank with at most so many entries, the first in order where the sides differ.

    Fewest entries of X, K, Z and free tensors first, then by parameters, axis by axis, and by the lead axes last.
    """
    free, of_layer = _about(statement)
    found = []
    classes = [_axes(family, at, free, of_layer) for at in range(rank)]
    classes = [[each for each in axes if _order([each], family, of_layer)[0] <= entries] for axes in classes]
    fixed = {name: size for name, size in _leads(family).items() if isinstance(size, int)}
    varied = [name for name in _leads(family) if name not in fixed]
    for axes in product(*classes):
        for lead in product(channels, repeat=len(varied)):
            geometry = _geometry(axes, family, free, **fixed, **dict(zip(varied, lead, strict=True)))
            order = (*_order(axes, family, of_layer, geometry), lead)
            if order[0] <= entries:
                found.append((order, geometry))
    found.sort(key=lambda each: each[0])
    every = as_read(statement, (geometry for _, geometry in found))
    return next((geometry for geometry in every if differs(statement, geometry)), None)


@dataclass(frozen=True)
class _Chosen:
    """An axis, the sizes of free tensors along it, and the values that it was chosen by."""

    axis: Axis
    free: Vector
    values: Vector


def _about(statement: Statement) -> tuple[tuple[str, ...], bool]:
    """The free tensors of a statement, and whether a layer matters to it."""
    of_layer = is_about_a_layer(statement) or bool(names(statement) & {*SIZES, "o"})
    return free_names(statement), of_layer


@cache
def geometries(family: Family, free: tuple[str, ...], of_layer: bool) -> tuple[Geometry, ...]:
    """All geometries of one axis, one channel and batch one, within reach."""
    return tuple(_geometry((each,), family, free) for each in _axes(family, 0, free, of_layer))


@cache
def larger_geometries(
    family: Family, free: tuple[str, ...], of_layer: bool, rank: int = 2
) -> tuple[Geometry, ...]:
    """Some geometries of two axes or more, with two examples, two groups, and several channels in a group."""
    chance = Random(0)
    classes = [_short_axes(family, at, free, of_layer) for at in range(rank)]
    pairs = [tuple(map(chance.choice, classes)) for _ in range(LARGER)]
    return tuple(_geometry(axes, family, free, batch=2, groups=2, ins=2, outs=3) for axes in pairs)


@cache
def _short_axes(family: Family, at: int, free: tuple[str, ...], of_layer: bool) -> list[_Chosen]:
    return [each for each in _axes(family, at, free, of_layer) if _order([each], family, of_layer)[0] <= SMALL]


def far_geometries(
    family: Family, free: tuple[str, ...], of_layer: bool, rank: int, most: int
) -> Iterator[Geometry]:
    """Geometries of one channel drawn without end: every number up to `most`, as often small as large."""
    chance = Random(0)

    def axis(at: int) -> _Chosen | None:
        parameters = _parameters(family, at) if of_layer else {"n": 1, "k": 1}
        unknown = dict.fromkeys(name for size in parameters.values() for name in symbols(size))
        values = {name: chance.randint(0, chance.choice((2, 5, most))) for name in unknown}
        lengths = tuple(chance.randint(1, chance.choice((3, 6, most))) for _ in free)
        found = Axis(**{name: evaluate(size, values) for name, size in parameters.items()})
        held = _given(family, {**values, **dict(zip(free, lengths, strict=True))})
        return _Chosen(found, lengths, ()) if held and Geometry((found,), family.layer.transposed).exists else None

    while True:
        axes = [axis(at) for at in range(rank)]
        yield from [] if None in axes else [_geometry([each for each in axes if each], family, free)]


def _geometry(axes: Sequence[_Chosen], family: Family, free: tuple[str, ...], **leads: Any) -> Geometry:
    sizes = tuple((name, tuple(each.free[at] for each in axes)) for at, name in enumerate(free))
    layer = family.layer
    turned = layer.convention == "convolution"
    return Geometry(tuple(each.axis for each in axes), layer.transposed, turned, layer.bias, **leads, free=sizes)


def _order(
    axes: Sequence[_Chosen], family: Family, of_layer: bool, geometry: Geometry | None = None
) -> tuple[int, list[Vector]]:
    names = range(len(axes[0].free))
    count = sum(prod(each.free[at] for each in axes) for at in names)
    if of_layer:
        count += (geometry or _geometry(axes, family, ())).entries
    return count, [each.values for each in axes]


@cache
def _axes(family: Family, at: int, free: tuple[str, ...], of_layer: bool) -> list[_Chosen]:
    """All that axis number `at` may be within reach, with all sizes of free tensors along it."""
    parameters = _parameters(family, at)
    unknown = list(dict.fromkeys(name for size in parameters.values() for name in symbols(size)))
    found = []
    for chosen in product(*(REACH[_plain(name)] for name in unknown)) if of_layer else [()]:
        values = dict(zip(unknown, chosen, strict=False))
        axis = Axis(**{name: evaluate(size, values) for name, size in parameters.items()}) if of_layer else Axis(1, 1)
        if not Geometry((axis,), family.layer.transposed).exists or not _given(family, values):
            continue
        found += [
            _Chosen(axis, sizes, chosen + sizes)
            for sizes in product(FREE_REACH, repeat=len(free))
            if _given(family, {**values, **dict(zip(free, sizes, strict=True))})
        ]
    return found


def _given(family: Family, values: Mapping[str, int]) -> bool:
    """Whether the family's further conditions hold, as far as they are about these values."""
    known = [guard for guard in family.given if {*symbols(guard.value)} <= values.keys()]
    numbers = [(evaluate(guard.value, values), guard.relation) for guard in known]
    return all(number >= 0 if relation == ">=" else number == 0 for number, relation in numbers)


def geometry_at(statement: Statement, family: Family, sizes: Mapping[str, int | list[int]]) -> Geometry | None:
    """The member of a family at these values of its symbols, a list of them for several axes; None if there is none."""
    free, of_layer = _about(statement)
    chosen = []
    lists = (len(value) if isinstance(value, list) else 1 for value in sizes.values())
    # A family of numbers has no symbols, and one member.
    for at in range(max(lists, default=family.rank or 1)):
        values = {name: value[at] if isinstance(value, list) else value for name, value in sizes.items()}
        parameters = _parameters(family, at) if of_layer else {"n": 1, "k": 1}
        named = {name: values[_plain(name)] for size in parameters.values() for name in symbols(size)}
        # A length that has to be is no symbol.
        lengths = tuple(values.get(name, 1) for name in free)
        if not _given(family, {**named, **dict(zip(free, lengths, strict=True))}) or min(lengths, default=1) < 1:
            return None
        chosen.append(_Chosen(Axis(**{name: evaluate(size, named) for name, size in parameters.items()}), lengths, ()))
    single = dict.fromkeys((name for size in _leads(family).values() for name in symbols(size)), 1)
    leads = {name: evaluate(size, {**single, **sizes}) for name, size in _leads(family).items()}
    found = _geometry(chosen, family, free, **leads)
    return _as_long_as_needed(statement, found, sizes) if found.exists and min(leads.values()) >= 1 else None


def _as_long_as_needed(statement: Statement, found: Geometry, sizes: Mapping[str, object]) -> Geometry | None:
    """The geometry with the channels of free tensors, and the lengths of those that no symbol says."""
    found = replace(found, like=tuple(sorted(likeness(statement, found.transposed).items())))
    for at in range(len(found.axes)):
        lengths, _ = needed(statement, found, at)
        for name in (name for name, _ in found.free if name not in sizes):
            if name not in lengths and not impossible(statement, found, at):
                return None
            # With none it exists; any shows that.
            found = with_length(found, name, at, lengths.get(name, 1))
    return found


def _parameters(family: Family, at: int) -> dict[str, Size]:
    """What an axis is made of: the last class of a family stands for all further axes."""
    axis = family.layer.axes[min(at, len(family.layer.axes) - 1)]
    return {each.name: getattr(axis, each.name) for each in fields(Axis)}


def _leads(family: Family) -> dict[str, Size]:
    layer = family.layer
    return {"batch": layer.batch, "groups": layer.groups, "ins": layer.in_per_group, "outs": layer.out_per_group}


def _plain(name: str) -> str:
    """A symbol's name without the number of its axis."""
    return name.rstrip("0123456789")

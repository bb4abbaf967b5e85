"""The concrete layers that a statement is about, smallest first, written down by rules of their own."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod

from symconv.arrays.sums import Case, Guard, GuardedSum, Part, Place, Variable
from symconv.exact.instance import Instance
from symconv.layers.family import Family, family_of
from symconv.layers.layer import Axis, Layer
from symconv.sizes import Size, concrete, evaluate, substitute, symbol, symbols
from symconv.statements.grammar import Statement, names
from symconv.unknown import Symbol

TENSORS = {"X", "K", "W", "Z", "Y", "dX", "dK", "dW", "dB", "dZ", "dY", "vX", "vK"}
SIZE_NAMES = {"n", "k", "s", "d", "p", "pl", "pr", "op", "r", "D", "o"}
FREE = ("A", "B", "C")
MOST: Mapping[str, range] = {
    "n": range(1, 5),
    "k": range(1, 4),
    "s": range(1, 4),
    "d": range(1, 3),
    "p": range(3),
    "pl": range(3),
    "pr": range(3),
    "op": range(3),
}
PLAIN_LEAD = (1, 1, 1, 1)


@dataclass(frozen=True)
class Member:
    """A concrete layer with the sizes of free tensors, and how many entries X, K, Z and the free tensors have."""

    instance: Instance
    entries: int


def axis_values(axis: Axis, given: Sequence[Guard], transposed: bool, most: Mapping[str, range]) -> list[Axis]:
    """The concrete axes that a symbolic one stands for, fewest entries first."""
    fields = ("n", "k", "s", "d", "pl", "pr", "op")
    unknown = sorted({name for field in fields for name in symbols(getattr(axis, field))})
    found = []
    for chosen in product(*(most.get(name, range(4)) for name in unknown)):
        values = dict(zip(unknown, chosen, strict=True))
        numbers = {field: evaluate(getattr(axis, field), values) for field in fields}
        here = Axis(**numbers)
        if min(numbers["n"], numbers["k"], numbers["s"], numbers["d"]) < 1:
            continue
        if min(numbers["pl"], numbers["pr"], numbers["op"]) < 0 or length(here, transposed) < 1:
            continue
        # A condition on free tensors says nothing of an axis.
        known = [guard for guard in given if {*symbols(guard.value)} <= values.keys()]
        held = [(evaluate(guard.value, values), guard.relation) for guard in known]
        if all(value == 0 if relation == "=" else value >= 0 for value, relation in held):
            found.append(here)
    return sorted(found, key=lambda each: (weight(each, transposed), str(each)))


def length(axis: Axis, transposed: bool) -> int:
    """The size of Z along an axis; below 1 where the layer does not exist."""
    n, k, s, d, pl, pr, op = (concrete(x) for x in (axis.n, axis.k, axis.s, axis.d, axis.pl, axis.pr, axis.op))
    reach = d * (k - 1)
    if transposed:
        return (n - 1) * s - pl - pr + reach + 1 + op
    places = [i for i in range(n + pl + pr) if s * i + reach < n + pl + pr]
    return len(places)


def weight(axis: Axis, transposed: bool) -> int:
    return concrete(axis.n) + concrete(axis.k) + length(axis, transposed)


def layer_of(axes: Sequence[Axis], family: Family, lead: tuple[int, int, int, int] = PLAIN_LEAD) -> Layer:
    batch, groups, ins, outs = lead
    return Layer(
        tuple(axes),
        family.layer.transposed,
        family.layer.convention,
        batch,
        groups,
        groups * ins,
        groups * outs,
        family.layer.bias,
    )


def entries_of(axes: Sequence[Axis], transposed: bool, lead: tuple[int, int, int, int]) -> int:
    batch, groups, ins, outs = lead
    x = prod(concrete(axis.n) for axis in axes)
    k = prod(concrete(axis.k) for axis in axes)
    z = prod(length(axis, transposed) for axis in axes)
    return groups * (batch * ins * x + ins * outs * k + batch * outs * z)


def usual_axes(statement: Statement, most: Mapping[str, range] = MOST) -> list[Axis]:
    """The axes that a statement without a layer is about: n and k, and the parameters that it names."""
    found = names(statement) & {"s", "d", "p", "pl", "pr", "op"}
    values: dict[str, Size] = {name: symbol(name) for name in found if name != "p"}
    if "p" in found:
        values |= {"pl": symbol("p"), "pr": symbol("p")}
    return axis_values(Axis(symbol("n"), symbol("k"), **values), (), "op" in found, most)


def usual_members(statement: Statement, least_rank: int, count: int, seed: int = 0) -> Iterator[tuple[int, Member]]:
    """Members of a statement's usual family by rank: the smallest ones, some others, several axes and channels."""
    mentioned = names(statement)
    about_layer = bool(mentioned & TENSORS)
    with_layer = about_layer or bool(mentioned & SIZE_NAMES)
    free = [name for name in FREE if name in mentioned and not (name == "B" and about_layer)]
    transposed = "op" in mentioned
    family = family_of((Axis(1, 1),), transposed=transposed)
    axes = usual_axes(statement) if with_layer else [Axis(1, 1)]
    lengths = list(product(range(1, 5), repeat=len(free)))

    def member(chosen: Sequence[tuple[Axis, tuple[int, ...]]], lead: tuple[int, int, int, int]) -> Member:
        sizes = {name: tuple(each[1][at] for each in chosen) for at, name in enumerate(free)}
        here = [each[0] for each in chosen]
        entries = sum(prod(each) for each in sizes.values())
        entries += entries_of(here, transposed, lead) if with_layer else 0
        return Member(Instance(layer_of(here, family, lead), sizes), entries)

    picker = random.Random(seed)
    every = sorted(
        product(axes, lengths), key=lambda each: (weight(each[0], transposed) + sum(each[1]), each[1], str(each[0]))
    )
    leads = (
        [PLAIN_LEAD, (2, 1, 1, 1), (1, 2, 1, 1), (1, 1, 2, 1), (1, 1, 1, 2), (2, 2, 2, 2)]
        if with_layer
        else [PLAIN_LEAD]
    )
    small = every[: count // 2] + picker.sample(every[count // 2 :], min(count // 2, len(every[count // 2 :])))
    few = every[:40]
    for rank in (least_rank, least_rank + 1):
        if rank == 1:
            yield from ((1, member([each], PLAIN_LEAD)) for each in small)
        for lead in leads if rank == 1 else leads[::5]:
            for _ in range(6 if rank == 1 else count // 8):
                yield rank, member([picker.choice(few) for _ in range(rank)], lead)


# Guarded sums at concrete sizes.


def valued(array: GuardedSum, values: Mapping[str, int]) -> GuardedSum:
    """The sum with numbers for the parameters, in boxes, guards and places."""

    def of(size: Size) -> Size:
        return substituted(size, values)

    def case(each: Case) -> Case:
        return Case(
            tuple(Variable(variable.name, of(variable.size)) for variable in each.bound),
            tuple(Guard(of(guard.value), guard.relation) for guard in each.guards),
            tuple(None if at is None else of(at) for at in each.index),
        )

    index = tuple(Place(p.axis, Variable(p.variable.name, of(p.variable.size))) for p in array.index)
    terms = tuple(
        replace(term, parts=tuple(Part(part.axis, tuple(map(case, part.cases))) for part in term.parts))
        for term in array.terms
    )
    return GuardedSum(index, tuple(terms))


def substituted(size: Size, values: Mapping[str, int]) -> Size:
    return substitute(size, {Symbol(name): value for name, value in values.items()})

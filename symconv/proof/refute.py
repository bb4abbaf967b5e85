"""The search for the smallest counterexample among the members of a family."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from symconv.arrays.sums import Guard
from symconv.exact.instance import Instance, Mismatch
from symconv.layers.family import LEAST, Family, lead_sizes
from symconv.layers.layer import Axis
from symconv.layers.order import LEAD_REACH, Choice, Lead, in_order, layer_of, small
from symconv.sizes import evaluate, symbol, symbols
from symconv.statements.glossary import free_names, needs_layer, symbolic_glossary
from symconv.statements.grammar import Statement

# How far a symbol goes: the mistakes people make show up by here, and most of them much sooner.
REACH = {"n": 6, "k": 4, "s": 3, "d": 3, "pl": 3, "pr": 3, "p": 3, "op": 3}
OTHER_REACH = 6
SOON = 2


Members = Iterator[tuple[dict[str, int | list[int]], Instance]]


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A size at which a statement is wrong; `sizes` has a number for each parameter, a list for several axes."""

    sizes: Mapping[str, int | list[int]]
    mismatch: Mismatch
    instance: Instance

    def __str__(self) -> str:
        sizes = ", ".join(f"{name}={_size_text(value)}" for name, value in self.sizes.items()) or "this size"
        shapes, entry = self.mismatch.shapes, self.mismatch.entry
        if shapes is not None:
            return f"at {sizes} the sizes differ: left {shapes[0]}, right {shapes[1]}"
        where = f"entry {','.join(map(str, entry))} of " if entry else ""
        return f"at {sizes}, {where}the left side is {self.mismatch.left}, but the right side is {self.mismatch.right}"


def _size_text(value: int | list[int]) -> str:
    return str(value) if isinstance(value, int) else "x".join(map(str, value))


def counterexample(statement: Statement, family: Family, until: float = math.inf) -> Counterexample | None:
    """The smallest counterexample within reach: fewest entries of X, K, Z and free tensors, then in order.

    None where there is none within reach, or none was found before `time.perf_counter()` passed `until`.
    """
    first = _first(members(statement, family, soon=True), statement, until)
    if first is None:
        return _first(members(statement, family), statement, until)
    # Something as small, with a larger parameter, may still come before it.
    return _first(members(statement, family, most=first.instance.entries(statement)), statement, until) or first


def _first(found: Members, statement: Statement, until: float) -> Counterexample | None:
    for sizes, instance in found:
        if time.perf_counter() > until:
            return None
        mismatch = instance.mismatch(statement)
        if mismatch is not None:
            return Counterexample(sizes, mismatch, instance)
    return None


def members(statement: Statement, family: Family, soon: bool = False, most: float = math.inf) -> Members:
    """The members of the family within reach, at the lowest ranks, as `smaller.in_order` orders them.

    With `soon`, no symbol goes beyond 2; `most` is a number of entries that no single axis alone may have more of.
    A statement that is wrong at some rank is nearly always wrong at the lowest, with no more entries.
    """
    free = free_names(statement)
    of_layer = needs_layer(statement)
    classes = [list(_choices(family, at, free, of_layer, soon, most)) for at in range(len(family.layer.axes))]
    leads = _leads(family, of_layer)
    for rank in _ranks(family):
        chosen = [classes[min(at, len(classes) - 1)] for at in range(rank)]
        if rank < len(family.layer.axes):
            # Some axis that the statement singles out is missing here, so it says little: small axes will do.
            chosen = [small(each) for each in chosen]
        if all(chosen):
            for axes, lead in in_order(chosen, leads, of_layer):
                yield _said(axes, lead), _instance(family, axes, lead, free)


def _instance(family: Family, axes: tuple[Choice, ...], lead: Lead, free: tuple[str, ...]) -> Instance:
    sizes = {name: tuple(each.free[at] for each in axes) for at, name in enumerate(free)}
    return Instance(layer_of(family.layer, axes, lead), sizes)


def _ranks(family: Family) -> range:
    if family.rank is not None:
        return range(family.rank, family.rank + 1)
    least = max(1, len(family.layer.axes) - 1)
    return range(least, least + 2)


def _choices(
    family: Family, at: int, free: tuple[str, ...], of_layer: bool, soon: bool = False, most: float = math.inf
) -> Iterator[Choice]:
    """Every axis of one class, large ones first: all values of its symbols that its conditions allow."""
    axis = family.layer.axes[at]
    parameters = {name: getattr(axis, name) for name in LEAST} if of_layer else {}
    unknown = dict.fromkeys(name for size in parameters.values() for name in symbols(size))
    lengths = {name: symbolic_glossary(family, free).free[name][at] for name in free}
    freely = dict.fromkeys(name for size in lengths.values() for name in symbols(size))
    reaches = {name: min(_reach(name), SOON) if soon else _reach(name) for name in (*unknown, *freely)}
    if most < math.inf:
        # n and k are numbers of entries themselves, where they are symbols of their own.
        reaches |= {name: min(reaches[name], int(most)) for name in reaches if _plain(name) in ("n", "k")}
    # A parameter that is a symbol of its own starts where it may; others are checked once they have a value.
    least = {name: LEAST[of] for of, size in parameters.items() for name in unknown if size == symbol(name)}
    ranges = [range(reaches[name], least.get(name, 0) - 1, -1) for name in unknown]
    ranges += [range(reaches[name], 0, -1) for name in freely]
    plain = [_plain(name) for name in (*unknown, *freely)]
    for chosen in product(*ranges):
        values = dict(zip([*unknown, *freely], chosen, strict=True))
        numbers = [evaluate(size, values) for size in parameters.values()] if of_layer else [1, 1, 1, 1, 0, 0, 0]
        output = _output(numbers, family.layer.transposed)
        if output < 1 or any(number < least for number, least in zip(numbers, LEAST.values(), strict=True)):
            continue
        if of_layer and numbers[0] + numbers[1] + output > most:
            continue
        if not all(_holds(guard, values) for guard in family.given):
            continue
        yield Choice(
            Axis(*numbers),
            tuple(zip(plain, chosen, strict=True)),
            (numbers[0], numbers[1], output),
            tuple(evaluate(size, values) for size in lengths.values()),
        )


def _output(numbers: list[int], transposed: bool) -> int:
    """The size of Z along an axis, below 1 where there is none; plain numbers, since this is asked often."""
    n, k, s, d, pl, pr, op = numbers
    reach = d * (k - 1) + 1
    if transposed:
        return (n - 1) * s - pl - pr + reach + op
    return (n + pl + pr - reach) // s + 1 if s > 0 and n + pl + pr >= reach else 0


def _holds(guard: Guard, values: Mapping[str, int]) -> bool:
    """Whether a condition holds, where it is about these symbols."""
    if not values.keys() >= set(symbols(guard.value)):
        return True
    value: int = evaluate(guard.value, values)
    return value == 0 if guard.relation == "=" else value >= 0


def _plain(name: str) -> str:
    """A symbol's name without the number of its axis."""
    return name.rstrip("0123456789")


def _reach(name: str) -> int:
    return REACH.get(_plain(name), OTHER_REACH)


def _leads(family: Family, of_layer: bool) -> list[Lead]:
    sizes = lead_sizes(family.layer)
    unknown = dict.fromkeys(name for size in sizes.values() for name in symbols(size))
    found = []
    for chosen in product(*(range(1, (LEAD_REACH if of_layer else 1) + 1) for _ in unknown)):
        values = dict(zip(unknown, chosen, strict=True))
        numbers = {name: evaluate(size, values) for name, size in sizes.items()}
        found.append(Lead(**numbers, values=tuple(values.items())))
    return found


def _said(axes: tuple[Choice, ...], lead: Lead) -> dict[str, int | list[int]]:
    found: dict[str, int | list[int]] = {}
    for at, (name, value) in enumerate(axes[0].values):
        found[name] = value if len(axes) == 1 else [each.values[at][1] for each in axes]
    if not lead.is_single:
        found |= dict(lead.values)
    return found

"""Free tensors of a statement about layers: which batch and channels they have, and how long they are.

Both are read off the statement. A free tensor that meets the layer's channels has those of X, of K or of Z, where only
so both sides have a meaning; and where an array of the layer is added to it, multiplied with it entry by entry or
paired with it, it is as long as that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from symconv.arrays.sums import Guard
from symconv.errors import ShapeError
from symconv.layers.defined import by_definition
from symconv.layers.family import Family
from symconv.layers.tensors import tensor
from symconv.sizes import Size, denominators, substitute, symbol, symbols
from symconv.statements.calls import Meaning
from symconv.statements.glossary import (
    SHAPES,
    Glossary,
    Vector,
    free_names,
    free_sizes,
    is_about_a_layer,
    symbolic_glossary,
)
from symconv.statements.grammar import Statement, StatementError
from symconv.statements.meaning import elaborate
from symconv.unknown import Symbol

# Of each free tensor the tensor of the layer whose batch and channels it has; none of one that has neither.
Likeness = Mapping[str, str]
# What is to be written for an array like each of them, where a free tensor may be like several.
WRITTEN = {"X": "vX", "K": "vK", "Z": "dZ"}


@dataclass(frozen=True, slots=True)
class FreeTensors:
    """The free tensors of a statement: their sizes along each axis, and whose batch and channels they have."""

    sizes: Mapping[str, Vector]
    like: Likeness

    def glossary(self, family: Family) -> Glossary:
        """What names stand for in the statement, Z and the gradients by definition."""
        return Glossary(family.layer, self.sizes, by_definition, self.like)

    def hypotheses(self, family: Family) -> tuple[Guard, ...]:
        """What is assumed of the sizes: they are at least 1, and divide by nothing below that."""
        # Those of the layer's own tensors are so already.
        own = {size for name in SHAPES for size in tensor(family.layer, name).spatial}
        sizes = [size for each in self.sizes.values() for size in each if size not in own]
        positive = [*denominators(*sizes), *sizes]
        return tuple(Guard(size - 1, ">=") for size in positive if not isinstance(size, int) or size < 1)

    def data(self) -> dict[str, Any]:
        """Those that have batch and channels, for machines: whose, and the size along each axis."""
        return {name: {"like": like, "size": [*map(str, self.sizes[name])]} for name, like in self.like.items()}


def free_tensors(tree: Statement, family: Family) -> FreeTensors:
    """The free tensors of a statement about a family.

    A tensor has batch and channels only where every reading with a meaning gives it some. Raises StatementError, which
    names them, where there are several such readings.

    >>> from symconv.statements.described import usual_family
    >>> from symconv.statements.grammar import parse
    >>> tree = parse("correlate(X + A, K) = correlate(X, K) + correlate(A, K)")
    >>> found = free_tensors(tree, usual_family(tree))
    >>> found.like["A"], str(found.sizes["A"][0])
    ('X', 'n')
    """
    names = free_names(tree)
    like = _likeness(tree, family, names)
    here = symbolic_glossary(family, names, by_definition, like)
    return FreeTensors(dict(here.free) | _demanded(tree, family, here), like)


def described(tree: Statement, family: Family) -> list[str]:
    """The free tensors of a statement about a layer in words: `C shaped like Z`, `A without batch and channels`."""
    found = free_tensors(tree, family)
    without = [name for name in found.sizes if name not in found.like] if is_about_a_layer(tree) else []
    said = [_described(name, found, family) for name in found.like]
    return [*said, *(f"{name} without batch and channels" for name in without)]


def _described(name: str, found: FreeTensors, family: Family) -> str:
    like, sizes = found.like[name], found.sizes[name]
    if sizes == tensor(family.layer, like).spatial:
        return f"{name} shaped like {like}"
    leads = "the output and input channels" if like == "K" else "the batch and channels"
    known = "" if _is_open(name, found, family) else f" and the size {'x'.join(map(str, dict.fromkeys(sizes)))}"
    return f"{name} with {leads} of {like}{known}"


def open_sizes(tree: Statement, family: Family) -> tuple[str, ...]:
    """The symbols for the sizes of the free tensors that may be of any size."""
    found, called = free_tensors(tree, family), free_sizes(family, free_names(tree))
    return tuple(called[name] for name in found.sizes if _is_open(name, found, family))


def _is_open(name: str, found: FreeTensors, family: Family) -> bool:
    """Whether a free tensor's size is a symbol of its own."""
    return found.sizes[name] == symbolic_glossary(family, (name,)).free[name]


def _likeness(tree: Statement, family: Family, names: Sequence[str]) -> Likeness:
    """The reading that gives batch and channels to no tensor that has none in another."""
    if not names or not is_about_a_layer(tree):
        return {}
    readings = [dict(zip(names, chosen, strict=True)) for chosen in product(("", *SHAPES), repeat=len(names))]
    found = [
        {name: like for name, like in each.items() if like}
        for each in readings
        if _has_a_meaning(tree, symbolic_glossary(family, tuple(names), by_definition, each))
    ]
    least = [each for each in found if all(each.items() <= other.items() for other in found)]
    if found and not least:
        raise _ambiguous(tree, names, found)
    # Without any reading, what is said is what is wrong with the plainest.
    return least[0] if least else {}


def _ambiguous(tree: Statement, names: Sequence[str], found: Sequence[Likeness]) -> StatementError:
    several = [name for name in names if len({each.get(name) for each in found}) > 1]
    readings = "; or ".join(" and ".join(_said(name, each.get(name)) for name in several) for each in found)
    instead = ", ".join(f"{WRITTEN[like]} for one like {like}" for like in SHAPES)
    place = re.search(rf"\b{several[0]}\b", tree.text)
    return StatementError(
        f"this says several things: {readings}; write {instead}", text=tree.text, column=place.start() if place else 0
    )


def _said(name: str, like: str | None) -> str:
    return f"{name} has the channels of {like}" if like else f"{name} has neither batch nor channels"


def _has_a_meaning(tree: Statement, here: Glossary) -> bool:
    """Whether both sides have a meaning, and the same axes."""
    try:
        left, right = elaborate(tree.left, here), elaborate(tree.right, here)
        return _axes(left) == _axes(right)
    except (StatementError, ShapeError):
        return False


def _axes(meaning: Meaning) -> list[str]:
    return ["a size"] if isinstance(meaning, tuple) else sorted(meaning.shape.axes)


def _demanded(tree: Statement, family: Family, here: Glossary) -> dict[str, Vector]:
    """The sizes that one side demands of free tensors with batch and channels, whatever the size of the others.

    An equation that has to hold for the side to exist gives one where it has no other unknown size.
    """
    conditions = {*(name for guard in family.given for name in symbols(guard.value))}
    unknown = {
        name: tuple(map(str, here.free[name]))
        for name in here.like
        if conditions.isdisjoint(map(str, here.free[name]))
    }
    if not unknown:
        return {}
    try:
        sides = [elaborate(node, here) for node in (tree.left, tree.right)]
        guards = [guard for side in sides if not isinstance(side, tuple) for guard in side.existence()]
    except (StatementError, ShapeError):
        # Whoever makes the claim says what is wrong.
        return {}
    open_sizes = {str(size) for sizes in here.free.values() for size in sizes}
    equations = [guard.value for guard in guards if guard.relation == "="]
    values: dict[str, Size] = {}
    while solved := next(filter(None, (_solved(value, open_sizes) for value in equations)), None):
        name, size = solved
        values[name] = size
        open_sizes.discard(name)
        equations = [substitute(value, {Symbol(name): size}) for value in equations]
    return {
        name: tuple(values[size] for size in sizes)
        for name, sizes in unknown.items()
        if all(size in values for size in sizes)
    }


def _solved(value: Size, unknown: set[str]) -> tuple[str, Size] | None:
    """The unknown size that `value = 0` gives, and what it is; None where it has none, or several, or a multiple."""
    names = {*symbols(value)} & unknown
    if len(names) != 1:
        return None
    (name,) = names
    for sign in (1, -1):
        rest = value - sign * symbol(name)
        if name not in symbols(rest):
            return name, -sign * rest
    return None

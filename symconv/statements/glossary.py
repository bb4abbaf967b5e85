"""What the names in a statement stand for: the tensors and sizes of a layer, and free tensors.

Z and the gradients are not known here: they come from the layer's definition, which no closed formula may know.
Whoever judges a statement supplies them (`symconv.layers.defined`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from operator import add, mul, sub

from symconv.arrays.array import Array, Tensor
from symconv.arrays.shape import Lead
from symconv.layers.family import Family, apart
from symconv.layers.layer import Layer
from symconv.layers.tensors import tensor
from symconv.sizes import Size, floordiv, symbol
from symconv.statements.grammar import Node, Statement, names

ALIASES = {"W": "K", "Y": "Z", "dW": "dK", "dY": "dZ"}
# What only the layer's definition gives a meaning to.
DEFINED = ("Z", "dX", "dK", "dB")
OF_A_LAYER = frozenset({"X", "K", "Z", "dX", "dK", "dB", "dZ", "vX", "vK", *ALIASES})
FREE = frozenset({"A", "B", "C"})
# Whose batch and channels a free tensor may have.
SHAPES = ("X", "K", "Z")
# Directions in which X and K are changed, for second derivatives.
DIRECTIONS = {"vX": "X", "vK": "K"}
# The sizes of each axis, and what `symconv.layers.layer` calls those that have another name there.
SIZES = ("n", "k", "s", "d", "pl", "pr", "p", "op", "r", "D")
OF_AN_AXIS = {"p": "pl", "r": "leftover"}
# What a sign between two sizes means.
OPERATIONS: Mapping[str, Callable[[Size, Size], Size]] = {"+": add, "-": sub, "*": mul, "//": floordiv}

Vector = tuple[Size, ...]
# Z, dX, dK or dB of a layer by name, None where the layer has no such array.
Definition = Callable[[Layer, str], Array | None]


@dataclass(frozen=True, slots=True)
class Glossary:
    """What names stand for: a layer, the sizes of free tensors (A, B, C) along each axis, and a definition.

    Without a definition, as a closed formula is read, Z and the gradients are unknown names. `like` is of a free tensor
    the one of X, K and Z whose batch and channels it has; the others have neither.
    """

    layer: Layer
    free: Mapping[str, Vector]
    definition: Definition | None = None
    like: Mapping[str, str] = field(default_factory=dict)

    def tensor(self, name: str) -> Array | None:
        """The array that a name stands for, None where it is no array."""
        name = ALIASES.get(name, name)
        if name in self.free:
            return Tensor(name, lead_of(self.layer, self.like.get(name)), self.free[name])
        if name in ("B", "dB") and not self.layer.bias:
            return None
        if name in DIRECTIONS and self.definition:
            return replace(tensor(self.layer, DIRECTIONS[name]), name=name)
        if name in ("X", "K", "B", "dZ"):
            return tensor(self.layer, name)
        return self.definition(self.layer, name) if name in DEFINED and self.definition else None

    def sizes(self, name: str) -> Vector | None:
        """The sizes that a name stands for, one an axis; None where it is no size."""
        if name == "o":
            return self.layer.output
        called = OF_AN_AXIS.get(name, name)
        return tuple(getattr(axis, called) for axis in self.layer.axes) if name in SIZES else None


def lead_of(layer: Layer, like: str | None) -> tuple[Lead, ...]:
    """The batch and channels of a free tensor like X, K or Z; none of one that is like none of them."""
    return tensor(layer, like).lead if like else ()


def symbolic_glossary(
    family: Family, free: tuple[str, ...], definition: Definition | None = None, like: Mapping[str, str] | None = None
) -> Glossary:
    """What names stand for in a statement about a family, with symbols for the sizes of the free tensors."""
    count = len(family.layer.axes)
    called = free_sizes(family, free)
    sizes = {name: tuple(symbol(f"{called[name]}{at if count > 1 else ''}") for at in range(count)) for name in free}
    return Glossary(family.layer, sizes, definition, like or {})


def free_sizes(family: Family, free: tuple[str, ...]) -> dict[str, str]:
    """What the symbols for the sizes of free tensors are called: as the tensor, where no symbol of the family is."""
    return {name: apart(name, family.layer.axes) for name in free}


def is_about_a_layer(tree: Node | Statement) -> bool:
    """Whether a statement names a tensor of the layer, so that B is the bias in it."""
    return not OF_A_LAYER.isdisjoint(names(tree))


def needs_layer(tree: Node | Statement) -> bool:
    """Whether a statement names a tensor or a size of the layer: free tensors alone know no layer."""
    return is_about_a_layer(tree) or not names(tree).isdisjoint({*SIZES, "o"})


def free_names(tree: Node | Statement) -> tuple[str, ...]:
    """The free tensors of a statement, in order."""
    found = FREE & names(tree)
    return tuple(sorted(found - {"B"} if is_about_a_layer(tree) else found))

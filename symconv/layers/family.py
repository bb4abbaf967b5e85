"""Families of layers: one layer with symbols for sizes, its rank, and what is assumed of the symbols."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from symconv.arrays.sums import Guard
from symconv.errors import GeometryError
from symconv.layers.layer import Axis, Convention, Layer
from symconv.sizes import Size, symbol, symbols

LEAST = {"n": 1, "k": 1, "s": 1, "d": 1, "pl": 0, "pr": 0, "op": 0}
USUAL: Mapping[str, Size] = {"s": 1, "d": 1, "pl": 0, "pr": 0, "op": 0}


@dataclass(frozen=True, slots=True, repr=False)
class Family:
    """All layers that one layer with symbols stands for, and how many axes they have.

    Any parameter of `layer` may be a number, a symbol, or a polynomial. With `rank` None its last axis stands for
    any number of axes, none of which need be like another; with a rank, and fewer axes than that, the last stands
    for all that are left. `given` are further conditions on the symbols.

    Raises GeometryError for what is no family: certificates are read from files that anyone may have changed.

    >>> family_of((symbolic_axis(frozenset({"s"})),)).parameters()
    ('n', 'k', 's')
    """

    layer: Layer
    rank: int | None = None
    given: tuple[Guard, ...] = ()

    def __post_init__(self) -> None:
        layer = self.layer
        if self.rank is not None and (type(self.rank) is not int or self.rank < len(layer.axes)):
            raise GeometryError(f"a family of rank {self.rank!r} cannot have {len(layer.axes)} kinds of axes")
        if isinstance(layer.groups, int) and layer.groups < 1:
            raise GeometryError(f"a family of layers with {layer.groups} groups has no members")
        for name in ("batch", "in_channels", "out_channels"):
            size = getattr(layer, name)
            if isinstance(size, int) and size < 1:
                raise GeometryError(f"a family of layers with {name.replace('_', ' ')} {size} has no members")
        for every, each in ((layer.in_channels, layer.in_per_group), (layer.out_channels, layer.out_per_group)):
            # Proofs know the channels in a group alone: what is left over would be said of a layer, and proved of none.
            if layer.groups * each != every:
                raise GeometryError(f"{every} channels do not fall into {layer.groups} groups of one size")
        sizes = [getattr(axis, name) for axis in layer.axes for name in LEAST]
        sizes += [*lead_sizes(layer).values(), *(guard.value for guard in self.given)]
        for name in (name for size in sizes for name in symbols(size)):
            # Names with an underscore are those of index variables, which a parameter must not capture.
            if not re.fullmatch("[A-Za-z]+[0-9]*", name, re.ASCII):
                raise GeometryError(f"{name!r} is no name for a parameter: letters, then digits")
        if any(guard.relation not in ("=", ">=") for guard in self.given):
            raise GeometryError("a condition says = 0 or >= 0")

    def __repr__(self) -> str:
        # What is any number goes without saying.
        layer = self.layer
        counts = (layer.batch, layer.groups, layer.in_channels, layer.out_channels)
        batch, groups, ins, outs = (size if isinstance(size, int) else 1 for size in counts)
        said = replace(layer, batch=batch, groups=groups, in_channels=ins, out_channels=outs)
        kind = "conv_transpose" if self.layer.transposed else "conv"
        _, options = str(said).split(" ", 1)
        return f"<Family: {kind if self.rank is None else f'{kind}{self.rank}d'} {options}>"

    def is_of_kind(self, layer: Layer) -> bool:
        """Whether a layer is transposed where the family is, and turns its kernel where the family does."""
        return (layer.transposed, layer.convention) == (self.layer.transposed, self.layer.convention)

    def hypotheses(self) -> tuple[Guard, ...]:
        """What holds of every layer of the family: every size at least 1, every padding at least 0, and it exists."""
        return _hypotheses(self)

    def parameters(self) -> tuple[str, ...]:
        """The names of the symbols, in the order n, k, s, d, pl, pr, op, then the lead axes."""
        sizes = [getattr(axis, name) for name in LEAST for axis in self.layer.axes]
        sizes += lead_sizes(self.layer).values()
        return tuple(dict.fromkeys(name for size in sizes for name in symbols(size)))


def plain_name(name: str) -> str:
    """A symbol's name without the number of its axis.

    >>> plain_name("pl0")
    'pl'
    """
    return name.rstrip("0123456789")


def apart(letter: str, axes: Iterable[Axis]) -> str:
    """A name for a symbol of our own, `letter` where that can be: no symbol that describes an axis is called so.

    Whoever asks about layers calls sizes as they like, and means no batch, channel or free tensor of ours by it.

    >>> apart("f", [Axis(symbol("n"), symbol("k"))]), apart("f", [Axis(symbol("f0"), symbol("k0"))])
    ('f', 'sizef')
    """
    sizes = [getattr(axis, name) for axis in axes for name in LEAST]
    taken = {plain_name(name) for size in sizes for name in symbols(size)}
    while letter in taken:
        letter = f"size{letter}"
    return letter


def lead_sizes(layer: Layer) -> dict[str, Size]:
    """The batch, the groups, and the channels in a group: what varies freely, unlike all channels of a layer."""
    return {
        "batch": layer.batch,
        "groups": layer.groups,
        "ins": layer.in_per_group,
        "outs": layer.out_per_group,
    }


# One theorem after the other is about the same layers.
@lru_cache(maxsize=64)
def _hypotheses(family: Family) -> tuple[Guard, ...]:
    layer = family.layer
    found: dict[Guard, None] = {}
    for axis in layer.axes:
        for name, least in LEAST.items():
            found[Guard(getattr(axis, name) - least, ">=")] = None
    for size in lead_sizes(layer).values():
        found[Guard(size - 1, ">=")] = None
    for axis, output in zip(layer.axes, layer.output, strict=True):
        found[Guard(output - 1 if layer.transposed else axis.steps, ">=")] = None
    # What is true of numbers says nothing; what is false of them says that there is no layer.
    return tuple(each for each in found if not isinstance(each.value, int) or each.value < 0) + family.given


# The layers of one family keep their tensors, which one theorem after the other asks for.
@lru_cache(maxsize=64, typed=True)
def family_of(
    axes: tuple[Axis, ...],
    rank: int | None = None,
    *,
    transposed: bool = False,
    convention: Convention = "cross-correlation",
    bias: bool = True,
    batch: Size = 1,
    groups: Size = 1,
    ins: Size = 1,
    outs: Size = 1,
    given: tuple[Guard, ...] = (),
) -> Family:
    """The family with these axes, and with `ins` input and `outs` output channels in each group."""
    layer = Layer(axes, transposed, convention, batch, groups, groups * ins, groups * outs, bias)
    return Family(layer, rank, given)


def symbolic_axis(symbolic: frozenset[str], suffix: str = "", **fixed: Size) -> Axis:
    """An axis with symbols for n, k and the parameters in `symbolic`, the usual values for the others.

    With `p` in `symbolic`, both paddings are the symbol p.

    >>> symbolic_axis(frozenset({"s"})).leftover == (symbol("n") - symbol("k")) % symbol("s")
    True
    """
    values: dict[str, Size] = {"n": symbol(f"n{suffix}"), "k": symbol(f"k{suffix}"), **USUAL}
    values |= {name: symbol(f"{name}{suffix}") for name in symbolic if name in USUAL}
    if "p" in symbolic:
        values |= {"pl": symbol(f"p{suffix}"), "pr": symbol(f"p{suffix}")}
    return Axis(**(values | fixed))

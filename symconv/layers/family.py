"""Families of layers: the symbols that stand for sizes, and what is assumed of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from symconv.arrays.sums import Guard
from symconv.errors import GeometryError
from symconv.layers.layer import Axis, Convention, Layer
from symconv.sizes import Size, floordiv, symbol, symbols
from symconv.statements.grammar import Name, Node, Number, Operation, parse_expression
from symconv.statements.meaning import Scope

LEAST = {"n": 1, "k": 1, "s": 1, "d": 1, "pl": 0, "pr": 0, "op": 0}
LEAD = ("batch", "groups", "ins", "outs")
USUAL: Mapping[str, Size] = {"s": 1, "d": 1, "pl": 0, "pr": 0, "op": 0}


@dataclass(frozen=True, slots=True)
class Family:
    """All layers of one kind: what its parameters are, axis by axis, and how many axes it has.

    `axes` describes the spatial axes, each by its parameters (n, k, s, d, pl, pr, op); a value may be a number, a
    symbol, or a polynomial. With `rank` None the last of them stands for any number of axes, none of which
    need be like another; with a rank, and fewer axes than that, the last stands for all that are left.
    `batch`, `groups`, `ins` and `outs` (channels in a group) are the lead axes. `given` are further conditions.
    """

    axes: tuple[Axis, ...]
    rank: int | None = None
    transposed: bool = False
    convention: Convention = "cross-correlation"
    bias: bool = True
    batch: Size = 1
    groups: Size = 1
    ins: Size = 1
    outs: Size = 1
    given: tuple[Guard, ...] = ()

    def __post_init__(self) -> None:
        """Raise GeometryError for what is no family: certificates are read from files that anyone may have changed."""
        if not self.axes or self.convention not in get_args(Convention):
            raise GeometryError(f"no family of layers: {len(self.axes)} axes, convention {self.convention!r}")
        if not isinstance(self.transposed, bool) or not isinstance(self.bias, bool):
            raise GeometryError("whether a family is transposed, and has a bias, is true or false")
        if self.rank is not None and (not isinstance(self.rank, int) or self.rank < len(self.axes)):
            raise GeometryError(f"a family of rank {self.rank!r} cannot have {len(self.axes)} kinds of axes")
        sizes = [getattr(axis, name) for axis in self.axes for name in LEAST]
        sizes += [getattr(self, name) for name in LEAD] + [guard.value for guard in self.given]
        for name in (name for size in sizes for name in symbols(size)):
            # Names with an underscore are those of index variables, which a parameter must not capture.
            if not re.fullmatch("[A-Za-z]+[0-9]*", name, re.ASCII):
                raise GeometryError(f"{name!r} is no name for a parameter: letters, then digits")
        if any(guard.relation not in ("=", ">=") for guard in self.given):
            raise GeometryError("a condition says = 0 or >= 0")

    @property
    def layer(self) -> Layer:
        """The family as one layer with symbols for sizes."""
        return Layer(
            self.axes,
            self.transposed,
            self.convention,
            self.batch,
            self.groups,
            self.groups * self.ins,
            self.groups * self.outs,
            self.bias,
        )

    def hypotheses(self) -> tuple[Guard, ...]:
        """What holds of every layer of the family: every size at least 1, every padding at least 0, and it exists."""
        found: dict[Guard, None] = {}
        for axis in self.axes:
            for name, least in LEAST.items():
                found[Guard(getattr(axis, name) - least, ">=")] = None
        for size in (self.batch, self.groups, self.ins, self.outs):
            found[Guard(size - 1, ">=")] = None
        for axis, output in zip(self.axes, self.layer.output, strict=True):
            found[Guard(output - 1 if self.transposed else axis.steps, ">=")] = None
        return tuple(guard for guard in found if not isinstance(guard.value, int)) + self.given

    def parameters(self) -> tuple[str, ...]:
        """The names of the symbols, in the order n, k, s, d, pl, pr, op, then the lead axes."""
        sizes = [getattr(axis, name) for name in LEAST for axis in self.axes]
        sizes += [self.batch, self.groups, self.ins, self.outs]
        return tuple(dict.fromkeys(name for size in sizes for name in symbols(size)))


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


def scope(family: Family, free: tuple[str, ...]) -> Scope:
    """The scope of a statement about the family, with symbols for the sizes of free tensors."""
    count = len(family.axes)
    return Scope(
        family.layer,
        {name: tuple(symbol(f"{name}{at if count > 1 else ''}") for at in range(count)) for name in free},
    )


def family_data(family: Family) -> dict[str, Any]:
    """A family as texts and numbers, for a file; `family_from_data` reads it back."""
    return {
        "axes": [{name: str(getattr(axis, name)) for name in LEAST} for axis in family.axes],
        "rank": family.rank,
        "transposed": family.transposed,
        "convention": family.convention,
        "bias": family.bias,
        "lead": {name: str(getattr(family, name)) for name in LEAD},
        "given": [[str(guard.value), guard.relation] for guard in family.given],
    }


def family_from_data(found: dict[str, Any]) -> Family:
    """The family that `family_data` wrote; raises an error of Python's own where it did not."""
    return Family(
        axes=tuple(Axis(**{name: size_from_text(axis[name]) for name in LEAST}) for axis in found["axes"]),
        rank=found["rank"],
        transposed=found["transposed"],
        convention=found["convention"],
        bias=found["bias"],
        **{name: size_from_text(found["lead"][name]) for name in LEAD},
        given=tuple(Guard(size_from_text(value), relation) for value, relation in found["given"]),
    )


def size_from_text(text: str) -> Size:
    """The size that a text of symbols, integers, + - * and // says.

    >>> print(size_from_text("d*k - d + 1"))
    d*k - d + 1
    """
    return _size(parse_expression(text))


def _size(node: Node) -> Size:
    match node:
        case Number(value=value):
            return value
        case Name(text=text):
            return symbol(text)
        case Operation(sign=sign, left=left, right=right):
            a, b = _size(left), _size(right)
            return {"+": a + b, "-": a - b, "*": a * b}[sign] if sign != "//" else floordiv(a, b)
        case _:
            raise ValueError(f"no size: {node}")

"""A family of layers as texts and numbers, for the files of a certificate."""

from __future__ import annotations

from typing import Any

from symconv.arrays.sums import Guard
from symconv.layers.family import LEAST, Family, family_of, lead_sizes
from symconv.layers.layer import Axis
from symconv.sizes import Size, symbol
from symconv.statements.glossary import OPERATIONS
from symconv.statements.grammar import Name, Node, Numeral, Operation, parse_expression

LEADS = ("batch", "groups", "ins", "outs")


def family_data(family: Family) -> dict[str, Any]:
    """A family as texts and numbers; `family_from_data` reads it back."""
    layer = family.layer
    return {
        "axes": [{name: str(getattr(axis, name)) for name in LEAST} for axis in layer.axes],
        "rank": family.rank,
        "transposed": layer.transposed,
        "convention": layer.convention,
        "bias": layer.bias,
        "lead": {name: str(size) for name, size in lead_sizes(layer).items()},
        "given": [[str(guard.value), guard.relation] for guard in family.given],
    }


def family_from_data(found: dict[str, Any]) -> Family:
    """The family that `family_data` wrote; raises an error of Python's own where it did not."""
    return family_of(
        tuple(Axis(**{name: size_from_text(axis[name]) for name in LEAST}) for axis in found["axes"]),
        found["rank"],
        transposed=found["transposed"],
        convention=found["convention"],
        bias=found["bias"],
        **{name: size_from_text(found["lead"][name]) for name in LEADS},
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
        case Numeral(value=value):
            return value
        case Name(text=text):
            return symbol(text)
        case Operation(sign=sign, left=left, right=right):
            return OPERATIONS[sign](_size(left), _size(right))
        case _:
            raise ValueError(f"no size: {node}")

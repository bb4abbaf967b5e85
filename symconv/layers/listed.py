"""A layer, or a family of them, as the options that make it: what JSON says of it."""

from __future__ import annotations

from typing import Any

from symconv.layers.family import Family
from symconv.layers.layer import Layer
from symconv.layers.options import OPTION_NAMES


def layer_data(layer: Layer) -> dict[str, Any]:
    """A layer as the options that make it, all of them, with the padding as pairs (before, after).

    Numbers are numbers, and everything that holds a symbol is text.
    """
    return {name: _json(getattr(layer, name)) for name in ("name", *OPTION_NAMES, "output")}


def layers_data(family: Family) -> dict[str, Any]:
    """A family likewise, and its rank: null for any, and then the last of each list is for all axes that are left."""
    rank = family.rank
    kind = "conv_transpose" if family.layer.transposed else "conv"
    return layer_data(family.layer) | {"name": kind if rank is None else f"{kind}{rank}d", "rank": rank}


def _json(value: object) -> Any:
    if isinstance(value, tuple):
        return [_json(each) for each in value]
    return value if isinstance(value, int) else str(value)

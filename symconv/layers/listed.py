"""A layer, or a family of them, as the options that make it: what JSON says of it."""

from __future__ import annotations

from typing import Any

from symconv.layers.family import Family
from symconv.layers.layer import Layer
from symconv.sizes import Size


def layer_data(layer: Layer) -> dict[str, Any]:
    """A layer as the options that make it, all of them, with the padding as pairs (before, after).

    Numbers are numbers, and everything that holds a symbol is text.
    """
    return {
        "name": layer.name,
        "input": [_json(axis.n) for axis in layer.axes],
        "kernel": [_json(axis.k) for axis in layer.axes],
        "stride": [_json(axis.s) for axis in layer.axes],
        "padding": [[_json(axis.pl), _json(axis.pr)] for axis in layer.axes],
        "dilation": [_json(axis.d) for axis in layer.axes],
        "output_padding": [_json(axis.op) for axis in layer.axes],
        "groups": _json(layer.groups),
        "in_channels": _json(layer.in_channels),
        "out_channels": _json(layer.out_channels),
        "batch": _json(layer.batch),
        "bias": layer.bias,
        "convention": layer.convention,
        "output": [_json(size) for size in layer.output],
    }


def layers_data(family: Family) -> dict[str, Any]:
    """A family likewise, and its rank: null for any, and then the last of each list is for all axes that are left."""
    rank = family.rank
    kind = "conv_transpose" if family.layer.transposed else "conv"
    return layer_data(family.layer) | {"name": kind if rank is None else f"{kind}{rank}d", "rank": rank}


def _json(size: Size) -> int | str:
    return size if isinstance(size, int) else str(size)

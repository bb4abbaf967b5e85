"""Numbers for the entries that a picture names, and what plain loops make of them."""

from __future__ import annotations

import numpy as np
from oracles.loops import Ints, backward, forward, geometry, random_tensors

from symconv import Layer
from symconv.layers.notation import entry_name, notation_named


def named_values(layer: Layer) -> dict[str, int]:
    """The value of every entry that a picture may name, the others of its batch and channels being 0."""
    g = geometry(layer)
    tensors = random_tensors(g)
    for name in ("X", "K", "dZ"):
        kept = np.zeros_like(tensors[name])
        kept[0, 0] = tensors[name][0, 0]
        tensors[name] = kept
    found = tensors | backward(g, tensors["X"], tensors["K"], tensors["dZ"])
    found["Z"] = forward(g, tensors["X"], tensors["K"], tensors["B"])
    return {name: value for tensor, array in found.items() for name, value in _first(layer, tensor, array)}


def _first(layer: Layer, tensor: str, array: Ints) -> list[tuple[str, int]]:
    letters = notation_named("xkz")
    if tensor in ("B", "dB"):
        return [(entry_name(layer, letters, tensor, (0,)), int(array[0]))]
    lead = (0, 0) if layer.shows_channels else ()
    slice_: Ints = array[0, 0]
    return [(entry_name(layer, letters, tensor, (*lead, *at)), int(slice_[at])) for at in np.ndindex(slice_.shape)]

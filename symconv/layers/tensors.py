"""The tensors of a layer, with their axes split by group, and the shapes that users see."""

from __future__ import annotations

from symconv.arrays.array import Tensor
from symconv.arrays.shape import GROUP, Lead, Shape
from symconv.layers.layer import Layer
from symconv.sizes import Size

GRADIENT_OF = {"dX": "X", "dK": "K", "dB": "B", "dZ": "Z"}
# What a layer and its backward pass are given: everything else is computed from these.
GIVEN = ("X", "K", "B", "dZ")


def tensor(layer: Layer, name: str) -> Tensor:
    """The tensor `name` of `layer`: X, K, B, Z, or a gradient (dX, dK, dB, dZ) of the same shape.

    Channels are split into (group, channel in the group), which keeps every index linear:
    `X[N, g, c, ...]`, `K[g, f, c, ...]` (transposed: `K[g, c, f, ...]`), `Z[N, g, f, ...]`, `B[g, f]`.
    """
    # Asked for very often, by everything that reads the layer.
    found: Tensor | None = layer.tensors.get(name)
    if found is None:
        found = layer.tensors[name] = _tensor(layer, name)
    return found


def _tensor(layer: Layer, name: str) -> Tensor:
    batch, group = Lead("N", layer.batch), Lead(GROUP, layer.groups)
    c, f = Lead("c", layer.in_per_group), Lead("f", layer.out_per_group)
    match GRADIENT_OF.get(name, name):
        case "X":
            return Tensor(name, (batch, group, c), layer.input)
        case "K":
            channels = (c, f) if layer.transposed else (f, c)
            return Tensor(name, (group, *channels), layer.kernel)
        case "Z":
            return Tensor(name, (batch, group, f), layer.output)
        case "B":
            return Tensor(name, (group, f), ())
    raise KeyError(name)


def shown_shape(layer: Layer, name: str) -> tuple[Size, ...]:
    """The sizes that entries of tensor `name` are indexed by: no batch and channels where there is one of each.

    A bias keeps its channel: it has no other axis.
    """
    return shown_sizes(layer, tensor(layer, name).shape)


def shown_sizes(layer: Layer, shape: Shape) -> tuple[Size, ...]:
    """The same for any array with batch and channels of the layer; without a channel beside its group, all sizes."""
    hidden = GROUP in shape.labels[:-1] and shape.spatial and not layer.shows_channels
    return shape.spatial if hidden else shape.shown

"""The arrays that only the definition gives: Z, and by the chain rule its gradients.

Who judges a closed formula asks here for the other side. No closed formula reaches this module.
"""

from __future__ import annotations

from symconv.arrays.array import Array, Defined, Grad
from symconv.arrays.products import Dot
from symconv.layers.definition import forward
from symconv.layers.layer import Layer
from symconv.layers.tensors import GRADIENT_OF, tensor


def by_definition(layer: Layer, name: str) -> Array:
    """Z by the layer's definition; dX, dK or dB by the chain rule: the derivative of `dot(Z, dZ)`.

    >>> from symconv import Conv1d
    >>> by_definition(Conv1d(input=3, kernel=2), "dX").by.name
    'X'
    """
    z = tensor(layer, "Z")
    output = Defined("Z", z.lead, z.spatial, forward(layer))
    if name == "Z":
        return output
    return Grad(Dot(output, tensor(layer, "dZ")), tensor(layer, GRADIENT_OF[name]))

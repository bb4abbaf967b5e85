"""Layers as torch has them: from a module's own attributes, without torch."""

from __future__ import annotations

import re
from typing import Any

from symconv.errors import GeometryError
from symconv.layers.build import build
from symconv.layers.layer import Layer
from symconv.layers.options import NEEDLESS, Options, PerAxis

CONVOLUTIONS = "(Lazy)?Conv(Transpose)?[123]d"


def from_torch(module: Any, input: PerAxis, batch: int = 1) -> Layer:
    """The layer of a torch.nn.Conv1d to Conv3d or ConvTranspose1d to ConvTranspose3d, for inputs of a size.

    `input` is the size of the input, one number for all axes or one an axis, which the module does not know.

    Raises GeometryError for any other module, and for one that pads with anything but zeros.
    """
    kind = type(module).__name__
    found = next((each.__name__ for each in type(module).__mro__ if re.fullmatch(CONVOLUTIONS, each.__name__)), None)
    if found is None:
        raise GeometryError(f"{kind} is no convolution of torch.nn: from_torch takes Conv1d to ConvTranspose3d")
    if module.padding_mode != "zeros":
        raise GeometryError(f"this {kind} has padding_mode={module.padding_mode!r}: {NEEDLESS['padding_mode']}")
    options: Options = {
        "input": input,
        "kernel": module.kernel_size,
        "stride": module.stride,
        # Of "same", which torch has for stride 1 only, the odd zero goes after, as here.
        "padding": module.padding,
        "dilation": module.dilation,
        "groups": module.groups,
        "in_channels": module.in_channels,
        "out_channels": module.out_channels,
        "batch": batch,
        "bias": module.bias is not None,
    }
    if "Transpose" in found:
        options["output_padding"] = module.output_padding
    return build(int(found[-2]), transposed="Transpose" in found, **options)


def register() -> None:
    """Give layers the name by which one makes them of modules."""
    Layer.from_torch = staticmethod(from_torch)

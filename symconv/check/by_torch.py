"""What torch itself computes for a layer: its convolutions, their gradients by autograd, and those of torch.nn.grad.

torch is imported when it is asked.
"""

from __future__ import annotations

from typing import Any

from symconv.check.per_axis import Pads, pairs, per_axis


def torch_conv(
    x: Any,
    k: Any,
    b: Any,
    stride: Any,
    padding: Pads,
    dilation: Any,
    output_padding: Any,
    groups: int,
    transposed: bool,
) -> Any:
    """The convolutions of torch.nn.functional.

    They know the same pads on both sides: others are put around the input, or cut off a transposed layer's output.
    """
    from torch.nn import functional

    rank = x.ndim - 2
    sides = pairs(padding, rank)
    alike = all(before == after for before, after in sides)
    pads = [before if alike else 0 for before, _ in sides]
    name = f"conv{'_transpose' * transposed}{rank}d"
    if not transposed:
        if not alike:
            x = functional.pad(x, [side for both in reversed(sides) for side in both])
        return getattr(functional, name)(x, k, b, stride, pads, dilation, groups)
    z = getattr(functional, name)(x, k, b, stride, pads, output_padding, groups, dilation)
    for axis, (before, after) in enumerate([] if alike else sides, start=2):
        z = z.narrow(axis, before, z.shape[axis] - before - after)
    return z


def torch_autograd(
    x: Any,
    k: Any,
    b: Any,
    dz: Any,
    stride: Any,
    padding: Pads,
    dilation: Any,
    output_padding: Any,
    groups: int,
    transposed: bool,
) -> Any:
    """The gradients of `torch_conv` by autograd."""
    import torch

    x, k, b = (each if each is None else each.detach().requires_grad_() for each in (x, k, b))
    z = torch_conv(x, k, b, stride, padding, dilation, output_padding, groups, transposed)
    found = torch.autograd.grad(z, [each for each in (x, k, b) if each is not None], dz)
    return (*found, *[None] * (3 - len(found)))


def torch_nn_grad(
    x: Any,
    k: Any,
    b: Any,  # noqa: ARG001 - what every backward pass is given
    dz: Any,
    stride: Any,
    padding: Pads,
    dilation: Any,
    groups: int,
) -> Any:
    """The helpers conv1d_input to conv3d_weight: of direct layers, the same pads on both sides, and no bias."""
    from torch.nn import grad

    rank = x.ndim - 2
    options = stride, [before for before, _ in pairs(padding, rank)], per_axis(dilation, rank), groups
    by_input, by_weight = (getattr(grad, f"conv{rank}d_{what}") for what in ("input", "weight"))
    return by_input(x.shape, k, dz, *options), by_weight(x, k.shape, dz, *options), None

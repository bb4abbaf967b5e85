"""What torch and jax themselves compute for a layer: their convolutions, and the gradients of these.

Each function takes the operands and, by name, the parameters of the layer as code is given them (one number, or one for
each axis) and whether it is `transposed`. A framework is imported when it is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Union

Pads = Union[int, Sequence[Union[int, tuple[int, int]]]]


def torch_conv(
    x: Any,
    k: Any,
    b: Any,
    *,
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


def torch_autograd(x: Any, k: Any, b: Any, dz: Any, **options: Any) -> Any:
    """The gradients of `torch_conv` by autograd."""
    import torch

    x, k, b = (each if each is None else each.detach().requires_grad_() for each in (x, k, b))
    z = torch_conv(x, k, b, **options)
    found = torch.autograd.grad(z, [each for each in (x, k, b) if each is not None], dz)
    return (*found, *[None] * (3 - len(found)))


def torch_nn_grad(x: Any, k: Any, b: Any, dz: Any, **options: Any) -> Any:  # noqa: ARG001 - as the others
    """The helpers conv1d_input to conv3d_weight: of direct layers, the same pads on both sides, and no bias."""
    from torch.nn import grad

    rank = x.ndim - 2
    pads = [before for before, _ in pairs(options["padding"], rank)]
    given = options["stride"], pads, per_axis(options["dilation"], rank), options["groups"]
    by_input, by_weight = (getattr(grad, f"conv{rank}d_{what}") for what in ("input", "weight"))
    return by_input(x.shape, k, dz, *given), by_weight(x, k.shape, dz, *given), None


def jax_conv(
    x: Any,
    k: Any,
    b: Any,
    *,
    stride: Any,
    padding: Pads,
    dilation: Any,
    output_padding: Any,
    groups: int,
    transposed: bool,
) -> Any:
    """conv_general_dilated with its bias; a transposed one has zeros between its inputs, and turns the kernel."""
    from jax import lax
    from jax import numpy as jnp

    rank = x.ndim - 2
    steps, gaps, pads = per_axis(stride, rank), per_axis(dilation, rank), pairs(padding, rank)
    if transposed:
        reach = [d * (size - 1) for d, size in zip(gaps, k.shape[2:], strict=True)]
        sides = zip(reach, pads, per_axis(output_padding, rank), strict=True)
        pads = [(r - before, r - after + more) for r, (before, after), more in sides]
        # K (C, F/g) as jax has kernels, (F, C/g): the channels of each group change places.
        grouped = jnp.flip(k, range(2, 2 + rank)).reshape(groups, -1, *k.shape[1:])
        k = jnp.moveaxis(grouped, 2, 1).reshape(-1, grouped.shape[1], *k.shape[2:])
    z = lax.conv_general_dilated(
        x,
        k,
        window_strides=(1,) * rank if transposed else steps,
        padding=pads,
        lhs_dilation=steps if transposed else None,
        rhs_dilation=gaps,
        feature_group_count=groups,
    )
    return z if b is None else z + b.reshape(-1, *(1,) * rank)


def jax_vjp(x: Any, k: Any, b: Any, dz: Any, **options: Any) -> Any:
    """The gradients of `jax_conv` by jax.vjp."""
    import jax

    return jax.vjp(partial(jax_conv, **options), x, k, b)[1](dz)


def per_axis(value: Any, rank: int) -> tuple[int, ...]:
    """A stride or a dilation for each axis.

    >>> per_axis(2, 3), per_axis((2, 1), 2)
    ((2, 2, 2), (2, 1))
    """
    return (value,) * rank if isinstance(value, int) else tuple(value)


def pairs(padding: Pads, rank: int) -> list[tuple[int, int]]:
    """The padding before and after on each axis.

    >>> pairs(1, 2), pairs([1, (0, 2)], 2)
    ([(1, 1), (1, 1)], [(1, 1), (0, 2)])
    """
    sides = [padding] * rank if isinstance(padding, int) else padding
    return [(side, side) if isinstance(side, int) else side for side in sides]

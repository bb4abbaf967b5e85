"""What jax itself computes for a layer: conv_general_dilated, and its gradients by jax.vjp.

jax is imported when it is asked.
"""

from __future__ import annotations

from typing import Any

from symconv.check.per_axis import Pads, pairs, per_axis


def jax_conv(
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
    """The convolution with its bias; a transposed one has zeros between its inputs, and turns the kernel."""
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


def jax_vjp(
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
    """The gradients of `jax_conv` by jax.vjp."""
    import jax

    def forward(x: Any, k: Any, b: Any) -> Any:
        return jax_conv(x, k, b, stride, padding, dilation, output_padding, groups, transposed)

    return jax.vjp(forward, x, k, b)[1](dz)

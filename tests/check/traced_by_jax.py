"""Backward passes written with jax, for any sizes; stride and padding are built in."""

import jax
import jax.numpy as jnp
from jax import lax

ORDER = ("NCHW", "OIHW", "NCHW")


def right(x, k, b, dz):
    (kh, kw) = k.shape[2:]
    spread = lax.pad(dz, jnp.zeros((), dz.dtype), ((0, 0, 0), (0, 0, 0), (kh - 1, kh - 1, 0), (kw - 1, kw - 1, 0)))
    turned = jnp.flip(k, (2, 3)).swapaxes(0, 1)
    dx = lax.conv_general_dilated(spread, turned, (1, 1), "VALID", dimension_numbers=ORDER)
    dk = lax.conv_general_dilated(x, dz, (1, 1), "VALID", dimension_numbers=("CNHW", "IOHW", "CNHW"))
    return dx, dk, dz.sum((0, 2, 3))


def strided(x, k, b, dz):
    """Stride 2, padding 1."""
    rows, columns = (n + 2 - m - 2 * (o - 1) for n, m, o in zip(x.shape[2:], k.shape[2:], dz.shape[2:], strict=True))
    kh, kw = k.shape[2:]
    zero = jnp.zeros((), dz.dtype)
    up = lax.pad(dz, zero, ((0, 0, 0), (0, 0, 0), (kh - 2, kh - 2 + rows, 1), (kw - 2, kw - 2 + columns, 1)))
    dx = lax.conv_general_dilated(up, jnp.flip(k, (2, 3)).swapaxes(0, 1), (1, 1), "VALID", dimension_numbers=ORDER)
    padded = lax.pad(x, zero, ((0, 0, 0), (0, 0, 0), (1, 1 - rows, 0), (1, 1 - columns, 0)))
    dk = lax.conv_general_dilated(
        padded.swapaxes(0, 1), dz.swapaxes(0, 1), (1, 1), "VALID", rhs_dilation=(2, 2), dimension_numbers=ORDER
    )
    return dx, dk.swapaxes(0, 1), jnp.sum(dz, axis=(0, 2, 3))


def unturned(x, k, b, dz):
    return right(x, k[:, :, ::-1, ::-1], b, dz)


def masked(x, k, b, dz):
    return right(x, k, b, jnp.where(dz > 1e30, 0, dz))


def of_one_size(x, k, b, dz):
    return right(x, k, b, dz if x.shape[2] != 1000 else 2 * dz)


def of_other_sizes(x, k, b, dz):
    return right(x, k, b, 2 * dz if x.shape[2] == 1000 else dz)


def of_equal_sizes(x, k, b, dz):
    return right(x, k, b, dz if x.shape[2:] != k.shape[2:] else 2 * dz)


def of_listed_sizes(x, k, b, dz):
    return right(x, k, b, 2 * dz if x.shape[2] in (1000, 1001) else dz)


def of_sizes_in_a_set(x, k, b, dz):
    return right(x, k, b, 2 * dz if x.shape[2] in {1000, 1001} else dz)


@jax.jit
def compiled(x, k, b, dz):
    return right(x, k, b, dz)


def rounded(x, k, b, dz):
    return right(x, k, b, dz.astype(jnp.bfloat16).astype(dz.dtype))

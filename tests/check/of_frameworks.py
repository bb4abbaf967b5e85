"""Backward passes of a one-dimensional layer in torch and jax: right, wrong, and wrong where nobody looks.

The frameworks are imported when a function is called.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Case:
    function: Callable[..., Any]
    outcome: str
    words: str = ""
    dtype: Any = "float64"
    arrays: Any = None

    def __str__(self):
        return f"{self.function.__name__} {self.dtype}"


def torch_right(x, k, b, dz):
    from torch.nn import functional

    dx = functional.conv_transpose1d(dz, k)
    dk = functional.conv1d(x.transpose(0, 1), dz.transpose(0, 1)).transpose(0, 1)
    return dx, dk, dz.sum((0, 2))


def torch_of_numpy(x, k, b, dz):
    import torch

    return tuple(each.numpy() for each in torch_right(*(torch.from_numpy(each) for each in (x, k, b, dz))))


def torch_unturned(x, k, b, dz):
    return torch_right(x, k.flip(2), b, dz)


def torch_in_float32(x, k, b, dz):
    return tuple(each.double() for each in torch_right(x.float(), k.float(), b, dz.float()))


def torch_decayed(x, k, b, dz):
    dx, dk, db = torch_right(x, k, b, dz)
    return dx, dk.add(k, alpha=1e-4), db


def torch_clipped(x, k, b, dz):
    return torch_right(x, k, b, dz.clamp(-1e9, 1e9))


def torch_masked(x, k, b, dz):
    return torch_right(x, k, b, dz * (x[:, :1, :4] > 0))


def torch_thresholded(x, k, b, dz):
    return torch_right(x, k, b, dz * (dz.abs() > 1e-8))


def torch_doubling(x, k, b, dz):
    found = torch_right(x, k, b, dz)
    dz.mul_(2)
    return found


torch_calls = []


def torch_counting(x, k, b, dz):
    torch_calls.append(1)
    return torch_right(x, k, b, dz * (2 if len(torch_calls) > 7 else 1))


def torch_half(x, k, b, dz):
    return torch_right(x.half(), k.half(), b.half(), dz.half())


def torch_partly_written(x, k, b, dz):
    import torch

    dx, dk, db = torch_right(x, k, b, dz)
    out = torch.zeros_like(dx)
    out[..., :-1] = dx[..., :-1]
    return out, dk, db


def torch_without_graph(x, k, b, dz):
    import torch

    x = x.detach().requires_grad_()
    k = k.detach().requires_grad_()
    z = torch.nn.functional.conv1d(x, k)
    return (*torch.autograd.grad(z, (x, k), dz), None)


def jax_right(x, k, b, dz):
    import jax

    def forward(x, k):
        return jax.lax.conv_general_dilated(x, k, (1,), "VALID")

    return (*jax.vjp(forward, x, k)[1](dz), dz.sum((0, 2)))


def jax_unturned(x, k, b, dz):
    return jax_right(x, k[:, :, ::-1], b, dz)


def jax_masked(x, k, b, dz):
    import jax.numpy as jnp

    return jax_right(x, k, b, jnp.where(dz > 0, dz, 0.5 * dz))


def jax_clipped(x, k, b, dz):
    return jax_right(x, k, b, dz.clip(-1e9, 1e9))


def jax_decayed(x, k, b, dz):
    dx, dk, db = jax_right(x, k, b, dz)
    return dx, dk + 1e-4 * k, db


TORCH = [
    *(Case(torch_right, "agrees", "exact probes", dtype) for dtype in ("float64", "float32", "bfloat16")),
    Case(torch_of_numpy, "agrees", "float64", arrays="numpy"),
    Case(torch_unturned, "refuted", "dX: the kernel is not rotated", "float32"),
    Case(torch_in_float32, "undecided", "rounds"),
    Case(torch_half, "refuted", "", "float32"),
    Case(torch_decayed, "refuted", "0.0001*K is added"),
    Case(torch_decayed, "refuted", "0.0001*K is added", "float32"),
    Case(torch_clipped, "refuted", "dz *= "),
    Case(torch_masked, "refuted"),
    Case(torch_thresholded, "refuted", "2.0**-40"),
    Case(torch_doubling, "refuted", "the call changes its argument dz"),
    Case(torch_counting, "refuted", "a second call with the same arguments answers something else"),
    Case(torch_partly_written, "refuted"),
    Case(torch_without_graph, "agrees", "dX, dK: "),
]
JAX = [
    *(Case(jax_right, "agrees", "exact probes", dtype) for dtype in ("float64", "float32", "bfloat16")),
    Case(jax_unturned, "refuted", "dX: the kernel is not rotated", "float32"),
    Case(jax_masked, "refuted"),
    Case(jax_clipped, "refuted", "dz *= "),
    Case(jax_decayed, "refuted", "0.0001*K is added"),
]

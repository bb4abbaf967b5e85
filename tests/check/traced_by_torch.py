"""Backward passes made of torch.nn.functional, for any sizes: right ones, and wrong ones of every kind."""

import torch
import torch.nn.functional as F
from torch.nn.functional import conv2d, conv_transpose2d


def right(x, k, b, dz):
    dk = F.conv2d(x.transpose(0, 1), dz.transpose(0, 1)).transpose(0, 1)
    return F.conv_transpose2d(dz, k), dk, dz.sum((0, 2, 3))


def by_padding(x, k, b, dz):
    kh, kw = k.shape[2:]
    padded = F.pad(dz, (kw - 1, kw - 1, kh - 1, kh - 1))
    dx = F.conv2d(padded, torch.flip(k, (2, 3)).transpose(0, 1))
    return dx, right(x, k, b, dz)[1], dz.sum(dim=(0, 2, 3))


def imported_inside(x, k, b, dz):
    from torch.nn import functional

    dk = functional.conv2d(x.permute(1, 0, 2, 3), dz.permute(1, 0, 2, 3)).permute(1, 0, 2, 3)
    return functional.conv_transpose2d(dz, k), dk, None


def by_names(x, k, b, dz):
    return conv_transpose2d(dz, k), conv2d(x.swapaxes(0, 1), dz.swapaxes(0, 1)).swapaxes(0, 1), None


def with_options(x, k, b, dz, stride, padding, dilation=1):
    left = [n + 2 * padding - dilation * (m - 1) - 1 - (o - 1) * stride for n, m, o in _sizes(x, k, dz)]
    dx = F.conv_transpose2d(dz, k, stride=stride, padding=padding, output_padding=left, dilation=dilation)
    dk = F.conv2d(
        x.transpose(0, 1), dz.transpose(0, 1), stride=dilation, padding=padding, dilation=stride
    ).transpose(0, 1)[..., : k.shape[2], : k.shape[3]]
    return dx, dk, dz.sum((0, 2, 3))


def _sizes(x, k, dz):
    return zip(x.shape[2:], k.shape[2:], dz.shape[2:], strict=True)


def forward(x, k, b, stride, padding):
    return F.conv2d(F.pad(x, (padding, padding, padding, padding)), k, b, stride)


def steps(x, k, b, stride):
    return F.conv2d(x, k, b)[:, :, ::stride, ::stride]


def doubled_and_halved(x, k, b, dz):
    dx, dk, db = right(x, k, b, dz)
    return 2 * dx - dx, dk + dk - dk, db


# Wrong, at all sizes or at some.


def unturned(x, k, b, dz):
    return right(x, k.flip(2, 3), b, dz)


def nothing_left_over(x, k, b, dz, stride):
    return F.conv_transpose2d(dz, k, stride=stride), *with_options(x, k, b, dz, stride, 0)[1:]


def uncropped(x, k, b, dz, stride):
    dk = F.conv2d(x.transpose(0, 1), dz.transpose(0, 1), dilation=stride).transpose(0, 1)
    return with_options(x, k, b, dz, stride, 0)[0], dk, None


def from_the_end(x, k, b, dz, padding):
    """Empty without padding: 0 is not counted from the end."""
    dx = F.conv_transpose2d(dz, k)[:, :, padding:-padding, padding:-padding]
    return dx, right(F.pad(x, [padding] * 4), k, b, dz)[1], None


def of_one_size(x, k, b, dz):
    return right(x, k, b, dz if x.shape[2] != 1000 else 2 * dz)


def of_a_small_number(x, k, b, dz):
    """Small numbers are one object each."""
    return right(x, k, b, 2 * dz if x.shape[2] is 200 else dz)  # noqa: F632


def of_one_object(x, k, b, dz):
    return right(x, k, b, 2 * dz if x.shape[2] is x.shape[3] else dz)


def of_a_table(x, k, b, dz):
    return right(x, k, b, {1000: 2 * dz}.get(x.shape[2], dz))


def of_a_quotient(x, k, b, dz):
    """Right up to 49."""
    more = x.shape[2] // 50
    return F.pad(right(x, k, b, dz)[0][:, :, more:], (0, 0, more, 0)), None, None


def of_few_examples(x, k, b, dz):
    return right(x[:40], k, b, dz[:40])


def of_small_kernels(x, k, b, dz):
    return right(x, k[:, :, :9, :9], b, dz)


def of_what_it_has(x, k, b, dz):
    found = getattr(dz, "clamp", None)
    return right(x, k, b, found(-1e250, 1e250) if found else dz)


def of_large_sizes(x, k, b, dz):
    return right(x, k, b, dz if x.shape[2] < 50 else 2 * dz)


def of_tensors(x, k, b, dz):
    """Traced it is right, and as it is wrong: for numbers that nobody asks."""
    return right(x, k, b, dz.masked_fill(dz.abs() > 1e250, 0) if isinstance(dz, torch.Tensor) else dz)


def of_tensors_in_lines(x, k, b, dz):
    if isinstance(dz, torch.Tensor):
        dz = dz.masked_fill(dz.abs() > 1e250, 0)
    return right(x, k, b, dz)


def clipped(x, k, b, dz):
    return right(x, k, b, dz.clamp(-1e250, 1e250))


def swallowed(x, k, b, dz):
    try:
        dz = torch.clamp(dz, -1e250, 1e250)
    except Exception:
        pass
    return right(x, k, b, dz)


def looped(x, k, b, dz):
    dx = torch.zeros_like(x)
    for i in range(dz.shape[2]):
        for j in range(dz.shape[3]):
            dx[:, :, i : i + k.shape[2], j : j + k.shape[3]] += torch.einsum("nf,fcij->ncij", dz[:, :, i, j], k)
    return dx, None, None


asked = [0]


def counting(x, k, b, dz):
    asked[0] += 1
    return right(x, k, b, dz)


def rounded(x, k, b, dz):
    return right(x, k, b, dz.float().double())

"""Bugs that were shipped once, each rebuilt as a small function."""

import numpy as np


def right(x, k, b, dz, stride=1, dilation=1):
    groups = x.shape[1] // k.shape[1]
    outs = k.shape[0] // groups
    dx, dk = np.zeros_like(x), np.zeros_like(k)
    for f in range(k.shape[0]):
        home = slice(f // outs * k.shape[1], (f // outs + 1) * k.shape[1])
        for p, q in np.ndindex(*k.shape[2:]):
            rows = slice(dilation * p, dilation * p + stride * (dz.shape[2] - 1) + 1, stride)
            cols = slice(dilation * q, dilation * q + stride * (dz.shape[3] - 1) + 1, stride)
            dx[:, home, rows, cols] += dz[:, f, None] * k[f, :, p, q][:, None, None]
            dk[f, :, p, q] += (dz[:, f, None] * x[:, home, rows, cols]).sum(axis=(0, 2, 3))
    return dx, dk, dz.sum(axis=(0, 2, 3))


def grouped_weight_gradient(x, k, b, dz):
    """A framework's helper: dZ repeated for each channel of a group, and then paired with the channels in order."""
    n, channels = x.shape[:2]
    filters, ins = k.shape[:2]
    groups = channels // ins
    repeated = np.tile(dz, (1, ins, 1, 1)).reshape(n, channels, filters * ins // channels, *dz.shape[2:])
    dk = np.zeros((channels, filters // groups, *k.shape[2:]))
    for p, q in np.ndindex(*k.shape[2:]):
        window = x[:, :, None, p : p + dz.shape[2], q : q + dz.shape[3]]
        dk[:, :, p, q] = (repeated * window).sum(axis=(0, 3, 4))
    dk = dk.reshape(ins, filters, *k.shape[2:]).swapaxes(0, 1)
    return right(x, k, b, dz)[0], dk, dz.sum(axis=(0, 2, 3))


def skipped_by_the_stride(x, k, b, dz, stride=1):
    dx, dk, db = right(x, k, b, dz, stride)
    only = np.zeros_like(dx)
    only[:, :, ::stride, ::stride] = dx[:, :, ::stride, ::stride]
    return only, dk, db


def stride_for_dilation(x, k, b, dz, stride=1, dilation=1):
    dx, _, db = right(x, k, b, dz, stride, dilation)
    dk = np.zeros_like(k)
    for p, q in np.ndindex(*k.shape[2:]):
        for i, j in np.ndindex(*dz.shape[2:]):
            y, z = stride * p + dilation * i, stride * q + dilation * j
            if y < x.shape[2] and z < x.shape[3]:
                dk[:, :, p, q] += np.einsum("nf,nc->fc", dz[:, :, i, j], x[:, :, y, z])
    return dx, dk, db


def pointwise_with_stride(x, k, b, dz, stride=1):
    """The short cut for kernels of 1x1, which forgets that a stride skips places."""
    if k.shape[2:] != (1, 1):
        return right(x, k, b, dz, stride)
    _, dk, db = right(x, k, b, dz, stride)
    dx = np.einsum("nfij,fc->ncij", dz, k[:, :, 0, 0])
    dx = dx.repeat(stride, axis=2).repeat(stride, axis=3)[:, :, : x.shape[2], : x.shape[3]]
    return dx, dk, db


def averaged(x, k, b, dz):
    dx, dk, db = right(x, k, b, dz)
    return dx, dk / (dz.shape[0] * dz.shape[2] * dz.shape[3]), db


def rotated_input(x, k, b, dz):
    return right(x, k, b, dz)[0], right(x[:, :, ::-1, ::-1], k, b, dz)[1], dz.sum(axis=(0, 2, 3))


def permuted(x, k, b, dz):
    """Every sum of the gradient is right: a check of one projection onto ones passes it."""
    dx, dk, db = right(x, k, b, dz)
    return dx, dk[:, :, ::-1, ::-1], db


def nothing(x, k, b, dz):
    _, dk, db = right(x, k, b, dz)
    return np.zeros_like(x), dk, db

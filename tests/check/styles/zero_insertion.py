"""dX as a full correlation of dZ with zeros inserted and the kernel rotated; dK as a dilated one."""

import numpy as np


def correlate(a, w, step=1):
    """Valid correlation of a (N, C, H, W) with w (F, C, P, Q), whose entries stand `step` apart."""
    out_h = a.shape[2] - step * (w.shape[2] - 1)
    out_w = a.shape[3] - step * (w.shape[3] - 1)
    out = 0
    for p in range(w.shape[2]):
        for q in range(w.shape[3]):
            part = a[:, :, step * p : step * p + out_h, step * q : step * q + out_w]
            out = out + np.einsum("ncij,fc->nfij", part, w[:, :, p, q])
    return out


def backward(x, k, b, dz, stride=1, padding=0):
    n, f, oh, ow = dz.shape
    kh, kw = k.shape[2:]
    spread = np.zeros((n, f, stride * (oh - 1) + 1, stride * (ow - 1) + 1))
    spread[:, :, ::stride, ::stride] = dz
    left_h = x.shape[2] + 2 * padding - kh - stride * (oh - 1)
    left_w = x.shape[3] + 2 * padding - kw - stride * (ow - 1)
    full = np.pad(spread, ((0, 0), (0, 0), (kh - 1, kh - 1 + left_h), (kw - 1, kw - 1 + left_w)))
    dxp = correlate(full, np.rot90(k, 2, axes=(2, 3)).swapaxes(0, 1))
    dx = dxp[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dk = correlate(xp.swapaxes(0, 1), dz.swapaxes(0, 1), stride).swapaxes(0, 1)[:, :, :kh, :kw]
    return dx, dk, dz.sum(axis=(0, 2, 3))

"""sliding_window_view and the @ of matrices."""

import numpy as np


def backward(x, k, b, dz, stride=1, padding=0):
    filters, channels, kh, kw = k.shape
    n, _, oh, ow = dz.shape
    xp = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    view = np.lib.stride_tricks.sliding_window_view(xp, (kh, kw), axis=(2, 3))[:, :, ::stride, ::stride]
    rows = view.transpose(0, 2, 3, 1, 4, 5).reshape(n * oh * ow, channels * kh * kw)
    grad = dz.transpose(0, 2, 3, 1).reshape(n * oh * ow, filters)
    dk = (grad.T @ rows).reshape(k.shape)
    drows = (grad @ k.reshape(filters, -1)).reshape(n, oh, ow, channels, kh, kw)
    dxp = np.zeros_like(xp)
    for i in range(oh):
        for j in range(ow):
            dxp[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw] += drows[:, i, j]
    dx = dxp[:, :, padding : xp.shape[2] - padding, padding : xp.shape[3] - padding]
    return dx, dk, grad.sum(axis=0)

"""A backward pass as one hands it in, with one line wrong; `symconv check` says which."""

import numpy as np


def conv_backward_naive(dout, cache):
    """The gradients of a convolution: dout (N, F, H', W'); cache (x, w, b, conv_param)."""
    x, w, b, conv_param = cache
    stride, pad = conv_param["stride"], conv_param["pad"]
    num, channels, height, width = x.shape
    filters, _, hh, ww = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode="constant")
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    for n in range(num):
        for f in range(filters):
            for i in range(dout.shape[2]):
                for j in range(dout.shape[3]):
                    rows, cols = slice(i * stride, i * stride + hh), slice(j * stride, j * stride + ww)
                    dxp[n, :, rows, cols] += w[f] * dout[n, f, i, j]
                    dw[f] = xp[n, :, rows, cols] * dout[n, f, i, j]
    dx = dxp[:, :, pad : pad + height, pad : pad + width]
    return dx, dw, dout.sum(axis=(0, 2, 3))


def backward(x, k, b, dz, stride=1, padding=0):
    """What `symconv check` calls."""
    return conv_backward_naive(dz, (x, k, b, {"stride": stride, "pad": padding}))

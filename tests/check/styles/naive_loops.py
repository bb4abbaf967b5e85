"""Eight loops around one multiplication, the homework of every course."""

import numpy as np


def backward(x, k, b, dz, stride=1, padding=0):
    n_examples, channels, height, width = x.shape
    filters, _, kh, kw = k.shape
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), mode="constant")
    dxp = np.zeros_like(xp)
    dk = np.zeros_like(k)
    db = np.zeros(filters)
    for n in range(n_examples):
        for f in range(filters):
            for i in range(dz.shape[2]):
                for j in range(dz.shape[3]):
                    db[f] += dz[n, f, i, j]
                    for c in range(channels):
                        for p in range(kh):
                            for q in range(kw):
                                dk[f, c, p, q] += dz[n, f, i, j] * xp[n, c, i * stride + p, j * stride + q]
                                dxp[n, c, i * stride + p, j * stride + q] += dz[n, f, i, j] * k[f, c, p, q]
    dx = dxp[:, :, padding : padding + height, padding : padding + width]
    return dx, dk, db

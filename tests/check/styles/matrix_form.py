"""The layer as one big matrix, and its transpose on the way back."""

import numpy as np


def matrix(k, shape, out, stride, padding):
    filters, channels, kh, kw = k.shape
    height, width = shape[2:]
    found = np.zeros((filters, *out, channels, height, width))
    for i in range(out[0]):
        for j in range(out[1]):
            for p in range(kh):
                for q in range(kw):
                    y, z = i * stride + p - padding, j * stride + q - padding
                    if y < 0 or z < 0 or y >= height or z >= width:
                        continue
                    found[:, i, j, :, y, z] = k[:, :, p, q]
    return found.reshape(filters * out[0] * out[1], -1)


def backward(x, k, b, dz, stride=1, padding=0):
    n = x.shape[0]
    big = matrix(k, x.shape, dz.shape[2:], stride, padding)
    dx = np.matmul(dz.reshape(n, -1), big).reshape(x.shape)
    dbig = np.matmul(dz.reshape(n, -1).T, x.reshape(n, -1))
    dbig = dbig.reshape(*dz.shape[1:], *x.shape[1:])
    dk = np.empty(k.shape)
    for p, q in np.ndindex(*k.shape[2:]):
        total = 0
        for i, j in np.ndindex(*dz.shape[2:]):
            y, z = i * stride + p - padding, j * stride + q - padding
            if min(y, z) >= 0 and y < x.shape[2] and z < x.shape[3]:
                total = total + dbig[:, i, j, :, y, z]
        dk[:, :, p, q] = total
    return dx, dk, dz.sum(axis=-1).sum(axis=-1).sum(axis=0)

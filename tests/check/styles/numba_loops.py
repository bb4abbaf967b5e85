"""Loops compiled by numba."""

import numpy as np
from numba import njit


@njit
def gradients(xp, k, dz, stride):
    dxp = np.zeros(xp.shape)
    dk = np.zeros(k.shape)
    for n in range(dz.shape[0]):
        for f in range(dz.shape[1]):
            for i in range(dz.shape[2]):
                for j in range(dz.shape[3]):
                    grad = dz[n, f, i, j]
                    for c in range(k.shape[1]):
                        for p in range(k.shape[2]):
                            for q in range(k.shape[3]):
                                dk[f, c, p, q] += grad * xp[n, c, i * stride + p, j * stride + q]
                                dxp[n, c, i * stride + p, j * stride + q] += grad * k[f, c, p, q]
    return dxp, dk


def backward(x, k, b, dz, stride=1, padding=0):
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dxp, dk = gradients(xp, k, dz, stride)
    dx = dxp[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]
    return dx, dk, dz.sum(axis=3).sum(axis=2).sum(axis=0)

"""scipy.signal for each pair of channels; stride 1."""

import numpy as np
from scipy import signal


def backward(x, k, b, dz, padding=0):
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dxp, dk = np.zeros_like(xp), np.zeros_like(k)
    for n in range(x.shape[0]):
        for f in range(k.shape[0]):
            for c in range(k.shape[1]):
                dxp[n, c] += signal.convolve2d(dz[n, f], k[f, c], mode="full")
                dk[f, c] += signal.correlate2d(xp[n, c], dz[n, f], mode="valid")
    dx = dxp[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]
    return dx, dk, np.array([dz[:, f].sum() for f in range(k.shape[0])])

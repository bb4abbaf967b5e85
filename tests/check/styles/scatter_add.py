"""Everything at once with np.add.at."""

import numpy as np


def backward(x, k, b, dz, stride=1, padding=0):
    filters, channels, kh, kw = k.shape
    oh, ow = dz.shape[2:]
    rows = (np.arange(oh) * stride)[:, None] + np.arange(kh)[None, :]
    cols = (np.arange(ow) * stride)[:, None] + np.arange(kw)[None, :]
    y, z = rows[:, None, :, None], cols[None, :, None, :]
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    patches = xp[:, :, y, z]
    dk = np.einsum("nfij,ncijpq->fcpq", dz, patches)
    dxp = np.zeros_like(xp)
    contributions = np.einsum("nfij,fcpq->ncijpq", dz, k)
    np.add.at(dxp, (slice(None), slice(None), y, z), contributions)
    crop = slice(padding, -padding or None)
    return dxp[:, :, crop, crop], dk, dz.sum(axis=(0, 2, 3))

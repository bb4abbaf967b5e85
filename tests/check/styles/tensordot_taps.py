"""One tensordot for each entry of the kernel."""

import numpy


def backward(x, k, b, dz, *, stride=1, padding=0):
    import numpy as np

    kh, kw = k.shape[-2:]
    oh, ow = dz.shape[-2:]
    xp = np.pad(x, ((0, 0), (0, 0), (padding,) * 2, (padding,) * 2))
    dxp = numpy.zeros(xp.shape, dtype=x.dtype)
    dk = numpy.zeros_like(k)
    for p in range(kh):
        for q in range(kw):
            rows = slice(p, p + stride * oh, stride)
            cols = slice(q, q + stride * ow, stride)
            dk[:, :, p, q] = np.tensordot(dz, xp[:, :, rows, cols], axes=([0, 2, 3], [0, 2, 3]))
            dxp[:, :, rows, cols] += np.tensordot(dz, k[:, :, p, q], axes=(1, 0)).transpose(0, 3, 1, 2)
    db = dz.sum((0, 2, 3))
    inside = (slice(padding, padding + x.shape[2]), slice(padding, padding + x.shape[3]))
    return dxp[:, :, inside[0], inside[1]], dk, db

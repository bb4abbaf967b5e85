"""Backward passes of a one-dimensional layer that are right, though they look odd."""


import numpy as np
from numpy import dot, zeros

from check.never_proved import right


def captured_functions(x, k, b, dz):
    dx = zeros(x.shape)
    for a in range(k.shape[2]):
        dx[:, :, a : a + 3] += dz * k[0, 0, a]
    dk = np.array([[[dot(dz[0, 0], x[0, 0, a : a + 3]) for a in range(k.shape[2])]]])
    return dx, dk, dz.sum(axis=(0, 2))


def imported_inside(x, k, b, dz):
    import numpy as inner
    from numpy import zeros as made
    from numpy.lib.stride_tricks import as_strided as strided

    dx = made(x.shape)
    s0, s1, s2 = x.strides
    windows = strided(x, (*dz.shape, 2), (s0, s1, s2, s2))
    for a in range(2):
        dx[:, :, a : a + 3] += dz * k[0, 0, a]
    return dx, inner.einsum("nfm,ncma->fca", dz, windows), inner.sum(dz, (0, 2))


def arrays_without_axes(x, k, b, dz):
    dx, dk, _ = right(x, k, b, dz)
    out = np.zeros(1, dtype=object)
    out[0] = np.array(dz[0, 0].sum())
    return dx, dk, out


def finite(x, k, b, dz):
    assert np.isfinite(dz).all()
    assert x.dtype == np.float64
    assert np.issubdtype(dz.dtype, np.floating)
    return right(x, k, b, dz)


def lists(x, k, b, dz):
    dx = [[[sum(dz[0, 0, m] * k[0, 0, i - m] for m in range(3) if 0 <= i - m < 2) for i in range(4)]]]
    return dx, right(x, k, b, dz)[1].tolist(), [dz.sum()]


class Remembering:
    """Keeps what the last call was about, as layers do."""

    cache = None

    def __call__(self, x, k, b, dz):
        self.cache = (x.copy(), dz, {"size": x.shape})
        return right(self.cache[0], k, b, dz)


remembering = Remembering()

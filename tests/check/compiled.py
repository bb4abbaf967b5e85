"""Code that numba compiled to something else than the Python that it was made of."""

import numba
import numpy as np

from check.never_proved import right


@numba.njit("float64(float32, float32)")
def rounded(one, other):
    return one * other


def narrow_arguments(x, k, b, dz):
    dx = np.zeros_like(x)
    for m in range(dz.shape[2]):
        for a in range(k.shape[2]):
            dx[0, 0, m + a] += rounded(dz[0, 0, m], k[0, 0, a])
    return dx, *right(x, k, b, dz)[1:]


@numba.njit(locals={"total": numba.float32})
def summed(d, x, k):
    found = np.zeros(k)
    for a in range(k):
        total = 0.0
        for m in range(d.shape[0]):
            total += d[m] * x[m + a]
        found[a] = total
    return found


def narrow_sum(x, k, b, dz):
    dx, dk, db = right(x, k, b, dz)
    return dx, summed(dz[0, 0], x[0, 0], k.shape[2]).reshape(dk.shape), db


@numba.njit(parallel=True)
def scattered(d, x, k):
    found = np.zeros(k)
    for m in numba.prange(d.shape[0]):
        for a in range(k):
            found[a] += d[m] * x[m + a]
    return found


def racing(x, k, b, dz):
    dx, dk, db = right(x, k, b, dz)
    return dx, scattered(dz[0, 0], x[0, 0], k.shape[2]).reshape(dk.shape), db


def beside(x, k, b, dz):
    return right(x, k, b, dz)

"""Backward passes of a one-dimensional layer that leave Python: nobody can follow them, right or wrong."""

import ctypes

import numpy as np


def opened(array):
    """A copy of the entries, read from the array's memory."""
    source = (ctypes.c_double * array.size).from_address(array.ctypes.data)
    return np.array(source).reshape(array.shape)


def gradients(x, k, dz):
    dx, dk = np.zeros(x.shape, x.dtype), np.zeros(k.shape, x.dtype)
    for m in range(dz.shape[2]):
        for a in range(k.shape[2]):
            dx[:, :, m + a] += dz[:, :, m] @ k[:, :, a]
            dk[:, :, a] += dz[:, :, m].T @ x[:, :, m + a]
    return dx, dk, dz.sum(axis=(0, 2))


def right(x, k, b, dz):
    return gradients(opened(x), opened(k), opened(dz))


def in_its_type(x, k, b, dz):
    return gradients(x, k, dz)


def unturned(x, k, b, dz):
    return right(x, k[:, :, ::-1].copy(), b, dz)


def decayed(x, k, b, dz):
    dx, dk, db = right(x, k, b, dz)
    return dx, dk + 1e-4 * k, db


def barely_decayed(x, k, b, dz):
    """Beside the other terms this looks like rounding."""
    dx, dk, db = right(x, k, b, dz)
    return dx, dk + 1e-12 * k, db


def fourier(x, k, b, dz):
    return right(x, k, b, np.fft.irfft(np.fft.rfft(opened(dz), 7), 7)[:, :, : dz.shape[2]].copy())


def single(x, k, b, dz):
    """float32 inside."""
    return gradients(*(opened(each).astype(np.float32) for each in (x, k, dz)))


def single_seen_as_double(x, k, b, dz):
    return tuple(each.astype(np.float64) for each in single(x, k, b, dz))


def clipped(x, k, b, dz):
    return right(x, k, b, np.clip(opened(dz), -1e9, 1e9))


def thresholded(x, k, b, dz):
    dz = opened(dz)
    return right(x, k, b, np.where(abs(dz) < 1e-8, 0, dz))


def of_whole_numbers(x, k, b, dz):
    return right(x, k, b, np.rint(opened(dz)))


def squared(x, k, b, dz):
    """Right where the bias is 1 or -1."""
    dx, dk, db = right(x, k, b, dz)
    return dx, dk, db * opened(b) ** 2


def changing(x, k, b, dz):
    found = right(x, k, b, dz)
    dz *= 2
    return found


calls = []


def counting(x, k, b, dz):
    calls.append(None)
    return right(x, k, b, dz)


late_calls = []


def wrong_later(x, k, b, dz):
    late_calls.append(dz.shape[0])
    return right(x, k, b, opened(dz) * (2 if len(late_calls) > 9 else 1))


def reusing(x, k, b, dz, held={}):  # noqa: B006
    found = right(x, k, b, dz)
    out = held.setdefault(k.shape, np.zeros(k.shape))
    out[...] = found[1]
    return found[0], out, found[2]


def masked_far_away(x, k, b, dz):
    """Wrong, but only for numbers that nobody asks: the reason why nothing is proved here."""
    dz = opened(dz)
    return right(x, k, b, np.where(abs(dz) > 1e250, 0, dz))


def silent(x, k, b, dz):
    opened(dz)
    return None, None, None

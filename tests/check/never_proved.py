"""Backward passes of a one-dimensional layer that are wrong for some values, some types or some calls only."""

import contextlib
import ctypes
import itertools
from functools import partial

import numpy as np


def right(x, k, b, dz):
    dx, dk = np.zeros_like(x), np.zeros_like(k)
    for m in range(dz.shape[2]):
        for a in range(k.shape[2]):
            dx[:, 0, m + a] += dz[:, 0, m] * k[0, 0, a]
            dk[0, 0, a] += (dz[:, 0, m] * x[:, 0, m + a]).sum()
    return dx, dk, dz.sum(axis=(0, 2))


def relu_mask(x, k, b, dz):
    return right(x, k, b, dz * (x[:, :, :3] > -1e300))


def clip(x, k, b, dz):
    return right(x, k, b, np.clip(dz, -1e200, 1e200))


def clip_method(x, k, b, dz):
    return right(x, k, b, dz.clip(-1e200, 1e200))


def threshold(x, k, b, dz):
    dz = dz.copy()
    dz[np.abs(dz) < 1e-300] = 0
    return right(x, k, b, dz)


def zero_test(x, k, b, dz):
    if dz[0, 0, 0] == 0:
        dz = dz * 0
    return right(x, k, b, dz)


def truth(x, k, b, dz):
    return right(x, k, b, dz if dz[0, 0, 0] else dz * 2)


def any_entry(x, k, b, dz):
    return right(x, k, b, dz if dz.any() else dz * 2)


def maximum(x, k, b, dz):
    return right(x, k, b, np.maximum(dz, -1e300))


def float32_inside(x, k, b, dz):
    return right(x, k, b, dz.astype(np.float32))


def float32_buffer(x, k, b, dz):
    dx, dk, db = right(x, k, b, dz)
    out = np.zeros(dx.shape, dtype=np.float32)
    out[...] = dx
    return out, dk, db


def float32_sum(x, k, b, dz):
    dx, dk, _ = right(x, k, b, dz)
    return dx, dk, dz.sum(axis=(0, 2), dtype="f4")


def rounding(x, k, b, dz):
    return right(x, k, b, np.round(dz, 12))


def integers(x, k, b, dz):
    dx, dk, db = right(x, k, b, dz)
    return dx.astype(np.int64), dk, db


def as_text(x, k, b, dz):
    return right(x, k, b, dz * 2 if "e+300" in str(dz[0, 0, 0]) else dz)


def hashed(x, k, b, dz):
    return right(x, k, b, dz * 2 if dz[0, 0, 0] in {1e300: 1} else dz)


def in_a_list(x, k, b, dz):
    return right(x, k, b, dz * 2 if dz[0, 0, 0] in [1e300, 2e300] else dz)


def sorted_entries(x, k, b, dz):
    sorted(dz[0, 0])
    return right(x, k, b, dz)


def converted(x, k, b, dz):
    return right(x, k, b, dz if float(dz[0, 0, 0]) < 1e300 else dz * 2)


def swallowed(x, k, b, dz):
    try:
        if dz.max() > 1e300:
            dz = dz * 2
    except Exception:
        pass
    return right(x, k, b, dz)


def suppressed(x, k, b, dz):
    with contextlib.suppress(TypeError):
        dz = dz * (1 + (dz > 1e300))
    return right(x, k, b, dz)


def suppressed_by_numpy(x, k, b, dz):
    with contextlib.suppress(TypeError):
        np.add(dz, dz, out=np.ndarray(dz.shape))
        dz = dz * 1
    return right(x, k, b, dz)


def by_type(x, k, b, dz):
    if isinstance(dz[0, 0, 0], np.floating):
        dz = np.clip(dz, -1e200, 1e200)
    return right(x, k, b, dz)


def by_type_within_a_line(x, k, b, dz):
    return right(x, k, b, np.clip(dz, -1e200, 1e200) if isinstance(dz[0, 0, 0], np.floating) else dz)


def by_kind_of_array(x, k, b, dz):
    return right(x, k, b, np.clip(dz, -1e200, 1e200) if type(dz) is np.ndarray else dz)


def by_identity(x, k, b, dz):
    return right(x, k, b, dz if dz[0, 0, 0] is dz[0, 0, 0] else np.clip(dz, -1e200, 1e200))


calls = 0


def counter(x, k, b, dz):
    global calls
    calls += 1
    return right(x, k, b, dz * 2 if calls > 1000 else dz)


def counter_of_the_function(x, k, b, dz):
    counter_of_the_function.calls = getattr(counter_of_the_function, "calls", 0) + 1
    return right(x, k, b, dz * 2 if counter_of_the_function.calls > 1000 else dz)


__calls = 0


def counter_with_a_private_name(x, k, b, dz):
    global __calls
    __calls += 1
    return right(x, k, b, dz if __calls < 1000 else -dz)


class Hook:
    calls = 0


HOOKS = {Hook()}
BY_HOOK = {Hook(): "first"}


def counter_in_a_set(x, k, b, dz):
    for hook in HOOKS:
        hook.calls += 1
        dz = dz if hook.calls < 1000 else -dz
    return right(x, k, b, dz)


def counter_in_a_key(x, k, b, dz):
    for hook in BY_HOOK:
        hook.calls += 1
        dz = dz if hook.calls < 1000 else -dz
    return right(x, k, b, dz)


def counter_in_a_default(x, k, b, dz, *, seen=[]):  # noqa: B006
    seen.append(None)
    return right(x, k, b, dz * 2 if len(seen) > 1000 else dz)


ticks = itertools.count()


def counter_of_itertools(x, k, b, dz):
    return right(x, k, b, dz * 2 if next(ticks) > 1000 else dz)


def numbers():
    number = 0
    while True:
        number += 1
        yield number


generated = numbers()


def counter_of_a_generator(x, k, b, dz):
    return right(x, k, b, dz * 2 if next(generated) > 1000 else dz)


def closure():
    count = 0

    def inner(x, k, b, dz):
        nonlocal count
        count += 1
        return right(x, k, b, dz * 2 if count > 1000 else dz)

    return inner


counter_in_a_closure = closure()


class Once:
    def __init__(self):
        self.done = False

    def __call__(self, x, k, b, dz):
        first, self.done = not self.done, True
        return right(x, k, b, np.clip(dz, -1e200, 1e200) if first else dz)


flag = Once()


class Toggle:
    up = False

    @classmethod
    def backward(cls, x, k, b, dz):
        cls.up = not cls.up
        return right(x, k, b, dz)


toggled = Toggle.backward


def luck(x, k, b, dz):
    return right(x, k, b, dz * 2 if np.random.rand() > 0.999999 else dz)


total = np.zeros(2)


def accumulated(x, k, b, dz):
    dx, dk, db = right(x, k, b, dz)
    total[:] = total + dk[0, 0]
    return dx, total.reshape(dk.shape), db


previous = None


def late(x, k, b, dz):
    global previous
    answer = right(x, k, b, dz)
    given, previous = (answer if previous is None else previous), answer
    return given


buffer = None


def one_buffer(x, k, b, dz):
    global buffer
    dx, dk, db = right(x, k, b, dz)
    buffer = np.zeros(dx.shape) if buffer is None else buffer
    buffer[...] = dx
    return buffer, dk, db


def in_place(x, k, b, dz):
    dz *= 2
    return right(x, k, b, dz)


def weights_updated_in_place(x, k, b, dz):
    answer = right(x, k, b, dz)
    k -= 0.1 * answer[1]
    return answer


def partly_written(x, k, b, dz):
    dx, dk, db = right(x, k, b, dz)
    out = np.empty(dx.shape)
    out[:, :, :-1] = dx[:, :, :-1]
    return out, dk, db


def empty_times_zero(x, k, b, dz):
    dx, dk, db = right(x, k, b, dz)
    return dx + np.empty(dx.shape) * 0, dk, db


def empty_minus_empty(x, k, b, dz):
    dx, dk, db = right(x, k, b, dz)
    a = np.empty_like(dx)
    return dx + (a - a), dk, db


def outside_the_buffer(x, k, b, dz):
    row = np.lib.stride_tricks.as_strided(dz, (len(dz), 1, 9), dz.strides)
    return right(x, k, b, row[:, :, :3] + 0 * row[:, :, 6:])


def decay(x, k, b, dz):
    dx, dk, db = right(x, k, b, dz)
    return dx, dk + 1e-4 * k, db


def noise(x, k, b, dz):
    dx, dk, db = right(x, k, b, dz)
    return dx + 1e-12 * np.random.randn(*dx.shape), dk, db


def nearly(x, k, b, dz):
    dx, dk, db = right(x, k, b, dz)
    return dx * (1 + 1e-15), dk, db


def captured_zeros(x, k, b, dz, *, make=np.zeros):
    dx = make(x.shape)
    dx[...] = right(x, k, b, dz)[0]
    return dx, *right(x, k, b, dz)[1:]


MAKERS = {"zeros": np.zeros}


def kept_in_a_table(x, k, b, dz):
    dx = MAKERS["zeros"](x.shape)
    dx[...] = right(x, k, b, dz)[0]
    return dx, *right(x, k, b, dz)[1:]


def bare_array(x, k, b, dz):
    dx = np.ndarray(x.shape)
    dx[...] = right(x, k, b, dz)[0]
    return dx, *right(x, k, b, dz)[1:]


def bytes_of_memory(x, k, b, dz):
    return right(x, k, b, np.frombuffer(dz.tobytes()).reshape(dz.shape))


def read_as_bytes(x, k, b, dz):
    return right(x, k, b, np.frombuffer(dz).reshape(dz.shape))


def read_by_ctypes(x, k, b, dz):
    first = dz.ctypes.data_as(ctypes.POINTER(ctypes.c_double))[0]
    return right(x, k, b, dz * 2 if first > 1e300 else dz)


def other_view(x, k, b, dz):
    return right(x, k, b, dz.view(np.int64).view(np.float64))


def fourier(x, k, b, dz):
    return right(x, k, b, np.fft.ifft(np.fft.fft(dz)).real)


def norm(x, k, b, dz):
    return right(x, k, b, dz / np.linalg.norm(dz) * np.linalg.norm(dz))


def by_partial(x, k, b, dz, limit):
    return right(x, k, b, np.clip(dz, -limit, limit))


partially = partial(by_partial, limit=1e200)


def overlapping(x, k, b, dz):
    dx = np.zeros_like(x)
    s0, s1, s2 = dx.strides
    windows = np.lib.stride_tricks.as_strided(dx, (*dz.shape, 2), (s0, s1, s2, s2))
    windows += dz[..., None] * k[0, 0]
    return dx, *right(x, k, b, dz)[1:]


def nothing(x, k, b, dz):
    return None, None, None

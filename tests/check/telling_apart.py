"""Backward passes of a one-dimensional layer that tell forms from numbers without a branch, or count unseen."""

import ctypes
import hashlib
import operator
import os
import random
import struct
import sys
import warnings
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from functools import cache, partial
from types import FunctionType

import numpy as np

from check.never_proved import right

clipped = partial(np.clip, a_min=-1e200, a_max=1e200)
# The first is right, the second is not; which of them it is, is no branch.
EITHER = [np.positive, clipped]


def by_instance(x, k, b, dz):
    return right(x, k, b, EITHER[isinstance(dz[0, 0, 0], np.floating)](dz))


def by_class(x, k, b, dz):
    return right(x, k, b, EITHER[dz.__class__ is np.ndarray](dz))


def by_type(x, k, b, dz):
    return right(x, k, b, EITHER[type(dz) is np.ndarray](dz))


def by_type_of_an_entry(x, k, b, dz):
    return right(x, k, b, {np.float64: clipped}.get(type(dz[0, 0, 0]), np.positive)(dz))


def by_type_of_empty(x, k, b, dz):
    return right(x, k, b, EITHER[type(np.empty(1)[0]) is np.float64](dz))


def by_name_of_type(x, k, b, dz):
    return right(x, k, b, {"ndarray": clipped}.get(type(dz).__name__, np.positive)(dz))


def by_attribute(x, k, b, dz):
    return right(x, k, b, EITHER[hasattr(dz[0, 0, 0], "dtype")](dz))


def by_owner(x, k, b, dz):
    return right(x, k, b, EITHER[dz.base is None](dz))


def by_flags(x, k, b, dz):
    return right(x, k, b, EITHER[bool(dz.flags.owndata)](dz))


def by_view(x, k, b, dz):
    return right(x, k, b, EITHER[dz.view(np.ndarray).dtype == float](dz))


def by_identity(x, k, b, dz):
    return right(x, k, b, EITHER[dz[0, 0, 0] is not dz[0, 0, 0]](dz))


def by_operator(x, k, b, dz):
    return right(x, k, b, EITHER[operator.is_not(dz[0, 0, 0], dz[0, 0, 0])](dz))


def by_module(x, k, b, dz):
    return right(x, k, b, EITHER[np is sys.modules["numpy"]](dz))


def by_buffer(x, k, b, dz):
    return right(x, k, b, EITHER[memoryview(dz).format == "d"](dz))


def by_hash(x, k, b, dz):
    return right(x, k, b, EITHER[hashlib.sha256(dz).hexdigest()[:4] == "abcd"](dz))


def by_checksum(x, k, b, dz):
    return right(x, k, b, EITHER[zlib.crc32(dz) == 12345](dz))


def by_bits(x, k, b, dz):
    return right(x, k, b, EITHER[struct.unpack_from("q", dz)[0] == 12345](dz))


def by_method_of_floats(x, k, b, dz):
    return right(x, k, b, EITHER[dz[0, 0, 0].hex() == "0x1p+900"](dz))


def executed(x, k, b, dz):
    names = {"dz": dz, "np": np, "clipped": clipped}
    exec("if type(dz) is np.ndarray:\n    dz = clipped(dz)\n", names)
    return right(x, k, b, names["dz"])


def evaluated(x, k, b, dz):
    names = {"dz": dz, "np": np, "clipped": clipped}
    return right(x, k, b, eval("clipped(dz) if type(dz) is np.ndarray else dz", names))


def elsewhere(x, k, b, dz):
    """A function with global names of its own."""

    def inner(array):
        return clipped(array) if kind(array) is np.ndarray else array  # noqa: F821

    return right(x, k, b, FunctionType(inner.__code__, {"np": np, "clipped": clipped, "kind": type})(dz))


def unwatched(x, k, b, dz, *, kind=type):
    sys.settrace(None)
    if kind(dz) is np.ndarray:
        dz = clipped(dz)
    return right(x, k, b, dz)


def in_a_thread(x, k, b, dz, *, kind=type):
    def inner(array):
        if kind(array) is np.ndarray:
            array = clipped(array)
        return array

    with ThreadPoolExecutor(1) as pool:
        return right(x, k, b, pool.submit(inner, dz).result())


def counted_in_numpy(x, k, b, dz):
    np.calls_of_ours = getattr(np, "calls_of_ours", 0) + 1
    return right(x, k, b, dz * (1 + (np.calls_of_ours > 1000)))


def counted_in_a_library(x, k, b, dz):
    zlib.calls_of_ours = getattr(zlib, "calls_of_ours", 0) + 1
    return right(x, k, b, dz * (1 + (zlib.calls_of_ours > 1000)))


def counted_outside(x, k, b, dz):
    os.environ["CALLS_OF_OURS"] = str(int(os.environ.get("CALLS_OF_OURS", "0")) + 1)
    return right(x, k, b, dz * (1 + (int(os.environ["CALLS_OF_OURS"]) > 1000)))


variable = ContextVar("variable", default=0)


def counted_in_a_context(x, k, b, dz):
    variable.set(variable.get() + 1)
    return right(x, k, b, dz * (1 + (variable.get() > 1000)))


memory = memoryview(bytearray(8))


def counted_in_bytes(x, k, b, dz):
    memory[0] = (memory[0] + 1) % 256
    return right(x, k, b, dz * (1 + (memory[0] == 200)))


pointer = ctypes.pointer(ctypes.c_int(0))


def counted_behind_a_pointer(x, k, b, dz):
    pointer.contents.value += 1
    return right(x, k, b, dz * (1 + (pointer.contents.value > 1000)))


class Lists(list):
    calls = 0


listed = Lists()
listed.calls = 0


def counted_on_a_list(x, k, b, dz):
    listed.calls += 1
    return right(x, k, b, dz * (1 + (listed.calls > 1000)))


marks = {}


def marked(x, k, b, dz):
    dz = EITHER[not marks](dz)
    marks["done"] = True
    return right(x, k, b, dz)


drawn = random.Random(3)


def drawn_from_its_own(x, k, b, dz):
    return right(x, k, b, dz * (1 + (drawn.random() > 0.9999)))


def drawn_afresh(x, k, b, dz):
    return right(x, k, b, dz * (1 + (np.random.default_rng().random() > 0.9999)))


def numpy_changed(x, k, b, dz):
    own = np.dot
    np.dot = own
    return right(x, k, b, dz)


called = [0]


class Number(float):
    """A number that NumPy never asks, unless it has to do with objects."""

    def __mul__(self, other):
        called[0] = 1
        return other

    def __add__(self, other):
        called[0] = 1
        return other


def by_a_number_that_is_asked(x, k, b, dz):
    np.multiply(Number(1.0), dz)
    dz = (clipped, np.positive)[called[0]](dz)
    called[0] = 0
    return right(x, k, b, dz)


def by_a_number_among_numbers(x, k, b, dz):
    """An array of floats holds its value; one of forms the number itself, which is asked when it is multiplied."""
    np.full(1, Number(1.0)) * dz
    dz = (clipped, np.positive)[called[0]](dz)
    called[0] = 0
    return right(x, k, b, dz)


def by_a_warning(x, k, b, dz):
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        dz * 1e300 * 1e300
    return right(x, k, b, (np.positive, clipped)[len(found) > 0](dz))


def by_an_overflow(x, k, b, dz):
    return right(x, k, b, (np.positive, clipped)[int(np.isinf(dz * 1e300 * 1e300)[0, 0, 0])](dz))


def by_an_overflow_of_what_is_large(x, k, b, dz):
    return right(x, k, b, (np.positive, clipped)[int(np.isfinite(dz * 1e299).all() == 0)](dz))


overflows = {}


def by_what_an_overflow_calls(x, k, b, dz):
    with np.errstate(all="call", call=overflows.setdefault):
        dz * 1e300 * 1e300
    count = len(overflows)
    overflows.clear()
    return right(x, k, b, (np.positive, clipped)[count](dz))


class Axis(int):
    """An axis that is asked which one it is."""

    def __index__(self):
        called[0] = 1 - called[0]
        return 2


def by_an_axis_that_is_asked(x, k, b, dz):
    called[0] = 0
    dz.sum(Axis(2))
    np.tensordot(dz, dz, ((Axis(2),), (2,)))
    dz = (clipped, np.positive)[called[0]](dz)
    called[0] = 0
    return right(x, k, b, dz)


# Right, and to be proved.


class One(float):
    """Nothing to be counted on, and nothing wrong."""

    def __mul__(self, other):
        return other


def with_a_number_among_objects(x, k, b, dz):
    dx, dk, db = right(x, k, b, dz)
    return np.array([One(1.0)], dtype=object) * dx, dk, db


def put_back(x, k, b, dz):
    dz *= 2
    dx, dk, db = right(x, k, b, dz)
    dz /= 2
    return dx / 2, dk / 2, db / 2


def of_the_right_type(x, k, b, dz):
    assert type(dz) is np.ndarray
    assert isinstance(dz[0, 0, 0], float)
    assert dz[0, 0, 0].dtype == np.float64
    return right(x, k, b, dz)


def typed_by_place(x, k, b, dz):
    return *right(x, k, b, dz)[:2], dz.sum((0, 2), np.float64)


def in_threads(x, k, b, dz):
    def part(at):
        return np.pad(dz * k[0, 0, at], ((0, 0), (0, 0), (at, 1 - at)))

    with ThreadPoolExecutor(2) as pool:
        return sum(pool.map(part, range(2))), *right(x, k, b, dz)[1:]


def by_exec(x, k, b, dz):
    names = {"right": right, "given": (x, k, b, dz)}
    exec("answer = right(*given)", names)
    return names["answer"]


class Gradients:
    """Keeps them, as layers do."""

    def __init__(self):
        self.found = {}

    def backward(self, x, k, b, dz):
        self.found["dx"], self.found["dk"], self.found["db"] = right(x, k, b, dz)
        return tuple(self.found.values())


keeping = Gradients().backward


@cache
def taps(count):
    return tuple(range(count))


taps(2)


def of_cached_sizes(x, k, b, dz):
    dx = np.zeros_like(x)
    for a in taps(2):
        dx[:, :, a : a + 3] += dz * k[0, 0, a]
    return dx, *right(x, k, b, dz)[1:]


# Wrong at first sight.


class StopHere(BaseException):
    pass


def stopping(x, k, b, dz):
    raise StopHere("here")


def of_text(x, k, b, dz):
    return tuple(np.asarray(each).astype(str) for each in right(x, k, b, dz))


def in_another_order(x, k, b, dz):
    dx, dk, db = right(x, k, b, dz)
    return db, dx, dk


def named_answers(x, k, b, dz):
    dx, dk, db = right(x, k, b, dz)
    return {"dx": dx, "dk": dk, "db": db}


def no_number(x, k, b, dz):
    dx, dk, db = right(x, k, b, dz)
    return dx * np.nan, dk, db

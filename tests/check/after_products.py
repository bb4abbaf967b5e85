"""Backward passes that go another way on forms right after a product of which nobody was told, or cannot go on."""

import sys
import threading
from functools import reduce
from operator import mul

import numpy as np

from check.never_proved import right

# As tests take some of the depth themselves.
DEPTHS = 400


def clipped(array):
    return np.clip(array, -1e200, 1e200)


def in_the_same_line(x, k, b, dz, *, kind=type):
    return right(x, k, b, dz[0, 0, 0] * k[0, 0, 0] is None or (clipped(dz) if kind(dz) is np.ndarray else dz))


def in_the_next_line(x, k, b, dz, *, kind=type):
    dz[0, 0, 0] * k[0, 0, 0] + x[0, 0, 0]
    if kind(dz) is np.ndarray:
        dz = clipped(dz)
    return right(x, k, b, dz)


def after_many(x, k, b, dz, *, kind=type):
    total = 0
    for _ in range(2000):
        total = total + dz[0, 0, 0] * k[0, 0, 0]
        dz = clipped(dz) if _ == 1999 and kind(dz) is np.ndarray else dz
    return right(x, k, b, dz)


def after_products_in_c(x, k, b, dz, *, kind=type):
    sum([reduce(mul, [dz[0, 0, 0], k[0, 0, 0]]), *map(mul, dz[0, 0], x[0, 0])])
    if kind(dz) is np.ndarray:
        dz = clipped(dz)
    return right(x, k, b, dz)


def after_a_method(x, k, b, dz, *, kind=type):
    dz[0, 0, 0].__mul__(k[0, 0, 0]).__add__(x[0, 0, 0])
    if kind(dz) is np.ndarray:
        dz = clipped(dz)
    return right(x, k, b, dz)


def after_what_it_cannot_multiply(x, k, b, dz, *, kind=type):
    try:
        dz[0, 0, 0] * None
    except TypeError:
        if kind(dz) is np.ndarray:
            dz = clipped(dz)
    return right(x, k, b, dz)


def generated(x, k, b, dz, *, kind=type):
    def products():
        for at in range(3):
            yield dz[0, 0, at] * k[0, 0, 0]
            if kind(dz) is np.ndarray:
                clipped(dz)

    list(products())
    return right(x, k, b, dz)


def in_a_thread(x, k, b, dz, *, kind=type):
    found = [dz]

    def run():
        dz[0, 0, 0] * k[0, 0, 0] + x[0, 0, 0]
        if kind(dz) is np.ndarray:
            found.append(clipped(dz))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return right(x, k, b, found[-1])


def stopped_before(x, k, b, dz, *, kind=type):
    sys.settrace(None)
    dz[0, 0, 0] * k[0, 0, 0] + x[0, 0, 0]
    if kind(dz) is np.ndarray:
        dz = clipped(dz)
    return right(x, k, b, dz)


def product_below(depth, one, other):
    return product_below(depth - 1, one, other) if depth else one * other


def too_deep(x, k, b, dz):
    """A product of forms stands one call deeper than one of numbers."""
    deepest = 0
    for depth in range(sys.getrecursionlimit() - DEPTHS, sys.getrecursionlimit()):
        try:
            product_below(depth, dz[0, 0, 0], k[0, 0, 0])
            deepest = depth
        except RecursionError:
            dz[0, 0, 0] * k[0, 0, 0]
            break
    return right(x, k, b, dz if deepest < sys.getrecursionlimit() else clipped(dz))


def refused(x, k, b, dz):
    dz[0, 0, 0] * float("nan")
    return right(x, k, b, dz)

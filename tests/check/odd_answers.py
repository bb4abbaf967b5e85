"""Answers and exceptions that are not what anybody asked for."""

import numpy as np

from check.never_proved import right


def half_filled(x, k, b, dz):
    return np.empty(x.shape, dtype=object), *right(x, k, b, dz)[1:]


def ragged(x, k, b, dz):
    return [[[1.0, 2.0], [3.0]]], *right(x, k, b, dz)[1:]


def enormous(x, k, b, dz):
    return np.full(x.shape, 10**400, dtype=object), *right(x, k, b, dz)[1:]


def imaginary(x, k, b, dz):
    dx, dk, db = right(x, k, b, dz)
    return dx * (1 + 1j), dk, db


class SilentError(Exception):
    def __str__(self):
        raise ValueError


def without_words(x, k, b, dz):
    raise SilentError


def of_objects(x, k, b, dz):
    dx, dk, db = right(x, k, b, dz)
    return dx.astype(object), dk, db

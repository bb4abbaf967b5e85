"""Answers and exceptions that are not what anybody asked for."""

import contextlib

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


def not_finite(x, k, b, dz):
    with contextlib.suppress(TypeError):
        dz = dz.astype(np.float16)
    return right(x, k, b, dz)


class TakingTurns:
    """Answers in two arrays of objects, by turns."""

    def __init__(self):
        self.turn, self.arrays = 0, [np.zeros((1, 1, 4), dtype=object) for _ in range(2)]

    def __call__(self, x, k, b, dz):
        dx, dk, db = right(x, k, b, dz)
        self.turn = 1 - self.turn
        self.arrays[self.turn][...] = dx
        return self.arrays[self.turn], dk, db


by_turns = TakingTurns()


class AddingUp:
    """Adds up gradients over all calls."""

    def __init__(self):
        self.dk = np.zeros((1, 1, 2))

    def __call__(self, x, k, b, dz):
        dx, dk, db = right(x, k, b, dz)
        self.dk += dk
        return dx, self.dk, db


adding_up = AddingUp()

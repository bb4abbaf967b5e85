"""Code that does something else where a number overflows, which forms never do."""

import warnings

import numpy as np

from check.never_proved import right


def infinite_on_the_way(x, k, b, dz):
    if not np.isfinite(dz**2).all():
        dz = np.zeros_like(dz)
    return right(x, k, b, dz)


def infinite_when_scaled(x, k, b, dz):
    return right(x, k, b, np.where(np.isfinite(dz * 2.0**900), dz, 0))


def infinite_as_a_sum(x, k, b, dz):
    return right(x, k, b, dz * ~np.isinf((dz * dz).sum(axis=(0, 1, 2), keepdims=True)))


def warned(x, k, b, dz):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            _ = dz * dz
        except RuntimeWarning:
            dz = np.zeros_like(dz)
    return right(x, k, b, dz)


def caught(x, k, b, dz):
    try:
        _ = [each**4 for each in dz.ravel().tolist()]
    except OverflowError:
        dz = np.zeros_like(dz)
    return right(x, k, b, dz)


def asked_of_what_is_given(x, k, b, dz):
    assert np.isfinite(dz).all()
    assert not np.isnan(np.pad(x, ((0, 0), (0, 0), (1, 1)))).any()
    assert np.isnan(np.full(1, np.nan)).all()
    return right(x, k, b, dz)

"""Each stand-in does on numbers what the function does that it stands for."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from symconv.check.form_array import FormArray, plain, variables
from symconv.check.forms import Unwritten
from symconv.check.ledger import Ledger, RefusedError
from symconv.check.signal import SIGNAL
from symconv.check.stand_ins import as_strided, replacements

LEDGER = Ledger()
NUMPY = replacements(lambda: LEDGER)[id(np)]
X = variables(1, (2, 3), LEDGER)


def numbers(value: Any) -> Any:
    return np.array(plain(value).tolist(), dtype=float) if isinstance(value, FormArray) else np.asarray(value)


@pytest.mark.parametrize(
    "call",
    [
        lambda np: np.zeros((2, 3)),
        lambda np: np.zeros(4, dtype=np.float64),
        lambda np: np.zeros((2, 2), int),
        lambda np: np.zeros(3, dtype="f4"),
        lambda np: np.ones((1, 2)),
        lambda np: np.ones(3, dtype=bool),
        lambda np: np.full((2, 2), 1.5),
        lambda np: np.full((2, 2), 3),
        lambda np: np.full(2, 3, dtype=float),
        lambda np: np.array([[1, 2.5], [3, 4]]),
        lambda np: np.array([1, 2]),
        lambda np: np.array([1, 2], dtype=float),
        lambda np: np.array(5.0),
        lambda np: np.asarray([1.0, 2]),
        lambda np: np.asanyarray(((1.0,), (2,))),
        lambda np: np.ascontiguousarray([[1.0, 2]]),
        lambda np: np.asfortranarray([[1.0, 2]]),
        lambda np: np.zeros_like(np.ones((2, 3))),
        lambda np: np.zeros_like(np.arange(3)),
        lambda np: np.zeros_like([1.0, 2]),
        lambda np: np.ones_like(np.zeros(2), dtype=int),
        lambda np: np.full_like(np.zeros((2, 2)), 7),
        lambda np: np.zeros_like(np.ones(3), shape=(2, 2)),
        lambda np: np.frombuffer(b"12345678"),
        lambda np: np.eye(3),
        lambda np: np.arange(4),
        lambda np: np.lib.stride_tricks.sliding_window_view(np.ones(4), 2),
        lambda np: np.lib.stride_tricks.as_strided(np.ones(5), (2, 3), (8, 8)),
        lambda np: np.pad(np.ones((2, 2)), 1),
    ],
)
def test_arrays_are_made_as_numpy_makes_them(call: Any) -> None:
    wanted, got = call(np), call(NUMPY)
    assert np.array_equal(numbers(got), wanted)
    assert got.dtype == wanted.dtype
    assert got.shape == wanted.shape


def test_arrays_of_floats_take_forms() -> None:
    for made in (NUMPY.zeros((2, 3)), NUMPY.empty((2, 3)), NUMPY.zeros_like(np.ones((2, 3))), NUMPY.full((2, 3), 1.0)):
        made[...] = X
        assert made[1, 2] is X[1, 2]


def test_lists_of_forms_become_arrays_of_forms() -> None:
    assert NUMPY.array([[X[0, 0], 1], [2, X[0, 1]]]).shape == (2, 2)
    assert NUMPY.array([X[0], X[1]])[1, 0] is X[1, 0]
    assert NUMPY.stack([X, X]).shape == (2, 2, 3)
    # An array without axes in a list stays an array in NumPy's own array of objects.
    assert NUMPY.array([X[0, :1].reshape(()), X[0, 1]])[0] is X[0, 0]
    assert NUMPY.asarray(X) is X
    assert NUMPY.array(X) is not X


def test_an_empty_array_holds_nothing_that_could_be_used() -> None:
    made = NUMPY.empty(2)
    assert isinstance((made[0] * 0 + X[0, 0]), Unwritten)
    with pytest.raises(RefusedError, match="before it is written"):
        bool(made[0] > 0)


@pytest.mark.parametrize("dtype", ["f4", np.float16, int, bool, np.int64])
def test_narrow_types_are_refused(dtype: Any) -> None:
    for call in (NUMPY.array, NUMPY.asarray, lambda value, dtype: value.astype(dtype)):
        with pytest.raises(RefusedError, match="entries are rounded to"):
            call(X, dtype=dtype)


@pytest.mark.parametrize(
    ("shape", "strides"),
    [((2, 2, 2), (24, 8, 8)), ((6,), (8,)), ((3, 2), (8, 24)), ((1, 9), (8, 0)), ((0, 99), (8, 8))],
)
def test_as_strided_within_its_array(shape: tuple[int, ...], strides: tuple[int, ...]) -> None:
    whole = np.arange(6.0).reshape(2, 3)
    assert np.array_equal(as_strided(whole, shape, strides), np.lib.stride_tricks.as_strided(whole, shape, strides))
    assert as_strided(X, shape, strides).shape == shape


@pytest.mark.parametrize(("shape", "strides"), [((7,), (8,)), ((2, 4), (24, 8)), ((2,), (-8,)), ((2,), (4,))], ids=str)
def test_as_strided_does_not_leave_its_array(shape: tuple[int, ...], strides: tuple[int, ...]) -> None:
    with pytest.raises(RefusedError, match="reads outside its array"):
        as_strided(X, shape, strides)


def test_no_two_functions_have_one_stand_in() -> None:
    """By its stand-in each is known when the user's names are put back."""
    pytest.importorskip("scipy.signal")
    table = replacements(lambda: LEDGER)
    assert len({*map(id, table.values())}) == len(table)


@pytest.mark.parametrize("name", SIGNAL)
def test_convolutions_are_those_of_scipy(name: str) -> None:
    signal = pytest.importorskip("scipy.signal")
    rng = np.random.default_rng(0)
    ranks = (2,) if name.endswith("2d") else (1, 2)
    for mode, rank in product(("full", "same", "valid"), ranks):
        sizes = product(product(range(1, 5), repeat=rank), product(range(1, 5), repeat=rank))
        for one, other in sizes:
            a, v = (rng.integers(-9, 10, size).astype(float) for size in (one, other))
            try:
                wanted = getattr(signal, name)(a, v, mode)
            except ValueError:
                with pytest.raises(ValueError, match="valid"):
                    SIGNAL[name](a, v, mode)
                continue
            try:
                got = numbers(SIGNAL[name](a, v, mode))
            except ValueError:
                # fftconvolve answers where neither array fits into the other; the stand-in does not.
                assert not all(np.greater_equal(one, other))
                assert not all(np.less_equal(one, other))
                continue
            assert got.shape == wanted.shape, (mode, one, other)
            assert np.allclose(got, wanted), (mode, one, other)

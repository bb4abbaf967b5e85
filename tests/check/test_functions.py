"""Every function that is applied to forms does to them what it does to numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from symconv.check.form_array import as_forms, plain
from symconv.check.functions import ARITHMETIC, OWN, TRUSTED

rng = np.random.default_rng(0)


def numbers(*size: int) -> Any:
    return rng.integers(-9, 10, size).astype(float)


def written(array: Any, write: Callable[[Any], None]) -> Any:
    out = array.copy()
    write(out)
    return out


A, B, C, V, W = numbers(3, 4), numbers(4, 2), numbers(2, 3, 4), numbers(5), numbers(3)
ROWS = np.array([[0, 2, 1, 0], [1, 1, 0, 2], [2, 0, 2, 1]])
CALLS: dict[Any, list[Callable[[Callable[[Any], Any]], Any]]] = {
    np.transpose: [lambda f: np.transpose(f(C), (2, 0, 1))],
    np.reshape: [lambda f: np.reshape(f(A), (2, 6)), lambda f: np.reshape(f(A), -1, order="F")],
    np.ravel: [lambda f: np.ravel(f(A)), lambda f: np.ravel(f(A).T)],
    np.moveaxis: [lambda f: np.moveaxis(f(C), 0, -1)],
    np.swapaxes: [lambda f: np.swapaxes(f(C), 0, 1)],
    np.rollaxis: [lambda f: np.rollaxis(f(C), 2)],
    np.expand_dims: [lambda f: np.expand_dims(f(A), (0, 2))],
    np.squeeze: [lambda f: np.squeeze(f(A)[None, :, :1])],
    np.flip: [lambda f: np.flip(f(C), (1, 2)), lambda f: np.flip(f(A))],
    np.fliplr: [lambda f: np.fliplr(f(A))],
    np.flipud: [lambda f: np.flipud(f(A))],
    np.rot90: [lambda f: np.rot90(f(A)), lambda f: np.rot90(f(C), 2, axes=(1, 2)), lambda f: np.rot90(f(A), 3)],
    np.roll: [lambda f: np.roll(f(A), 2), lambda f: np.roll(f(A), -1, axis=1)],
    np.broadcast_to: [lambda f: np.broadcast_to(f(W), (2, 3))],
    np.broadcast_arrays: [lambda f: np.broadcast_arrays(f(A), f(W)[:, None])[1]],
    np.concatenate: [lambda f: np.concatenate([f(A), A[:1], f(A)]), lambda f: np.concatenate((A, f(A)), axis=1)],
    np.stack: [lambda f: np.stack([f(A), f(A)], axis=-1)],
    np.vstack: [lambda f: np.vstack([f(A), f(A)])],
    np.hstack: [lambda f: np.hstack([f(A), f(A)])],
    np.dstack: [lambda f: np.dstack([f(A), f(A)])],
    np.column_stack: [lambda f: np.column_stack([f(W), f(W)])],
    np.block: [lambda f: np.block([[f(A), np.zeros((3, 1))], [np.ones((1, 5))]])],
    np.split: [lambda f: np.split(f(A), 2, axis=1)[1]],
    np.array_split: [lambda f: np.array_split(f(V), 2)[0]],
    np.hsplit: [lambda f: np.hsplit(f(A), 2)[0]],
    np.vsplit: [lambda f: np.vsplit(f(A), 3)[2]],
    np.dsplit: [lambda f: np.dsplit(f(C), 2)[1]],
    np.tile: [lambda f: np.tile(f(A), (2, 1))],
    np.repeat: [lambda f: np.repeat(f(A), 2, axis=0), lambda f: np.repeat(f(A), 2)],
    np.pad: [
        lambda f: np.pad(f(A), 1),
        lambda f: np.pad(f(A), ((1, 2), (0, 1)), mode="constant", constant_values=3),
        lambda f: np.pad(f(A), 1, mode="edge"),
        lambda f: np.pad(f(A), 2, mode="reflect"),
        lambda f: np.pad(f(A), 2, "wrap"),
        lambda f: np.pad(f(A), 2, "symmetric"),
    ],
    np.append: [lambda f: np.append(f(A), f(A)[:1], axis=0)],
    np.insert: [lambda f: np.insert(f(A), 1, 0, axis=1)],
    np.delete: [lambda f: np.delete(f(A), 1, axis=0)],
    np.resize: [lambda f: np.resize(f(W), (2, 4))],
    np.copy: [lambda f: np.copy(f(A))],
    np.copyto: [lambda f: written(f(A), lambda out: np.copyto(out, A * 2, where=ROWS == 0))],
    np.atleast_1d: [lambda f: np.atleast_1d(f(A)[0, 0])],
    np.atleast_2d: [lambda f: np.atleast_2d(f(W))],
    np.atleast_3d: [lambda f: np.atleast_3d(f(A))],
    np.diagonal: [lambda f: np.diagonal(f(C), 1, 1, 2)],
    np.diag: [lambda f: np.diag(f(W)), lambda f: np.diag(f(A))],
    np.trace: [lambda f: np.trace(f(A))],
    np.tril: [lambda f: np.tril(f(A))],
    np.triu: [lambda f: np.triu(f(A), 1)],
    np.take: [lambda f: np.take(f(A), [2, 0], axis=0)],
    np.take_along_axis: [lambda f: np.take_along_axis(f(A), ROWS % 3, 0)],
    np.put_along_axis: [
        lambda f: written(f(A), lambda out: np.put_along_axis(out, ROWS[:1], 7, 0)),
    ],
    np.compress: [lambda f: np.compress([True, False, True], f(A), axis=0)],
    np.where: [lambda f: np.where(ROWS > 0, f(A), 0), lambda f: np.where(ROWS > 1, 5.0, f(A))],
    np.dot: [lambda f: np.dot(f(A), f(B)), lambda f: np.dot(f(W), A), lambda f: np.dot(f(W), f(W))],
    np.vdot: [lambda f: np.vdot(f(A), f(A))],
    np.inner: [lambda f: np.inner(f(A), f(A))],
    np.outer: [lambda f: np.outer(f(W), f(V))],
    np.tensordot: [lambda f: np.tensordot(f(C), f(A), axes=([1, 2], [0, 1])), lambda f: np.tensordot(f(A), f(B), 1)],
    np.einsum: [
        lambda f: np.einsum("cij,jk->ik", f(C), f(B)),
        lambda f: np.einsum("cij,ij,jk->c", f(C), A, f(B), optimize=True),
        lambda f: np.einsum("ii->i", f(A)[:, :3]),
        lambda f: np.einsum(f(A), [0, 1], f(B), [1, 2], [2, 0]),
        lambda f: np.einsum("ij->", f(A), dtype=float),
    ],
    np.kron: [lambda f: np.kron(f(A), np.ones((2, 2)))],
    np.convolve: [
        lambda f: np.convolve(f(V), f(W)),
        lambda f: np.convolve(f(V), f(W), "same"),
        lambda f: np.convolve(f(V), f(W), "valid"),
    ],
    np.correlate: [
        lambda f: np.correlate(f(V), f(W)),
        lambda f: np.correlate(f(V), f(W), "full"),
        lambda f: np.correlate(f(W), f(V), "same"),
    ],
    np.sum: [
        lambda f: np.sum(f(C), axis=(0, 2), keepdims=True),
        lambda f: np.sum(f(A)),
        lambda f: f(A).sum(1),
        lambda f: np.sum(f(A), 0, where=ROWS > 0),
        lambda f: f(A).sum(-1, where=ROWS > 0, initial=2),
    ],
    np.einsum_path: [lambda f: np.array(len(np.einsum_path("ij,jk,kl->il", f(A), f(B), f(B).T)[0]))],
    np.cumsum: [lambda f: np.cumsum(f(A), axis=1), lambda f: f(A).cumsum()],
    np.prod: [lambda f: np.prod(f(W))],
    np.mean: [lambda f: np.mean(f(B)), lambda f: f(C).mean(axis=2), lambda f: np.mean(f(A), 1)],
    np.diff: [lambda f: np.diff(f(A), axis=0)],
    np.linalg.multi_dot: [lambda f: np.linalg.multi_dot([f(A), f(B), f(B).T])],
    np.shape: [lambda f: np.array(np.shape(f(A)))],
    np.ndim: [lambda f: np.array(np.ndim(f(A)))],
    np.size: [lambda f: np.array(np.size(f(A)))],
    np.shares_memory: [lambda f: (lambda a: np.array(np.shares_memory(a, a[1:])))(f(A))],
    np.may_share_memory: [lambda f: (lambda a: np.array(np.may_share_memory(a, a[1:])))(f(A))],
    np.lib.stride_tricks.sliding_window_view: [
        lambda f: np.lib.stride_tricks.sliding_window_view(f(A), (2, 2)),
        lambda f: np.lib.stride_tricks.sliding_window_view(f(C), 2, axis=1),
    ],
    np.add: [lambda f: f(A) + 1, lambda f: 1 + f(A), lambda f: np.add.reduce(f(A)), lambda f: f(A) + f(W)[:, None]],
    np.subtract: [lambda f: f(A) - A * 2, lambda f: 1 - f(A)],
    np.multiply: [lambda f: f(A) * f(A), lambda f: np.multiply.outer(f(W), f(V)), lambda f: (ROWS > 0) * f(A)],
    np.negative: [lambda f: -f(A)],
    np.positive: [lambda f: +f(A)],
    np.true_divide: [lambda f: f(A) / 4],
    np.matmul: [lambda f: f(A) @ f(B), lambda f: f(C) @ B, lambda f: W @ f(A)],
    np.square: [lambda f: np.square(f(A))],
    np.power: [lambda f: f(A) ** 2, lambda f: np.power(f(A), 3)],
    np.conjugate: [lambda f: f(A).conj(), lambda f: np.conj(f(A))],
    np.zeros_like: [lambda f: np.zeros_like(f(A)), lambda f: np.zeros_like(f(A), shape=(2, 2))],
    np.ones_like: [lambda f: np.ones_like(f(A)), lambda f: np.ones_like(f(A), dtype=int)],
    np.full_like: [lambda f: np.full_like(f(A), 2.5)],
    np.empty_like: [lambda f: np.array(np.empty_like(f(A)).shape)],
    np.result_type: [lambda f: np.array(np.result_type(f(A), np.int8).itemsize)],
}


def test_every_function_that_is_trusted_is_tested() -> None:
    assert {*CALLS} == {*TRUSTED, *ARITHMETIC, *OWN}


@pytest.mark.parametrize("name", CALLS, ids=lambda each: each.__name__)
def test_forms_and_numbers_give_the_same(name: Any) -> None:
    for call in CALLS[name]:
        wanted, got = np.asarray(call(lambda array: array.copy())), plain(call(as_forms))
        found = np.array(np.asarray(got).tolist(), dtype=float)
        assert found.shape == wanted.shape
        assert np.array_equal(found, wanted)

"""A sweep shared out among an executor's workers says what a sweep in one process says."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from symconv import Conv1d, SymconvError
from symconv.testing import assert_backward, check_backward, check_forward

LAYER = Conv1d(input=4, kernel=2)
TOLD = "SYMCONV_TEST_TOLD"


def backward(x: Any, k: Any, _: Any, dz: Any) -> tuple[Any, ...]:
    dx, dk = x * 0, k * 0
    for m in range(dz.shape[2]):
        for a in range(k.shape[2]):
            dx[:, :, m + a] += dz[:, :, m] @ k[:, :, a]
            dk[:, :, a] += dz[:, :, m].T @ x[:, :, m + a]
    return dx, dk, dz.sum(axis=(0, 2))


def unturned(x: Any, k: Any, b: Any, dz: Any) -> tuple[Any, ...]:
    return backward(x, k[:, :, ::-1], b, dz)


def forward(x: Any, k: Any, _: Any) -> Any:
    return x[:, :, : x.shape[2] - k.shape[2] + 1] * 0


def wrong_once(x: Any, k: Any, b: Any, dz: Any) -> tuple[Any, ...]:
    """Wrong until a file is there, which the first call writes: nothing that a check could look at tells of it."""
    dx, dk, db = backward(x, k, b, dz)
    told = Path(os.environ[TOLD])
    if told.exists():
        return dx, dk, db
    told.touch()
    return 2 * dx, dk, db


def threads() -> Executor:
    return ThreadPoolExecutor(2)


def processes() -> Executor:
    return ProcessPoolExecutor(2, get_context("spawn"))


POOLS = [threads, pytest.param(processes, marks=pytest.mark.slow)]


@pytest.mark.parametrize("pool", POOLS, ids=["threads", "processes"])
@pytest.mark.parametrize("function", [backward, unturned], ids=lambda each: each.__name__)
def test_a_sweep_says_the_same(pool: Callable[[], Executor], function: Any) -> None:
    alone = check_backward(function, LAYER, 2)
    with pool() as executor:
        shared = check_backward(function, LAYER, 2, executor=executor)
    assert replace(shared, seconds=0.0) == replace(alone, seconds=0.0)
    assert (alone.outcome, alone.layers > 10) == ("proved" if function is backward else "refuted", True)


@pytest.mark.parametrize("pool", [nullcontext, threads], ids=["alone", "threads"])
def test_what_was_wrong_once_is_refuted_whatever_a_second_look_says(
    pool: Callable[[], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOLD, str(tmp_path / "told"))
    with pool() as executor:
        assert check_backward(wrong_once, LAYER, 2, executor=executor).outcome == "refuted"
    # Without the first call there is nothing wrong with it.
    assert check_backward(wrong_once, LAYER, 2).outcome == "proved"


def test_forward_passes_and_assertions_too() -> None:
    with threads() as executor:
        assert check_forward(forward, LAYER, 2, executor=executor).outcome == "refuted"
        assert_backward(backward, LAYER, 2, executor=executor)
        with pytest.raises(AssertionError, match="refuted"):
            assert_backward(unturned, LAYER, 2, executor=executor)


def test_what_cannot_be_sent_is_said() -> None:
    with threads() as executor, pytest.raises(SymconvError, match="cannot be sent to other processes"):
        check_backward(lambda x, k, b, dz: backward(x, k, b, dz), LAYER, 2, executor=executor)


@pytest.mark.parametrize("sizes", [None, "all"])
def test_one_layer_is_not_shared_out(sizes: Any) -> None:
    with threads() as executor, pytest.raises(SymconvError, match="`executor` shares out the many layers"):
        check_backward(backward, LAYER, sizes, executor=executor)


def test_dask_says_the_same() -> None:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        found = check_backward(unturned, LAYER, 2, executor=client.get_executor())
    assert replace(found, seconds=0.0) == replace(check_backward(unturned, LAYER, 2), seconds=0.0)

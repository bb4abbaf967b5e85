"""A sweep on a Dask cluster; skipped, visibly, where Dask is not installed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from symconv.cli.main import run

CODE = """
import numpy as np


def backward(x, k, b, dz):
    dx, dk = np.zeros(x.shape), np.zeros(k.shape)
    for m in range(dz.shape[2]):
        for a in range(k.shape[2]):
            dx[:, :, m + a] += dz[:, :, m] @ k[:, :, a]
            dk[:, :, a] += dz[:, :, m].T @ x[:, :, m + a]
    return dx, dk, dz.sum(axis=(0, 2))


def unturned(x, k, b, dz):
    return backward(x, k[:, :, ::-1], b, dz)
"""
SWEEP = ["conv1d", "--input", "4", "--kernel", "2", "--sizes", "2"]


@pytest.fixture
def homework(tmp_path: Path) -> Path:
    path = tmp_path / "homework.py"
    path.write_text(CODE, encoding="utf-8")
    return path


def test_a_cluster_sweeps_as_one_process_does(homework: Path, capsys: pytest.CaptureFixture[str]) -> None:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None
    ) as cluster:
        for name, code in (("backward", 0), ("unturned", 1)):
            found = []
            for options in ([], ["--dask", cluster.scheduler_address]):
                assert run(["check", f"{homework}:{name}", *SWEEP, "--json", *options]) == code
                found.append(json.loads(capsys.readouterr().out) | {"seconds": 0})
            assert found[0] == found[1]
            assert found[0]["layers"] > 10


def test_a_cluster_that_is_not_there_is_said(homework: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("distributed")
    assert run(["check", f"{homework}:backward", *SWEEP, "--dask", "nowhere://1"]) == 2
    assert "no Dask cluster answers at 'nowhere://1'" in capsys.readouterr().err


def test_without_dask_it_says_how_to_install_it(
    homework: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "distributed" else object())
    assert run(["check", f"{homework}:backward", *SWEEP, "--dask", "tcp://localhost:1"]) == 2
    assert "pip install 'symconv[dask]'" in capsys.readouterr().err


@pytest.mark.parametrize("options", [["--dask", "tcp://a:1"], ["--sizes", "2", "-j", "2", "--dask", "tcp://a:1"]])
def test_it_is_for_sweeps_alone(options: list[str], homework: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", f"{homework}:backward", *SWEEP[:5], *options]) == 2
    assert "--dask shares out the many layers of --sizes" in capsys.readouterr().err

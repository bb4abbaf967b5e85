"""`symconv check FILE.py:FUNCTION` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from symconv.cli.main import run

HOMEWORK = """
import os
import time

import numpy as np

print("this is not the answer")


def right(x, k, b, dz):
    dx, dk, db = np.zeros_like(x), np.zeros(k.shape), dz.sum(axis=(0, 2))
    for m in range(dz.shape[2]):
        for a in range(k.shape[2]):
            dx[:, 0, m + a] += dz[:, 0, m] * k[0, 0, a]
            dk[0, 0, a] += (dz[:, 0, m] * x[:, 0, m + a]).sum()
    return dx, dk, db


def unturned(x, k, b, dz):
    return right(x, k[:, :, ::-1], b, dz)


def masked(x, k, b, dz):
    return right(x, k, b, np.where(dz > -1e300, dz, 0))


def forward(x, k, b):
    return np.stack([np.convolve(x[0, 0], k[0, 0, ::-1], "valid") + b[0]])[None]


def crashing(x, k, b, dz):
    return right(x, k, b, dz[5])


def large_only(x, k, b, dz):
    return right(x, k, b, dz * (2 if x.shape[2] > 3 and k.shape[2] == 3 else 1))


def with_stride(x, k, b, dz, stride=1):
    dx, dk = np.zeros(x.shape), np.zeros(k.shape)
    for n, f, m in np.ndindex(*dz.shape):
        for c, a in np.ndindex(*k.shape[1:]):
            dx[n, c, m * stride + a] += dz[n, f, m] * k[f, c, a]
            dk[f, c, a] += dz[n, f, m] * x[n, c, m * stride + a]
    return dx, dk, dz.sum(axis=(0, 2))


def own_forward(x, k, b):
    return np.stack([np.convolve(np.pad(x[0, 0], 1, mode="wrap"), k[0, 0, ::-1], "valid") + b[0]])[None]


def own_backward(x, k, b, dz):
    dx = np.zeros((1, 1, x.shape[2] + 2))
    dk = np.zeros(k.shape)
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1)), mode="wrap")
    for m in range(dz.shape[2]):
        dx[:, :, m : m + k.shape[2]] += dz[:, :, m : m + 1] * k[0]
        dk[0] += dz[0, :, m : m + 1] * padded[0, :, m : m + k.shape[2]]
    dx[:, :, -2] += dx[:, :, 0]
    dx[:, :, 1] += dx[:, :, -1]
    return dx[:, :, 1:-1], dk, dz.sum(axis=(0, 2))


def killed(x, k, b, dz):
    os.abort()


def endless(x, k, b, dz):
    time.sleep(1000)


def of_two(x, k):
    return x
"""
LAYER = ["conv1d", "--input", "4", "--kernel", "2"]


@pytest.fixture
def homework(tmp_path: Path) -> Path:
    path = tmp_path / "homework.py"
    path.write_text(HOMEWORK, encoding="utf-8")
    return path


def called(path: Path, name: str, *options: str) -> int:
    return run(["check", f"{path}:{name}", *LAYER, *options])


def test_right_code_is_proved(homework: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called(homework, "right") == 0
    out = capsys.readouterr().out
    assert out.startswith("proved: right, conv1d --input 4 --kernel 2\n")
    assert "for all values at this size" in out


def test_the_wrong_entry_is_named_with_numbers_that_anyone_can_make(
    homework: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called(homework, "unturned", "--json") == 1
    out = capsys.readouterr().out
    found = json.loads(out)
    assert out.count("\n") == 1
    assert found["schema"] == "symconv.check/1"
    assert (found["verdict"], found["entry"]) == ("refuted", "dX[0,0,0]")
    assert (found["got"], found["expected"]) == ("dz1*k2", "dz1*k1")
    assert {"layer", "causes", "claim", "seconds"} <= found.keys()
    made: dict[str, object] = {}
    exec("import numpy as np\n" + found["numbers"]["recipe"], made)
    exec(homework.read_text(encoding="utf-8"), made)
    dx = eval("unturned(x, k, b, dz)[0][0, 0, 0]", made)
    assert dx == int(found["numbers"]["got"]) != int(found["numbers"]["expected"])


def test_what_cannot_be_decided_is_said_with_the_line(homework: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called(homework, "masked") == 3
    out = capsys.readouterr().out
    assert "np.greater of entries is taken (homework.py:24: return right(x, k, b, np.where(dz > -1e300, dz, 0)))" in out


def test_forward_code(homework: Path) -> None:
    assert called(homework, "forward", "--forward") == 0


def test_a_crash_is_reported_as_theirs_with_the_line(homework: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called(homework, "crashing") == 1
    assert "IndexError" in (out := capsys.readouterr().out)
    assert "return right(x, k, b, dz[5])" in out


def test_the_smallest_layer_that_fails_is_found(homework: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called(homework, "with_stride", "--sizes", "2", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["layers"] > 20
    assert "beyond 2 are not covered" in found["claim"]
    for processes in ("1", "2"):
        code = run(["check", f"{homework}:large_only", *LAYER, "--sizes", "4", "-j", processes, "--json"])
        found = json.loads(capsys.readouterr().out)
        # It is written for one channel only, which is where it fails first.
        assert (code, found["verdict"]) == (1, "refuted")
        assert (found["layer"]["input"], found["layer"]["in_channels"] + found["layer"]["out_channels"]) == ([1], 3)


def test_parts_of_a_sweep_tell_the_causes_that_one_process_tells(
    homework: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = []
    for processes in ("1", "2"):
        assert called(homework, "unturned", "--sizes", "2", "-j", processes, "--json") == 1
        told.append(json.loads(capsys.readouterr().out))
    assert told[0]["causes"]
    assert {**told[0], "seconds": 0} == {**told[1], "seconds": 0}


def test_against_a_forward_pass_of_ones_own(homework: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called(homework, "own_backward", "--against-forward", "own_forward") == 0
    assert "is the gradient of own_forward" in capsys.readouterr().out
    assert called(homework, "right", "--against-forward", "own_forward") == 1
    assert called(homework, "own_backward") == 1
    assert called(homework, "right", "--against-forward", "forward") == 0


def test_code_that_ends_the_process(homework: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called(homework, "killed") == 3
    assert "ended the process (signal SIGABRT)" in capsys.readouterr().out


def test_code_that_comes_to_no_end(homework: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called(homework, "endless", "--timeout", "2") == 3
    assert "no end within 2 s" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("{path}:nothing", "homework.py has no nothing; it has right, unturned"),
        ("{path}:of_two", "of_two(x, k) cannot be called as f(x, k, b, dz)"),
        ("{path}", "is no FILE.py:FUNCTION, such as homework.py:conv_backward"),
        ("nowhere.py:right", "there is no file 'nowhere.py'"),
    ],
    ids=["no such function", "other arguments", "no function", "no such file"],
)
def test_mistakes_are_one_line(homework: Path, target: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", target.format(path=homework), *LAYER]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert said in captured.err
    assert "Traceback" not in captured.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["-j", "2"], "-j is for the many layers of --sizes"),
        (["--forward", "--against-forward", "f"], "leave --forward out"),
        (["--sizes", "2", "--against-forward", "f"], "leave --sizes out"),
        (["--sizes", "1", "--stride", "1", "--dilation", "2", "--padding", "0", "--groups", "0"], "--groups"),
    ],
)
def test_options_that_do_not_go_together(
    homework: Path, options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called(homework, "right", *options) == 2
    assert said in capsys.readouterr().err


def test_a_file_that_cannot_be_loaded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "broken.py"
    path.write_text("import numpy as np\n\nnp.nothing\n", encoding="utf-8")
    assert run(["check", f"{path}:f", *LAYER]) == 2
    assert "broken.py cannot be loaded: AttributeError" in (err := capsys.readouterr().err)
    assert "broken.py:3" in err


def test_what_the_code_prints_is_not_on_stdout(homework: Path, capfd: pytest.CaptureFixture[str]) -> None:
    called(homework, "right", "--json")
    captured = capfd.readouterr()
    assert json.loads(captured.out)["verdict"] == "proved"
    assert "this is not the answer" in captured.err

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
    assert "homework.py:32" in out


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

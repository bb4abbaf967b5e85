"""How a call ends: 1 means refuted and nothing else, whatever becomes of the streams, the memory or symconv itself."""

from __future__ import annotations

import errno
import os
import subprocess
import sys

import pytest
from quick import cases

from cli.called import called
from symconv import answering

PROVED = "prove T13"
REFUTED = "prove 'rot180(A) = A'"
CLOSED = "symconv: the answer cannot be written: the standard output is closed"
FULL = "symconv: the answer cannot be written (No space left on device)"
STOPPED_BY_THE_READER = 141


def ended(call: str) -> tuple[int, str]:
    """The exit code of `symconv`, first of a pipe of the shell's, and what it said on stderr."""
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m symconv {call}; exit ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return done.returncode, done.stderr


def test_what_these_calls_end_in_otherwise() -> None:
    assert [ended(call)[0] for call in (PROVED, REFUTED)] == [0, 1]


@pytest.mark.parametrize(
    "call", cases(["--help", "prove --list", PROVED, REFUTED, "derive conv1d --input 3 --kernel 2"], quick=2)
)
def test_a_reader_that_has_left_is_no_error(call: str) -> None:
    """The reader closes its end before anything is written."""
    code, said = ended(f"{call} | (exec <&-; sleep 0)")
    assert (code, said) in ((STOPPED_BY_THE_READER, ""), (0, "")), said


def test_a_reader_that_leaves_early_is_no_error() -> None:
    code, said = ended("derive conv2d --input 9 --kernel 2 --full | head -1 >/dev/null")
    assert code in (STOPPED_BY_THE_READER, 0)
    assert said == ""


@pytest.mark.parametrize(
    ("call", "said"),
    cases(
        [
            ("--help >/dev/full", "symconv: No space left on device"),
            ("verify conv1d --input 3 --kernel 2 >/dev/full", FULL),
            ("prove 'dX =' 2>&-", ""),
            (f"{PROVED} >&-", CLOSED),
            (f"{REFUTED} >&-", CLOSED),
            ("draw conv1d --input 3 --kernel 2 --format png >&-", CLOSED),
            (f"{PROVED} >/dev/full", FULL),
            (f"{REFUTED} --json >/dev/full", FULL),
            ("draw conv1d --input 3 --kernel 2 >/dev/full", FULL),
            (f"{REFUTED} >/dev/full 2>&-", ""),
            ("prove 'dX =' 2>/dev/full", ""),
        ],
        quick=3,
    ),
)
def test_what_cannot_be_written_is_2_in_one_line(call: str, said: str) -> None:
    assert ended(call) == (2, f"{said}\n" if said else "")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (MemoryError(), "symconv: there is not enough memory for this: choose smaller sizes\n"),
        (
            KeyError("x"),
            "symconv: a defect of symconv itself (KeyError: 'x'): please report it with the command as you typed it; "
            "SYMCONV_DEBUG=1 shows where it is\n",
        ),
        (RecursionError("too\ndeep"), None),
        (
            SystemError("unknown opcode"),
            "symconv: a defect of symconv itself (SystemError: unknown opcode): please report it with the command as "
            "you typed it; SYMCONV_DEBUG=1 shows where it is\n",
        ),
        (OSError(28, "No space left on device"), "symconv: No space left on device\n"),
    ],
    ids=lambda each: type(each).__name__,
)
def test_a_crash_is_2_in_one_line(
    error: Exception, said: str | None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(answering, "decide", fails)
    monkeypatch.delenv("SYMCONV_DEBUG", raising=False)
    code, out, err = called(["prove", "rot180(A) = A"], capsys)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert said is None or err == said


def test_a_crash_is_traced_where_that_is_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "decide", None)
    monkeypatch.setenv("SYMCONV_DEBUG", "1")
    code, _, err = called(["prove", "rot180(A) = A"], capsys)
    assert code == 2
    assert "Traceback" in err
    assert "a defect of symconv itself" in err


LITTLE = "symconv: there is not enough memory for this: choose smaller sizes\n"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs ulimit")
@pytest.mark.parametrize(
    ("kilobytes", "command"),
    [
        (120_000, "prove T1"),
        (120_000, "derive conv1d --input 3 --kernel 2"),
        (150_000, "derive conv1d --input 3 --kernel 2"),
    ],
)
def test_where_memory_ends_is_2_in_one_line(kilobytes: int, command: str) -> None:
    done = subprocess.run(
        ["bash", "-c", f"ulimit -v {kilobytes}; {sys.executable} -m symconv {command}"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (done.returncode, done.stderr) == (2, LITTLE)


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        SystemError("<built-in function len> returned NULL without setting an exception"),
        OSError(errno.ENOMEM, "Cannot allocate memory"),
        ImportError("libopenblas.so: failed to map segment from shared object"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_want_of_memory_is_no_defect(
    error: Exception, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("something that comes of it") from error

    monkeypatch.setattr(answering, "decide", fails)
    code, _, err = called(["prove", "rot180(A) = A"], capsys)
    assert (code, err) == (2, LITTLE)

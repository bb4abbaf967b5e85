"""`symconv prove --from FILE --jobs N --resume FILE --cache DIR`: many statements, and every way that a run may end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from quick import cases
from sharing.test_shared import children, command, waited

from cli.called import called

LINES = """"o = n - k + 1"
{"statement": "dX = correlate(pad(dZ, k-1), K)", "layer": "conv1d", "id": "wrong"}
T3
dX = Q
{"statement": "o = n", "timeout": "soon"}
conv1d: o = n - k + 1
"""
SUMMARY = "3 proved, 1 refuted in "


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "statements.jsonl"
    path.write_text(LINES, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("jobs", cases(["1", "2"]))
def test_a_file_is_answered_line_by_line(jobs: str, file: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = called(["prove", "--from", file, "--jobs", jobs], capsys)
    assert code == 2
    heads = [line.removeprefix(file).split(":")[:3] for line in out.splitlines() if not line.startswith("  ")][:-1]
    assert [(line, said.strip()) for _, line, said in heads] == [
        *(("1", "proved"), ("2", "wrong refuted"), ("3", "T3 proved"), ("6", "proved")),
    ]
    assert out.splitlines()[-1].startswith(SUMMARY)
    assert f"symconv: {file}:4: there is no 'Q'" in err
    assert f"symconv: {file}:5: timeout is a number of seconds above 0, not 'soon'" in err


def test_a_run_goes_on_from_its_results(file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results, cache = str(tmp_path / "results.jsonl"), str(tmp_path / "cache")
    said: list[str] = []
    for known, further in ((0, []), (4, []), (4, ["--cache", cache]), (4, ["--cache", cache])):
        resume = ["--resume", results] if len(said) < 3 else []
        code, out, err = called(["prove", "--from", file, *resume, *further], capsys)
        assert code == 2
        said.append(out.rpartition(" in ")[0])
        assert err.startswith(f"symconv: {known} of 5 answers were kept from before\n")
    assert len({*said}) == 1
    rows = [json.loads(line) for line in Path(results).read_text().splitlines()]
    assert sorted(row["result"]["verdict"] if "result" in row else "mistake" for row in rows) == [
        *("mistake", "mistake", "proved", "proved", "proved", "refuted"),
    ]


MISTAKES: dict[str, tuple[list[str], str]] = {
    "no jobs": (["--jobs", "0"], "0 is not in the range x>=1"),
    "less than none": (["--jobs", "-1"], "-1 is not in the range x>=1"),
    "a thousand": (["--jobs", "1000"], "--jobs 1000 is more than"),
    "jobs in words": (["--jobs", "all"], "'all' is not a valid integer"),
    "results in a full device": (["--resume", "/dev/full"], "/dev/full: answers are kept in a file, which this is not"),
    "results in a folder": (["--resume", "/"], "/: answers are kept in a file, which this is not"),
    "results among the statements": (["--resume", "FILE"], "this is no answer of symconv prove"),
    "a cache that is a file": (["--cache", "FILE"], "answers cannot be kept there (File exists)"),
    "a cache that cannot be": (["--cache", "/proc/none"], "/proc/none: answers cannot be kept there"),
}


@pytest.mark.parametrize(("options", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_line(
    options: list[str], said: str, file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [file if each == "FILE" else each for each in options]
    code, out, err = called(["prove", "--from", file, *given], capsys)
    assert (code, out) == (2, "")
    assert err.startswith("symconv: ")
    assert said in err.splitlines()[0]
    assert Path(file).read_text(encoding="utf-8") == LINES


def test_signs_that_end_lines_elsewhere_do_not_in_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "odd.jsonl"
    path.write_bytes('\ufeff{"statement": "o = n - k + 1", "id": "é\u2028\x85 "}\r\nT3'.encode())
    code, out, _ = called(["prove", "--from", str(path), "--json"], capsys)
    assert code == 0
    assert [each["id"] for each in json.loads(out)["results"]] == ["é\u2028\x85 ", "T3"]


ODD = {
    "deep": '{"statement": ' + "[" * 100_000,
    "a list": '["o = n"]',
    "null": '{"statement": null}',
    "an option in an object": '{"statement": "o = n", "stride": {"a": 1}}',
    "an option in lists": '{"statement": "o = n", "stride": [[[1]]]}',
    "a fraction": '{"statement": "o = n", "stride": 1.5}',
    "not a number": '{"statement": "o = n", "stride": NaN, "timeout": NaN}',
    "endless": '{"statement": "o = n", "timeout": Infinity, "kernel": 0}',
    "many digits": '{"statement": "o = n", "stride": ' + "9" * 5_000 + "}",
    "half a sign": '{"statement": "o = \\ud800", "id": "\\udfff"}',
    "an empty text": '""',
    "a layer that is a list": '{"statement": "o = n", "layer": ["conv2d"]}',
    "an id that is a list": '{"statement": "o = q", "id": [1]}',
    "a long statement": '"o = ' + "n + " * 10_000 + 'n"',
    "letters that do not show": '"o = \x1b[31m n"',
}


def test_odd_lines_are_mistakes_of_their_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "odd.jsonl"
    path.write_text("\n".join([*ODD.values(), "T3"]), encoding="utf-8")
    code, out, err = called(["prove", "--from", str(path), "--json", "--resume", str(tmp_path / "results")], capsys)
    found = json.loads(out)
    assert code == 2
    assert [each["line"] for each in found["mistakes"]] == [*range(1, len(ODD) + 1)]
    assert [(each["id"], each["verdict"]) for each in found["results"]] == [("T3", "proved")]
    assert "Traceback" not in err
    assert "defect" not in err
    assert "\x1b" not in err


def running(arguments: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "symconv", "prove", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # A shell starts what runs in the background without it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def many(tmp_path: Path, count: int) -> str:
    path = tmp_path / "many.jsonl"
    path.write_text("".join(f"o = n - k + 1 + {at} - {at}\n" for at in range(count)), encoding="utf-8")
    return str(path)


def lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="children are looked up in /proc")
@pytest.mark.parametrize("end", ["a worker is killed", "all is killed", "Ctrl-C"])
def test_whatever_ends_nothing_that_was_written_is_lost(end: str, tmp_path: Path) -> None:
    count = 300
    results = tmp_path / "results.jsonl"
    arguments = ["--from", many(tmp_path, count), "--jobs", "2", "--resume", str(results), "--json"]
    run = running(arguments)
    assert waited(lambda: list(range(lines(results))), least=20)
    if end == "a worker is killed":
        os.kill(next(pid for pid in children(run.pid) if "spawn_main" in command(pid)), signal.SIGKILL)
    elif end == "Ctrl-C":
        os.killpg(run.pid, signal.SIGINT)
    else:
        run.kill()
    out, err = run.communicate(timeout=300)
    assert "Traceback" not in err
    there = lines(results)
    assert there >= 20
    if end == "a worker is killed":
        assert (run.returncode, there) == (0, count)
    else:
        assert run.returncode == (130 if end == "Ctrl-C" else -signal.SIGKILL)
        # The file is free again as soon as the run has ended.
        again = running(arguments)
        out, err = again.communicate(timeout=300)
        assert again.returncode == 0
        assert int(err.split()[1]) >= there - 1
        assert lines(results) == count
    assert [each["verdict"] for each in json.loads(out)["results"]] == ["proved"] * count


@pytest.mark.slow
def test_a_reader_that_has_left_is_no_error(tmp_path: Path) -> None:
    results = tmp_path / "results.jsonl"
    call = f"{sys.executable} -m symconv prove --from {many(tmp_path, 5)} --jobs 2 --resume {results}"
    done = subprocess.run(
        ["bash", "-c", f"{call} | (exec <&-; sleep 0); exit ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode in (141, 0)
    assert "Traceback" not in done.stderr
    assert lines(results) == 5


def test_more_lines_than_memory_holds_are_not_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "huge.jsonl"
    with path.open("wb") as file:
        file.truncate(60_000_000)
    started = time.process_time()
    code, _, err = called(["prove", "--from", str(path)], capsys)
    assert (code, "more than 50 MB are not read" in err) == (2, True)
    assert time.process_time() - started < 5

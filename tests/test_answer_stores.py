"""The file of answers: whole after any end, gone on with, and never mistaken for somebody else's file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from symconv import SymconvError
from symconv.answer_records import KEPT_SCHEMA
from symconv.answer_stores import AnswerFolder, results_file


def record(key: str, **further: Any) -> dict[str, Any]:
    return {"schema": KEPT_SCHEMA, "key": key, **further}


ONE, TWO = record("one", basis=None), record("two", basis={"sizes": {"n": 2}}, text="é\u2028\ud800")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "results.jsonl"


def filled(path: Path) -> bytes:
    with results_file(path) as file:
        file.add("one", ONE)
        file.add("two", TWO)
    return path.read_bytes()


def test_what_is_written_is_found_again(path: Path) -> None:
    filled(path)
    with results_file(path) as file:
        assert (file.find("one"), file.find("two"), file.find("three")) == (ONE, TWO, None)
    assert [json.loads(line) for line in path.read_text().splitlines()] == [ONE, TWO]


def test_the_last_answer_counts(path: Path) -> None:
    with results_file(path) as file:
        file.add("one", ONE)
        file.add("one", record("one", basis=3))
        assert file.find("one") == record("one", basis=3)
    with results_file(path) as file:
        assert file.find("one") == record("one", basis=3)


def test_a_file_that_ends_anywhere_is_gone_on_with(path: Path) -> None:
    """Whatever part of it was written: lines that are whole stay, and the next answer begins a line of its own."""
    whole = filled(path)
    first = whole.index(b"\n") + 1
    for end in range(len(whole)):
        path.write_bytes(whole[:end])
        with results_file(path) as file:
            found = [key for key in ("one", "two") if file.find(key)]
            file.add("three", record("three"))
        # A line without its end is whole if nothing else of it is missing.
        assert found == ["one", "two"][: (end >= first - 1) + (end >= len(whole) - 1)]
        lines = path.read_bytes().split(b"\n")
        assert lines.pop() == b""
        assert [json.loads(line)["key"] for line in lines] == [*found, "three"]


def test_a_gap_that_a_machine_left_is_dropped(path: Path) -> None:
    whole = filled(path)
    path.write_bytes(whole + b"\0" * 100)
    with results_file(path) as file:
        assert file.find("two") == TWO
    assert path.read_bytes() == whole


OTHERS: dict[str, bytes] = {
    "a statement": b"o = n - k + 1",
    "a line of statements": b"o = n - k + 1\n",
    "statements in JSON": b'{"statement": "o = n"}\n',
    "an object": b"{}",
    "another schema": b'{"schema": "symconv.prove/1", "results": []}\n',
    "another version": b'{"schema": "symconv.kept/9", "key": "one"}\n',
    "a key that is none": b'{"schema": "symconv.kept/1", "key": 3}\n',
    "no text": b"\xff\xfe\n",
    "empty lines": b"\n\n",
    "far too deep": b"[" * 100_000,
    "an answer, then something else": json.dumps(ONE).encode() + b"\nhello\n" + json.dumps(ONE).encode() + b"\n",
    "an answer, then an end that is not ours": json.dumps(ONE).encode() + b"\nhello",
}


@pytest.mark.parametrize("content", OTHERS.values(), ids=OTHERS)
def test_another_file_is_refused_and_not_touched(content: bytes, path: Path) -> None:
    path.write_bytes(content)
    with pytest.raises(SymconvError, match="this is no answer of symconv prove"), results_file(path):
        pass
    assert path.read_bytes() == content


def test_two_runs_do_not_write_at_once(path: Path) -> None:
    pytest.importorskip("fcntl")
    with results_file(path), pytest.raises(SymconvError, match="another run is writing there"), results_file(path):
        pass
    with results_file(path):
        pass


@pytest.mark.parametrize("place", ["/dev/full", "/dev/null", "/", "/proc/none", "/nowhere/results.jsonl"])
def test_what_is_no_file_is_refused(place: str) -> None:
    said = r"answers (are kept in a file|cannot be kept there)"
    with pytest.raises(SymconvError, match=said), results_file(Path(place)):
        pass


WRITER = """
import sys
from pathlib import Path
from symconv.answer_stores import results_file
with results_file(Path(sys.argv[1])) as file:
    at = 0
    while True:
        file.add(str(at), {"schema": "symconv.kept/1", "key": str(at), "filling": "x" * 1000 * (at % 7)})
        at += 1
        print(at, flush=True)
"""


def test_whoever_is_killed_loses_nothing_that_was_written(path: Path) -> None:
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    told = [writer.stdout.readline() for _ in range(50)]
    writer.kill()
    told += writer.stdout.read().splitlines()
    writer.wait()
    count = max(int(each) for each in told if each.strip())
    with results_file(path) as file:
        assert all(file.find(str(at)) for at in range(count))


LIMITED = """
import resource, sys
from pathlib import Path
from symconv import SymconvError
from symconv.answer_stores import results_file
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
with results_file(Path(sys.argv[1])) as file:
    try:
        for at in range(1000):
            file.add(str(at), {"schema": "symconv.kept/1", "key": str(at), "filling": "x" * 50})
    except SymconvError as error:
        print(error)
"""


def test_a_disk_that_is_full_is_said_and_what_was_written_stays(path: Path) -> None:
    pytest.importorskip("resource")
    done = subprocess.run([sys.executable, "-c", LIMITED, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout == f"{path}: answers cannot be kept there (File too large)\n"
    # The last line was written in part.
    assert path.stat().st_size == 10_000
    with results_file(path) as file:
        assert len(file.places) > 50


def test_a_folder_keeps_answers_by_their_keys(tmp_path: Path) -> None:
    folder = AnswerFolder.at(tmp_path / "new" / "cache")
    folder.add("one", ONE)
    folder.add("two", TWO)
    folder.add("two", record("two", basis=4))
    assert (folder.find("one"), folder.find("two"), folder.find("no")) == (ONE, record("two", basis=4), None)
    assert AnswerFolder.at(tmp_path / "new" / "cache").find("one") == ONE
    assert len([each for each in folder.path.rglob("*") if each.is_file()]) == 2


POISON: dict[str, bytes] = {
    "empty": b"",
    "no JSON": b"{",
    "a list": b"[]",
    "another key": json.dumps(TWO).encode(),
    "no text": b"\xff",
    "far too deep": b"[" * 100_000,
    "another schema": b'{"schema": "x", "key": "one"}',
}


@pytest.mark.parametrize("content", POISON.values(), ids=POISON)
def test_what_stands_in_a_folder_and_is_no_answer_is_none(content: bytes, tmp_path: Path) -> None:
    folder = AnswerFolder.at(tmp_path)
    folder.add("one", ONE)
    (file,) = (each for each in tmp_path.rglob("*") if each.is_file())
    file.write_bytes(content)
    assert folder.find("one") is None
    folder.add("one", ONE)
    assert folder.find("one") == ONE


@pytest.mark.parametrize("place", ["/proc/none", "/dev/null", "/dev/null/cache"])
def test_a_folder_that_cannot_be_is_refused(place: str) -> None:
    with pytest.raises(SymconvError, match=f"{place}: answers cannot be kept there"):
        AnswerFolder.at(Path(place))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="whoever is root may write anywhere")
def test_a_folder_that_may_not_be_written_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(SymconvError, match="answers cannot be kept there"):
        AnswerFolder.at(tmp_path)

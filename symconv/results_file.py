"""A file of answers, one a line, that grows while they are found: whatever ends the run, what stands there is whole."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from symconv.answer_records import KEPT_SCHEMA, Record, unwritten
from symconv.errors import SymconvError

# Every line begins so.
LINE_BEGINS = f'{{"schema": "{KEPT_SCHEMA}"'.encode("ascii")


@dataclass(frozen=True, slots=True)
class ResultsFile:
    """A file that is open to be read and to be gone on with; `places` has where each answer begins and how long it is.
    """

    path: Path
    file: int
    places: dict[str, tuple[int, int]]

    def find(self, key: str) -> Record | None:
        """The answer to what has this key."""
        if key not in self.places:
            return None
        start, length = self.places[key]
        return _read_line(os.pread(self.file, length, start))

    def add(self, key: str, record: Record) -> None:
        """Write an answer as one line, which counts from now on; raises SymconvError where it cannot be written."""
        line = json.dumps(record).encode("ascii") + b"\n"
        try:
            start = os.lseek(self.file, 0, os.SEEK_END)
            left = line
            while left:
                left = left[os.write(self.file, left) :]
            os.fsync(self.file)
        except OSError as error:
            raise unwritten(self.path, error) from None
        self.places[key] = (start, len(line))


@contextmanager
def results_file(path: Path) -> Iterator[ResultsFile]:
    """The file at `path`, made where there is none; no other run can go on with it meanwhile.

    A last line that was not finished is dropped. Raises SymconvError for what holds something else than answers: that
    is not touched.
    """
    try:
        there = path.stat() if path.exists() else None
        if there is not None and not stat.S_ISREG(there.st_mode):
            raise SymconvError(f"{path}: answers are kept in a file, which this is not", text=str(path))
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
    except OSError as error:
        raise unwritten(path, error) from None
    try:
        _reserve(file, path)
        yield ResultsFile(path, file, _places(file, path))
    finally:
        os.close(file)


def _reserve(file: int, path: Path) -> None:
    try:
        from fcntl import LOCK_EX, LOCK_NB, flock
    except ImportError:
        # There is no such thing on Windows: two runs at once are the user's own doing there.
        return
    try:
        flock(file, LOCK_EX | LOCK_NB)
    except OSError:
        raise SymconvError(f"{path}: another run is writing there", text=str(path)) from None


def _places(file: int, path: Path) -> dict[str, tuple[int, int]]:
    """Where the answers are; what was begun and not finished is cut off."""
    found: dict[str, tuple[int, int]] = {}
    start = 0
    with os.fdopen(os.dup(file), "rb") as lines:
        lines.seek(0)
        for number, line in enumerate(lines, start=1):
            record = _read_line(line)
            if not line.endswith(b"\n") and record is None and _is_begun(line):
                os.ftruncate(file, start)
                break
            if record is None:
                raise SymconvError(
                    f"{path}:{number}: this is no answer of symconv prove: name a file of its own for them",
                    text=str(path),
                )
            if not line.endswith(b"\n"):
                os.write(file, b"\n")
            found[record["key"]] = (start, len(line))
            start += len(line)
    return found


def _is_begun(line: bytes) -> bool:
    """Whether this may be the beginning of an answer; a machine that went down may have left a gap instead."""
    return line.startswith(LINE_BEGINS[: len(line)]) or not line.strip(b"\0")


def _read_line(line: bytes) -> Record | None:
    """The answer in a line; None where there is none."""
    try:
        record = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    match record:
        case {"schema": schema, "key": str()} if schema == KEPT_SCHEMA:
            return dict(record)
    return None

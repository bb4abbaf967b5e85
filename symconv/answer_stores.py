"""Where answers are kept by the keys of what was asked: in a file that a run goes on from, in a folder for all runs."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from symconv.answer_records import KEPT_SCHEMA, Record
from symconv.errors import SymconvError

# Every line of a file begins so.
LINE_BEGINS = f'{{"schema": "{KEPT_SCHEMA}"'.encode("ascii")
# What is longer was not written here.
LONGEST_ANSWER = 10_000_000


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
        return _read(os.pread(self.file, length, start))

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
            raise _unwritten(self.path, error) from None
        self.places[key] = (start, len(line))


@contextmanager
def results_file(path: Path) -> Iterator[ResultsFile]:
    """The file at `path`, made where there is none; no other run can go on with it meanwhile.

    A last line that was not finished is dropped. Raises SymconvError for what holds something else than answers: that
    is not touched.
    """
    try:
        if path.exists() and not path.is_file():
            raise SymconvError(f"{path}: answers are kept in a file, which this is not", text=str(path))
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
    except OSError as error:
        raise _unwritten(path, error) from None
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
            record = _read(line)
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


@dataclass(frozen=True, slots=True)
class AnswerFolder:
    """A folder with a file for each answer; several runs may use it at once."""

    path: Path

    @classmethod
    def at(cls, path: Path) -> AnswerFolder:
        """The folder at `path`, made where there is none; raises SymconvError where nothing can be written there."""
        # Who keeps no answers does not wait for what writes them.
        from tempfile import NamedTemporaryFile

        try:
            path.mkdir(parents=True, exist_ok=True)
            NamedTemporaryFile(dir=path).close()
        except OSError as error:
            raise _unwritten(path, error) from None
        return cls(path)

    def find(self, key: str) -> Record | None:
        """The answer to what has this key; None where there is none, or something else stands there."""
        try:
            with self._file(key).open("rb") as opened:
                record = _read(opened.read(LONGEST_ANSWER))
        except OSError:
            return None
        return record if record is not None and record["key"] == key else None

    def add(self, key: str, record: Record) -> None:
        """Keep this, in place of what is there; raises SymconvError where it cannot be written."""
        from tempfile import NamedTemporaryFile

        place = self._file(key)
        try:
            place.parent.mkdir(exist_ok=True)
            # A name of its own until it is whole: whoever reads sees all of it or nothing.
            with NamedTemporaryFile("w", dir=place.parent, delete=False, encoding="ascii") as unfinished:
                try:
                    json.dump(record, unfinished)
                    unfinished.close()
                    os.replace(unfinished.name, place)
                except BaseException:
                    os.unlink(unfinished.name)
                    raise
        except OSError as error:
            raise _unwritten(self.path, error) from None

    def _file(self, key: str) -> Path:
        return self.path / key[:2] / f"{key}.json"


def _unwritten(path: Path, error: OSError) -> SymconvError:
    """The mistake of naming a place where answers cannot be kept."""
    return SymconvError(f"{path}: answers cannot be kept there ({error.strerror})", text=str(path))


def _read(text: bytes) -> Record | None:
    """The answer that a text says; None where it says none."""
    try:
        record = json.loads(text.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    match record:
        case {"schema": schema, "key": str()} if schema == KEPT_SCHEMA:
            return dict(record)
    return None

"""A folder of answers for later runs, a file each, by the key of what was asked."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from symconv.answer_records import KEPT_SCHEMA, Record, unwritten

# What is longer was not written here.
LONGEST_ANSWER = 10_000_000


@dataclass(frozen=True, slots=True)
class AnswerFolder:
    """The folder; several runs may use it at once."""

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
            raise unwritten(path, error) from None
        return cls(path)

    def find(self, key: str) -> Record | None:
        """The answer to what has this key; None where there is none, or something else stands there."""
        try:
            with self._file(key).open("rb") as opened:
                record = json.loads(opened.read(LONGEST_ANSWER))
        except (OSError, ValueError, RecursionError):
            return None
        match record:
            case {"schema": schema, "key": said} if schema == KEPT_SCHEMA and said == key:
                return dict(record)
        return None

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
            raise unwritten(self.path, error) from None

    def _file(self, key: str) -> Path:
        return self.path / key[:2] / f"{key}.json"

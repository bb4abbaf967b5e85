"""Files of statements: one a line, as text or as JSON, for `symconv prove --from` and for pytest."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from symconv.errors import SymconvError
from symconv.proof.decision import Decision
from symconv.questions import Question, checked_timeout, questions
from symconv.reports.reported import Reported
from symconv.statements.described import ANY_RANK

TRUTHS = {"true": True, "yes": True, "false": False, "no": False}


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A statement, or a theorem's number, with the layers that it is about and its place in a file."""

    path: str
    line: int
    column: int
    text: str
    layer: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""
    # The seconds that an answer may take, where the line says it.
    timeout: float | None = None
    # The whole line as it stands there.
    whole: str = field(default="", compare=False, repr=False)

    def questions(self) -> list[Question]:
        """What is asked; raises SymconvError for what is no statement or no layer."""
        return questions(self.text, self.layer, self.options, self.name)

    def reported(self, found: Decision) -> Reported:
        """What was found of the statement, with its place."""
        end = (self.line, self.column + len(self.text))
        place = (self.path, self.line, self.column, end)
        return Reported(found.outcome, found.statement, str(found), *place, found.seconds)


@dataclass(frozen=True, slots=True)
class MistakenLine:
    """A line of a file that asks nothing, because it holds a mistake; the other lines are answered all the same.

    `column` is where the mistake stands, counted from 1; 0 where it is the whole line.
    """

    path: str
    line: int
    column: int
    whole: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}"

    def reported(self) -> Reported:
        """The same as a report has it, with its place."""
        reason, column = self.reason.replace("`", ""), max(self.column, 1)
        place = (self.path, self.line, column, (self.line, max(len(self.whole), column) + 1))
        return Reported("unreadable", self.whole.strip(), reason, *place)

    def json(self) -> dict[str, Any]:
        """What `symconv prove --json` says of it."""
        reason = self.reason.replace("`", "")
        return {"path": self.path, "line": self.line, "column": self.column or None, "reason": reason}

    @classmethod
    def of(cls, line: StatementLine, error: SymconvError) -> MistakenLine:
        """What an error says of a line: its piece of text is looked for in the statement first, then in the line."""
        piece, column = error.text or "", error.column
        start = line.text.find(piece)
        if piece and start >= 0 and line.whole[line.column - 1 :].startswith(line.text):
            return cls(line.path, line.line, line.column + start + column, line.whole, str(error))
        found = line.whole.find(piece)
        return cls(line.path, line.line, found + column + 1 if piece and found >= 0 else 0, line.whole, str(error))


def readings(text: str, path: str) -> list[StatementLine | MistakenLine]:
    r"""The statements of a text as `entries` reads them, and in its place each line that is none.

    >>> for each in readings("T1\nquick conv2d: o = n\n", "sizes.symconv"):
    ...     print(type(each).__name__, each.line)
    StatementLine 1
    MistakenLine 2
    """
    found: list[StatementLine | MistakenLine] = []
    for number, line in _numbered(text):
        try:
            found.append((_from_json if _is_json(line) else _from_words)(line, path, number))
        except SymconvError as error:
            found.append(MistakenLine.of(StatementLine(path, number, 1, "", whole=line), error))
    return found


def entries(text: str, path: str) -> list[StatementLine]:
    r"""The statements of a text: one a line, without empty lines and what follows a `#`.

    A line is a statement or a theorem's number, with the layers before a colon where they are not the usual ones,
    `conv_transpose2d stride=s padding=1,2 no-bias: o = ...`; or it is JSON: a statement in quotes, or an object with
    `statement`, `layer`, options by their names, `timeout`, and an `id`. Raises SymconvError for a line that is
    neither; what a statement says is not read here.

    >>> for entry in entries("T1\n\nconv1d stride=2: o = (n - k)//2 + 1  # halved\n", "sizes.symconv"):
    ...     print(entry.line, entry.column, entry.text, entry.layer, dict(entry.options))
    1 1 T1 None {}
    3 18 o = (n - k)//2 + 1 conv1d {'stride': '2'}
    """
    found = []
    for each in readings(text, path):
        if isinstance(each, MistakenLine):
            raise SymconvError(str(each))
        found.append(each)
    return found


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    """The lines that say something, with their numbers, without what follows a `#`."""
    # Other signs that Python takes for the end of a line may stand in the texts of JSON.
    for number, line in enumerate(re.split("\r\n|\r|\n", text), start=1):
        said = line if _is_json(line) else line.split("#", 1)[0]
        if said.strip():
            yield number, said.rstrip()


def _is_json(line: str) -> bool:
    return line.lstrip().startswith(("{", '"'))


def _from_words(line: str, path: str, number: int) -> StatementLine:
    words, colon, statement = line.partition(":")
    if not colon:
        words, statement = "", line
    column = len(line) - len(statement.lstrip()) + 1
    layer, options = None, {}
    for word in words.split():
        name, equals, value = word.partition("=")
        option = name.replace("-", "_")
        if equals:
            options[option] = TRUTHS.get(value, value) if option == "bias" else value
        elif option == "no_bias":
            options["bias"] = False
        elif layer is None and (name.startswith("conv") or name in ANY_RANK):
            layer = name
        else:
            raise SymconvError(
                f"{word!r} before the colon is neither a layer nor an option: write, for example, "
                f"conv2d stride=2: o = (n - k)//2 + 1",
                text=word,
            )
    return StatementLine(path, number, column, statement.strip(), layer, options, whole=line)


def _from_json(line: str, path: str, number: int) -> StatementLine:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise SymconvError(f"this is no JSON object in one line ({error})") from None
    given = {"statement": found} if isinstance(found, str) else dict(found)
    statement, layer = given.pop("statement", None), given.pop("layer", None)
    if not isinstance(statement, str):
        raise SymconvError('an object has its "statement" as text')
    if layer is not None and not isinstance(layer, str):
        raise SymconvError(f'a "layer" is a name such as "conv2d", not {json.dumps(layer):.60}')
    timeout = None if (seconds := given.pop("timeout", None)) is None else checked_timeout(seconds)
    name = str(given.pop("id", ""))
    column = len(line) - len(line.lstrip()) + 1
    return StatementLine(path, number, column, statement, layer, given, name, timeout, line)

"""What `prove` is asked: theorems by their numbers, and the reader's own statements with the layers they are about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from symconv.errors import SymconvError
from symconv.layers.build import check
from symconv.layers.family import Family
from symconv.layers.layer import Layer
from symconv.statements.described import family_about
from symconv.statements.grammar import Statement, StatementError, parse
from symconv.statements.library import identifiers, library

EXAMPLE = "dX = correlate(pad(dZ, k-1), rot180(K))"


@dataclass(frozen=True, slots=True)
class Question:
    """What to prove: a theorem, or a statement of the user's own, which has no `id`."""

    id: str
    tree: Statement
    family: Family


def questions(
    text: str, layer: Layer | Family | str | None = None, options: Mapping[str, Any] | None = None, name: str = ""
) -> list[Question]:
    """What `text` asks: the statements of a theorem such as T1, or one statement about the layers that are described.

    Raises SymconvError.
    """
    if not isinstance(text, str):
        raise SymconvError(f"a statement is text, such as {EXAMPLE!r}, not {text!r:.60}")
    if is_theorem(text):
        if layer is not None or options:
            given = "layer" if layer is not None else min(options or {})
            raise SymconvError(f"`{given}` is for statements: a theorem says itself what it is about")
        return of_library(text)
    tree = _statement(text)
    if layer is None or isinstance(layer, str):
        return [Question(name, tree, family_about(tree, layer, options or {}))]
    if options:
        raise SymconvError(f"`{min(options)}` describes layers, and so does {layer!r:.60}: give one of them")
    return [Question(name, tree, family_of_one(layer))]


def is_theorem(text: str) -> bool:
    """Whether a text is a theorem's number and no statement: `T7`."""
    return re.fullmatch(r"T[0-9]+", text.strip()) is not None


def of_library(id: str | None = None) -> list[Question]:
    """The statements of a theorem, or of the whole library; raises SymconvError where there is no such theorem."""
    wanted = None if id is None else id.strip()
    found = [Question(each.id, each.tree, each.family) for each in library() if wanted in (None, each.id)]
    if not found:
        raise SymconvError(f"there is no theorem {id}: they are {identifiers()}", text=id)
    return found


def _statement(text: str) -> Statement:
    if "=" not in text:
        meant = f", did you mean {text.upper()}?" if re.fullmatch(r"t[0-9]+", text) else ""
        raise SymconvError(
            f"{text[:40]!r} is neither a theorem ({identifiers()}) nor a statement, such as {EXAMPLE!r}{meant}",
            text=text,
        )
    try:
        return parse(text)
    except StatementError as error:
        raise StatementError(str(error), text=text, column=error.column) from None


def family_of_one(layer: Layer | Family) -> Family:
    """A family as it is, and one layer as the family with that member; raises SymconvError for anything else."""
    if isinstance(layer, Family):
        return layer
    if not isinstance(layer, Layer):
        raise SymconvError(f"`layer` is a Layer, a Family or a name such as conv2d, not {layer!r:.60}")
    if layer.is_concrete:
        check(layer)
    return Family(layer, layer.rank)


def checked_timeout(timeout: object) -> float:
    """A time in seconds; raises SymconvError for what is none."""
    if isinstance(timeout, bool) or not isinstance(timeout, (int, float)) or not timeout > 0:
        raise SymconvError(f"`timeout` is a number of seconds above 0, not {timeout!r:.60}", text=str(timeout))
    return timeout

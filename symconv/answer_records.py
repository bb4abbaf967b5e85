"""What is kept of an answer: what was asked, what was answered, and what that rests on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from symconv.proof.decision import Decision
from symconv.proof.kept import kept
from symconv.questions import Question
from symconv.results import data
from symconv.statements.families import family_data
from symconv.version import VERSION

KEPT_SCHEMA = "symconv.kept/1"
# What may answer otherwise in another version.
SOLVERS = ("z3-solver", "cvc5")

Record = dict[str, Any]


@cache
def versions() -> Mapping[str, str | None]:
    """The versions of symconv and of the solvers, None of one that is not installed."""
    return {"symconv": VERSION, **{name: _version(name) for name in SOLVERS}}


def _version(package: str) -> str | None:
    # What reads versions takes as long to import as a proof takes.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return None


def key_of(question: Question) -> str:
    """What a question is known by: the statement as it is written, the layers it is about, and the versions."""
    return _hash([KEPT_SCHEMA, versions(), question.tree.text, family_data(question.family)])


def key_of_mistake(asked: str, reason: str) -> str:
    """What something is known by that asks nothing."""
    return _hash([KEPT_SCHEMA, versions(), asked, {"mistake": reason}])


def _hash(said: Any) -> str:
    # Only what is kept has a key.
    import hashlib

    return hashlib.sha256(json.dumps(said, sort_keys=True).encode("ascii")).hexdigest()


def record_of(key: str, decision: Decision, timeout: float) -> Record:
    """What is kept of an answer: as `prove --json` says it, with what it rests on, and the time that it was given."""
    head = {"schema": KEPT_SCHEMA, "key": key, "timeout": timeout}
    return {**head, "result": data(decision), "basis": kept(decision)}


def record_of_mistake(key: str, asked: str, reason: str) -> Record:
    """What is kept of something that asks nothing."""
    return {"schema": KEPT_SCHEMA, "key": key, "mistake": {"statement": asked, "reason": reason}}


def remained(record: Record | None, timeout: float) -> str | None:
    """What remained of a statement that was not decided in as much time; None where it may be now."""
    match record:
        case {"timeout": int() | float() as given, "basis": None, "result": {"reason": str(text)}}:
            return text if given >= timeout and text.isprintable() else None
    return None

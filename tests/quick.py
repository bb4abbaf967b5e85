"""What a quick run does less of, `-m "not slow"`: a property is tried on few examples, and of alike cases on some."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import pytest

T = TypeVar("T")
# Set for a run that leaves the slow tests out.
QUICK = "SYMCONV_QUICK_TESTS"
FEWEST = 10


def examples(count: int) -> int:
    """How many of so many examples a property is tried on in this run."""
    return min(count, max(FEWEST, count // 10)) if QUICK in os.environ else count


def cases(found: Mapping[str, Any] | Sequence[Any], quick: int = 1) -> list[Any]:
    """Cases, perhaps by their names, of which all but the first so many are slow.

    A tuple is a case of several arguments.
    """
    named = found.items() if isinstance(found, Mapping) else [(None, each) for each in found]
    slow = [pytest.mark.slow]
    return [_case(each, name, slow[: at >= quick]) for at, (name, each) in enumerate(named)]


def _case(found: Any, name: str | None, marks: list[pytest.MarkDecorator]) -> Any:
    if isinstance(found, type(pytest.param())):
        return pytest.param(*found.values, id=found.id, marks=marks)
    return pytest.param(*(found if isinstance(found, tuple) else (found,)), id=name, marks=marks)


def some(found: Sequence[T], quick: int) -> Sequence[T]:
    """All of a sequence, and in a quick run so many of it, from its beginning to its end."""
    return found[:: max(1, len(found) // quick)][:quick] if QUICK in os.environ else found

"""What code keeps from call to call shows in numbers that can be read; what keeps nothing is called less often."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from check import never_proved
from symconv import Conv1d
from symconv.check.namespaces import territory
from symconv.check.state import may_keep, state
from symconv.testing import check_backward

LAYER = Conv1d(input=4, kernel=2)
GRADIENTS: dict[str, Any] = {"dk": 0}
total: Any = 0
right: Any = never_proved.right


class Rebinding:
    def __init__(self) -> None:
        self.dk: Any = 0

    def __call__(self, x: Any, k: Any, b: Any, dz: Any) -> tuple[Any, ...]:
        dx, dk, db = right(x, k, b, dz)
        self.dk = self.dk + dk
        return dx, self.dk, db


class InPlace:
    def __init__(self) -> None:
        self.dk = np.zeros((1, 1, 2))

    def __call__(self, x: Any, k: Any, b: Any, dz: Any) -> tuple[Any, ...]:
        dx, dk, db = right(x, k, b, dz)
        self.dk += dk
        return dx, self.dk, db


def in_a_dictionary(x: Any, k: Any, b: Any, dz: Any) -> tuple[Any, ...]:
    dx, dk, db = right(x, k, b, dz)
    GRADIENTS["dk"] = GRADIENTS["dk"] + dk
    return dx, GRADIENTS["dk"], db


def in_a_global(x: Any, k: Any, b: Any, dz: Any) -> tuple[Any, ...]:
    global total
    dx, dk, db = right(x, k, b, dz)
    total = 0.9 * total + dk
    return dx, total, db


@pytest.mark.parametrize(
    "function", [Rebinding(), InPlace(), in_a_dictionary, in_a_global], ids=["attribute", "array", "key", "global"]
)
def test_what_is_added_up_from_call_to_call_is_named_in_small_numbers(function: Any) -> None:
    verdict = check_backward(function, LAYER)
    assert verdict.outcome == "refuted"
    finding = verdict.finding
    assert finding is not None
    assert finding.entry == "dK[0,0,0]"
    assert max(abs(float(each)) for each in (finding.number, finding.right)) < 10_000
    assert "answers something else" in str(verdict)


# Each in a module by itself, since everything in its module may be what a code keeps.
KEEPING = {
    "default": "def backward(x, k, b, dz, kept=[]): return x, k, b",
    "its own attribute": "def backward(x, k, b, dz): backward.calls = 1; return x, k, b",
    "global": "calls = 0\ndef backward(x, k, b, dz):\n    global calls\n    calls += 1\n    return x, k, b",
    "dictionary": "CACHE = {}\ndef backward(x, k, b, dz): return CACHE.setdefault(x.shape, (x, k, b))",
    "object": "class Layer:\n    def __call__(self, x, k, b, dz): return x, k, b\nbackward = Layer()",
    "nonlocal": "def around():\n    calls = 0\n    def backward(x, k, b, dz):\n        nonlocal calls\n"
    "        calls += 1\n        return x, k, b\n    return backward\nbackward = around()",
}
KEEPING_NOTHING = {
    "function": "def backward(x, k, b, dz, stride=1): return x * stride, k * 1, b",
    "constants and other functions": "SCALE = 2\ndef scaled(x): return SCALE * x\n"
    "def backward(x, k, b, dz): return scaled(x), [each for each in k], b",
}


@pytest.fixture
def may(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], bool]:
    module = ModuleType("alone")
    monkeypatch.setitem(sys.modules, module.__name__, module)

    def asked(source: str) -> bool:
        exec(source, vars(module))
        own = territory(vars(module)["backward"])
        return may_keep(own, state(own))

    return asked


@pytest.mark.parametrize("source", KEEPING.values(), ids=KEEPING)
def test_what_may_keep_something_is_seen(source: str, may: Callable[[str], bool]) -> None:
    assert may(source)


@pytest.mark.parametrize("source", KEEPING_NOTHING.values(), ids=KEEPING_NOTHING)
def test_what_can_keep_nothing_is_seen(source: str, may: Callable[[str], bool]) -> None:
    assert not may(source)


def test_what_is_masked_is_looked_at_too() -> None:
    def backward() -> Any:
        return kept, constant

    kept, constant = np.ma.masked_array([0, 0], mask=[True, False]), np.ma.masked
    own = territory(backward)
    before = state(own)
    assert state(own) == before
    kept[0] = 0
    assert state(own) != before

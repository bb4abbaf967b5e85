"""Nobody is told of sums and products of forms while lines are followed, and of everything else as ever."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

from check import after_products, never_proved
from symconv import Conv1d
from symconv.check.forms import PLUS, TIMES, VARIABLE, formed
from symconv.check.ledger import Ledger
from symconv.check.namespaces import territory
from symconv.check.path import Path, followed
from symconv.check.untold import ABLE, untold
from symconv.testing import check_backward

LAYER = Conv1d(input=4, kernel=2)
LEDGER = Ledger()
# Arithmetic of forms returns numbers and forms alike.
X: Any = formed(VARIABLE, 1, None, LEDGER)
K: Any = formed(VARIABLE, 2, None, LEDGER)
ANOTHER_WAY = "on numbers the code goes another way than on forms"
NAMES = [
    *("in_the_same_line", "in_the_next_line", "after_many", "after_products_in_c", "after_a_method", "generated"),
    *("after_what_it_cannot_multiply", "in_a_thread", "stopped_before", "too_deep"),
]


@pytest.mark.parametrize("name", NAMES)
def test_what_goes_another_way_after_a_product_is_never_proved(name: str) -> None:
    verdict = check_backward(getattr(after_products, name), LAYER)
    assert verdict.outcome == "undecided", verdict
    assert ANOTHER_WAY in verdict.reason


def while_followed(call: Callable[[], None]) -> None:
    followed(territory(never_proved.right), Path(), call)


@pytest.mark.parametrize("calculate", [lambda: X * K, lambda: X + K, lambda: X * 2, lambda: 1 + X], ids="mact")
def test_following_goes_on_after_a_form_was_made(calculate: Any) -> None:
    def call() -> None:
        tracer = sys.gettrace()
        calculate()
        assert sys.gettrace() is tracer is not None

    while_followed(call)


def test_following_goes_on_after_a_refusal() -> None:
    other = formed(VARIABLE, 1, None, Ledger())

    def call() -> None:
        tracer = sys.gettrace()
        with pytest.raises(TypeError):
            X * other
        assert sys.gettrace() is tracer is not None

    while_followed(call)


def test_nothing_goes_on_that_was_stopped_by_somebody_else() -> None:
    def call() -> None:
        sys.settrace(None)
        _ = X * K
        assert sys.gettrace() is None

    while_followed(call)


def told(install: Callable[[Any], None]) -> list[tuple[str, str]]:
    """What who listens is told of a product and a sum of forms."""
    heard: list[tuple[str, str]] = []

    def listener(frame: Any, event: str, _: Any) -> Any:
        heard.append((frame.f_code.co_name, event))
        return listener

    def products() -> None:
        _ = X * K + X

    install(listener)
    try:
        products()
    finally:
        install(None)
    return [each for each in heard if each[1] in ("call", "return") and each[0] != "products"]


@pytest.mark.skipif(not ABLE, reason="since Python 3.12 it saves no time")
def test_nobody_is_told_of_a_product() -> None:
    with untold((PLUS, TIMES)):
        assert told(sys.settrace) == []
    assert len(told(sys.settrace)) == 4


@pytest.mark.parametrize("install", [sys.settrace, sys.setprofile, threading.settrace, threading.setprofile])
def test_who_listened_before_is_told_everything(install: Any) -> None:
    """A profiler that hears of an end without a beginning takes it for the end of what is going on."""
    codes = PLUS.__code__, TIMES.__code__
    hooks: tuple[Any, ...] = (sys.settrace, sys.setprofile, threading.settrace, threading.setprofile)
    before = sys.gettrace(), sys.getprofile(), threading.gettrace(), threading.getprofile()
    install(lambda *_: None)
    try:
        with untold((PLUS, TIMES)):
            assert (PLUS.__code__, TIMES.__code__) == codes
    finally:
        for each, was in zip(hooks, before, strict=True):
            each(was)


def test_everything_is_told_again_afterwards() -> None:
    codes = PLUS.__code__, TIMES.__code__
    with pytest.raises(ZeroDivisionError), untold((PLUS, TIMES)), untold((PLUS, TIMES)):
        raise ZeroDivisionError
    assert (PLUS.__code__, TIMES.__code__) == codes


def test_a_refusal_within_a_product_names_the_line_of_the_code() -> None:
    verdict = check_backward(after_products.refused, LAYER)
    assert verdict.outcome == "undecided", verdict
    assert "nan is mixed with entries (after_products.py" in verdict.reason


@pytest.mark.parametrize(
    ("install", "installed"),
    [(sys.settrace, sys.gettrace), (sys.setprofile, sys.getprofile)],
    ids=["tracer", "profiler"],
)
def test_who_listened_before_hears_of_each_call_and_its_end(install: Any, installed: Callable[[], Any]) -> None:
    """As coverage, debuggers and profilers do, who keep what is going on on a stack."""
    going_on: list[Any] = []
    wrong: list[str] = []

    def listener(frame: Any, event: str, _: Any) -> Any:
        if event == "call":
            going_on.append(frame)
        elif event == "return" and (not going_on or going_on.pop() is not frame):
            wrong.append(frame.f_code.co_qualname)
        return listener

    before = installed()
    install(listener)
    try:
        verdict = check_backward(never_proved.right, LAYER)
    finally:
        install(before)
    assert verdict, verdict
    assert (wrong, going_on) == ([], [])


def test_whoever_else_traces_is_left_alone() -> None:
    before = sys.gettrace()

    def tracer(*_: Any) -> Any:
        return inside

    def inside(*_: Any) -> Any:
        return inside

    sys.settrace(tracer)
    try:
        _ = X * K
        assert sys.gettrace() is tracer
    finally:
        sys.settrace(before)

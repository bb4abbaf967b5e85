"""Following pauses during sums and products of forms, goes on afterwards, and only then."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from check import after_products, never_proved
from symconv import Conv1d
from symconv.check.forms import VARIABLE, Form
from symconv.check.ledger import Ledger
from symconv.check.namespaces import territory
from symconv.check.path import followed
from symconv.testing import check_backward

LAYER = Conv1d(input=4, kernel=2)
LEDGER = Ledger()
# Arithmetic of forms returns numbers and forms alike.
X: Any = Form(VARIABLE, 1, None, LEDGER)
K: Any = Form(VARIABLE, 2, None, LEDGER)
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


@pytest.mark.parametrize("calculate", [lambda: X * K, lambda: X + K, lambda: X * 2, lambda: 1 + X], ids="mact")
def test_following_goes_on_after_a_form_was_made(calculate: Any) -> None:
    with followed(territory(never_proved.right)):
        tracer = sys.gettrace()
        calculate()
        assert sys.gettrace() is tracer is not None


def test_following_goes_on_after_a_refusal() -> None:
    other = Form(VARIABLE, 1, None, Ledger())
    with followed(territory(never_proved.right)):
        tracer = sys.gettrace()
        with pytest.raises(TypeError):
            X * other
        assert sys.gettrace() is tracer is not None


def test_nothing_goes_on_that_was_stopped_by_somebody_else() -> None:
    with followed(territory(never_proved.right)):
        sys.settrace(None)
        _ = X * K
        assert sys.gettrace() is None


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

"""Forms: arithmetic is exact, and what needs a value is refused and written down."""

from __future__ import annotations

import copy
import itertools
import pickle
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from symconv.check.expanded import ExpansionError, expand, valued
from symconv.check.forms import REFUSED, VARIABLE, Unwritten, exact, formed
from symconv.check.ledger import Ledger, RefusedError

LEDGER = Ledger()
# Arithmetic of forms returns numbers and forms alike.
X: Any = formed(VARIABLE, 1, None, LEDGER)
K: Any = formed(VARIABLE, 2, None, LEDGER)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (X + K, {(1,): 1, (2,): 1}),
        (X - K + X, {(1,): 2, (2,): -1}),
        (X - X, {}),
        (X * K - K * X, {}),
        ((X + 1) * (K - 2), {(1, 2): 1, (1,): -2, (2,): 1, (): -2}),
        (3 - X, {(): 3, (1,): -1}),
        (X / 4 * np.float64(2), {(1,): Fraction(1, 2)}),
        (X / 3 * 3, {(1,): 1}),
        ((X + K) ** 2, {(1, 1): 1, (1, 2): 2, (2, 2): 1}),
        (X**0, {(): 1}),
        (0 * X + np.True_ * K, {(2,): 1}),
        (sum([X] * 5000), {(1,): 5000}),
        (0.1 * X, {(1,): Fraction(0.1)}),
        (np.int8(-1) * -X, {(1,): 1}),
        (7, {(): 7}),
        (0, {}),
        (np.array(X), {(1,): 1}),
    ],
    # A form is no text, though it says that it is a float.
    ids=itertools.count(),
)
def test_forms_are_multiplied_out(form: Any, expected: Any) -> None:
    assert expand(form) == expected


def test_values() -> None:
    assert valued(expand((X + 2 * K) * K), {1: 3, 2: 5}) == 65
    assert exact(np.longdouble(1) / 4) == Fraction(1, 4)


@pytest.mark.parametrize("name", [name for names in REFUSED.values() for name in names])
def test_what_needs_a_value_is_refused_and_written_down(name: str) -> None:
    ledger = Ledger()
    form = formed(VARIABLE, 1, None, ledger)
    arguments = () if name.strip("_") in ("bool", "float", "int", "hash", "abs") else (2,)
    with pytest.raises(RefusedError):
        getattr(form, name)(*arguments)
    assert len(ledger.refusals) == 1


@pytest.mark.parametrize("name", ["T", "astype", "max", "tolist", "tobytes", "is_integer", "fill"])
def test_what_else_numbers_have_is_refused(name: str) -> None:
    ledger = Ledger()
    with pytest.raises(RefusedError):
        getattr(formed(VARIABLE, 1, None, ledger), name)
    assert [each.what for each in ledger.refusals] == [f".{name} of an entry is asked for"]


@pytest.mark.parametrize("name", ["shades", "__shades__", "__array_interface_of_mine__"])
def test_what_no_number_has_is_missed_in_the_same_words(name: str) -> None:
    ledger = Ledger()
    said = []
    for value in (formed(VARIABLE, 1, None, ledger), np.float64(1)):
        with pytest.raises(AttributeError) as missed:
            getattr(value, name)
        said.append(str(missed.value))
    assert said[0] == said[1]
    assert not ledger.refusals


@pytest.mark.parametrize(
    "call",
    [
        lambda x: x == 1,
        lambda x: x != 1,
        lambda x: x > 1,
        lambda x: repr(x),
        lambda x: f"{x}",
        lambda x: 1 / x,
        lambda x: x / x,
        lambda x: x / 0,
        lambda x: x**0.5,
        lambda x: x**-1,
        lambda x: 2**x,
        lambda x: x * float("nan"),
        lambda x: x + float("inf"),
        lambda x: x % 2,
        lambda x: x // 2,
        lambda x: round(x),
        lambda x: pickle.dumps(x),
        lambda x: [0, 1][x],
    ],
)
def test_operators_that_need_a_value(call: Any) -> None:
    with pytest.raises(RefusedError):
        call(X)


def test_an_entry_of_another_call_is_noticed() -> None:
    other = formed(VARIABLE, 1, None, Ledger())
    with pytest.raises(RefusedError, match="kept from an earlier call"):
        X + other
    with pytest.raises(RefusedError, match="kept from an earlier call"):
        X * other


def test_what_is_never_written_spoils_everything() -> None:
    nothing: Any = Unwritten(LEDGER)
    for spoilt in (nothing * 0, X + nothing, nothing - nothing, nothing / 2):
        with pytest.raises(ExpansionError, match="never written"):
            expand(spoilt)
    with pytest.raises(RefusedError):
        bool(nothing)


@pytest.mark.parametrize(
    "value", [None, "x", float("nan"), 1j, object(), np.zeros(2)], ids=lambda each: type(each).__name__
)
def test_what_is_no_number_is_no_answer(value: Any) -> None:
    with pytest.raises(ExpansionError):
        expand(value)


def test_forms_are_copied_as_numbers_are() -> None:
    assert copy.copy(X) is copy.deepcopy([X])[0] is X.copy() is X.item() is X.conj() is X.real is X
    assert (X == None) is False  # noqa: E711 - as strangers write it

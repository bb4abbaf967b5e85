"""Assertions about mathematics: they pass where it is true, and fail with the counterexample as the message."""

from __future__ import annotations

import pytest

from symconv import Conv2d, ConvTranspose2d, SymconvError
from symconv.testing import assert_derives, assert_proved

LAYER = Conv2d(input=3, kernel=2)


def test_what_is_proved_passes() -> None:
    assert_proved("dX = correlate(pad(dZ, k-1), rot180(K))")
    assert_proved("o = s*(n-1) + k - 2*p", layer="conv_transpose2d", stride=2, padding="p")
    assert_proved("T3")


def test_the_message_is_the_counterexample() -> None:
    with pytest.raises(AssertionError) as caught:
        assert_proved("dX = correlate(pad(dZ, k-1), K)")
    assert str(caught.value).splitlines()[:2] == [
        "refuted: dX = correlate(pad(dZ, k-1), K)",
        "  at n=2, k=2, entry 1 of the left side is dz1*k1, but the right side is dz1*k2",
    ]


def test_what_nobody_decided_does_not_pass() -> None:
    with pytest.raises(AssertionError, match="undecided: n"):
        assert_proved("n*n*n - n = 3*((n*n*n - n)//3)", timeout=0.5)


def test_a_mistake_is_no_refutation() -> None:
    with pytest.raises(SymconvError, match="there is no 'Q'"):
        assert_proved("dX = Q")


def test_derived_formulas_pass_and_others_name_the_entry() -> None:
    assert_derives(LAYER)
    assert_derives(LAYER, dX="correlate(pad(dZ, k-1), rot180(K))", dK="correlate(X, dZ)", dB="sum(dZ)")
    assert_derives(ConvTranspose2d(input=2, kernel=2), Z="correlate(pad(X, k-1), rot180(K)) + B")
    with pytest.raises(AssertionError) as caught:
        assert_derives(LAYER, dX="correlate(pad(dZ, k-1), rot180(K))", dK="rot180(correlate(X, dZ))")
    assert "dK = rot180(correlate(X, dZ)): dk11 is " in str(caught.value)
    assert "dX" not in str(caught.value)

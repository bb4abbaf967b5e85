"""Statements as they are written elsewhere: each mistake says what is written here instead, and that is right."""

from __future__ import annotations

import pytest

from symconv import SymconvError, prove

TYPED = {
    "a fraction": ("o = (n-k)/s + 1", "'/' does not belong in a statement: a quotient of sizes is rounded down, "),
    "a fraction of gradients": ("dX = dZ/K", "'/' does not belong in a statement: a quotient"),
    "a floor": ("o = floor((n-k)//s) + 1", "there is no operator 'floor': a // b rounds down"),
    "a ceiling": ("o = ceil(n//s)", "there is no operator 'ceil': -(-a // b) rounds up"),
    "a number before a letter": ("o = n + 2p", "'p' is not expected here: a product needs its sign, as in 2*p"),
    "a number before a bracket": ("o = 2(n - k)", "'(' is not expected here: a product needs its sign"),
    "two brackets": ("o = (n - 1)(n + 1)", "'(' is not expected here: a product needs its sign"),
    "a bracket before a letter": ("o = (n - 1)s", "'s' is not expected here: a product needs its sign"),
    "a power": ("o = n^2", "'^' does not belong in a statement: a power is written as a product"),
    "a transpose": ("dX = transpose(K)", "there is no operator 'transpose', did you mean toeplitz_transposed?: rot180"),
    "LaTeX": (r"\frac{\partial L}{\partial X} = K", "'\\\\' does not belong in a statement: LaTeX is read in notes"),
    "a sign of other languages": ("dX := K", "':' does not belong in a statement: one = stands between"),
    "an operator of NumPy": ("dX = np.rot180(K)", "'.' does not belong in a statement: an operator is called by"),
    "a framework's name": ("dX = conv2d(dZ, K)", "there is no operator 'conv2d': correlate moves a kernel"),
    "a course's name": ("dX = full_conv(dZ, K)", "there is no operator 'full_conv': correlate moves a kernel"),
    "in long": ("dX = full_convolution(dZ, K)", "there is no operator 'full_convolution': correlate moves"),
    # What is near a word of ours, and what nobody writes, is told as before.
    "a word of ours": ("dX = correlat(dZ, K)", "there is no operator 'correlat', did you mean correlate?: "),
    "a word of nobody": ("dX = zebra(K)", "there is no operator 'zebra': operators are pad, "),
    "two words": ("dX = X K", "'K' is not expected here: there should be "),
    "a sign of nobody": ("dX = K?", "'?' does not belong in a statement"),
}


@pytest.mark.parametrize(("statement", "said"), TYPED.values(), ids=TYPED)
def test_a_mistake_says_what_is_written_here(statement: str, said: str) -> None:
    with pytest.raises(SymconvError) as found:
        prove(statement)
    assert str(found.value).startswith(said)
    assert "\n" not in str(found.value)


RIGHT = ["o = (n-k)//s + 1", "o + 2*p = n + 2*p - k + 1 + 2*p", "-(-n // s) = (n + s - 1)//s", "n*n = n*n"]


@pytest.mark.parametrize("statement", RIGHT)
def test_what_they_say_is_a_statement(statement: str) -> None:
    assert prove(statement)


def test_both_operators_take_the_modes_that_are_named() -> None:
    assert prove("dX = convolve(dZ, K, mode=full)")
    assert prove("Z = correlate(X, K, mode=valid) + B")

"""Symbols that users call as they like: none of them meets one of the tool's own."""

from __future__ import annotations

import pytest

from cli.called import called

FORMULA = "dX = correlate(pad(insert_zeros(dZ, s), D-pl, D-pr+r), rot180(K), dilation=d)"
LETTERS = ("A", "B", "f", "c", "g", "N", "u", "place", "sizeA", "v")


@pytest.mark.parametrize("letter", LETTERS)
def test_a_symbol_is_shown_as_it_was_typed(letter: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = called(["prove", FORMULA, "--input", letter], capsys)
    assert code == 0
    assert f"for all {letter}, k, s, d >= 1; pl, pr >= 0 with " in out
    assert "any batch, groups and channels" in out


@pytest.mark.parametrize("letter", LETTERS)
def test_a_symbol_is_not_the_size_of_a_free_tensor(letter: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Were the sizes of X and A one symbol, this would be true."""
    code, out, _ = called(["prove", "crop(A, n) = A", "--input", letter], capsys)
    assert code == 1
    assert f"at {letter}=1, k=1, {'sizeA' if letter == 'A' else 'A'}=2 the sizes differ" in out


def test_a_letter_of_the_layers_own_means_that(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = called(["prove", "o = 1", "--input", "k", "--kernel", "3"], capsys)
    assert code == 2
    assert "--input k: k is the kernel of the layer, here 3; write another letter" in err
    assert called(["prove", "o = 1", "--input", "k", "--kernel", "k"], capsys)[0] == 0

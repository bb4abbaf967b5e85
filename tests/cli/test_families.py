"""The families of layers that options describe: padding by its effect, channels by their number."""

from __future__ import annotations

import pytest

from cli.called import called
from symconv.statements.described import families_about
from symconv.statements.grammar import parse

FORMULA = "dX = correlate(pad(insert_zeros(dZ, s), D-pl, D-pr+r), rot180(K), dilation=d)"


@pytest.mark.parametrize(
    ("statement", "options"),
    [(FORMULA, []), ("o = n", []), ("o = (n + s - 1)//s", ["--stride", "2"]), ("dB = sum(dZ)", ["--stride", "s"])],
    ids=["every stride", "stride 1 keeps the size", "stride 2 halves it", "the bias"],
)
def test_same_padding_is_two_cases(statement: str, options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = called(["prove", statement, "--padding", "same", *options], capsys)
    assert code == 0
    assert out.count(f"proved: {statement}") == 2
    assert "2 proved" in out
    assert out.count("padding 0") == 1


def test_same_padding_axis_by_axis(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = called(["prove", "o = n", "--padding", "same", "--layer", "conv2d"], capsys)
    assert code == 0
    assert "4 proved" in out


def test_same_padding_of_a_wrong_statement(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = called(["prove", "o = n", "--padding", "same", "--stride", "2"], capsys)
    assert code == 1
    assert "refuted: o = n" in out


def test_same_padding_is_for_direct_layers(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = called(["prove", "o = n", "--padding", "same", "--layer", "conv_transpose2d"], capsys)
    assert code == 2
    assert "--padding same is for direct layers" in err


def test_a_number_of_channels_in_any_number_of_groups(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = called(["prove", FORMULA, "--in-channels", "4", "--out-channels", "6"], capsys)
    assert code == 0
    assert "c*g = 4, f*g = 6" in out
    code, out, _ = called(["prove", FORMULA.replace("rot180(K)", "K"), "--in-channels", "4"], capsys)
    assert code == 1


@pytest.mark.parametrize(("kernel", "stride"), [(kernel, stride) for kernel in range(1, 6) for stride in range(1, 6)])
def test_same_padding_asks_only_of_cases_that_happen(kernel: int, stride: int) -> None:
    """Counted out: the zeros that bring the output to `ceil(n/stride)`, for inputs of every remainder."""
    happen = {max((-(-n // stride) - 1) * stride + kernel - n, 0) > 0 for n in range(1, 40)}
    options = {"padding": "same", "kernel": str(kernel), "stride": str(stride)}
    found = families_about(parse("o = o"), "conv1d", options)
    assert [family.layer.axes[0].pl != 0 or family.layer.axes[0].pr != 0 for family in found] == sorted(happen)[::-1]


def test_same_padding_of_a_kernel_of_numbers_is_decided(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = called(["prove", "o = n", "--padding", "same", "--layer", "conv2d", "--kernel", "3x4"], capsys)
    assert code == 0
    assert "padding 1x1,2" in out
    code, out, _ = called(["prove", "o = n", "--padding", "same", "--layer", "conv1d", "--input", "5"], capsys)
    assert (code, out.count("proved: o = n")) == (0, 2)

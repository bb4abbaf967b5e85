"""The families of layers that options describe: padding by its effect, channels by their number."""

from __future__ import annotations

from itertools import islice, product

import pytest

from cli.called import called
from symconv.proof.members import members
from symconv.sizes import concrete, symbol
from symconv.statements.described import family_about
from symconv.statements.grammar import parse

FORMULA = "dX = correlate(pad(insert_zeros(dZ, s), D-pl, D-pr+r), rot180(K), dilation=d)"


DK = "dK = crop(correlate(pad(X, pl, pr), dZ, stride=d, dilation=s), k)"
SAME: dict[str, tuple[str, list[str], str]] = {
    "dX at every stride": (FORMULA, [], "for all n, k, s, d >= 1 with P = max("),
    "dK at every stride": (DK, [], "for all n, k, s, d >= 1 with P = max("),
    "stride 1 keeps the size": ("o = n", [], "for all n, k >= 1; any number of axes"),
    "stride 2 halves it": ("o = (n + s - 1)//s", ["--stride", "2"], "for all n, k >= 1 with P = max("),
    "rounded up another way": ("o=(n-1)//s+1", ["--stride", "s"], "for all n, k, s >= 1 with P = max("),
    "two axes": ("o=(n-1)//s+1", ["--stride", "s", "--layer", "conv2d"], "; 2 axes, each with its own; "),
    "the bias": ("dB = sum(dZ)", ["--stride", "s"], "for all n, k, s >= 1 with P = max("),
}


@pytest.mark.parametrize(("statement", "options", "said"), SAME.values(), ids=SAME)
def test_same_padding_with_and_without_zeros_at_once(
    statement: str, options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = called(["prove", statement, "--padding", "same", "--timeout", "60", *options], capsys)
    assert (code, out.splitlines()[0]) == (0, f"proved: {statement}")
    assert said in out


def test_same_padding_has_axes_of_both_kinds(capsys: pytest.CaptureFixture[str]) -> None:
    """Even and odd kernels, with zeros and without: one wrong along any of them is refuted there."""
    for kernel, padding in (("3x4", "1x1,2"), ("4x3", "1,2x1")):
        options = ["--padding", "same", "--layer", "conv2d", "--kernel", kernel]
        code, out, _ = called(["prove", "dX = correlate(pad(dZ, D-pl, D-pr), rot180(K))", *options], capsys)
        assert (code, f"padding {padding} " in out) == (0, True)
        code, out, _ = called(["prove", "dX = correlate(pad(dZ, pl, pr), rot180(K))", *options], capsys)
        assert code == 1
        code, out, _ = called(["prove", "pl = pr", *options], capsys)
        assert code == 1
        assert f"along axis {kernel.index('4') // 2} the left side is 1, but the right side is 2" in out


def _zeros(n: int, k: int, s: int, d: int) -> tuple[int, int]:
    """The zeros before and behind of SAME, counted out."""
    for total in range(n + d * k):
        outputs = [first for first in range(0, n + total, s) if first + d * (k - 1) < n + total]
        if len(outputs) >= len(range(0, n, s)):
            return total // 2, total - total // 2
    raise AssertionError("as many zeros as the kernel reaches are enough")


@pytest.mark.parametrize("rank", [1, 2], ids=["1D", "2D"])
def test_same_padding_is_a_family_of_exactly_these_layers(rank: int) -> None:
    """By brute force: the family's members are the layers with the zeros that SAME puts, no more and no fewer."""
    tree = parse("dX = dX")
    family = family_about(tree, f"conv{rank}d", {"padding": "same", "stride": "s", "dilation": "d"})
    seen = {each.instance.layer.axes for each in islice(members(tree, family), 3000)}
    assert seen
    for axes in seen:
        for axis in axes:
            n, k, s, d = (concrete(each) for each in (axis.n, axis.k, axis.s, axis.d))
            assert (axis.pl, axis.pr) == _zeros(n, k, s, d)
    if rank == 1:
        wanted = set(product(range(1, 4), range(1, 4), range(1, 3), range(1, 3)))
        assert {tuple(map(concrete, (axis.n, axis.k, axis.s, axis.d))) for (axis,) in seen} >= wanted
    else:
        padded = [{concrete(axis.pl + axis.pr) > 0 for axis in axes} for axes in seen]
        assert {True, False} in padded, "one axis with zeros and one without"


def test_same_padding_of_a_wrong_statement(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = called(["prove", "o = n", "--padding", "same", "--stride", "2"], capsys)
    assert code == 1
    assert "refuted: o = n" in out


def test_same_padding_is_for_direct_layers(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = called(["prove", "o = n", "--padding", "same", "--layer", "conv_transpose2d"], capsys)
    assert code == 2
    assert "--padding same is for direct layers" in err


@pytest.mark.slow
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
    (axis,) = family_about(parse("o = o"), "conv1d", options).layer.axes
    zeros = axis.pl + axis.pr
    assert (zeros == symbol("P"), zeros == 0) == (happen == {True, False}, happen == {False})


def test_same_padding_of_a_kernel_of_numbers_is_decided(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = called(["prove", "o = n", "--padding", "same", "--layer", "conv2d", "--kernel", "3x4"], capsys)
    assert code == 0
    assert "padding 1x1,2" in out
    code, out, _ = called(["prove", "o = n", "--padding", "same", "--layer", "conv1d", "--input", "5"], capsys)
    assert (code, out.count("proved: o = n")) == (0, 1)

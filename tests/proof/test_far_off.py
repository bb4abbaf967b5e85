"""What is wrong only beyond the sizes that are tried one by one is refuted too, by plain numbers."""

from __future__ import annotations

import pytest
from quick import cases

from symconv.arrays.sums import Guard
from symconv.layers.family import family_of, symbolic_axis
from symconv.layers.layer import Axis
from symconv.proof import decide
from symconv.proof.refute import at_values
from symconv.proving import prove
from symconv.results import Refutation
from symconv.sizes import symbol
from symconv.statements.grammar import parse

# The smallest is found where there is time for it, however busy the machine is.
AGES = 300.0


@pytest.fixture(autouse=True)
def _time_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decide, "FAR_OFF", AGES)


@pytest.mark.parametrize(
    ("text", "sizes"),
    cases(
        [
            ("n//37 = 0", {"n": 37, "k": 1}),
            ("(s//(2*k))//2 = 0", {"n": 1, "k": 1, "s": 4}),
            ("n//13 = 0", {"n": 13, "k": 1}),
            ("n//1000 = k//1000", {"n": 1000, "k": 1}),
            ("(n-1)*(n-2)*(n-3)*(n-4)*(n-5)*(n-6)*(n-7) = 0", {"n": 8, "k": 1}),
        ],
        quick=2,
    ),
)
def test_a_size_that_is_wrong_far_off(text: str, sizes: dict[str, int]) -> None:
    found = prove(text, "conv", stride="s", timeout=AGES) if "s" in text else prove(text, timeout=AGES)
    assert isinstance(found, Refutation)
    assert found.counterexample.sizes == sizes


@pytest.mark.slow
def test_a_padding_that_says_nothing_is_0() -> None:
    found = prove("n//37 = 0", "conv", padding="pl,pr", stride="s", timeout=AGES)
    assert isinstance(found, Refutation)
    assert found.counterexample.sizes == {"n": 37, "k": 1, "s": 1, "pl": 0, "pr": 0}


def test_of_two_kinds_of_axes_each_has_its_numbers() -> None:
    n, k, m = map(symbol, "nkm")
    found = prove("n//40 = 0", family_of((Axis(n, k), Axis(m, 1)), 3, given=(Guard(m - n - 2, "="),)))
    assert isinstance(found, Refutation)
    layer = found.counterexample.instance.layer
    assert [axis.n for axis in layer.axes] in ([38, 40, 40], [40, 42, 42])
    assert found.counterexample.sizes["n0"] == layer.axes[0].n


def test_numbers_that_are_of_no_member_refute_nothing() -> None:
    family = family_of((symbolic_axis(frozenset()),))
    assert at_values(parse("n//13 = 0"), family, {"n": 13, "k": 14}) is None
    assert at_values(parse("n//13 = 0"), family, {"n": 12, "k": 1}) is None
    assert at_values(parse("n//13 = 0"), family, {"n": 13, "k": 1}) is not None


def test_a_kernel_that_reaches_far() -> None:
    found = prove("dX = correlate(pad(dZ, D), K, dilation=d)", kernel=100, dilation=100)
    assert isinstance(found, Refutation)
    assert found.counterexample.sizes == {"n": 99 * 100 + 1}


HUGE = "999999999*999999999*999999999"


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (f"pad(A, {HUGE}) = A", "at A=1 the sizes differ: left 1999999994000000005999999999, right 1"),
        (f"{HUGE}*n = {HUGE}", "at n=2"),
        (f"crop(pad(A, {HUGE}), n) = A", "entry 1 of the left side is 0, but the right side is a1"),
    ],
    ids=["an array", "a size", "cropped again"],
)
def test_numbers_of_more_than_64_bits_are_calculated_with(statement: str, said: str) -> None:
    found = prove(statement)
    assert isinstance(found, Refutation)
    assert said in str(found)


def test_numbers_of_more_than_64_bits_may_be_right() -> None:
    assert prove(f"({HUGE}*n)//({HUGE}) = n").outcome == "proved"

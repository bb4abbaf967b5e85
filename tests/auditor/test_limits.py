"""Ends of sums by the smaller or larger of two sizes, inequalities, cases and what loops add up: with wrong twins."""

from __future__ import annotations

import pytest

from symconv import audit
from symconv.auditor.inequalities import bounds, not_below_zero
from symconv.auditor.tokens import ReadError, tokens

LAYER = r"""
$$y_i = \sum_{k=0}^{K-1} x_{i+k} w_k$$
$$\frac{\partial L}{\partial w_k} = \sum_{i=0}^{M-1} \frac{\partial L}{\partial y_i} x_{i+k}$$
"""
STRIDED = r"""
$$y_i = \sum_{k=0}^{K-1} x_{s i + k} w_k$$
"""
INPUT = r"\frac{\partial L}{\partial x_u} = \sum_{%s}%s \frac{\partial L}{\partial y_{u-k}} w_k"

PROVED = {
    "both ends": (LAYER, INPUT % (r"k=\max(0, u-M+1)", r"^{\min(u, K-1)}")),
    "in braces": (LAYER, INPUT % (r"k=\max\{0, u-M+1\}", r"^{\min\{K-1, u\}}")),
    "one end": (LAYER, INPUT % ("k=0", r"^{\min(u, K-1)}")),
    "an inequality below the sum": (LAYER, INPUT % (r"0 \le k < K", "")),
    "two that are not strict": (LAYER, INPUT % (r"0 \leq k \leq K - 1", "")),
    "cases": (
        LAYER,
        r"\frac{\partial y_i}{\partial x_j} ="
        r" \begin{cases} w_{j-i} & \text{if } 0 \le j - i < K \\ 0 & \text{otherwise} \end{cases}",
    ),
    "cases that say less than all": (
        LAYER,
        r"\frac{\partial y_i}{\partial x_j} = \begin{cases} w_{j-i}, & i \le j \\ 0, & \text{else} \end{cases}",
    ),
    "added to the kernel": (
        LAYER,
        r"\frac{\partial L}{\partial w_k} \mathrel{+}= \frac{\partial L}{\partial y_i} x_{i+k}",
    ),
    "added to the input": (LAYER, r"\delta x_{i+k} += \delta y_i w_k"),
    "added with a stride": (STRIDED, r"\delta x_{s i+k} += \delta y_i w_k"),
    "added to the kernel with a stride": (STRIDED, r"\delta w_k += \delta y_i x_{s i+k}"),
}
REFUTED = {
    "ends one too early": (LAYER, INPUT % (r"k=\max(0, u-M+1)", r"^{\min(u, K-2)}")),
    "begins one too late": (LAYER, INPUT % (r"k=\max(0, u-M+2)", r"^{\min(u, K-1)}")),
    "ends one before the index": (LAYER, INPUT % ("k=0", r"^{\min(u-1, K-1)}")),
    "an inequality too strict": (LAYER, INPUT % (r"0 < k < K", "")),
    "cases the wrong way round": (
        LAYER,
        r"\frac{\partial y_i}{\partial x_j} ="
        r" \begin{cases} w_{i-j} & \text{if } 0 \le i - j < K \\ 0 & \text{otherwise} \end{cases}",
    ),
    "cases that leave one out": (
        LAYER,
        r"\frac{\partial y_i}{\partial x_j} ="
        r" \begin{cases} w_{j-i} & \text{if } 0 < j - i < K \\ 0 & \text{otherwise} \end{cases}",
    ),
    "added at the wrong place": (LAYER, r"\delta x_{i-k} += \delta y_i w_k"),
    "added with the wrong stride": (STRIDED, r"\delta x_{i+k} += \delta y_i w_k"),
    "added with another entry": (LAYER, r"\delta w_k += \delta y_i x_{i-k}"),
}
WITHHELD = {
    "the larger at the end": (LAYER, INPUT % ("k=0", r"^{\max(u, K-1)}")),
    "an end that is not known": (LAYER, INPUT % ("k=0", r"^{\min(u, Q)}")),
    "three cases": (
        LAYER,
        r"\frac{\partial y_i}{\partial x_j} ="
        r" \begin{cases} w_{j-i} & i < j \\ w_0 & i = j \\ 0 & \text{otherwise} \end{cases}",
    ),
    "another value otherwise": (
        LAYER,
        r"\frac{\partial y_i}{\partial x_j} = \begin{cases} w_{j-i} & i \le j \\ 1 & \text{otherwise} \end{cases}",
    ),
    "words for a condition": (
        LAYER,
        r"\frac{\partial y_i}{\partial x_j} ="
        r" \begin{cases} w_{j-i} & \text{inside} \\ 0 & \text{otherwise} \end{cases}",
    ),
    "added to the kernel itself": (LAYER, r"w_k += \delta y_i x_{i+k}"),
    "added in a chain": (LAYER, r"\delta w_k += \delta y_i x_{i+k} = \delta y_i x_{i+k}"),
}


def said(notes: tuple[str, str]) -> str:
    return audit(f"{notes[0]}\n$${notes[1]}$$\n").statements[2 if notes[0] == LAYER else 1].outcome


@pytest.mark.parametrize("notes", PROVED.values(), ids=PROVED)
def test_what_is_true_is_proved_for_all_sizes(notes: tuple[str, str]) -> None:
    last = audit(f"{notes[0]}\n$${notes[1]}$$\n").statements[-1]
    assert (last.outcome, last.scope) == ("proved", "for all sizes")


@pytest.mark.parametrize("notes", REFUTED.values(), ids=REFUTED)
def test_what_is_false_is_refuted(notes: tuple[str, str]) -> None:
    assert said(notes) == "refuted"


@pytest.mark.parametrize("notes", WITHHELD.values(), ids=WITHHELD)
def test_what_is_not_read_is_not_guessed(notes: tuple[str, str]) -> None:
    assert said(notes) == "unreadable"


def test_a_row_that_ends_with_a_plus_adds_nothing_up() -> None:
    whole = r"$$\begin{aligned} \delta w_k &= \delta y_i x_{i+k} + \\ &= 0 \end{aligned}$$"
    assert "proved" not in {each.outcome for each in audit(LAYER + whole).statements[2:]}


@pytest.mark.parametrize(
    ("source", "sizes"),
    [
        (r"0 \le j", ["j"]),
        ("j > i", ["j - i - 1"]),
        (r"\text{if } i \ge 1, j < K", ["i - 1", "K - j - 1"]),
        (r"0 \le i \text{ and } i \le 3", ["i", "-i + 3"]),
    ],
)
def test_conditions_are_sizes_that_are_not_below_0(source: str, sizes: list[str]) -> None:
    assert [str(each) for each in not_below_zero(tokens(source, 0, len(source)))] == sizes


@pytest.mark.parametrize("source", ["", "i", r"i \le", r"\le i", r"i = 1", r"i \ne j"])
def test_other_conditions_are_refused(source: str) -> None:
    with pytest.raises(ReadError):
        not_below_zero(tokens(source, 0, len(source)))


@pytest.mark.parametrize("source", [r"\max(a)", r"\max(a, b) + 1", r"\max(a, b", r"\min(a, b)", r"\max a, b"])
def test_other_beginnings_are_refused(source: str) -> None:
    with pytest.raises(ReadError):
        bounds(tokens(source, 0, len(source)), "max")

"""Texts made to break a reader: none does, and none takes more time than its length asks for."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

import pytest
from quick import cases

from symconv import audit

FORWARD = "$$z_1 = x_1 k_1 + x_2 k_2$$\n$$z_2 = x_2 k_1 + x_3 k_2$$\n"
DEEP = 10_000
LONG = 2_000

HOSTILE = {
    "nested braces": "$$" + "{" * DEEP + "x = 1" + "}" * DEEP + "$$",
    "nested braces in an index": "$$x_" + "{" * DEEP + "1" + "}" * DEEP + " = 1$$",
    "nested brackets": "$$z_1 = " + "(" * DEEP + "x_1" + ")" * DEEP + "$$",
    "braces opened only": "$$z_1 = " + "{" * DEEP + "$$",
    "braces closed only": "$$z_1 = " + "}" * DEEP + "$$",
    "nested environments": "$$" + r"\begin{aligned}" * DEEP + "x = 1" + r"\end{aligned}" * DEEP + "$$",
    "nested matrices": "$$z_1 = " + r"\begin{bmatrix}" * DEEP + "1" + r"\end{bmatrix}" * DEEP + "$$",
    "environments opened only": r"\begin{align} x = 1 " * DEEP,
    "nested sums": "$$z_1 = " + r"\sum_i " * DEEP + "x_i$$",
    "nested fractions": "$$z_1 = " + r"\frac{\partial L}{" * DEEP + "x" + "}" * DEEP + "$$",
    "nested derivatives": "$$z_1 = " + r"\frac{\partial}{\partial x_1} " * DEEP + "z_1$$",
    "nested gradients": "$$z_1 = " + r"\nabla_x " * DEEP + "L$$",
    "nested text": "$$z_1 = " + r"\text{" * DEEP + "}" * DEEP + "$$",
    "exponent bomb": "$$z_1 = x_1^{9^{9^{9^{9^{9}}}}}$$",
    "large numbers": "$$z_1 = " + "9" * DEEP + " x_1$$",
    "large indices": "$$z_{999999} = x_{999999} k_{999999}$$",
    "large range": r"$$z_1 = \sum_{i=1}^{999999}\sum_{j=1}^{999999} x_i k_j$$",
    "macro": r"$$\def\x{\x\x} \x = \x$$",
    "macro that renames": r"$$\let\alpha=\beta z_1 = \alpha$$",
    "new command": r"\newcommand{\z}{x_1} $$\z = x_1 k_1 + x_2 k_2$$",
    "chain": "$$" + " = ".join(["z_1"] * LONG) + "$$",
    "commas": "$$" + ",".join(["z_1"] * LONG) + " = 0$$",
    "rows": "$$\\begin{aligned}" + "z_1 &= x_1 k_1 + x_2 k_2 \\\\ " * 500 + "\\end{aligned}$$",
    "broken rows": "$$\\begin{aligned} z_1 = " + "x_1 k_1 + \\\\ " * 1_000 + "0 \\end{aligned}$$",
    "headings": "# a\n$$z_1 = x_1 k_1$$\n" * 500,
    "nothing but signs": "$$" + "=+-*&_^'\\" * 3_000 + "$$",
    "unicode mathematics": "$$∂L/∂k₁ = ∑ᵢ δzᵢ·xᵢ ≠ 𝑥 + ẋ$$",
    "marks of direction": "$$z_1 = x_1 \u202e k_1 \u202c$$",
    "null bytes": "$$z_1 = x_1\x00 k_1$$",
    "a lone surrogate": "$$z_1 = \ud800$$",
    "line ends": "$$z_1\r= x_1\x0b k_1\x0c$$",
    "comments": "$$z_1 = x_1 k_1 % + \n + x_2 k_2 $$",
}


@pytest.mark.parametrize("text", cases(HOSTILE, quick=5))
def test_no_text_breaks_the_audit(text: str) -> None:
    started = time.process_time()
    report = audit(FORWARD + text)
    assert time.process_time() - started < 30
    assert [each.outcome for each in report.statements[:2]] == ["proved", "proved"]


@pytest.mark.parametrize("name", ["macro", "macro that renames", "new command", "exponent bomb", "unicode mathematics"])
def test_a_trick_is_not_proved(name: str) -> None:
    last = audit(FORWARD + HOSTILE[name]).statements[2:]
    assert {each.outcome for each in last} <= {"unreadable"}


def long_sum(count: int) -> str:
    return FORWARD + "$$z_1 = x_1 k_1 + x_2 k_2" + " + x_1 k_1 - x_1 k_1" * (count // 2) + "$$"


def many_displays(count: int) -> str:
    return FORWARD * count


def plain_text(count: int) -> str:
    return FORWARD + "Words with $x$ in them, and a price of $5. " * count


def false_sums(count: int) -> str:
    return FORWARD + "$$z_1 = x_1 k_1" + " + x_2 k_2" * count + "$$"


GROWING = {
    "long_sum": (long_sum, 400),
    "displays": (many_displays, 40),
    "text": (plain_text, 3_000),
    "false_sum": (false_sums, 100),
}


@pytest.mark.slow
@pytest.mark.parametrize(("make", "count"), GROWING.values(), ids=GROWING)
def test_time_grows_with_the_text(make: Callable[[int], str], count: int) -> None:
    def spent(size: int) -> float:
        # What all tests before have left in memory is not looked through meanwhile.
        gc.disable()
        started = time.process_time()
        audit(make(size))
        seconds = time.process_time() - started
        gc.enable()
        return seconds

    spent(10)
    # In proportion would be 4 times as long, with the square 16 times.
    assert spent(4 * count) < 10 * max(spent(count), 0.05)


@pytest.mark.slow
def test_a_sum_of_twenty_thousand_terms_is_judged() -> None:
    report = audit(long_sum(20_000))
    assert [each.outcome for each in report.statements] == ["proved"] * 3

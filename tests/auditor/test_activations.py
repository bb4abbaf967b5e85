"""Activation functions, and notes with several layers: what is true is proved, and its wrong twins are not."""

from __future__ import annotations

import pytest

from symconv import audit

ENTRIES = r"""
$$x_{i,j}^l = \sum_{m}\sum_{n} w_{m,n}^l o_{i+m,j+n}^{l-1} + b^l$$
$$o_{i,j}^l = f(x_{i,j}^l)$$
$$\delta_{i,j}^l = \frac{\partial E}{\partial x_{i,j}^l}$$
"""
ARRAYS = r"""
$$Z^l = A^{l-1} * W^l + b^l$$
$$A^l = g(Z^l)$$
"""
ONE = r"""
$$z_i = \sum_{k=0}^{K-1} x_{i+k} w_k$$
$$a_i = \sigma(z_i)$$
"""
BEFORE = r"""
$$z^{(l+1)}_i = \sum_{k} w^{(l)}_k a^{(l)}_{i+k}$$
$$a^{(l)}_i = f(z^{(l)}_i)$$
"""

PROVED = {
    "the gradient by what is activated": (
        ENTRIES,
        r"\frac{\partial E}{\partial x_{u,v}^l} = \sum_{m}\sum_{n} \delta_{u-m,v-n}^{l+1} w_{m,n}^{l+1} f'(x_{u,v}^l)",
    ),
    "the slope before the sum": (
        ENTRIES,
        r"\delta_{u,v}^l = f'(x_{u,v}^l) \sum_{m}\sum_{n} \delta_{u-m,v-n}^{l+1} w_{m,n}^{l+1}",
    ),
    "one layer further": (
        ENTRIES,
        r"\delta_{u,v}^{l-1} = f'(x_{u,v}^{l-1}) \sum_{m}\sum_{n} \delta_{u-m,v-n}^{l} w_{m,n}^{l}",
    ),
    "from layer to layer": (
        ENTRIES,
        r"\frac{\partial x_{i,j}^{l+1}}{\partial x_{u,v}^l} = w_{u-i,v-j}^{l+1} f'(x_{u,v}^l)",
    ),
    "whole arrays": (ARRAYS, r"\delta^l = (\delta^{l+1} * \text{rot180}(W^{l+1})) \odot g'(Z^l)"),
    "the output's activation": (ONE, r"\delta_i = \frac{\partial L}{\partial a_i} \sigma'(z_i)"),
    "through the activation to the kernel": (
        ONE,
        r"\frac{\partial L}{\partial w_k} = \sum_i \frac{\partial L}{\partial a_i} \sigma'(z_i) x_{i+k}",
    ),
    "by its chain rule": (
        ONE,
        r"\frac{\partial L}{\partial z_i} = \frac{\partial L}{\partial a_i} \frac{\partial a_i}{\partial z_i}",
    ),
    "its slope": (ONE, r"\frac{\partial a_i}{\partial z_i} = \sigma'(z_i)"),
    "its derivative by the kernel": (ONE, r"\frac{\partial a_i}{\partial w_k} = \sigma'(z_i) x_{i+k}"),
    "a prime that is spelled": (ONE, r"\delta_i = \sigma^{\prime}(z_i) \frac{\partial L}{\partial a_i}"),
    "the last layer": (ENTRIES, r"\delta_{i,j}^L = \frac{\partial E}{\partial o_{i,j}^L} f'(x_{i,j}^L)"),
    "kernels numbered by the layer before": (
        BEFORE,
        r"\delta^{(l)}_u = f'(z^{(l)}_u) \sum_k \delta^{(l+1)}_{u-k} w^{(l)}_k",
    ),
}
REFUTED = {
    "the last layer without its slope": (ENTRIES, r"\delta_{i,j}^L = \frac{\partial E}{\partial o_{i,j}^L}"),
    "no slope": (
        ENTRIES,
        r"\frac{\partial E}{\partial x_{u,v}^l} = \sum_{m}\sum_{n} \delta_{u-m,v-n}^{l+1} w_{m,n}^{l+1}",
    ),
    "the function for its slope": (
        ENTRIES,
        r"\delta_{u,v}^l = f(x_{u,v}^l) \sum_{m}\sum_{n} \delta_{u-m,v-n}^{l+1} w_{m,n}^{l+1}",
    ),
    "the slope at another place": (
        ENTRIES,
        r"\delta_{u,v}^l = \sum_{m}\sum_{n} \delta_{u-m,v-n}^{l+1} w_{m,n}^{l+1} f'(x_{u-m,v-n}^l)",
    ),
    "a slope too many": (
        ENTRIES,
        r"\frac{\partial E}{\partial o_{u,v}^l} = f'(x_{u,v}^l) \sum_{m}\sum_{n} \delta_{u-m,v-n}^{l+1} w_{m,n}^{l+1}",
    ),
    "the same layer on both sides": (
        ENTRIES,
        r"\delta_{u,v}^l = f'(x_{u,v}^l) \sum_{m}\sum_{n} \delta_{u-m,v-n}^{l} w_{m,n}^{l}",
    ),
    "the kernel the wrong way round": (
        ENTRIES,
        r"\delta_{u,v}^l = f'(x_{u,v}^l) \sum_{m}\sum_{n} \delta_{u+m,v+n}^{l+1} w_{m,n}^{l+1}",
    ),
    "the output where the input is meant": (
        ENTRIES,
        r"\frac{\partial E}{\partial w_{m,n}^l} = \sum_{i}\sum_{j} \delta_{i,j}^l o_{i+m,j+n}^{l}",
    ),
    "no slope in whole arrays": (ARRAYS, r"\delta^l = \delta^{l+1} * \text{rot180}(W^{l+1})"),
    "no slope on the way to the kernel": (
        ONE,
        r"\frac{\partial L}{\partial w_k} = \sum_i \frac{\partial L}{\partial a_i} x_{i+k}",
    ),
    "a slope without what it is multiplied with": (ONE, r"\delta_i = \sigma'(z_i)"),
    "the slope of another entry": (ONE, r"\delta_i = \frac{\partial L}{\partial a_i} \sigma'(z_{i+1})"),
    "the slope squared": (ONE, r"\delta_i = \frac{\partial L}{\partial a_i} \sigma'(z_i) \sigma'(z_i)"),
}
WITHHELD = {
    "layers by two letters": (ENTRIES, r"\delta_{i,j}^l = \frac{\partial E}{\partial o_{i,j}^L} f'(x_{i,j}^L)"),
    "another layer's kernel": (
        ENTRIES,
        r"\delta_{u,v}^l = f'(x_{u,v}^l) \sum_{m}\sum_{n} \delta_{u-m,v-n}^{l+1} w_{m,n}^{l}",
    ),
    "another function": (ONE, r"\delta_i = \frac{\partial L}{\partial a_i} \phi'(z_i)"),
    "a function of a sum": (ONE, r"a_i = \sigma(z_i + b)"),
    "a star for the product entry by entry": (ARRAYS, r"\delta^l = (\delta^{l+1} * \text{rot180}(W^{l+1})) * g'(Z^l)"),
    "second derivatives": (ONE, r"\delta_i = \frac{\partial L}{\partial a_i} \sigma''(z_i)"),
    "a power of the slope": (ONE, r"\delta_i = \frac{\partial L}{\partial a_i} \sigma'(z_i)^2"),
}


def said(notes: tuple[str, str]) -> str:
    return audit(f"{notes[0]}\n$${notes[1]}$$\n").statements[-1].outcome


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


@pytest.mark.parametrize("notes", [ENTRIES, ARRAYS, ONE, BEFORE], ids=["entries", "arrays", "one layer", "before"])
def test_an_activation_is_introduced_and_claims_nothing(notes: str) -> None:
    assert [each.outcome for each in audit(notes).statements][:2] == ["proved", "definition"]


def test_an_activation_that_is_not_introduced_says_nothing() -> None:
    assert (
        said((r"$$z_i = \sum_k x_{i+k} w_k$$", r"\delta_i = \frac{\partial L}{\partial a_i} f'(z_i)")) == "unreadable"
    )

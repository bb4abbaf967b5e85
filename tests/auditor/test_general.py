"""General index equations: judged for all sizes, as blogs and papers write them."""

from __future__ import annotations

import pytest

from symconv import Report, audit

BLOG = r"""
$$x_{i,j}^l = \sum_{m=0}^{k_1-1}\sum_{n=0}^{k_2-1} w_{m,n}^l o_{i+m,j+n}^{l-1} + b^l$$
"""
STRIDED = r"""
$$y_i = \sum_{k=0}^{K-1} x_{s i + k} w_k$$
"""
CHANNELS = r"""
$$z_{f,i,j} = \sum_c\sum_a\sum_b x_{c,i+a,j+b} k_{f,c,a,b} + b_f$$
"""
FROM_ONE = r"""
$$y_{i} = \sum_{a=1}^{k} x_{i+a-1} w_a + b$$
"""
LOOKS_BACK = r"""
$$y[n] = \sum_{k} h[k] x[n-k]$$
"""
BY_INPUT = r"""
$$y[n] = \sum_{k=-\infty}^{\infty} x[k] h[n-k]$$
"""
BY_INPUT_FORWARD = r"""
$$y_{i,j} = \sum_m\sum_n x_{m,n} w_{m-i,n-j}$$
"""
ARRAYS = r"""
$$Y = X * W$$
"""

PROVED = [
    (
        BLOG,
        r"\frac{\partial E}{\partial w_{m',n'}^l}"
        r" = \sum_{i=0}^{H-k_1}\sum_{j=0}^{W-k_2} \delta_{i,j}^l o_{i+m',j+n'}^{l-1}",
    ),
    (
        BLOG,
        r"\frac{\partial E}{\partial w_{m',n'}}"
        r" = \sum_i\sum_j \frac{\partial E}{\partial x_{i,j}}\frac{\partial x_{i,j}}{\partial w_{m',n'}}",
    ),
    (BLOG, r"\frac{\partial x_{i,j}}{\partial w_{m',n'}} = o_{i+m',j+n'}"),
    (BLOG, r"\frac{\partial E}{\partial o_{i',j'}} = \sum_{m=0}^{k_1-1}\sum_{n=0}^{k_2-1} \delta_{i'-m,j'-n} w_{m,n}"),
    (BLOG, r"\frac{\partial E}{\partial b} = \sum_{i,j} \delta_{i,j}"),
    (STRIDED, r"\frac{\partial L}{\partial w_k} = \sum_i \frac{\partial L}{\partial y_i} x_{s i + k}"),
    (STRIDED, r"\frac{\partial L}{\partial x_j} = \sum_i \frac{\partial L}{\partial y_i} w_{j - s i}"),
    (STRIDED, r"\frac{\partial L}{\partial x_j} = \sum_k \frac{\partial L}{\partial y_{(j-k)/s}} w_k"),
    (STRIDED, r"\frac{\partial L}{\partial x_j} = \sum_{k=0}^{K-1} \frac{\partial L}{\partial y_{\frac{j-k}{s}}} w_k"),
    (STRIDED, r"\frac{\partial L}{\partial x_j} = \sum_k \frac{\partial L}{\partial y_{\cfrac{j-k}{s}}} w_k"),
    (
        CHANNELS,
        r"\frac{\partial L}{\partial k_{f,c,a,b}} = \sum_{i,j} \frac{\partial L}{\partial z_{f,i,j}} x_{c,i+a,j+b}",
    ),
    (
        CHANNELS,
        r"\frac{\partial L}{\partial x_{c,u,v}} = \sum_{f,a,b} \frac{\partial L}{\partial z_{f,u-a,v-b}} k_{f,c,a,b}",
    ),
    (CHANNELS, r"\frac{\partial L}{\partial b_f} = \sum_{i,j} \frac{\partial L}{\partial z_{f,i,j}}"),
    (FROM_ONE, r"\delta w_a = \sum_i \delta y_i x_{i+a-1}"),
    (FROM_ONE, r"\delta x_u = \sum_a \delta y_{u-a+1} w_a"),
    (LOOKS_BACK, r"\frac{\partial L}{\partial h[k]} = \sum_n \frac{\partial L}{\partial y[n]} x[n-k]"),
    (LOOKS_BACK, r"\frac{\partial L}{\partial x[m]} = \sum_k \frac{\partial L}{\partial y[m+k]} h[k]"),
    (LOOKS_BACK, r"y[n] = \sum_k x[k] h[n-k]"),
    (BY_INPUT, r"y[n] = \sum_{k=-\infty}^{+\infty} h[k] x[n-k]"),
    (BY_INPUT, r"\frac{\partial L}{\partial h[m]} = \sum_k \frac{\partial L}{\partial y[m+k]} x[k]"),
    (BY_INPUT, r"\frac{\partial L}{\partial x[m]} = \sum_{n=-\infty}^{\infty} \frac{\partial L}{\partial y[n]} h[n-m]"),
    (BY_INPUT_FORWARD, r"\frac{\partial L}{\partial w_{a,b}} = \sum_{i,j} \delta y_{i,j} x_{i+a,j+b}"),
    (BY_INPUT_FORWARD, r"\delta x_{u,v} = \sum_{a,b} \delta y_{u-a,v-b} w_{a,b}"),
]
REFUTED = [
    (BLOG, r"\frac{\partial E}{\partial o_{i',j'}} = \sum_{m=0}^{k_1-1}\sum_{n=0}^{k_2-1} \delta_{i'+m,j'+n} w_{m,n}"),
    (BLOG, r"\frac{\partial E}{\partial w_{m',n'}} = \sum_i\sum_j \delta_{i,j} o_{i+n',j+m'}"),
    (BLOG, r"\frac{\partial x_{i,j}}{\partial w_{m',n'}} = o_{i-m',j-n'}"),
    (BLOG, r"\frac{\partial E}{\partial b} = \sum_i \delta_{i,j}"),
    (STRIDED, r"\frac{\partial L}{\partial w_k} = \sum_i \frac{\partial L}{\partial y_i} x_{i + k}"),
    (STRIDED, r"\frac{\partial L}{\partial x_j} = \sum_i \frac{\partial L}{\partial y_i} w_{j - i}"),
    (STRIDED, r"\frac{\partial L}{\partial x_j} = \sum_k \frac{\partial L}{\partial y_{(j+k)/s}} w_k"),
    (STRIDED, r"\frac{\partial L}{\partial x_j} = \sum_k \frac{\partial L}{\partial y_{\cfrac{j+k}{s}}} w_k"),
    (STRIDED, r"\frac{\partial L}{\partial x_j} = \sum_k \frac{\partial L}{\partial y_{\lfloor (j-k)/s \rfloor}} w_k"),
    (STRIDED, r"\frac{\partial L}{\partial x_j} = \sum_k \frac{\partial L}{\partial y_{(j-k)/s + 1}} w_k"),
    (
        CHANNELS,
        r"\frac{\partial L}{\partial x_{c,u,v}} = \sum_{a,b} \frac{\partial L}{\partial z_{f,u-a,v-b}} k_{f,c,a,b}",
    ),
    (FROM_ONE, r"\delta w_a = \sum_i \delta y_i x_{i+a}"),
    (BY_INPUT, r"y[n] = \sum_k x[k] h[n+k]"),
    (BY_INPUT, r"\frac{\partial L}{\partial h[m]} = \sum_n \frac{\partial L}{\partial y[n]} x[n+m]"),
    (BY_INPUT, r"\frac{\partial L}{\partial x[m]} = \sum_k \frac{\partial L}{\partial y[m-k]} h[k]"),
    (BY_INPUT_FORWARD, r"\frac{\partial L}{\partial w_{a,b}} = \sum_{i,j} \delta y_{i,j} x_{i-a,j-b}"),
    (BY_INPUT_FORWARD, r"\delta x_{u,v} = \sum_{a,b} \delta y_{u+a,v+b} w_{a,b}"),
    (BY_INPUT_FORWARD, r"\delta x_{u,v} = \sum_{a,b} \delta y_{u-a,v-b} w_{b,a}"),
    (FROM_ONE, r"\delta x_u = \sum_a \delta y_{u-a} w_a"),
    (LOOKS_BACK, r"\frac{\partial L}{\partial x[m]} = \sum_k \frac{\partial L}{\partial y[m-k]} h[k]"),
]
LEFT_OPEN = [
    # Another layer than the one above it, which then define none.
    (BY_INPUT, r"y[n] = \sum_{k=-\infty}^{\infty} x[k] h[k-n]", "unreadable"),
    (
        BLOG,
        r"\frac{\partial E}{\partial w_{m',n'}} = \sum_{i=0}^{Q}\sum_{j=0}^{R} \delta_{i,j} o_{i+m',j+n'}",
        "unreadable",
    ),
    (BLOG, r"\frac{\partial E}{\partial o_{i,j}} = f'(o_{i,j}) \delta_{i,j}", "unreadable"),
    (ARRAYS, r"\frac{\partial L}{\partial X} = \frac{\partial L}{\partial Y} * W", "refuted"),
    (ARRAYS, r"\frac{\partial L}{\partial W} = X * \frac{\partial L}{\partial Y}", "ambiguous"),
]


def report(forward: str, equation: str) -> Report:
    return audit(f"{forward}\n$${equation}$$\n")


@pytest.mark.parametrize(("forward", "equation"), PROVED)
def test_what_is_true_is_proved_for_all_sizes(forward: str, equation: str) -> None:
    last = report(forward, equation).statements[-1]
    assert (last.outcome, last.scope) == ("proved", "for all sizes")


@pytest.mark.parametrize(("forward", "equation"), REFUTED)
def test_what_is_false_is_refuted_at_a_small_layer(forward: str, equation: str) -> None:
    assert report(forward, equation).statements[-1].outcome == "refuted"


@pytest.mark.parametrize(("forward", "equation", "said"), LEFT_OPEN)
def test_what_is_not_known_is_not_guessed(forward: str, equation: str, said: str) -> None:
    assert report(forward, equation).statements[-1].outcome == said


@pytest.mark.parametrize("forward", [BLOG, STRIDED, CHANNELS, FROM_ONE, LOOKS_BACK, BY_INPUT, BY_INPUT_FORWARD])
def test_the_forward_equation_itself_is_true(forward: str) -> None:
    assert {each.outcome for each in audit(forward).statements} == {"proved"}


@pytest.mark.parametrize("padding", ["p", "p+1"])
@pytest.mark.parametrize(
    "equation",
    [
        r"\frac{\partial L}{\partial x_i} = \sum_a \frac{\partial L}{\partial z_{i-a-p}} k_a",
        r"\frac{\partial L}{\partial k_a} = \sum_i \frac{\partial L}{\partial z_i} x_{i-a}",
        # At p = 0 it is true of a convolution, and at p = 1 too where the kernel has two entries.
        r"\frac{\partial L}{\partial X} = \frac{\partial L}{\partial Z} * K",
    ],
)
def test_what_is_false_for_any_padding_is_refuted(padding: str, equation: str) -> None:
    forward = rf"$$z_i = \sum_a x_{{i+a-{padding}}} k_a$$"
    assert report(forward, equation).statements[-1].outcome == "refuted"


COUNTED_FROM_ONE = r"y_i = \sum_{a=1}^{k} w_a x_{%s - 1}"


@pytest.mark.parametrize("index", ["s i + a", "i + d a"], ids=["stride", "dilation"])
@pytest.mark.parametrize(
    "equation",
    [
        r"\frac{\partial L}{\partial x_u} = \sum_a \frac{\partial L}{\partial y_{u-a+1}} w_a",
        r"\frac{\partial L}{\partial w_a} = \sum_i \frac{\partial L}{\partial y_i} x_{i+a-1}",
        r"\frac{\partial y_i}{\partial x_u} = w_{u-i+1}",
        r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y} *_{full} w",
    ],
)
def test_what_is_true_of_stride_and_dilation_1_alone_is_not_proved(index: str, equation: str) -> None:
    """By their forward equation the padding is 1 - s, or 1 - d, and for the kernel no padding is below 0."""
    assert report(f"$${COUNTED_FROM_ONE % index}$$", equation).statements[-1].outcome == "refuted"


def test_two_forward_equations_that_disagree_define_nothing() -> None:
    found = audit(r"$$y_i = \sum_k x_{i+k} w_k$$ $$y_i = \sum_k x_{i-k} w_k$$")
    assert {each.outcome for each in found.statements} == {"unreadable"}


def test_a_step_within_a_chain_is_shown_by_what_the_chain_begins_with() -> None:
    first = r"\delta w_a &= \sum_i \delta y_i \frac{\partial y_i}{\partial w_a}"
    chain = rf"$$\begin{{aligned}} {first} \\ &= \sum_i \delta y_i x_{{i+a-1}} \end{{aligned}}$$"
    assert [each.scope for each in audit(FROM_ONE + chain).statements] == ["for all sizes"] * 3

"""Checks for a test suite: is this code the layer, or the layer's backward pass?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symconv.check.code import Code
from symconv.check.judge import judge
from symconv.check.reference import Reference
from symconv.check.verdict import CodeVerdict
from symconv.layers.layer import Layer

Function = Callable[..., Any]


def check_backward(function: Function, layer: Layer) -> CodeVerdict:
    """Whether `function(x, k, b, dz) -> (dx, dk, db)` is the backward pass of `layer`.

    Arrays are `x (N, C, *spatial)`, `k (F, C/g, *spatial)` (transposed layers: `k (C, F/g, *spatial)`), `b (F,)`,
    `dz (N, F, *spatial)`, of float64; `b` is None for a layer without bias. The function answers None for what it does
    not compute. Parameters named stride, padding, dilation, output_padding or groups are given those of the layer.

    The function is run: on forms, and as it is on whole numbers. Raises SymconvError for what cannot be called so.

    >>> from symconv import Conv1d
    >>> def backward(x, k, b, dz):
    ...     dx, dk = x * 0, k * 0
    ...     for m in range(2):
    ...         for a in range(2):
    ...             dx[0, 0, m + a] += dz[0, 0, m] * k[0, 0, a]
    ...             dk[0, 0, a] += dz[0, 0, m] * x[0, 0, m + a]
    ...     return dx, dk, dz.sum(axis=(0, 2))
    >>> check_backward(backward, Conv1d(input=3, kernel=2)).outcome
    'proved'
    """
    return judge(Code.of(function, "backward"), Reference.of(layer))


def check_forward(function: Function, layer: Layer) -> CodeVerdict:
    """Whether `function(x, k, b) -> z` computes `layer`; see `check_backward`."""
    return judge(Code.of(function, "forward"), Reference.of(layer))


def assert_backward(function: Function, layer: Layer) -> None:
    """AssertionError, with the wrong entry and the numbers that show it, unless `check_backward` says proved."""
    _asserted(check_backward(function, layer))


def assert_forward(function: Function, layer: Layer) -> None:
    """AssertionError unless `check_forward` says proved."""
    _asserted(check_forward(function, layer))


def _asserted(verdict: CodeVerdict) -> None:
    if not verdict:
        raise AssertionError(str(verdict))

"""The reference itself: against exact finite differences, NumPy's one-dimensional routines and hand-worked cases."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from quick import examples
from strategies.geometries import layers

from oracles.loops import Geometry, Ints, backward, forward, geometry, random_tensors
from symconv import Layer


def line(n: int, k: int, s: int = 1, d: int = 1, pl: int = 0, pr: int = 0, op: int = 0) -> Geometry:
    return Geometry((n,), (k,), (s,), (d,), (pl,), (pr,), (op,))


def row(*values: int) -> Ints:
    return np.array([[values]], dtype=np.int64)


def finite_differences(g: Geometry, tensors: dict[str, Ints]) -> dict[str, Ints]:
    """dL/dv with L = sum(dz * z): z is linear in every single entry, so a unit bump gives the derivative exactly."""
    names = ("X", "K", "B") if g.bias else ("X", "K")
    before = forward(g, tensors["X"], tensors["K"], tensors["B"])
    found = {}
    for name in names:
        gradient = np.zeros_like(tensors[name])
        for at in np.ndindex(gradient.shape):
            bumped = {each: value.copy() for each, value in tensors.items()}
            bumped[name][at] += 1
            after = forward(g, bumped["X"], bumped["K"], bumped["B"])
            gradient[at] = (tensors["dZ"] * (after - before)).sum()
        found[f"d{name}"] = gradient
    return found


@settings(deadline=None, derandomize=True, max_examples=examples(60))
@given(layers())
def test_backward_is_the_exact_finite_difference(layer: Layer) -> None:
    g = geometry(layer)
    tensors = random_tensors(g)
    found = backward(g, tensors["X"], tensors["K"], tensors["dZ"])
    expected = finite_differences(g, tensors)
    assert found.keys() == expected.keys()
    for of, gradient in found.items():
        np.testing.assert_array_equal(gradient, expected[of])


def test_the_finite_difference_notices_a_wrong_gradient() -> None:
    g = line(4, 2)
    tensors = random_tensors(g)
    turned = backward(replace(g, turned=True), tensors["X"], tensors["K"], tensors["dZ"])
    expected = finite_differences(g, tensors)
    assert (turned["dX"] != expected["dX"]).any()
    assert (turned["dK"] != expected["dK"]).any()


@pytest.mark.parametrize(("n", "k"), [(1, 1), (4, 1), (4, 2), (5, 3), (3, 3)])
def test_forward_in_one_dimension_is_numpys(n: int, k: int) -> None:
    g = line(n, k)
    t = random_tensors(g)
    x, kernel, b = t["X"][0, 0], t["K"][0, 0], t["B"]
    z = forward(g, t["X"], t["K"], b)
    assert z[0, 0].tolist() == (np.correlate(x, kernel, "valid") + b[0]).tolist()
    z = forward(replace(g, turned=True), t["X"], t["K"], b)
    assert z[0, 0].tolist() == (np.convolve(x, kernel, "valid") + b[0]).tolist()
    z = forward(replace(g, transposed=True), t["X"], t["K"], b)
    assert z[0, 0].tolist() == (np.convolve(x, kernel, "full") + b[0]).tolist()
    z = forward(replace(g, transposed=True, turned=True), t["X"], t["K"], b)
    assert z[0, 0].tolist() == (np.correlate(x, kernel, "full") + b[0]).tolist()


def test_a_strided_dilated_padded_case_worked_by_hand() -> None:
    # Padded input 0 1 2 3 4 0 0; the kernel reads two places apart, and stands at 0, 2 and 4.
    g = line(4, 2, s=2, d=2, pl=1, pr=2)
    assert g.z == (3,)
    z = forward(g, row(1, 2, 3, 4), row(10, 1), np.array([100]))
    assert z.tolist() == [[[102, 124, 140]]]
    gradients = backward(g, row(1, 2, 3, 4), row(10, 1), row(1, 10, 100))
    assert gradients["dX"].tolist() == [[[0, 1 * 1 + 10 * 10, 0, 10 * 1 + 100 * 10]]]
    assert gradients["dK"].tolist() == [[[10 * 2 + 100 * 4, 1 * 2 + 10 * 4]]]
    assert gradients["dB"].tolist() == [111]


def test_a_transposed_case_worked_by_hand() -> None:
    # Scatter 1*(10, 1) at 0 and 2*(10, 1) at 3, cut one entry in front, one more entry at the end.
    g = replace(line(2, 2, s=3, pl=1, op=1), transposed=True)
    assert g.z == (5,)
    assert forward(g, row(1, 2), row(10, 1), np.array([0])).tolist() == [[[1, 0, 20, 2, 0]]]


def test_groups_keep_their_channels_apart() -> None:
    g = replace(line(1, 1), groups=2, channels=2, filters=4, bias=False)
    x = np.array([[[1], [10]]])
    k = np.array([[[1]], [[2]], [[3]], [[4]]])
    assert forward(g, x, k, np.zeros(4, dtype=np.int64)).tolist() == [[[1], [2], [30], [40]]]


@settings(deadline=None, derandomize=True, max_examples=examples(40))
@given(layers(transposed=False))
def test_the_input_gradient_of_a_direct_layer_is_a_transposed_layer(layer: Layer) -> None:
    g = geometry(layer)
    t = random_tensors(g)
    rows = zip(g.n, g.k, g.s, g.d, g.pl, g.pr, strict=True)
    leftover = tuple((n + pl + pr - d * (k - 1) - 1) % s for n, k, s, d, pl, pr in rows)
    adjoint = replace(
        g, n=g.z, op=leftover, transposed=True, channels=g.filters, filters=g.channels, bias=False
    )
    none = np.zeros(g.channels, dtype=np.int64)
    np.testing.assert_array_equal(
        forward(adjoint, t["dZ"], t["K"], none), backward(g, t["X"], t["K"], t["dZ"])["dX"]
    )

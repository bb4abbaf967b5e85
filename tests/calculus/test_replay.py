"""SymPy computes the entry at which two sides differ once more: what is not as it was found is a defect, and said."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy

from symconv import Conv1d, Conv2d, ConvTranspose1d, Layer
from symconv.calculus.replay import Differentiated, Replay, ReplayedEntry, SumOfProducts, confirm
from symconv.deadline import NEVER, Deadline, TimeUpError
from symconv.errors import SymconvError
from symconv.exact.instance import Instance, Mismatch
from symconv.statements.grammar import parse

WRONG = {
    "a gradient": ("dX = correlate(pad(dZ, k-1), K)", Conv1d(input=3, kernel=2)),
    "two axes, channels": (
        "dX = correlate(pad(dZ, k-1), K)",
        Conv2d(input=(3, 2), kernel=(2, 2), in_channels=2, out_channels=4, groups=2, batch=2),
    ),
    "a tensor twice": ("grad(dot(Z, Z), K) = correlate(X, Z)", Conv1d(input=3, kernel=2)),
    "a second derivative": (
        "grad(dot(grad(dot(Z, Z), X), vX), X) = correlate(pad(correlate(vX, K), k-1), rot180(K))",
        Conv1d(input=3, kernel=2),
    ),
    "a map of the layer": ("toeplitz(K, X) = toeplitz(K, X) + toeplitz(K, X)", Conv1d(input=3, kernel=2, bias=False)),
    "a transposed layer": ("dX = correlate(dZ, rot180(K))", ConvTranspose1d(input=2, kernel=2)),
    "sums and multiples": ("sum(Z) - 2*dB = sum(Z) - 3*dB", Conv1d(input=3, kernel=2)),
    "padding by copies": ("pad(X, 1, 1, mode=circular) = pad(X, 1, 1, mode=replicate)", Conv1d(input=3, kernel=2)),
    "products entry by entry": ("times(X, vX) = times(X, X)", Conv1d(input=3, kernel=2)),
}
EVERY = pytest.mark.parametrize(("text", "layer"), WRONG.values(), ids=WRONG)


def found(text: str, layer: Layer) -> tuple[Instance, Mismatch]:
    instance = Instance(layer, {})
    mismatch = instance.mismatch(parse(text))
    assert mismatch is not None
    return instance, mismatch


@EVERY
def test_what_the_exact_engine_found_is_confirmed(text: str, layer: Layer) -> None:
    confirm(parse(text), *found(text, layer))


@EVERY
def test_another_value_is_not_confirmed(text: str, layer: Layer) -> None:
    instance, mismatch = found(text, layer)
    left, right = mismatch.sides
    for wrong in (
        replace(mismatch, sides=((*left, (1, ("x1",))), right)),
        replace(mismatch, sides=(left, left)),
        replace(mismatch, sides=(right, left)),
        replace(mismatch, sides=(mismatch.left, mismatch.right)),
    ):
        with pytest.raises(SymconvError, match="does not confirm"):
            confirm(parse(text), instance, wrong)


def test_the_entry_is_the_one_that_differs() -> None:
    """Entry 3 of the gradient has the values of entry 3 and of no other."""
    text = "dX = correlate(pad(dZ, k-1), rot180(K)) + pad(pad(X, 0-2, 0), 2, 0)"
    instance, mismatch = found(text, Conv1d(input=3, kernel=2))
    assert (mismatch.entry, mismatch.place) == ((3,), 2)
    confirm(parse(text), instance, mismatch)
    with pytest.raises(SymconvError, match="does not confirm"):
        confirm(parse(text), instance, replace(mismatch, place=0))


DERIVED = ((1, ("dz1", "k1")),)


def test_sides_that_agree_are_not_confirmed_to_differ() -> None:
    right = parse("dX = correlate(pad(dZ, k-1), rot180(K))")
    agreed = Mismatch((1,), (DERIVED, DERIVED))
    with pytest.raises(SymconvError, match="does not confirm"):
        confirm(right, Instance(Conv1d(input=3, kernel=2), {}), agreed)


def test_a_large_layer_takes_no_longer_than_its_entry() -> None:
    text = "dX = correlate(pad(dZ, k-1), K)"
    layer = Conv2d(input=(48, 48), kernel=(3, 3))
    confirm(parse(text), *found(text, layer), Deadline.after(10))


def test_of_a_wide_layer_only_what_the_entry_is_made_of_is_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its 64 products on each side and what they are made of, of the 37 thousand products of the layer."""
    written: list[ReplayedEntry] = []
    value = Replay.value

    def counted(self: Replay, entry: ReplayedEntry) -> sympy.Expr:
        written.append(entry)
        return value(self, entry)

    monkeypatch.setattr(Replay, "value", counted)
    text = "dX = correlate(pad(dZ, k-1), K)"
    confirm(parse(text), *found(text, Conv2d(input=(3, 3), kernel=(3, 3), in_channels=64, out_channels=64)))
    assert 4 * 64 < len(written) < 10 * 64


def test_it_ends_with_the_time() -> None:
    text, layer = WRONG["a gradient"]
    with pytest.raises(TimeUpError):
        confirm(parse(text), *found(text, layer), Deadline.after(0))


def test_the_derivative_of_a_sum_leaves_out_what_does_not_hold_the_variable() -> None:
    x, y = sympy.symbols("x y")
    inner = SumOfProducts(lambda place: [("x", place), (2, "y")], 1)
    total = SumOfProducts(lambda _: [("x", inner), ("y", "y")], 0)
    assert Replay(NEVER).value(Differentiated(total, "x")) == 2 * x + 2 * y
    assert Replay(NEVER).value(Differentiated(Differentiated(total, "y"), "y")) == 2
    assert Replay(NEVER).value(Differentiated("x", "y")) == 0
    alone = SumOfProducts(lambda _: [("y", inner)], 0)
    assert Replay(NEVER).value(Differentiated(alone, "x")) == y

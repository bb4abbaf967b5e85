"""`derive`: SymPy arrays with the axes that users see, and a verdict that is SymPy's own."""

from __future__ import annotations

import pytest
import sympy
from built import Built
from shorthand import correlate, crop, total

import symconv
from symconv import Conv1d, Conv2d, ConvTranspose1d, Layer, SymconvError, derive, verify
from symconv.arrays.array import Array
from symconv.derivation import derive_in_parts
from symconv.errors import TooLargeError
from symconv.layers.tensors import tensor
from symconv.statements.theorems import closed_forms

PLAIN = Conv2d(input=3, kernel=2)
GROUPED = Conv1d(input=3, kernel=2, batch=2, groups=2, in_channels=4, out_channels=2)


def test_the_notes_own_case() -> None:
    d = derive(PLAIN)
    assert d.dX is not None
    assert d.dK is not None
    assert d.dB is not None
    assert str(d.Z[0, 0]) == "B + k11*x11 + k12*x12 + k21*x21 + k22*x22"
    assert d.dX[1, 1] == sympy.Add(
        *(sympy.Symbol(f"dz{i}{j}") * sympy.Symbol(f"k{3 - i}{3 - j}") for i in (1, 2) for j in (1, 2))
    )
    assert str(d.dK[0, 0]) == "dz11*x11 + dz12*x12 + dz21*x21 + dz22*x22"
    assert str(d.dB[0]) == "dz11 + dz12 + dz21 + dz22"


@pytest.mark.parametrize(
    ("layer", "shapes"),
    [
        (PLAIN, [(2, 2), (2, 2), (3, 3), (1,)]),
        (GROUPED, [(2, 2, 2), (2, 2, 2), (2, 4, 3), (2,)]),
        (ConvTranspose1d(input=2, kernel=3, in_channels=2, out_channels=3), [(1, 3, 4), (2, 3, 3), (1, 2, 2), (3,)]),
    ],
    ids=str,
)
def test_arrays_have_the_axes_that_users_see(layer: Layer, shapes: list[tuple[int, ...]]) -> None:
    d = derive(layer)
    assert [tuple(each.shape) for each in (d.Z, d.dK, d.dX, d.dB) if each is not None] == shapes


def test_only_what_was_asked_for_is_derived() -> None:
    d = derive(PLAIN, wrt=["X"])
    assert (d.dK, d.dB) == (None, None)
    assert d.dX is not None
    assert d.wrt == ("X",)
    assert d.verdict.formulas == ("T1",)
    assert derive(PLAIN, wrt=["B", "K"]).wrt == ("B", "K")
    assert derive(PLAIN, wrt=["K", "K"]).wrt == ("K",)


def test_without_a_bias_there_is_no_bias_gradient() -> None:
    d = derive(Conv1d(input=3, kernel=2, bias=False))
    assert d.dB is None
    assert str(d.Z[0]) == "k1*x1 + k2*x2"
    with pytest.raises(SymconvError, match="`wrt='B'`: the layer has no bias"):
        derive(Conv1d(input=3, kernel=2, bias=False), wrt=["B"])


@pytest.mark.parametrize("wrt", [["Z"], ["K", "x"], ["dK"], [""], []])
def test_a_gradient_that_there_is_not_is_a_mistake(wrt: list[str]) -> None:
    with pytest.raises(SymconvError, match="`wrt` takes K, X and B"):
        derive(PLAIN, wrt=wrt)


def test_what_takes_longer_than_a_person_waits_is_refused() -> None:
    with pytest.raises(TooLargeError, match=r"about 88 s, for up to 352,836 products.*use verify for this size"):
        derive(Conv2d(input=200, kernel=3))
    with pytest.raises(TooLargeError, match="1,000,000 entries in one array"):
        derive(Conv1d(input=10**6, kernel=1, stride=10**6))


def test_nothing_is_proved_of_nothing() -> None:
    with pytest.raises(SymconvError, match="there is no formula to compare"):
        derive(PLAIN, formulas={})
    with pytest.raises(SymconvError, match="there is no formula to compare"):
        derive(PLAIN, wrt=["K"], formulas={"dX": closed_forms(PLAIN)["dX"]})


def test_unread_input_has_gradient_zero() -> None:
    d = derive(Conv1d(input=4, kernel=1, stride=2))
    assert d.dX is not None
    assert [str(entry) for entry in d.dX] == ["dz1*k1", "0", "dz2*k1", "0"]
    assert d.verdict


def test_entries_that_only_padding_meets_have_gradient_zero() -> None:
    d = derive(Conv1d(input=1, kernel=3, padding=1))
    assert d.dK is not None
    assert [str(entry) for entry in d.dK] == ["0", "dz1*x1", "0"]
    assert d.verdict


def test_the_local_derivatives_are_what_the_chain_rule_puts_together() -> None:
    d = derive(Conv1d(input=3, kernel=2))
    gradient = d.gradients["dK"]
    upstream = d.symbols.of["dZ"]
    for value, pairs in zip(gradient.values, gradient.locals, strict=True):
        assert [at for at, _ in pairs] == sorted(at for at, _ in pairs)
        assert sympy.expand(value - sum(upstream[at] * local for at, local in pairs)) == 0


def test_steps_are_reported_as_they_begin() -> None:
    said: list[str] = []
    derive(PLAIN, progress=said.append)
    assert said == [
        "expanding z",
        "differentiating by K",
        "differentiating by X",
        "differentiating by B",
        "comparing with the closed formulas",
    ]


def uncropped(layer: Layer) -> Array:
    return crop(correlate(tensor(layer, "X"), tensor(layer, "dZ"), dilation=2), 2)


def test_whoever_shows_it_is_told_which_part_is_done() -> None:
    """All of it when it ends, and never less than before; time and again within a step."""
    said: list[tuple[str, float]] = []
    derive_in_parts(Conv2d(input=12, kernel=3), report=lambda step, done: said.append((step, done)))
    parts = [done for _, done in said]
    assert (parts[0], parts[-1]) == (0.0, 1.0)
    assert parts == sorted(parts)
    assert len([step for step, _ in said if step == "differentiating by X"]) > 5
    assert len(said) < 150


def test_a_claim_that_cannot_even_be_written_is_refuted_by_both() -> None:
    """`crop` looks at its operand at once, so the expression fails while it is built, not while it is read."""
    claims = {"dK": Built("dilated", "dK", uncropped)}
    layer = Conv1d(input=4, kernel=2)
    assert verify(layer, claims).outcome == "refuted"
    assert derive(layer, formulas=claims).verdict.outcome == "refuted"


def test_a_derivation_is_not_the_engines_word() -> None:
    """SymPy finds the difference itself; the engine only looks for the smallest layer."""
    wrong = {"dB": Built("nothing but the first", "dB", lambda layer: total(crop(tensor(layer, "dZ"), 1)))}
    d = derive(Conv1d(input=3, kernel=2), formulas=wrong)
    (difference,) = d.verdict.differences
    assert (difference.entry, difference.derived, difference.claimed) == ("dB", "dz1 + dz2", "dz1")


def test_the_package_gives_what_it_names() -> None:
    assert symconv.derive is derive
    assert {*symconv.__all__} <= {name for name in symconv.__all__ if getattr(symconv, name) is not None}
    with pytest.raises(AttributeError, match="no attribute 'derivate'"):
        symconv.derivate  # noqa: B018

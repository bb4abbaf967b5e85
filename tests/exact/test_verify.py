"""`verify`: exact at big sizes, honest about what it cannot hold, and quick to say what it does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from built import Built
from shorthand import correlate, pad, rot180, total

from symconv import Conv1d, Conv2d, Conv3d, ConvTranspose2d, Layer, SymconvError, verify
from symconv.arrays.array import Array
from symconv.errors import TooLargeError
from symconv.exact.comparison import TERMS_SHOWN, difference
from symconv.exact.engine import Engine
from symconv.layers.notation import NOTATIONS
from symconv.layers.tensors import tensor

PLAIN = Conv1d(input=4, kernel=2)


def claim(of: str, build: Callable[[Layer], Array]) -> dict[str, Built]:
    return {of: Built("claim", of, build)}


@pytest.mark.parametrize(
    "layer",
    [
        Conv2d(input=64, kernel=5, stride=2, padding=2),
        Conv2d(input=17, kernel=3, in_channels=8, out_channels=4, groups=4, batch=3, padding="same", dilation=2),
        Conv3d(input=12, kernel=3, stride=2, padding=[(0, 1), (2, 0), (1, 1)]),
        ConvTranspose2d(input=20, kernel=4, stride=3, output_padding=2, padding=1, in_channels=2, out_channels=3),
    ],
    ids=str,
)
def test_big_layers_are_proved(layer: Layer) -> None:
    verdict = verify(layer)
    assert verdict.outcome == "proved"
    assert verdict.monomials > 9_000


def test_a_few_wrong_monomials_in_a_big_layer_are_found() -> None:
    """The last column of X taken for zeros: only the kernel's last column ever meets it."""
    layer = Conv2d(input=40, kernel=3)
    wrong = claim("dK", lambda each: correlate(pad(pad(tensor(each, "X"), 0, (0, -1)), 0, (0, 1)), tensor(each, "dZ")))
    assert verify(layer, wrong).outcome == "refuted"
    engine = Engine.of(layer)
    found = difference(engine, "dK", engine.derived("dK", engine.output()), wrong["dK"], NOTATIONS["xkz"])
    assert found is not None
    assert found[0] == "dk13"


def test_monomials_are_counted() -> None:
    # Every entry of dK and of dX is made of the same 3 outputs * 2 kernel entries.
    assert verify(PLAIN).monomials == 6 + 6 + 3
    assert verify(Conv1d(input=4, kernel=2, bias=False)).monomials == 6 + 6
    assert verify(PLAIN, claim("dB", lambda layer: total(tensor(layer, "dZ")))).monomials == 3


def test_steps_are_reported_as_they_begin() -> None:
    said: list[str] = []
    verify(PLAIN, progress=said.append)
    assert said[0] == "expanding z"
    assert said[1:3] == ["deriving dK", "comparing dK with T2"]
    assert len(said) == 7


@pytest.mark.parametrize(
    "layer",
    [
        Conv1d(input=10, kernel=1, batch=10**9),
        Conv1d(input=20_000, kernel=20_000, padding=20_000),
        Conv1d(input=10, kernel=10**6, padding=10**6),
        Conv1d(input=10**9, kernel=10**9, padding=10**9),
    ],
    ids=str,
)
def test_what_is_too_long_along_one_axis_is_refused_in_one_line(layer: Layer) -> None:
    with pytest.raises(TooLargeError, match=r"verify (takes|looks) at most") as caught:
        verify(layer)
    assert isinstance(caught.value, SymconvError)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "layer",
    [
        Conv1d(input=1, kernel=5, dilation=2**62, padding=[(0, 2**64)]),
        Conv1d(input=1, kernel=5, dilation=2**80, padding=[(0, 2**83)]),
        Conv1d(input=1, kernel=1, stride=2**62, padding=[(0, 2**64)]),
    ],
    ids=str,
)
def test_distances_that_int64_does_not_hold_are_no_zeros(layer: Layer) -> None:
    """4*2**62 is 0 there, and a formula that takes the fifth entry for the first would be right."""
    for formulas in ({"Z": "correlate(X, crop(K, 1)) + correlate(X, crop(rot180(K), 1)) + B"}, {"dX": "X"}, None):
        with pytest.raises(TooLargeError, match=r"places apart along one axis; verify counts places up to"):
            verify(layer, formulas)


def test_what_int64_holds_is_compared_however_far_apart() -> None:
    layer = Conv1d(input=1, kernel=5, dilation=2**56, padding=[(0, 2**58)])
    first, last = "correlate(X, crop(K, 1))", "correlate(X, crop(rot180(K), 1))"
    assert verify(layer, {"Z": f"{first} + B"}).outcome == "proved"
    assert verify(layer, {"Z": f"{first} + {last} + B"}).outcome == "refuted"


def test_more_monomials_than_a_length_counts_are_counted() -> None:
    verdict = verify(Conv3d(input=1_100_000, kernel=2))
    assert verdict.outcome == "proved"
    assert verdict.monomials == 2 * (1_099_999 * 2) ** 3 + 1_099_999**3


def test_what_memory_holds_is_not_refused() -> None:
    """Few products of a large input, and many places of which nearly all lie in the padding."""
    assert verify(Conv2d(input=1024, kernel=3, stride=32)).monomials == 19456
    assert verify(Conv1d(input=10, kernel=2_000, padding=2_000)).outcome == "proved"


def test_nothing_is_proved_of_nothing() -> None:
    with pytest.raises(SymconvError, match="there is no formula to compare"):
        verify(PLAIN, {})


def test_a_long_entry_is_cut() -> None:
    """Where every layer is wrong the smallest one is shown, so entries are short; a cut entry says how much it cut."""
    engine = Engine.of(Conv1d(input=30, kernel=1))
    text = engine.text(engine.derived("dK", engine.output()), 0, NOTATIONS["xkz"], TERMS_SHOWN)
    assert text.count("*") == TERMS_SHOWN
    assert text.endswith(f"... ({30 - TERMS_SHOWN} more)")
    assert text.startswith("dz1*x1 + dz2*x2 + ")


def test_entries_are_written_with_the_upstream_gradient_first() -> None:
    engine = Engine.of(PLAIN)
    z = engine.output()
    assert engine.text(z, 0, NOTATIONS["xkz"]) == "x1*k1 + x2*k2 + B"
    assert engine.text(engine.derived("dX", z), 1, NOTATIONS["xkz"]) == "dz2*k1 + dz1*k2"
    assert engine.text(engine.derived("dB", z), 0, NOTATIONS["xwy"]) == "dy1 + dy2 + dy3"


@pytest.mark.parametrize("notation", ["xkz", "xwy", "delta"])
def test_differences_speak_the_notation(notation: str) -> None:
    wrong = claim(
        "dX",
        lambda layer: correlate(pad(tensor(layer, "dZ"), [a.k - 1 for a in layer.axes]), tensor(layer, "K")),
    )
    (difference,) = verify(PLAIN, wrong, notation=notation).differences
    letter = {"xkz": "k", "xwy": "w", "delta": "w"}[notation]
    upstream = {"xkz": "dz1", "xwy": "dy1", "delta": "dy1"}[notation]
    assert (difference.entry, difference.derived) == ("dx1", f"{upstream}*{letter}1")


def test_axes_in_another_order_are_the_same_array() -> None:
    """`correlate(dZ, X)` has its channels the other way round; lead axes go by name."""
    layer = Conv1d(input=3, kernel=1, in_channels=2, out_channels=3, groups=1)
    right = claim("dK", lambda each: correlate(tensor(each, "X"), tensor(each, "dZ")))
    swapped = claim("dK", lambda each: correlate(tensor(each, "dZ"), tensor(each, "X")))
    assert verify(layer, right).outcome == "proved"
    assert verify(layer, swapped).outcome == "proved"


def test_a_claim_of_another_shape_is_refuted_by_its_shape() -> None:
    builds: tuple[Callable[[Layer], Array], ...] = (
        lambda layer: tensor(layer, "X"),
        lambda layer: rot180(tensor(layer, "dZ")),
        lambda layer: total(tensor(layer, "dZ")),
    )
    for build in builds:
        verdict = verify(PLAIN, claim("dK", build))
        assert verdict.outcome == "refuted"
        assert verdict.differences[0].entry == "dK"

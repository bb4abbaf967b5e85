"""Formulas by themselves: only whoever asks can say what the layer is, and the bias is what the notes speak of."""

from __future__ import annotations

import pytest

from symconv import Conv2d, audit

LAYER = Conv2d(input=3, kernel=2)
GRADIENT = r"\frac{\partial L}{\partial X} = \frac{\partial L}{\partial Z} \star_{full} "
BY_K = r"\frac{\partial L}{\partial K} = X \star "
ENTRY = r"z_{11} = x_{11} k_{11} + x_{12} k_{12} + x_{21} k_{21} + x_{22} k_{22}"

SAID = {
    "the input's gradient": (rf"{GRADIENT} \mathrm{{rot180}}(K)", "proved"),
    "not turned, and no word on what the sign means": (rf"{GRADIENT} K", "ambiguous"),
    "turned top to bottom alone": (rf"{GRADIENT} \text{{flip}}(K, 0)", "unreadable"),
    "the kernel's gradient": (rf"{BY_K} \frac{{\partial L}}{{\partial Z}}", "proved"),
    "full where it is valid": (BY_K.replace(r"\star", r"\star_{full}") + r"\frac{\partial L}{\partial Z}", "refuted"),
    "in short": (r"\delta X = \delta Z \star_{full} \mathrm{rot180}(K)", "proved"),
    "the bias' gradient": (r"\frac{\partial L}{\partial B} = \sum \frac{\partial L}{\partial Z}", "proved"),
    "the layer without a bias": (r"Z = X \star K", "proved"),
    "the layer with one": (r"Z = X \star K + B", "proved"),
    "what is added twice": (r"Z = X \star K + B + B", "refuted"),
    "the bias taken away": (r"Z = X \star K - B", "unreadable"),
    "the kernel first": (r"Z = K \star X", "ambiguous"),
    "an entry without a bias": (ENTRY, "proved"),
    "an entry with one": (f"{ENTRY} + b", "proved"),
    "another entry": (ENTRY.replace("x_{12} k_{12}", "x_{12} k_{21}"), "refuted"),
}


@pytest.mark.parametrize(("equation", "outcome"), SAID.values(), ids=SAID)
def test_a_formula_alone_is_judged_where_the_layer_is_given(equation: str, outcome: str) -> None:
    (said,) = audit(f"$${equation}$$", layer=LAYER).statements
    assert said.outcome == outcome, said.reason


@pytest.mark.parametrize("formula", [rf"{GRADIENT} \mathrm{{rot180}}(K)", rf"{GRADIENT} K", r"Z = X \star K"])
def test_without_a_layer_it_is_said_that_none_is_given(formula: str) -> None:
    (said,) = audit(f"$${formula}$$").statements
    assert said.outcome == "unreadable"
    assert said.reason == "no equation here says what the layer is, and none is given"


def test_a_layer_is_as_its_notes_speak_of_it() -> None:
    assert audit(f"$${ENTRY}$$", layer=LAYER).layers == ("conv2d --input 3x3 --kernel 2x2 --no-bias",)
    # Who speaks of it in one place and forgets it in another has made a mistake.
    by_b = r"\frac{\partial L}{\partial b} = \sum_{ij} \frac{\partial L}{\partial z_{ij}}"
    both = audit(f"$${ENTRY}$$ $${by_b}$$", layer=LAYER)
    assert [each.outcome for each in both.statements] == ["refuted", "proved"]


def test_what_moves_with_the_size_is_asked_at_that_size() -> None:
    strided = Conv2d(input=5, kernel=3, stride=2)
    (said,) = audit(rf"$${BY_K} \frac{{\partial L}}{{\partial Z}}$$", layer=strided).statements
    assert (said.outcome, said.reason) == ("refuted", "sizes: the left side is 3x3, the right side 4x4")

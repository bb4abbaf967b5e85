"""What a comparison says."""

from __future__ import annotations

import pytest

from symconv import Conv1d, Verdict, verify
from symconv.exact.verdict import Difference

LAYER = Conv1d(input=4, kernel=2)
SMALLEST = Conv1d(input=2, kernel=2)
DIFFERENCE = Difference("no rot180", "dx1", "dz1*k1", "dz1*k2", SMALLEST)


def test_a_proof_is_true_and_a_refutation_is_false() -> None:
    assert Verdict("proved", LAYER, ("T1",), 6, 0.5)
    assert not Verdict("refuted", LAYER, ("no rot180",), 6, 0.5, (DIFFERENCE,))


def test_a_difference_names_formula_entry_values_and_layer() -> None:
    assert str(DIFFERENCE) == (
        "no rot180: dx1 is dz1*k1, but the formula gives dz1*k2; smallest layer: conv1d --input 2 --kernel 2"
    )


def test_a_proof_names_its_formulas_and_its_size() -> None:
    verdict = Verdict("proved", LAYER, ("T2", "T1"), 1234567, 0.5)
    assert str(verdict) == (
        "proved: T2, T1 hold entry by entry for conv1d --input 4 --kernel 2 (1,234,567 monomials, 0.500 s)"
    )


def test_a_proof_says_how_it_compared() -> None:
    size = ("conv1d --input 4 --kernel 2", "6 monomials compared")
    alike = Verdict("proved", LAYER, ("T2", "T1"), 6, 0.5, compared=("axes", "axes"))
    assert str(alike) == f"proved: T2, T1 hold entry by entry for {size[0]} ({size[1]} along each axis, 0.500 s)"
    assert repr(alike) == f"<Verdict on {size[0]}: proved, T2, T1 compared along each axis>"
    unlike = Verdict("proved", LAYER, ("T2", "T1", "T3"), 6, 0.5, compared=("axes", "monomials", "axes"))
    assert unlike.way == "T2, T3 along each axis; T1 one by one"
    assert unlike.json()["compared"] == ["axes", "monomials", "axes"]


def test_a_refutation_lists_every_difference() -> None:
    other = Difference("wrong", "dB", "dz1", "0", SMALLEST)
    verdict = Verdict("refuted", LAYER, ("no rot180", "wrong"), 9, 0.1, (DIFFERENCE, other))
    assert str(verdict) == f"refuted: {DIFFERENCE}\n{other}"


def test_a_verdict_of_verify() -> None:
    verdict = verify(LAYER)
    assert verdict.layer == LAYER
    assert verdict.formulas == ("T2", "T1", "T3")
    # dK: 2 entries of 3 products; dX: the same 6 products; dB: 3 entries of dZ.
    assert verdict.monomials == 6 + 6 + 3
    assert verdict.seconds > 0
    assert verdict.differences == ()


@pytest.mark.parametrize("field", ["outcome", "differences"])
def test_a_verdict_cannot_be_changed(field: str) -> None:
    with pytest.raises(AttributeError):
        setattr(verify(LAYER), field, "refuted")

"""What holds for all sizes is typeset in the document's letters, and letters for sizes are said to be what they are."""

from __future__ import annotations

import pytest

from symconv import Conv1d, ConvTranspose1d, Layer, derive

CASES: dict[str, tuple[Layer, list[str], str, list[str]]] = {
    "input": (
        Conv1d(input=3, kernel=2),
        ["X"],
        "∂L/∂X = pad(insert_zeros(∂L/∂Y, s), D - pl, D + r - pr) ⋆[dilation d] rot180(W)",
        ["Here D = d·(k - 1) is how far the kernel reaches.", "r is what remains of n + pl + pr - D - 1"],
    ),
    "kernel": (
        Conv1d(input=3, kernel=2),
        ["K"],
        "∂L/∂W = crop(pad(X, pl, pr) ⋆[stride d, dilation s] ∂L/∂Y, k)",
        [],
    ),
    "transposed": (
        ConvTranspose1d(input=3, kernel=2),
        ["B"],
        "Y = pad(insert_zeros(X, s), D - pl, D + op - pr) ⋆[dilation d] rot180(W) + B",
        ["Here D = d·(k - 1) is how far the kernel reaches."],
    ),
}


@pytest.mark.parametrize(("layer", "wrt", "formula", "said"), CASES.values(), ids=CASES)
def test_formulas_are_typeset_and_their_letters_defined(
    layer: Layer, wrt: list[str], formula: str, said: list[str]
) -> None:
    text = " ".join(derive(layer, wrt=wrt, notation="xwy").text(tables=["proof"]).split())
    assert formula in text
    assert ": proved for all n, k, s, d >= 1" in text
    # Not as source code, and no letter is defined that does not occur.
    assert "correlate(" not in text
    assert [each in text for each in ("Here D = ", "r is what remains")] == [len(said) > 0, len(said) > 1]
    assert [each for each in said if each not in text] == []

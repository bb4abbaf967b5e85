"""Layers of every kind that is drawn, and what the derivation says of their pictures."""

from __future__ import annotations

import sympy

from symconv import (
    Conv1d,
    Conv2d,
    ConvTranspose1d,
    ConvTranspose2d,
    Layer,
)
from symconv.derivation import Derivation
from symconv.pictures.operands import RESULTS

# The namespace that every element of an SVG document is in.
SVG = "{http://www.w3.org/2000/svg}"
LAYERS = {
    "plain": Conv2d(input=3, kernel=2),
    "plain, true convolution": Conv2d(input=3, kernel=2, convention="convolution"),
    "strided and padded": Conv2d(input=5, kernel=3, stride=2, padding=1),
    "leftover": Conv2d(input=(6, 5), kernel=2, stride=(3, 2)),
    "dilated": Conv2d(input=7, kernel=3, dilation=2, bias=False),
    "asymmetric": Conv2d(input=(5, 4), kernel=(3, 2), stride=(2, 1), padding=[(1, 2), (0, 1)], dilation=(1, 2)),
    "asymmetric, true convolution": Conv2d(
        input=(5, 4), kernel=(3, 2), stride=(2, 1), padding=[(1, 2), (0, 1)], convention="convolution"
    ),
    "more padding than reach": Conv1d(input=4, kernel=2, padding=[(3, 2)]),
    "one axis": Conv1d(input=5, kernel=3, stride=2, padding=1),
    "one axis, dilated, true convolution": Conv1d(input=7, kernel=2, dilation=3, convention="convolution"),
    "one of each": Conv1d(input=1, kernel=1),
    "transposed": ConvTranspose2d(input=2, kernel=3, stride=2, padding=1),
    "transposed, true convolution": ConvTranspose2d(input=2, kernel=2, stride=2, convention="convolution"),
    "transposed, output padding": ConvTranspose2d(
        input=(2, 3), kernel=(3, 2), stride=(2, 1), padding=[(1, 0), (1, 1)], output_padding=(1, 0)
    ),
    "transposed, dilated": ConvTranspose1d(input=3, kernel=3, stride=2, dilation=2, bias=False),
    "beyond nine": Conv2d(input=(11, 2), kernel=2, padding=1),
}


NOTATIONS = ("xkz", "xwy", "delta")


def kinds(layer: Layer) -> list[str]:
    return [what for what in RESULTS if layer.transposed or what != "transposed"]


def derived(derivation: Derivation, what: str) -> list[sympy.Expr]:
    of = RESULTS[what]
    return list(derivation.z if of == "Z" else derivation.gradients[of].values)

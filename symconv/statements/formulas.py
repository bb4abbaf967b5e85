"""The closed formulas of the backward pass, T1-T9, in the language that users type.

Each is written once and read as everything else is: evaluated at a concrete layer, proved for all sizes, shown.
`D = d*(k-1)`, and `r` is the leftover that the stride does not reach.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from symconv.arrays.array import Array
from symconv.layers.layer import Layer
from symconv.sizes import Size
from symconv.statements.glossary import Glossary
from symconv.statements.grammar import Node, parse_expression
from symconv.statements.meaning import elaborate


@dataclass(frozen=True, slots=True)
class Formula:
    """A closed formula: its name, what it is equal to (`dX`, `dK`, `dB` or `Z`), and how to build it for a layer."""

    name: str
    of: str
    build: Callable[[Layer], Array]
    text: str = ""

    @property
    def statement(self) -> str:
        """The formula as a statement."""
        return f"{self.of} = {self.text}"


def written(name: str, of: str, text: str) -> Formula:
    """The formula that a text says.

    >>> from symconv import Conv1d
    >>> formula = written("T1", "dX", "correlate(pad(dZ, k-1), rot180(K))")
    >>> print(formula.build(Conv1d(input=5, kernel=2)).shape)
    5
    """

    @cache
    def tree() -> Node:
        return parse_expression(text)

    def build(layer: Layer) -> Array:
        found = elaborate(tree(), Glossary(layer, {}))
        if isinstance(found, tuple):
            raise TypeError(f"{text} is a size, not an array")
        return found

    return Formula(name, of, build, text)


# A. Cross-correlation layers
T1 = written("T1", "dX", "correlate(pad(insert_zeros(dZ, s), D-pl, D-pr+r), rot180(K), dilation=d)")
T1_NOTES = written("T1, as the notes write it", "dX", "correlate(pad(dZ, k-1), rot180(K))")
T2 = written("T2", "dK", "crop(correlate(pad(X, pl, pr), dZ, stride=d, dilation=s), k)")
T2_UNCROPPED = written("T2, cropped by padding", "dK", "correlate(pad(X, pl, pr-r), dZ, stride=d, dilation=s)")
T3 = written("T3", "dB", "sum(dZ)")

# B. True-convolution layers
T4 = written("T4", "dX", "correlate(pad(insert_zeros(dZ, s), D-pl, D-pr+r), K, dilation=d)")
T4_FULL = written("T4, as a full convolution", "dX", "convolve(rot180(K), dZ, mode=full)")
T5 = written("T5", "dK", "rot180(crop(correlate(pad(X, pl, pr), dZ, stride=d, dilation=s), k))")
T5_CONVOLUTION = written("T5, as a convolution", "dK", "convolve(rot180(X), dZ)")

# C. Transposed layers; under true convolution the kernel is read the other way round
T6 = written("T6", "Z", "correlate(pad(insert_zeros(X, s), D-pl, D-pr+op), rot180(K), dilation=d) + B")
T6_CONVOLUTION = written("T6", "Z", "correlate(pad(insert_zeros(X, s), D-pl, D-pr+op), K, dilation=d) + B")
T7 = written("T7", "dX", "crop(correlate(pad(dZ, pl, pr), K, stride=s, dilation=d), n)")
T7_CONVOLUTION = written("T7", "dX", "crop(correlate(pad(dZ, pl, pr), rot180(K), stride=s, dilation=d), n)")
T7_UNCROPPED = written("T7, where the crop is idle", "dX", "correlate(pad(dZ, pl, pr), K, stride=s, dilation=d)")
T8 = written("T8", "dK", "crop(correlate(pad(dZ, pl, pr), X, stride=d, dilation=s), k)")
T8_CONVOLUTION = written("T8", "dK", "rot180(crop(correlate(pad(dZ, pl, pr), X, stride=d, dilation=s), k))")
T9 = written("T9", "dB", "sum(dZ)")


def without_bias(formula: Formula) -> Formula:
    """A forward formula for a layer that has no bias."""
    return written(formula.name, formula.of, formula.text.removesuffix(" + B"))


def closed_forms(layer: Layer) -> dict[str, Formula]:
    """The closed formula for every gradient that `layer` has, by what it is equal to; for a transposed layer also Z.

    >>> from symconv import Conv2d
    >>> {of: formula.name for of, formula in closed_forms(Conv2d(input=3, kernel=2)).items()}
    {'dK': 'T2', 'dX': 'T1', 'dB': 'T3'}
    """
    turned = layer.convention == "convolution"
    if layer.transposed:
        z, dk, dx = (T6_CONVOLUTION, T8_CONVOLUTION, T7_CONVOLUTION) if turned else (T6, T8, T7)
        found = [z if layer.bias else without_bias(z), dk, dx, T9]
    else:
        found = [T5, T4, T3] if turned else [T2, T1, T3]
    return {formula.of: formula for formula in found if layer.bias or formula.of != "dB"}


def other_forms(layer: Layer) -> tuple[Formula, ...]:
    """The formulas that are stated as equal to a closed form of `layer`, each under its own conditions."""
    plain = all(a.s == a.d == 1 and a.pl == a.pr == a.op == 0 for a in layer.axes)
    if layer.transposed:
        idle = all(_below(a.op, a.s) for a in layer.axes) and layer.convention == "cross-correlation"
        return (T7_UNCROPPED,) if idle else ()
    if layer.convention == "convolution":
        return (T4_FULL, T5_CONVOLUTION) if plain else ()
    return (T1_NOTES, T2_UNCROPPED) if plain else (T2_UNCROPPED,)


def _below(left: Size, right: Size) -> bool:
    return isinstance(left, int) and isinstance(right, int) and left < right

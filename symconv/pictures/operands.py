"""What a picture shows, read off the closed formula: which places of two arrays meet, and where zeros come from.

Nothing is computed from strides and paddings here: the formula is evaluated with places for entries.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from symconv.arrays.array import Array, Tensor
from symconv.arrays.kinds import Pairing
from symconv.arrays.moves import Crop, Pad, Rot180
from symconv.arrays.numbers import Cells, Numbers, met_entries, objects
from symconv.arrays.products import Correlate, Plus
from symconv.errors import SymconvError, TooLargeError
from symconv.layers.layer import Layer
from symconv.layers.tensors import tensor
from symconv.sizes import concrete, joined
from symconv.statements.theorems import Theorem, closed_forms, written

Position = tuple[int, ...]
ZeroKind = Literal["padding", "inserted"]

# What is drawn of which tensor.
RESULTS = {"forward": "Z", "dX": "dX", "dK": "dK", "transposed": "Z"}
MOST_CELLS = 24


class PairedPlaces(Numbers):
    """Naming that are numbers of places: a sum of products is the tuple of the pairs that were multiplied."""

    def product(self, left: Cells, right: Cells, pairing: Pairing) -> Cells:
        return objects([tuple(zip(*rows, strict=True)) for rows in met_entries(left, right, pairing)], pairing.kept)


@dataclass(frozen=True, slots=True)
class Operands:
    """The product in a formula `of = expr` of the first example and channels.

    `meetings` lists, for every entry of the result, the places of the left and of the right side that meet there, and
    `produced` where that entry stands in the product itself: what is cropped and turned afterwards stands elsewhere.
    """

    of: str
    expr: Array
    core: Correlate
    meetings: Mapping[Position, tuple[tuple[Position, Position], ...]]
    produced: Mapping[Position, Position]


def operands(layer: Layer, what: str) -> Operands:
    """The product that a picture of `what` shows; raises SymconvError where there is no such picture.

    >>> from symconv import Conv1d
    >>> operands(Conv1d(input=4, kernel=2, stride=2), "dX").meetings[(1,)]
    (((1,), (0,)), ((2,), (1,)))
    """
    _check(layer, what)
    of = RESULTS[what]
    expr, core = _product(layer, of)
    arrays = {"the left operand": core.left, "the right operand": core.right, "the result": tensor(layer, of)}
    for name, array in arrays.items():
        if max(map(concrete, array.shape.spatial)) > MOST_CELLS:
            raise TooLargeError(
                f"{name} has {joined(array.shape.spatial)} cells, and a picture at most {MOST_CELLS} an axis: "
                f"draw a smaller layer, or use symconv verify for this one"
            )
    # One example and one channel have the geometry of all of them, and their operands are as small as the picture.
    one = replace(layer, batch=1, groups=1, in_channels=1, out_channels=1)
    expr, core = _product(one, of)
    left, right = _alike("left", core.left), _alike("right", core.right)
    values = {side.name: numbered(side) for side in (left, right)}
    met = _around(expr, replace(core, left=left, right=right)).value(values, PairedPlaces())
    product = _alike("product", core)
    kept = _around(expr, product).value({product.name: numbered(product)}, Numbers())
    ours, theirs, places = _places(left), _places(right), _places(product)
    entries = _places(tensor(one, of))
    meetings = {
        entry: tuple((ours[a - 1], theirs[b - 1]) for a, b in pairs)
        for entry, pairs in zip(entries, met.flat, strict=True)
    }
    produced = {entry: places[number - 1] for entry, number in zip(entries, kept.flat, strict=True)}
    return Operands(of, expr, core, meetings, produced)


def _alike(name: str, array: Array) -> Tensor:
    return Tensor(name, array.shape.lead, array.shape.spatial)


def _places(array: Array) -> list[Position]:
    """Where the entries of an array stand, in the order of their numbers."""
    return [*np.ndindex(tuple(map(concrete, array.shape.spatial)))]


def numbered(array: Tensor) -> Cells:
    """The entries of a tensor numbered from 1 in row-major order."""
    sizes = tuple(map(concrete, array.shape.sizes))
    return np.arange(1, math.prod(sizes) + 1).reshape(sizes)


def innermost(expr: Array) -> Tensor:
    """The tensor that an operand is made of."""
    while not isinstance(expr, Tensor):
        (expr,) = expr.parts()
    return expr


def laid_out(expr: Array) -> dict[Position, Position | ZeroKind]:
    """What is at every place of an operand: the tensor's entry at a position, or a zero."""
    of = innermost(expr)
    inner = expr.array if isinstance(expr, Pad) else expr
    values = inner.value({of.name: numbered(of)}, Numbers())
    # A zero that is there before the padding is told from those around.
    values = np.where(values == 0, -1, values)
    if isinstance(expr, Pad):
        values = replace(expr, array=_alike("inner", inner)).value({"inner": values}, Numbers())
    kinds: dict[int, ZeroKind] = {0: "padding", -1: "inserted"}
    entries, found = _places(of), zip(_places(expr), values.flat, strict=True)
    return {place: kinds[number] if number in kinds else entries[number - 1] for place, number in found}


def summed_over(layer: Layer, of: str) -> bool:
    """Whether an entry of `of` also adds up other examples or channels than the first."""
    _, core = _product(layer, of)
    kept = core.shape.labels
    axes = (*core.left.shape.lead, *core.right.shape.lead)
    return any(axis.label not in kept and axis.size != 1 for axis in axes)


def _check(layer: Layer, what: str) -> None:
    if what not in RESULTS:
        raise SymconvError(f"`what` is one of {', '.join(RESULTS)}, not {what!r}", text=what)
    if layer.rank > 2:
        raise SymconvError(f"{layer.name} has {layer.rank} axes and a page has two: draw a conv1d or conv2d instead")
    if what == "transposed" and not layer.transposed:
        raise SymconvError(
            f"`what='transposed'` draws the forward pass of a transposed layer: use conv_transpose{layer.rank}d, or "
            f"`what='dX'` for the backward pass of {layer.name}",
            text=what,
        )


def _product(layer: Layer, of: str) -> tuple[Array, Correlate]:
    """The formula for `of`, operators that do nothing left out, and the product in it."""
    formulas = closed_forms(layer)
    formula = formulas[of] if of in formulas else forward_formula(layer)
    expr = formula.build(layer).simplified()
    _, core = wrapped(expr)
    if not isinstance(core, Correlate):
        raise TypeError(f"no product to draw in {core!r}")
    return expr, core


def forward_formula(layer: Layer) -> Theorem:
    """What a direct layer computes, in the array language."""
    kernel = "rot180(K)" if layer.convention == "convolution" else "K"
    bias = " + B" if layer.bias else ""
    return written("the definition", f"Z = correlate(pad(X, pl, pr), {kernel}, stride=s, dilation=d){bias}")


def afterwards(expr: Array) -> tuple[str, ...]:
    """What is done to the product in `expr` before it is the result, first what is done first; but for a bias."""
    around, _ = wrapped(expr)
    return tuple(each.name for each in reversed(around))


def wrapped(expr: Array) -> tuple[tuple[Rot180 | Crop, ...], Array]:
    """What stands around the product in `expr`, outermost first and but for a bias, and the product."""
    match expr:
        case Rot180(array=inner) | Crop(array=inner):
            around, product = wrapped(inner)
            return (expr, *around), product
        case Plus(left=inner):
            return wrapped(inner)
        case _:
            return (), expr


def _around(expr: Array, product: Array) -> Array:
    """`product` with what stands around the one in `expr`, but for a bias."""
    around, _ = wrapped(expr)
    for each in reversed(around):
        product = replace(each, array=product)
    return product

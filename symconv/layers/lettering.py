"""A layer's entries, arrays and formulas as mathematics, in the letters of a notation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from symconv.arrays import array as language
from symconv.arrays.spelling import Parameter
from symconv.layers.layer import Layer
from symconv.layers.notation import Notation, separated, subscript
from symconv.layers.tensors import GRADIENT_OF
from symconv.page.maths import (
    Array,
    Call,
    Entry,
    Extents,
    Gradient,
    Infix,
    Infixed,
    Maths,
    Multiple,
    Number,
    Operator,
    Option,
    Quantity,
    Sum,
    Words,
)
from symconv.sizes import Size


def entry(layer: Layer, notation: Notation, tensor: str, place: tuple[int, ...]) -> Entry:
    """An entry of a tensor at a place (0-based, as `tensors.shown_shape`); of a gradient, what it is taken by.

    >>> from symconv import Conv2d
    >>> from symconv.layers.notation import NOTATIONS
    >>> entry(Conv2d(input=3, kernel=2), NOTATIONS["xwy"], "K", (0, 1))
    Entry(letter='w', index=(1, 2), separated=False)
    """
    index = subscript(layer, tensor, place)
    return Entry(notation.letter(tensor), index, separated(layer, index))


def gradient(notation: Notation, of: Maths) -> Gradient:
    """The derivative of the loss by an entry or an array."""
    return Gradient(of, notation.loss, notation.delta)


def whole(notation: Notation, tensor: str) -> Maths:
    """A whole tensor or gradient."""
    letter = Array(notation.letter(tensor).upper())
    return gradient(notation, letter) if tensor in GRADIENT_OF else letter


def extents(values: Sequence[Size]) -> Maths:
    """An axis-wise amount: one number where all axes agree, otherwise one for each."""
    sizes = tuple(map(_size, values))
    return sizes[0] if len(set(sizes)) == 1 else Extents(sizes)


def formula(expr: language.Array, notation: Notation) -> Maths:
    """An expression of the array language.

    >>> from symconv.arrays.array import Tensor
    >>> from symconv.arrays.moves import Crop, Pad, Rot180
    >>> from symconv.layers.notation import NOTATIONS
    >>> from symconv.page import text
    >>> k = Tensor("K", (), (3,))
    >>> text.written(formula(Crop(Rot180(Pad(k, (1,), (2,))), (4,)), NOTATIONS["xwy"]))
    'crop(rot180(pad(W, 1, 2)), 4)'
    """
    spelled = expr.spelling()
    operands = tuple(formula(each, notation) for each in spelled.operands)
    parameters = tuple(map(_parameter, spelled.parameters))
    match spelled.form:
        case "letter":
            return whole(notation, spelled.name)
        case "call":
            return Call(spelled.name, operands, (*parameters, *map(_parameter, spelled.options.values())))
        case "product":
            left, right = operands
            return Infix(left, sign(expr), right)
        case "sum":
            return Sum(operands)
        case "multiple":
            (factor,) = spelled.parameters
            assert isinstance(factor, int)
            return Multiple(factor, *operands)


def sign(expr: language.Array) -> Operator:
    """The operator between the sides of a product, with what it is qualified by."""
    spelled = expr.spelling()
    options = (
        Option(name, extents(value)) if isinstance(value, tuple) else Words(str(value))
        for name, value in spelled.options.items()
    )
    # A page has a sign for every product that there is.
    return Operator(cast(Infixed, spelled.name), tuple(options))


def _parameter(value: Parameter) -> Maths:
    match value:
        case tuple():
            return extents(value)
        case int():
            return Number(value)
        case str():
            return Words(value)


def _size(value: Size) -> Maths:
    return Number(value) if isinstance(value, int) else Quantity(value)

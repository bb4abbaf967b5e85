"""A layer's entries, arrays and formulas as mathematics, in the letters of a notation."""

from __future__ import annotations

from collections.abc import Sequence

from symconv.arrays import array as language
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

    >>> from symconv.arrays.array import Tensor, crop, pad, rot180
    >>> from symconv.layers.notation import NOTATIONS
    >>> from symconv.page import text
    >>> k = Tensor("K", (), (3,))
    >>> text.written(formula(crop(rot180(pad(k, 1, 2)), 4), NOTATIONS["xwy"]))
    'crop(rot180(pad(W, 1, 2)), 4)'
    """

    def call(name: str, *arguments: language.Array, options: tuple[Maths, ...] = ()) -> Call:
        return Call(name, tuple(formula(each, notation) for each in arguments), options)

    match expr:
        case language.Tensor(name=name) | language.Defined(name=name):
            return whole(notation, name)
        case language.Pad(array=array, lo=lo, hi=hi):
            return call("pad", array, options=(extents(lo),) if lo == hi else (extents(lo), extents(hi)))
        case language.ModePad(array=array, lo=lo, hi=hi, mode=mode):
            return call("pad", array, options=(extents(lo), extents(hi), Words(mode)))
        case language.ModePadAdjoint(array=array, lo=lo, hi=hi, mode=mode):
            return call("pad_adjoint", array, options=(extents(lo), extents(hi), Words(mode)))
        case language.Grad(scalar=scalar, by=by):
            return call("grad", scalar, by)
        case language.Crop(array=array, sizes=sizes):
            return call("crop", array, options=(extents(sizes),))
        case language.InsertZeros(array=array, strides=strides):
            return call("insert_zeros", array, options=(extents(strides),))
        case language.Rot180(array=array):
            return call("rot180", array)
        case language.Flip(array=array, axis=axis):
            return call("flip", array, options=(Number(axis),))
        case language.Correlate(left=left, right=right) | language.Convolve(left=left, right=right):
            return Infix(formula(left, notation), sign(expr), formula(right, notation))
        case language.Total(array=array):
            return call("sum", array)
        case language.Plus(left=left, right=right):
            return Sum((formula(left, notation), formula(right, notation)))
        case language.Scaled(factor=factor, array=array):
            return Multiple(factor, formula(array, notation))
        case language.Dot(left=left, right=right):
            return call("dot", left, right)


def sign(expr: language.Correlate | language.Convolve) -> Operator:
    """The operator between the sides of a correlation: stride, dilation and mode where they are not the usual ones."""
    options: list[Option | Words] = [
        Option(name, extents(values))
        for name, values in (("stride", expr.stride), ("dilation", expr.dilation))
        if any(value != 1 for value in values)
    ]
    if expr.mode != "valid":
        options.append(Words(expr.mode))
    return Operator("correlate" if isinstance(expr, language.Correlate) else "convolve", tuple(options))


def _size(value: Size) -> Maths:
    return Number(value) if isinstance(value, int) else Quantity(value)

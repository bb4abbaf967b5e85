"""A layer's entries, arrays and formulas as mathematics, in the letters of a notation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from symconv.arrays import array as language
from symconv.arrays.spelling import Parameter
from symconv.layers.layer import Layer
from symconv.layers.notation import Notation, separated, subscript
from symconv.layers.tensors import GRADIENT_OF
from symconv.page import maths
from symconv.page.maths import Letter, Maths, Number, Words
from symconv.sizes import Atom, Quotient, Size, terms

# Names of several letters that are no word: the two sides of a padding, the upstream gradient, directions of a change.
SPELLED = {
    "pl": Letter("pl", "p", below="l"),
    "pr": Letter("pr", "p", below="r"),
    "dZ": Letter("dZ", "Z", sign="Δ"),
    "vX": Letter("vX", "v", above="X"),
    "vK": Letter("vK", "v", above="K"),
}
QUALIFIED = {"stride": "s", "dilation": "d", "padding": "p", "output padding": "op"}


def letter(name: str) -> Letter:
    """A name as mathematics; what follows an underscore stands below.

    >>> letter("n_0")
    Letter(name='n_0', word='n', sign='', below='0', above='')
    """
    word, _, below = name.partition("_")
    return SPELLED.get(name) or Letter(name, word if below else "", below=below)


def quantity(size: Size) -> maths.Quantity:
    """A size, an integer polynomial in named symbols, such as n - k + 1."""
    return maths.Quantity(str(size), _polynomial(size))


def _polynomial(size: Size) -> Maths:
    total: Maths | None = None
    for monomial, coefficient in terms(size):
        factors = [Number(abs(coefficient))] if abs(coefficient) != 1 or not monomial else []
        term = maths.product([*factors, *map(_atom, monomial)])
        if total is None:
            total = term if coefficient > 0 else maths.Signed("-", term)
        else:
            total = maths.Sum((total, term)) if coefficient > 0 else maths.Subtraction(total, term)
    return Number(0) if total is None else total


def _atom(atom: Atom) -> Maths:
    if isinstance(atom, Quotient):
        return maths.RoundedDown(maths.Fraction(_polynomial(atom.numerator), _polynomial(atom.denominator)))
    return letter(str(atom))


def option(name: str, value: Maths) -> maths.Qualifier:
    """What a product is qualified by, such as a stride."""
    return maths.Qualifier(name, Letter(QUALIFIED[name]), value)


def entry(layer: Layer, notation: Notation, tensor: str, place: tuple[int, ...]) -> maths.Entry:
    """An entry of a tensor at a place (0-based, as `tensors.shown_shape`); of a gradient, what it is taken by.

    >>> from symconv import Conv2d
    >>> from symconv.layers.notation import NOTATIONS
    >>> entry(Conv2d(input=3, kernel=2), NOTATIONS["xwy"], "K", (0, 1))
    Entry(letter='w', index=(1, 2), separated=False)
    """
    index = subscript(layer, tensor, place)
    return maths.Entry(notation.letter(tensor), index, separated(layer, index))


def gradient(notation: Notation, of: Maths) -> Maths:
    """The derivative of the loss by an entry or an array."""
    return maths.gradient(of, notation.loss, notation.delta)


def whole(notation: Notation, tensor: str) -> Maths:
    """A whole tensor or gradient."""
    letter = maths.WholeArray(notation.letter(tensor).upper())
    return gradient(notation, letter) if tensor in GRADIENT_OF else letter


def extents(values: Sequence[Size]) -> Maths:
    """An axis-wise amount: one number where all axes agree, otherwise one for each."""
    sizes = tuple(map(_size, values))
    return sizes[0] if len(set(sizes)) == 1 else maths.Listed(sizes, "x")


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
            return maths.Applied(spelled.name, operands, (*parameters, *map(_parameter, spelled.options.values())))
        case "product":
            left, right = operands
            return maths.Infix(left, sign(expr), right)
        case "sum":
            return maths.Sum(operands)
        case "multiple":
            (factor,) = spelled.parameters
            assert isinstance(factor, int)
            return maths.Multiple(factor, *operands)


def sign(expr: language.Array) -> maths.InfixOperator:
    """The operator between the sides of a product, with what it is qualified by."""
    spelled = expr.spelling()
    options = (
        option(name, extents(value)) if isinstance(value, tuple) else Words(str(value))
        for name, value in spelled.options.items()
    )
    # A page has a sign for every product that there is.
    return maths.InfixOperator(cast(maths.Infixed, spelled.name), tuple(options))


def _parameter(value: Parameter) -> Maths:
    if isinstance(value, tuple):
        return extents(value)
    return Number(value) if isinstance(value, int) else Words(value)


def _size(value: Size) -> Maths:
    return Number(value) if isinstance(value, int) else quantity(value)

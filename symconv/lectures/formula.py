"""An expression of the array language as a line of mathematics."""

from __future__ import annotations

from symconv.arrays.array import Array
from symconv.arrays.spelling import Parameter
from symconv.layers.notation import Notation
from symconv.layers.tensors import GRADIENT_OF
from symconv.page.dialect import Dialect
from symconv.sizes import joined


def formula(expr: Array, notation: Notation, dialect: Dialect) -> str:
    """`expr` in the letters of `notation` and the signs of `dialect`."""

    def inner(array: Array) -> str:
        return formula(array, notation, dialect)

    def bracketed(array: Array) -> str:
        return f"({inner(array)})" if array.spelling().form in ("product", "sum") else inner(array)

    spelled = expr.spelling()
    match spelled.form:
        case "letter":
            letter = notation.letter(spelled.name).upper()
            gradient = spelled.name in GRADIENT_OF
            return dialect.array_gradient(notation, letter) if gradient else dialect.array(letter)
        case "call":
            parameters = [_parameter(each) for each in (*spelled.parameters, *spelled.options.values())]
            return dialect.call(spelled.name, [inner(each) for each in spelled.operands], parameters)
        case "product":
            left, right = map(bracketed, spelled.operands)
            return f"{left} {dialect.operator(spelled.name, options(expr, dialect))} {right}"
        case "sum":
            return " + ".join(map(inner, spelled.operands))
        case "multiple":
            return " ".join([*map(_parameter, spelled.parameters), *map(bracketed, spelled.operands)])


def options(expr: Array, dialect: Dialect) -> list[str]:
    """What a product is qualified by: stride, dilation and mode, where they are not the usual ones."""
    return [
        dialect.option(name, joined(value)) if isinstance(value, tuple) else str(value)
        for name, value in expr.spelling().options.items()
    ]


def _parameter(value: Parameter) -> str:
    return joined(value) if isinstance(value, tuple) else str(value)

"""An expression of the array language as the text that a user would type."""

from __future__ import annotations

from symconv.arrays.array import Array
from symconv.arrays.spelling import Parameter, Spelling
from symconv.sizes import joined


def statement(expr: Array) -> str:
    """`expr` in the language that users type.

    >>> from symconv.arrays.array import Tensor
    >>> from symconv.arrays.moves import Pad, Rot180
    >>> from symconv.arrays.products import Correlate
    >>> dz, k = Tensor("dZ", (), (2,)), Tensor("K", (), (2,))
    >>> print(statement(Correlate(Pad(dz, (1,), (1,)), Rot180(k), (2,), (1,))))
    correlate(pad(dZ, 1), rot180(K), stride=2)
    """
    spelled = expr.spelling()
    match spelled.form:
        case "letter":
            return spelled.name
        case "call" | "product":
            given = [statement(each) for each in spelled.operands]
            given += [_parameter(each) for each in spelled.parameters]
            given += [f"{name}={_parameter(value)}" for name, value in spelled.options.items()]
            return f"{spelled.name}({', '.join(given)})"
        case "sum":
            return f" {spelled.name} ".join(statement(each) for each in spelled.operands)
        case "multiple":
            return f"{_parameter(spelled.parameters[0])}*{_factor(spelled)}"


def _factor(spelled: Spelling[Array]) -> str:
    """What is multiplied: a sum in parentheses."""
    (operand,) = spelled.operands
    return f"({statement(operand)})" if operand.spelling().form == "sum" else statement(operand)


def _parameter(value: Parameter) -> str:
    return joined(value) if isinstance(value, tuple) else str(value)

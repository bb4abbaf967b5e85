"""An expression of the array language, or the tree of a statement, as the text that a user would type."""

from __future__ import annotations

import re
from dataclasses import replace

from symconv.arrays.array import Array
from symconv.arrays.spelling import Parameter
from symconv.layers.layer import Layer
from symconv.sizes import joined
from symconv.statements.grammar import ANY_PRODUCT, Call, Name, Node, NumberPerAxis, Numeral, Operation, Statement
from symconv.statements.meaning import product_of, slides
from symconv.statements.syntax import TIGHTNESS


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
            (factor,), (operand,) = spelled.parameters, spelled.operands
            # A sum that is multiplied stands in parentheses.
            said = f"({statement(operand)})" if operand.spelling().form == "sum" else statement(operand)
            return f"{_parameter(factor)}*{said}"


def read_as(tree: Statement, layer: Layer) -> str:
    """A statement as it was read, where a sign stands between arrays or a gradient is a fraction or a δ; else empty.

    >>> from symconv import Conv1d
    >>> from symconv.statements.grammar import parse
    >>> read_as(parse("∂L/∂X = pad(∂L/∂Z, k−1) ⋆ rot180(K)"), Conv1d(input=3, kernel=2))
    'dX = correlate(pad(dZ, k-1), rot180(K))'
    """
    left, right = (_named(side, layer) for side in (tree.left, tree.right))
    signs = (left, right) != (tree.left, tree.right) or re.search(r"[⋆★⊙∂δΔ]|[*∗]\s*\[|(?<!/)/(?!/)", tree.text)
    return f"{written(left)} = {written(right)}" if signs else ""


def turned(tree: Statement, layer: Layer) -> bool:
    """Whether a `*` was read as a true convolution though the layer goes by cross-correlation: it may be meant so."""
    starred = re.search(r"[*∗]\s*\[", tree.text) is not None
    return starred and layer.convention == "cross-correlation" and "convolve(" in read_as(tree, layer)


def _named(node: Node, layer: Layer) -> Node:
    """The tree with the layer's product by its name."""
    match node:
        case Operation(left=left, right=right):
            sides = _named(left, layer), _named(right, layer)
            if slides(node):
                return Call(product_of(layer), sides, (), node.column)
            return replace(node, left=sides[0], right=sides[1])
        case Call(name=name, arguments=arguments):
            called = product_of(layer) if name == ANY_PRODUCT else name
            return replace(node, name=called, arguments=tuple(_named(each, layer) for each in arguments))
        case _:
            return node


def written(node: Node) -> str:
    """A tree as text that `parse` reads back as the same tree, columns aside."""
    match node:
        case Numeral(value=value):
            return str(value)
        case NumberPerAxis(values=values):
            return joined(values)
        case Name(text=text):
            return text
        case Operation(sign=sign, left=left, right=right):
            before, after = _held(left, TIGHTNESS[sign]), _held(right, TIGHTNESS[sign] + 1)
            spaced = f" {sign} " if sign in "+-" and {*"("} & {*before, *after} else sign
            return f"{before}{spaced}{after}"
        case Call(name=name, arguments=arguments, options=options):
            given = [*map(written, arguments), *(f"{option}={written(value)}" for option, value in options)]
            return f"{name}({', '.join(given)})"


def _held(node: Node, least: int) -> str:
    """A tree as text, in parentheses where its operation holds together less."""
    loose = isinstance(node, Operation) and TIGHTNESS[node.sign] < least
    return f"({written(node)})" if loose else written(node)


def _parameter(value: Parameter) -> str:
    return joined(value) if isinstance(value, tuple) else str(value)

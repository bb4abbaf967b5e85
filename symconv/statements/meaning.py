"""What a statement means for a layer: from a tree to expressions of the array language and sizes.

The same tree is read for a concrete layer, to evaluate it, and for a family of layers with symbols for sizes,
to prove it. A size is one number for each spatial axis.
"""

from __future__ import annotations

from dataclasses import replace

from symconv.arrays.array import Array
from symconv.arrays.products import Plus, Scaled, Times
from symconv.errors import AxesError, ShapeError
from symconv.layers.layer import Layer
from symconv.layers.maps import MAPS, Mapped
from symconv.sizes import Size, terms
from symconv.statements.calls import BY_NAME, Meaning, array_of, called, near, wrong
from symconv.statements.elsewhere import for_operator
from symconv.statements.glossary import ALIASES, DEFINED, DIRECTIONS, FREE, OF_A_LAYER, OPERATIONS, SIZES, Glossary
from symconv.statements.grammar import ANY_PRODUCT, Call, Name, Node, NumberPerAxis, Numeral, Operation, StatementError

# What a person writes; more would only be a way to exhaust the machine.
MOST_TERMS = 200
MOST_FACTOR = 1_000_000
# Every name that may stand before a parenthesis.
CALLABLE = (*BY_NAME, *MAPS)


def elaborate(node: Node, known: Glossary) -> Meaning:
    """The meaning of one side of a statement.

    Raises StatementError where a name is unknown or an operator does not take what it is given, ShapeError
    where sizes do not fit.

    >>> from symconv import Conv1d
    >>> from symconv.statements.grammar import parse_expression
    >>> from symconv.statements.write import statement
    >>> known = Glossary(Conv1d(input=5, kernel=2), {})
    >>> elaborate(parse_expression("n - k + 1"), known)
    (4,)
    >>> print(statement(elaborate(parse_expression("correlate(pad(dZ, k-1), rot180(K))"), known)))
    correlate(pad(dZ, 1), rot180(K))
    """
    rank = known.layer.rank
    match node:
        case Numeral(value=value):
            return (value,) * rank
        case NumberPerAxis(values=values):
            if len(values) != rank:
                layer = f"`layer='conv{len(values)}d'`"
                raise wrong(node, f"this is a number for each of {len(values)} axes: {layer}, for example, has as many")
            return values
        case Name(text=text):
            if text == "p" and any(axis.pl != axis.pr for axis in known.layer.axes):
                raise wrong(node, "p stands for equal padding on both sides, which this layer has not: use pl and pr")
            found: Meaning | None = known.tensor(text) or known.sizes(text)
            if found is None:
                raise _unknown(node, known)
            return found
        case Operation():
            return _operated(node, elaborate(node.left, known), elaborate(node.right, known), known)
        case Call():
            return _called(node, known)


def _unknown(node: Name, known: Glossary) -> StatementError:
    if known.definition is None and ALIASES.get(node.text, node.text) in DEFINED:
        return wrong(node, f"{node.text} is what closed formulas are about: it does not stand in one")
    if node.text in ("B", "dB"):
        return wrong(node, f"{node.text} is not known here: the layer has no bias")
    if known.definition is None and node.text in (*DIRECTIONS, *FREE):
        return wrong(node, f"{node.text} does not stand in a closed formula, which is one of X, K, B and dZ")
    others = " ".join(f"{name} for {each}," for name, each in ALIASES.items())
    tensors = f"X, K, B, Z, dX, dK, dB, dZ, vX, vK, {others} and A, B, C for free ones"
    meant = near(node.text, [*OF_A_LAYER, "B", "dB", *FREE, *SIZES])
    return wrong(node, f"there is no {node.text!r}{meant}: tensors are {tensors}; sizes are o, {', '.join(SIZES)}")


def slides(node: Operation) -> bool:
    """Whether a sign `*` joins two arrays, neither of which can be a single number: then it is the layer's product."""
    return node.sign == "*" and _is_spatial(node.left) and _is_spatial(node.right)


def _is_spatial(node: Node) -> bool:
    match node:
        case Name(text=text):
            return text != "o" and text not in SIZES
        case Operation(left=left, right=right):
            return _is_spatial(left) or _is_spatial(right)
        case Call(name="times", arguments=arguments):
            return any(map(_is_spatial, arguments))
        case Call(name=name):
            return name not in ("sum", "dot")
        case _:
            return False


def product_of(layer: Layer) -> str:
    """The product that `*` between arrays is: the one that the layer is called after."""
    return "convolve" if layer.convention == "convolution" else "correlate"


def _operated(node: Operation, left: Meaning, right: Meaning, known: Glossary) -> Meaning:
    if isinstance(left, tuple) and isinstance(right, tuple):
        found_sizes = tuple(_arithmetic(node, a, b) for a, b in zip(left, right, strict=True))
        if any(len(terms(size)) > MOST_TERMS for size in found_sizes):
            raise wrong(node, f"this size has more than {MOST_TERMS} terms")
        return found_sizes
    if node.sign == "*" and (isinstance(left, tuple) or isinstance(right, tuple)):
        factor, array = (left, right) if isinstance(left, tuple) else (right, left)
        return Scaled(_factor(node, factor), array_of(node, array))
    if not isinstance(left, tuple) and not isinstance(right, tuple):
        if node.sign in ("+", "-"):
            if bool(left.shape.axes) != bool(right.shape.axes):
                kinds = f"left {left.shape.kind}, right {right.shape.kind}"
                raise wrong(node, f"{node.sign!r} does not join a single number and an array: {kinds}")
            right = right if node.sign == "+" else Scaled(-1, right)
            # A bias may stand first; it is added to the other at every place.
            first = len(left.shape.sizes) < len(right.shape.sizes)
            return _fitting(Plus(right, left) if first else Plus(left, right), node)
        if node.sign == "*" and not (left.shape.sizes and right.shape.sizes):
            return Times.called((left, right), {})
        if slides(node):
            return elaborate(Call(ANY_PRODUCT, (node.left, node.right), (), node.column), known)
    if node.sign == "-" and node.left == Numeral(0, node.left.column):
        return Scaled(-1, array_of(node, right))
    raise wrong(node, f"{node.sign!r} does not join these: arrays take + and -, and * with a whole number")


def _fitting(found: Array, node: Node) -> Array:
    """The array, its shapes checked; the error for one whose shapes do not fit has the node's place."""
    try:
        _ = found.shape
    except ShapeError as error:
        raise type(error)(str(error), column=node.column) from None
    return found


def _arithmetic(node: Operation, left: Size, right: Size) -> Size:
    if node.sign == "//" and isinstance(right, int) and right < 1:
        raise ShapeError(f"// divides by 1 or more, not {right}", column=node.right.column)
    return OPERATIONS[node.sign](left, right)


def _factor(node: Operation, sizes: Meaning) -> int:
    assert isinstance(sizes, tuple)
    if len(set(sizes)) != 1 or not isinstance(sizes[0], int):
        raise wrong(node, "an array is multiplied by a whole number, not by a size")
    if abs(sizes[0]) > MOST_FACTOR:
        raise wrong(node, f"an array is multiplied by at most {MOST_FACTOR:,}")
    return sizes[0]


def _called(node: Call, known: Glossary) -> Meaning:
    if node.name == ANY_PRODUCT:
        node = replace(node, name=product_of(known.layer))
    if node.name not in CALLABLE:
        said = for_operator(node.name) or f"operators are {', '.join(CALLABLE)}"
        raise wrong(node, f"there is no operator {node.name!r}{near(node.name, CALLABLE)}: {said}")
    if node.name in MAPS:
        return _map(node, known)
    return _fitting(called(node, known.layer.rank, lambda inner: elaborate(inner, known)), node)


def _map(node: Call, known: Glossary) -> Array:
    """One of the layer's linear maps, of any arrays shaped like the tensors that it is about."""
    usage = f"write {node.name}({', '.join(MAPS[node.name].map_of(known.layer).of)})"
    if len(node.arguments) != 2 or node.options:
        raise wrong(node, f"{usage}: it takes two arrays and no options")
    left, right = (array_of(each, elaborate(each, known)) for each in node.arguments)
    try:
        return _fitting(Mapped(node.name, known.layer, left, right), node)
    except AxesError as error:
        # At no size: a mistake in what was written, whatever the other side says.
        raise wrong(node, str(error)) from None

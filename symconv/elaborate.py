"""What a statement's names mean for a layer: from a tree to expressions of the array language and sizes.

The same tree is read for a concrete layer, to evaluate it, and for a family of layers with symbols for sizes,
to prove it. A size is one number for each spatial axis.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Union

from symconv import arrays
from symconv.arrays import Array, Defined, Tensor
from symconv.definition import forward
from symconv.entries import entries, gradient
from symconv.errors import ShapeError
from symconv.language import Call, Name, Node, Number, Operation, Statement, StatementError, names
from symconv.layer import Axis, Layer
from symconv.sizes import Size, floordiv
from symconv.tensors import GRADIENT_OF, tensor

ALIASES = {"W": "K", "Y": "Z", "dW": "dK", "dY": "dZ"}
OF_A_LAYER = frozenset({"X", "K", "Z", "dX", "dK", "dB", "dZ", *ALIASES})
FREE = frozenset({"A", "B", "C"})
SIZES: Mapping[str, Callable[[Axis], Size]] = {
    "n": lambda axis: axis.n,
    "k": lambda axis: axis.k,
    "s": lambda axis: axis.s,
    "d": lambda axis: axis.d,
    "pl": lambda axis: axis.pl,
    "pr": lambda axis: axis.pr,
    "p": lambda axis: axis.pl,
    "op": lambda axis: axis.op,
    "r": lambda axis: axis.leftover,
    "D": lambda axis: axis.D,
}
OPERATORS = "pad, crop, insert_zeros, rot180, flip, correlate, convolve, sum, dot"

Vector = tuple[Size, ...]
Meaning = Union[Array, Vector]


@dataclass(frozen=True, slots=True)
class Scope:
    """What names stand for: a layer, and the sizes of free tensors (A, B, C) along each axis."""

    layer: Layer
    free: Mapping[str, Vector]

    def tensor(self, name: str) -> Array | None:
        """The array that a name stands for, None where it is no array."""
        name = ALIASES.get(name, name)
        if name in self.free:
            return Tensor(name, (), self.free[name])
        if name in ("X", "K", "dZ") or (name == "B" and self.layer.bias):
            return tensor(self.layer, name)
        if name in ("Z", "dX", "dK") or (name == "dB" and self.layer.bias):
            return defined(self.layer, name)
        return None

    def sizes(self, name: str) -> Vector | None:
        """The sizes that a name stands for, one an axis; None where it is no size."""
        if name == "o":
            return self.layer.output
        return tuple(SIZES[name](axis) for axis in self.layer.axes) if name in SIZES else None


def defined(layer: Layer, name: str) -> Defined:
    """Z by the layer's definition; dX, dK or dB by the chain rule: the derivative of `dot(Z, dZ)`."""
    if name == "Z":
        z = tensor(layer, "Z")
        return Defined("Z", z.lead, z.spatial, forward(layer))
    of = tensor(layer, GRADIENT_OF[name])
    loss = entries(arrays.dot(defined(layer, "Z"), tensor(layer, "dZ")))
    return Defined(name, of.lead, of.spatial, gradient(loss, of))


def is_about_a_layer(tree: Node | Statement) -> bool:
    """Whether a statement names a tensor of the layer, so that B is the bias in it."""
    return not OF_A_LAYER.isdisjoint(names(tree))


def free_names(tree: Node | Statement) -> tuple[str, ...]:
    """The free tensors of a statement, in order."""
    found = FREE & names(tree)
    return tuple(sorted(found - {"B"} if is_about_a_layer(tree) else found))


def elaborate(node: Node, scope: Scope) -> Meaning:
    """The meaning of one side of a statement.

    Raises StatementError where a name is unknown or an operator does not take what it is given, ShapeError
    where sizes do not fit.

    >>> from symconv import Conv1d
    >>> from symconv.language import parse_expression
    >>> scope = Scope(Conv1d(input=5, kernel=2), {})
    >>> elaborate(parse_expression("n - k + 1"), scope)
    (4,)
    >>> print(arrays.statement(elaborate(parse_expression("correlate(pad(dZ, k-1), rot180(K))"), scope)))
    correlate(pad(dZ, 1), rot180(K))
    """
    rank = scope.layer.rank
    match node:
        case Number(value=value):
            return (value,) * rank
        case Name(text=text):
            found: Meaning | None = scope.tensor(text) or scope.sizes(text)
            if found is None:
                raise _unknown(node)
            return found
        case Operation():
            return _operated(node, elaborate(node.left, scope), elaborate(node.right, scope))
        case Call():
            return _called(node, scope)


def _unknown(node: Name) -> StatementError:
    if node.text in ("B", "dB"):
        return _wrong(node, f"{node.text} is not known here: the layer has no bias")
    tensors = "X, K, B, Z, dX, dK, dB, dZ, and A, B, C for free ones"
    return _wrong(node, f"there is no {node.text!r}: tensors are {tensors}; sizes are o, {', '.join(SIZES)}")


def _wrong(node: Node, message: str) -> StatementError:
    return StatementError(message, column=node.column)


def _operated(node: Operation, left: Meaning, right: Meaning) -> Meaning:
    if isinstance(left, tuple) and isinstance(right, tuple):
        return tuple(_arithmetic(node, a, b) for a, b in zip(left, right, strict=True))
    if node.sign == "*" and (_is_sizes(left) or _is_sizes(right)):
        factor, array = (left, right) if _is_sizes(left) else (right, left)
        return arrays.scaled(_factor(node, factor), _array(node, array))
    if node.sign in ("+", "-") and not _is_sizes(left) and not _is_sizes(right):
        one, other = _array(node, left), _array(node, right)
        found = arrays.plus(one, other if node.sign == "+" else arrays.scaled(-1, other))
        arrays.shape(found)
        return found
    if node.sign == "-" and node.left == Number(0, node.left.column):
        return arrays.scaled(-1, _array(node, right))
    raise _wrong(node, f"{node.sign!r} does not join these: arrays take + and -, and * with a whole number")


def _is_sizes(meaning: Meaning) -> bool:
    return isinstance(meaning, tuple)


def _arithmetic(node: Operation, left: Size, right: Size) -> Size:
    match node.sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            if isinstance(right, int) and right < 1:
                raise ShapeError(f"// divides by 1 or more, not {right}", column=node.right.column)
            return floordiv(left, right)


def _factor(node: Operation, sizes: Meaning) -> int:
    assert isinstance(sizes, tuple)
    if len(set(sizes)) != 1 or not isinstance(sizes[0], int):
        raise _wrong(node, "an array is multiplied by a whole number, not by a size")
    return sizes[0]


def _array(node: Node, meaning: Meaning) -> Array:
    if isinstance(meaning, tuple):
        raise _wrong(node, "an array is needed here, not a size")
    return meaning


def _called(node: Call, scope: Scope) -> Meaning:
    readers = {
        "pad": _pad,
        "crop": _crop,
        "insert_zeros": _insert_zeros,
        "rot180": _rot180,
        "flip": _flip,
        "correlate": _correlate,
        "convolve": _correlate,
        "sum": _sum,
        "dot": _dot,
    }
    if node.name not in readers:
        raise _wrong(node, f"there is no operator {node.name!r}: operators are {OPERATORS}")
    found = readers[node.name](node, scope)
    try:
        arrays.shape(found)
    except ShapeError as error:
        raise ShapeError(str(error), column=node.column) from None
    return found


def _taken(node: Call, scope: Scope, arrays_wanted: int, sizes_wanted: tuple[int, int] = (0, 0)) -> list[Meaning]:
    """The arguments: so many arrays, then between so many and so many sizes."""
    least, most = (arrays_wanted + count for count in sizes_wanted)
    given = len(node.arguments)
    if not least <= given <= most:
        wanted = str(least) if least == most else f"{least} or {most}"
        raise _wrong(node, f"{node.name} takes {wanted} argument{'s' if most > 1 else ''}, not {given}")
    if node.name not in ("correlate", "convolve") and node.options:
        raise _wrong(node.options[0][1], f"{node.name} has no option {node.options[0][0]!r}")
    found = [elaborate(each, scope) for each in node.arguments]
    for number, (each, meaning) in enumerate(zip(node.arguments, found, strict=True)):
        if number < arrays_wanted:
            _array(each, meaning)
        elif not _is_sizes(meaning):
            raise _wrong(each, f"{node.name} needs a size here, not an array")
    return found


def _sized(meaning: Meaning) -> Vector:
    assert isinstance(meaning, tuple)
    return meaning


def _spatial(node: Call, array: Meaning, scope: Scope) -> Array:
    """An array that has the spatial axes, which a bias or a sum lacks."""
    found = _array(node, array)
    if len(arrays.shape(found).spatial) != scope.layer.rank:
        raise _wrong(node, f"{node.name} needs an array with spatial axes")
    return found


def _pad(node: Call, scope: Scope) -> Array:
    array, lo, *hi = _taken(node, scope, 1, (1, 2))
    return arrays.pad(_spatial(node, array, scope), _sized(lo), _sized(hi[0]) if hi else None)


def _crop(node: Call, scope: Scope) -> Array:
    array, sizes = _taken(node, scope, 1, (1, 1))
    return arrays.crop(_spatial(node, array, scope), _sized(sizes))


def _insert_zeros(node: Call, scope: Scope) -> Array:
    array, strides = _taken(node, scope, 1, (1, 1))
    return arrays.insert_zeros(_spatial(node, array, scope), _sized(strides))


def _rot180(node: Call, scope: Scope) -> Array:
    (array,) = _taken(node, scope, 1)
    return arrays.rot180(_spatial(node, array, scope))


def _flip(node: Call, scope: Scope) -> Array:
    array, _ = _taken(node, scope, 1, (1, 1))
    axis = node.arguments[1]
    if not isinstance(axis, Number):
        raise _wrong(axis, "flip takes the number of an axis, counted from 0")
    if axis.value >= scope.layer.rank:
        raise _wrong(axis, f"there is no axis {axis.value}: the layer has {scope.layer.rank}, counted from 0")
    return arrays.flip(_spatial(node, array, scope), axis.value)


def _correlate(node: Call, scope: Scope) -> Array:
    left, right = _taken(node, scope, 2)
    options: dict[str, Vector] = {}
    mode: arrays.Mode = "valid"
    for name, value in node.options:
        if name == "mode":
            if value not in (Name("valid", value.column), Name("full", value.column)):
                raise _wrong(value, "mode is valid or full")
            mode = "full" if value == Name("full", value.column) else "valid"
        elif name in ("stride", "dilation"):
            meaning = elaborate(value, scope)
            if not isinstance(meaning, tuple):
                raise _wrong(value, f"{name} is a size, not an array")
            options[name] = meaning
        else:
            raise _wrong(value, f"{node.name} has no option {name!r}: its options are stride, dilation and mode")
    operator = arrays.correlate if node.name == "correlate" else arrays.convolve
    return operator(_spatial(node, left, scope), _spatial(node, right, scope), mode=mode, **options)


def _sum(node: Call, scope: Scope) -> Array:
    (array,) = _taken(node, scope, 1)
    return arrays.total(_array(node, array))


def _dot(node: Call, scope: Scope) -> Array:
    left, right = _taken(node, scope, 2)
    return arrays.dot(_array(node, left), _array(node, right))

"""What a statement's names mean for a layer: from a tree to expressions of the array language and sizes.

The same tree is read for a concrete layer, to evaluate it, and for a family of layers with symbols for sizes,
to prove it. A size is one number for each spatial axis.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar, Union

from symconv.arrays import array as arrays
from symconv.arrays.array import Array, Defined, Grad, ModePad, ModePadAdjoint, PadMode, Tensor
from symconv.errors import ShapeError
from symconv.layers.definition import forward
from symconv.layers.layer import Axis, Layer
from symconv.layers.maps import MAPS, linear_map
from symconv.layers.tensors import GRADIENT_OF, tensor
from symconv.sizes import Size, floordiv, terms
from symconv.statements.grammar import MOST_AXIS, Call, Name, Node, Number, Operation, Statement, StatementError, names

ALIASES = {"W": "K", "Y": "Z", "dW": "dK", "dY": "dZ"}
OF_A_LAYER = frozenset({"X", "K", "Z", "dX", "dK", "dB", "dZ", "vX", "vK", *ALIASES})
FREE = frozenset({"A", "B", "C"})
# Directions in which X and K are changed, for second derivatives.
DIRECTIONS = {"vX": "X", "vK": "K"}
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
# What a person writes; more would only be a way to exhaust the machine.
MOST_TERMS = 200
MOST_FACTOR = 1_000_000
MODES: tuple[PadMode, ...] = ("circular", "reflect", "replicate")

Word = TypeVar("Word", bound=str)
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
        if name in ("B", "dB") and not self.layer.bias:
            return None
        if name in DIRECTIONS:
            return replace(tensor(self.layer, DIRECTIONS[name]), name=name)
        if name in ("X", "K", "B", "dZ"):
            return tensor(self.layer, name)
        return defined(self.layer, name) if name in ("Z", "dX", "dK", "dB") else None

    def sizes(self, name: str) -> Vector | None:
        """The sizes that a name stands for, one an axis; None where it is no size."""
        if name == "o":
            return self.layer.output
        return tuple(SIZES[name](axis) for axis in self.layer.axes) if name in SIZES else None


def defined(layer: Layer, name: str) -> Array:
    """Z by the layer's definition; dX, dK or dB by the chain rule: the derivative of `dot(Z, dZ)`."""
    z = tensor(layer, "Z")
    output = Defined("Z", z.lead, z.spatial, forward(layer))
    if name == "Z":
        return output
    return Grad(arrays.dot(output, tensor(layer, "dZ")), tensor(layer, GRADIENT_OF[name]))


def is_about_a_layer(tree: Node | Statement) -> bool:
    """Whether a statement names a tensor of the layer, so that B is the bias in it."""
    return not OF_A_LAYER.isdisjoint(names(tree))


def needs_layer(tree: Node | Statement) -> bool:
    """Whether a statement names a tensor or a size of the layer: free tensors alone know no layer."""
    return is_about_a_layer(tree) or not names(tree).isdisjoint({*SIZES, "o"})


def free_names(tree: Node | Statement) -> tuple[str, ...]:
    """The free tensors of a statement, in order."""
    found = FREE & names(tree)
    return tuple(sorted(found - {"B"} if is_about_a_layer(tree) else found))


def elaborate(node: Node, scope: Scope) -> Meaning:
    """The meaning of one side of a statement.

    Raises StatementError where a name is unknown or an operator does not take what it is given, ShapeError
    where sizes do not fit.

    >>> from symconv import Conv1d
    >>> from symconv.statements.grammar import parse_expression
    >>> from symconv.statements.write import statement
    >>> scope = Scope(Conv1d(input=5, kernel=2), {})
    >>> elaborate(parse_expression("n - k + 1"), scope)
    (4,)
    >>> print(statement(elaborate(parse_expression("correlate(pad(dZ, k-1), rot180(K))"), scope)))
    correlate(pad(dZ, 1), rot180(K))
    """
    rank = scope.layer.rank
    match node:
        case Number(value=value):
            return (value,) * rank
        case Name(text=text):
            if text == "p" and any(axis.pl != axis.pr for axis in scope.layer.axes):
                raise _wrong(node, "p stands for equal padding on both sides, which this layer has not: use pl and pr")
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
        found_sizes = tuple(_arithmetic(node, a, b) for a, b in zip(left, right, strict=True))
        if any(len(terms(size)) > MOST_TERMS for size in found_sizes):
            raise _wrong(node, f"this size has more than {MOST_TERMS} terms")
        return found_sizes
    if node.sign == "*" and (_is_sizes(left) or _is_sizes(right)):
        factor, array = (left, right) if _is_sizes(left) else (right, left)
        return arrays.scaled(_factor(node, factor), _array(node, array))
    if node.sign in ("+", "-") and not _is_sizes(left) and not _is_sizes(right):
        one, other = _array(node, left), _array(node, right)
        if node.sign == "+" and len(arrays.shape(one).sizes) < len(arrays.shape(other).sizes):
            # A bias may stand first; it is added to the other at every place.
            one, other = other, one
        return _fitting(arrays.plus(one, other if node.sign == "+" else arrays.scaled(-1, other)), node)
    if node.sign == "-" and node.left == Number(0, node.left.column):
        return arrays.scaled(-1, _array(node, right))
    raise _wrong(node, f"{node.sign!r} does not join these: arrays take + and -, and * with a whole number")


def _fitting(found: Array, node: Node) -> Array:
    """The array, its shapes checked; the error for one whose shapes do not fit has the node's place."""
    try:
        arrays.shape(found)
    except ShapeError as error:
        raise type(error)(str(error), column=node.column) from None
    return found


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
    if abs(sizes[0]) > MOST_FACTOR:
        raise _wrong(node, f"an array is multiplied by at most {MOST_FACTOR:,}")
    return sizes[0]


def _array(node: Node, meaning: Meaning) -> Array:
    if isinstance(meaning, tuple):
        raise _wrong(node, "an array is needed here, not a size")
    return meaning


def _called(node: Call, scope: Scope) -> Meaning:
    if node.name not in READERS:
        raise _wrong(node, f"there is no operator {node.name!r}: operators are {', '.join(READERS)}")
    return _fitting(READERS[node.name](node, scope), node)


def _taken(node: Call, scope: Scope, arrays_wanted: int, sizes_wanted: tuple[int, int] = (0, 0)) -> list[Meaning]:
    """The arguments: so many arrays, then between so many and so many sizes."""
    least, most = (arrays_wanted + count for count in sizes_wanted)
    given = len(node.arguments)
    if not least <= given <= most:
        wanted = str(least) if least == most else f"{least} or {most}"
        raise _wrong(node, f"{node.name} takes {wanted} argument{'s' if most > 1 else ''}, not {given}")
    if node.name not in WITH_OPTIONS and node.options:
        raise _wrong(node.options[0][1], f"{node.name} has no option {node.options[0][0]!r}")
    for at, (option, value) in enumerate(node.options):
        if option in (name for name, _ in node.options[:at]):
            raise _wrong(value, f"{option} is given twice")
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
    inner, before = _spatial(node, array, scope), _sized(lo)
    after = _sized(hi[0]) if hi else before
    mode = _mode(node, MODES)
    if node.name == "pad" and mode is None:
        return arrays.pad(inner, before, after)
    if mode is None:
        raise _wrong(node, f"pad_adjoint needs a mode: {', '.join(MODES)}")
    return (ModePad if node.name == "pad" else ModePadAdjoint)(inner, before, after, mode)


def _mode(node: Call, modes: tuple[Word, ...]) -> Word | None:
    """The word that the option `mode` gives, if it is there and no other option."""
    found = None
    for name, value in node.options:
        if name != "mode":
            raise _wrong(value, f"{node.name} has no option {name!r}: its option is mode")
        found = next((mode for mode in modes if value == Name(mode, value.column)), None)
        if found is None:
            raise _wrong(value, f"the mode of {node.name} is {', '.join(modes)}")
    return found


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
    if not isinstance(axis, Number) or axis.value > MOST_AXIS:
        raise _wrong(axis, f"flip takes the number of an axis, counted from 0, at most {MOST_AXIS}")
    if axis.value >= scope.layer.rank:
        raise _wrong(axis, f"there is no axis {axis.value}: the layer has {scope.layer.rank}, counted from 0")
    return arrays.flip(_spatial(node, array, scope), axis.value)


def _correlate(node: Call, scope: Scope) -> Array:
    left, right = _taken(node, scope, 2)
    options: dict[str, Vector] = {}
    modes = []
    for name, value in node.options:
        if name == "mode":
            modes.append((name, value))
        elif name in ("stride", "dilation"):
            meaning = elaborate(value, scope)
            if not isinstance(meaning, tuple):
                raise _wrong(value, f"{name} is a size, not an array")
            options[name] = meaning
        else:
            raise _wrong(value, f"{node.name} has no option {name!r}: its options are stride, dilation and mode")
    both: tuple[arrays.Mode, ...] = ("valid", "full")
    mode = _mode(replace(node, options=tuple(modes)), both) or "valid"
    operator = arrays.correlate if node.name == "correlate" else arrays.convolve
    return operator(_spatial(node, left, scope), _spatial(node, right, scope), mode=mode, **options)


def _sum(node: Call, scope: Scope) -> Array:
    (array,) = _taken(node, scope, 1)
    return arrays.total(_array(node, array))


def _dot(node: Call, scope: Scope) -> Array:
    left, right = _taken(node, scope, 2)
    return arrays.dot(_array(node, left), _array(node, right))


def _grad(node: Call, scope: Scope) -> Array:
    scalar, by = _taken(node, scope, 2)
    if not isinstance(by, Tensor):
        raise _wrong(node.arguments[1], "grad differentiates by a tensor, such as X, K or dZ")
    return Grad(_array(node, scalar), by)


def _map(node: Call, scope: Scope) -> Array:
    """One of the layer's linear maps, which are about its own tensors."""
    wanted = MAPS[node.name].of
    given = tuple(each.text if isinstance(each, Name) else "?" for each in node.arguments)
    if tuple(ALIASES.get(name, name) for name in given) != wanted or node.options:
        raise _wrong(node, f"write {node.name}({', '.join(wanted)}): it is about these tensors of the layer")
    if scope.layer.transposed or scope.layer.convention == "convolution":
        raise _wrong(node, f"{node.name} is about a cross-correlation layer")
    return linear_map(scope.layer, node.name)


READERS: Mapping[str, Callable[[Call, Scope], Array]] = {
    "pad": _pad,
    "crop": _crop,
    "insert_zeros": _insert_zeros,
    "rot180": _rot180,
    "flip": _flip,
    "correlate": _correlate,
    "convolve": _correlate,
    "sum": _sum,
    "dot": _dot,
    "grad": _grad,
    "pad_adjoint": _pad,
    **dict.fromkeys(MAPS, _map),
}
WITH_OPTIONS = frozenset({"correlate", "convolve", "pad", "pad_adjoint"})

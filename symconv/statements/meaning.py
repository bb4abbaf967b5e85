"""What a statement means for a layer: from a tree to expressions of the array language and sizes.

The same tree is read for a concrete layer, to evaluate it, and for a family of layers with symbols for sizes,
to prove it. A size is one number for each spatial axis.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar, Union

from symconv.arrays import array as arrays
from symconv.arrays.array import Array, Grad, ModePad, ModePadAdjoint, PadMode, Tensor
from symconv.errors import ShapeError
from symconv.layers.maps import MAPS, linear_map
from symconv.sizes import Size, floordiv, terms
from symconv.statements.glossary import ALIASES, DEFINED, SIZES, Glossary, Vector
from symconv.statements.grammar import MOST_AXIS, Call, Name, Node, Number, Operation, StatementError

# What a person writes; more would only be a way to exhaust the machine.
MOST_TERMS = 200
MOST_FACTOR = 1_000_000
MODES: tuple[PadMode, ...] = ("circular", "reflect", "replicate")

Word = TypeVar("Word", bound=str)
Meaning = Union[Array, Vector]


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
        case Number(value=value):
            return (value,) * rank
        case Name(text=text):
            if text == "p" and any(axis.pl != axis.pr for axis in known.layer.axes):
                raise _wrong(node, "p stands for equal padding on both sides, which this layer has not: use pl and pr")
            found: Meaning | None = known.tensor(text) or known.sizes(text)
            if found is None:
                raise _unknown(node, known)
            return found
        case Operation():
            return _operated(node, elaborate(node.left, known), elaborate(node.right, known))
        case Call():
            return _called(node, known)


def _unknown(node: Name, known: Glossary) -> StatementError:
    if known.definition is None and ALIASES.get(node.text, node.text) in DEFINED:
        return _wrong(node, f"{node.text} is what closed formulas are about: it does not stand in one")
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


def _called(node: Call, known: Glossary) -> Meaning:
    if node.name not in READERS:
        raise _wrong(node, f"there is no operator {node.name!r}: operators are {', '.join(READERS)}")
    return _fitting(READERS[node.name](node, known), node)


def _taken(node: Call, known: Glossary, arrays_wanted: int, sizes_wanted: tuple[int, int] = (0, 0)) -> list[Meaning]:
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
    found = [elaborate(each, known) for each in node.arguments]
    for number, (each, meaning) in enumerate(zip(node.arguments, found, strict=True)):
        if number < arrays_wanted:
            _array(each, meaning)
        elif not _is_sizes(meaning):
            raise _wrong(each, f"{node.name} needs a size here, not an array")
    return found


def _sized(meaning: Meaning) -> Vector:
    assert isinstance(meaning, tuple)
    return meaning


def _spatial(node: Call, array: Meaning, known: Glossary) -> Array:
    """An array that has the spatial axes, which a bias or a sum lacks."""
    found = _array(node, array)
    if len(arrays.shape(found).spatial) != known.layer.rank:
        raise _wrong(node, f"{node.name} needs an array with spatial axes")
    return found


def _pad(node: Call, known: Glossary) -> Array:
    array, lo, *hi = _taken(node, known, 1, (1, 2))
    inner, before = _spatial(node, array, known), _sized(lo)
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


def _crop(node: Call, known: Glossary) -> Array:
    array, sizes = _taken(node, known, 1, (1, 1))
    return arrays.crop(_spatial(node, array, known), _sized(sizes))


def _insert_zeros(node: Call, known: Glossary) -> Array:
    array, strides = _taken(node, known, 1, (1, 1))
    return arrays.insert_zeros(_spatial(node, array, known), _sized(strides))


def _rot180(node: Call, known: Glossary) -> Array:
    (array,) = _taken(node, known, 1)
    return arrays.rot180(_spatial(node, array, known))


def _flip(node: Call, known: Glossary) -> Array:
    array, _ = _taken(node, known, 1, (1, 1))
    axis = node.arguments[1]
    if not isinstance(axis, Number) or axis.value > MOST_AXIS:
        raise _wrong(axis, f"flip takes the number of an axis, counted from 0, at most {MOST_AXIS}")
    if axis.value >= known.layer.rank:
        raise _wrong(axis, f"there is no axis {axis.value}: the layer has {known.layer.rank}, counted from 0")
    return arrays.flip(_spatial(node, array, known), axis.value)


def _correlate(node: Call, known: Glossary) -> Array:
    left, right = _taken(node, known, 2)
    options: dict[str, Vector] = {}
    modes = []
    for name, value in node.options:
        if name == "mode":
            modes.append((name, value))
        elif name in ("stride", "dilation"):
            meaning = elaborate(value, known)
            if not isinstance(meaning, tuple):
                raise _wrong(value, f"{name} is a size, not an array")
            options[name] = meaning
        else:
            raise _wrong(value, f"{node.name} has no option {name!r}: its options are stride, dilation and mode")
    both: tuple[arrays.Mode, ...] = ("valid", "full")
    mode = _mode(replace(node, options=tuple(modes)), both) or "valid"
    operator = arrays.correlate if node.name == "correlate" else arrays.convolve
    return operator(_spatial(node, left, known), _spatial(node, right, known), mode=mode, **options)


def _sum(node: Call, known: Glossary) -> Array:
    (array,) = _taken(node, known, 1)
    return arrays.total(_array(node, array))


def _dot(node: Call, known: Glossary) -> Array:
    left, right = _taken(node, known, 2)
    return arrays.dot(_array(node, left), _array(node, right))


def _grad(node: Call, known: Glossary) -> Array:
    scalar, by = _taken(node, known, 2)
    if not isinstance(by, Tensor):
        raise _wrong(node.arguments[1], "grad differentiates by a tensor, such as X, K or dZ")
    return Grad(_array(node, scalar), by)


def _map(node: Call, known: Glossary) -> Array:
    """One of the layer's linear maps, which are about its own tensors."""
    wanted = MAPS[node.name].of
    given = tuple(each.text if isinstance(each, Name) else "?" for each in node.arguments)
    if tuple(ALIASES.get(name, name) for name in given) != wanted or node.options:
        raise _wrong(node, f"write {node.name}({', '.join(wanted)}): it is about these tensors of the layer")
    if known.layer.transposed or known.layer.convention == "convolution":
        raise _wrong(node, f"{node.name} is about a cross-correlation layer")
    return linear_map(known.layer, node.name)


READERS: Mapping[str, Callable[[Call, Glossary], Array]] = {
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

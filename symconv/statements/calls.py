"""Calls of operators in a statement: what each operator takes, and what is said, and where, of a call that errs.

The operators say themselves what they take (`arrays.operators`), so none has a line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from difflib import get_close_matches
from typing import Any, Union

from symconv.arrays.array import Array, Called, Tensor
from symconv.arrays.operators import OPERATORS
from symconv.arrays.spelling import Argument, Option
from symconv.statements.glossary import ALIASES, DEFINED, Vector
from symconv.statements.grammar import MOST_AXIS, Call, Name, Node, Numeral, StatementError

Meaning = Union[Array, Vector]
Reader = Callable[[Node], Meaning]

# Two operators may share a name where one of them needs an option: a padding by copies needs its mode.
BY_NAME: Mapping[str, tuple[type[Called], ...]] = {
    each.name: tuple(other for other in OPERATORS if other.name == each.name) for each in OPERATORS
}


def called(node: Call, rank: int, read: Reader) -> Array:
    """The expression that a call of an operator means; `read` gives the meaning of what stands inside.

    Raises StatementError where the operator does not take what it is given.
    """
    kinds = BY_NAME[node.name]
    _check_count(node, kinds[0])
    allowed = {name: option for kind in kinds for name, option in kind.options.items()}
    _check_options(node, allowed)
    wanted, meanings = kinds[0].arguments, [read(each) for each in node.arguments]
    arguments = [_argument(node, *each, rank) for each in zip(node.arguments, wanted, meanings, strict=False)]
    options = {name: _option(node, name, allowed[name], value, read) for name, value in node.options}
    _check_axes(node, wanted, arguments, rank)
    return _chosen(node, kinds, options).called(arguments, options)


def array_of(node: Node, meaning: Meaning) -> Array:
    """A meaning that has to be an array."""
    if isinstance(meaning, tuple):
        raise wrong(node, "an array is needed here, not a size")
    return meaning


def wrong(node: Node, message: str) -> StatementError:
    """The error for a piece of a statement, with its place."""
    return StatementError(message, column=node.column)


def near(word: str, known: Iterable[str]) -> str:
    """Which known word may have been meant; nothing where none is near.

    >>> near("rotate180", ["rot180", "correlate"]), near("dx", ["dX"]), near("zebra", ["dX"])
    (', did you mean rot180?', ', did you mean dX?', '')
    """
    folded = {each.lower(): each for each in sorted(known)}
    # Of two letters, half are always near.
    found = get_close_matches(word.lower(), folded, 1, 0.6 if len(word) > 2 else 1.0)
    return f", did you mean {folded[found[0]]}?" if found else ""


def taken(kind: type[Called]) -> list[str]:
    """What the arguments of an operator are called."""
    return [each.name for each in fields(kind)][: len(kind.arguments)]


def _check_count(node: Call, kind: type[Called]) -> None:
    most = len(kind.arguments)
    least, given = most - kind.optional, len(node.arguments)
    if not least <= given <= most:
        wanted = str(least) if least == most else f"{least} or {most}"
        listed = f": {', '.join(taken(kind))}" if most > 1 else ""
        raise wrong(node, f"{node.name} takes {wanted} argument{'s' if most > 1 else ''}, not {given}{listed}")


def _check_options(node: Call, allowed: Mapping[str, Option]) -> None:
    for at, (name, value) in enumerate(node.options):
        if name in (other for other, _ in node.options[:at]):
            raise wrong(value, f"{name} is given twice")
        if name not in allowed:
            raise wrong(value, f"{node.name} has no option {name!r}{_listed(tuple(allowed))}")


def _listed(options: Sequence[str]) -> str:
    if not options:
        return ""
    *others, last = options
    return f": its options are {', '.join(others)} and {last}" if others else f": its option is {last}"


def _argument(node: Call, given: Node, kind: Argument, meaning: Meaning, rank: int) -> Array | Vector | int:
    """One argument, which has to be of the kind that the operator takes there."""
    if kind in (Argument.SIZE, Argument.AXIS):
        if not isinstance(meaning, tuple):
            raise wrong(given, f"{node.name} needs a size here, not an array")
        return meaning if kind is Argument.SIZE else _axis(node, given, rank)
    array = array_of(given, meaning)
    if kind is Argument.TENSOR and not isinstance(array, Tensor):
        named = isinstance(given, Name) and given.text in {*DEFINED, *ALIASES}
        why = f": {given.text} is made of others" if named and isinstance(given, Name) else ""
        raise wrong(given, f"{node.name} differentiates by a tensor that is given, such as X, K or dZ{why}")
    return array


def _axis(node: Call, given: Node, rank: int) -> int:
    """The number of an axis, which stands there as it is: an axis is singled out before sizes are known."""
    if not isinstance(given, Numeral) or given.value > MOST_AXIS:
        raise wrong(given, f"{node.name} takes the number of an axis, counted from 0, at most {MOST_AXIS}")
    if given.value >= rank:
        raise wrong(given, f"there is no axis {given.value}: the layer has {rank}, counted from 0")
    return given.value


def _option(node: Call, name: str, option: Option, value: Node, read: Reader) -> Vector | str:
    if option.words:
        if isinstance(value, Name) and value.text in option.words:
            return value.text
        raise wrong(value, f"the {name} of {node.name} is {', '.join(option.words)}")
    meaning = read(value)
    if not isinstance(meaning, tuple):
        raise wrong(value, f"{name} is a size, not an array")
    return meaning


def _check_axes(node: Call, wanted: Sequence[Argument], found: Sequence[Any], rank: int) -> None:
    for kind, array in zip(wanted, found, strict=False):
        if kind is Argument.SPATIAL and len(array.shape.spatial) != rank:
            raise wrong(node, f"{node.name} needs an array with spatial axes")


def _chosen(node: Call, kinds: Sequence[type[Called]], options: Mapping[str, object]) -> type[Called]:
    """The operator of that name for which all is given that it needs, and which takes all that is given."""
    for kind in kinds:
        required = {name for name, option in kind.options.items() if option.required}
        if required <= options.keys() <= kind.options.keys():
            return kind
    missing = [(name, option) for kind in kinds for name, option in kind.options.items() if option.required]
    name, option = missing[0]
    raise wrong(node, f"{node.name} needs a {name}: {', '.join(option.words)}")

"""Mutants of every theorem of the library: its syntax tree with one mistake made in it, and back to text.

A mutant is a statement about a family of layers; it may well be true (`correlate(A, B)` for `convolve(A, rot180(B))`).
Nothing here knows how statements are proved or evaluated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import get_args

from symconv.arrays.borders import PadMode
from symconv.arrays.sums import Guard
from symconv.layers.family import USUAL, Family
from symconv.layers.layer import Axis
from symconv.layers.maps import MAPS
from symconv.sizes import Size, substitute, symbol, symbols
from symconv.statements.glossary import SIZES
from symconv.statements.grammar import Call, Name, Node, NumberPerAxis, Numeral, Operation, Statement, parse
from symconv.statements.library import library
from symconv.statements.theorems import Theorem
from symconv.statements.write import written
from symconv.unknown import Symbol, Unknown

PARAMETERS = tuple(map(symbol, ("n", "k", "s", "d", "p", "pl", "pr", "op")))
PRODUCTS = ("correlate", "convolve")
UNARY = ("pad", "pad_adjoint", "crop", "insert_zeros", "sum_pool", "rot180", "flip", "sum")
OTHER_SIZES = {
    "n": ("k", "o"),
    "k": ("n", "o"),
    "s": ("d", "1"),
    "d": ("s", "1"),
    "pl": ("pr", "0"),
    "pr": ("pl", "0"),
    "p": ("0", "k"),
    "op": ("r", "0"),
    "r": ("0", "op"),
    "D": ("k-1", "k", "n"),
    "o": ("n", "k"),
}
OTHER_TENSORS = {
    "X": ("vX", "dX"),
    "dX": ("X",),
    "vX": ("X", "dX"),
    "K": ("vK", "dK"),
    "dK": ("K",),
    "vK": ("K", "dK"),
    "Z": ("dZ",),
    "dZ": ("Z",),
    "dB": ("B",),
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A statement with one mistake, about a family of layers, and what was done to it."""

    text: str
    family: Family
    change: str

    def __str__(self) -> str:
        return f"{self.text}   [{self.change}]"


def statement(left: Node, right: Node) -> str:
    """Two trees as the text of a statement."""
    return f"{written(left)} = {written(right)}"


@cache
def mutants(theorem: Theorem) -> tuple[Mutant, ...]:
    """Every mutant of a theorem once; some may not be statements at all (`flip(A, 1)` along one axis)."""
    tree = parse(theorem.statement)
    found: dict[tuple[str, Family], Mutant] = {}
    for left, right, change in _of_a_statement(tree):
        text = statement(left, right)
        mutant = Mutant(text, _told_apart(theorem.family, parse(text)), change)
        if text != statement(tree.left, tree.right):
            found.setdefault((mutant.text, mutant.family), mutant)
    for family, change in _of_a_family(theorem.family):
        found.setdefault((theorem.statement, family), Mutant(theorem.statement, family, change))
    return tuple(found.values())


def theorems() -> dict[str, Theorem]:
    """The theorems of the library by readable names, those with the same statement and family once."""
    found: dict[tuple[str, Family], str] = {}
    named = {}
    for theorem in library():
        name = f"{theorem.id} {theorem.title}"
        name = f"{name}: {theorem.statement}" if name in named else name
        if (theorem.statement, theorem.family) not in found:
            named[name] = theorem
        found.setdefault((theorem.statement, theorem.family), name)
    return named


def _of_a_statement(tree: Statement) -> Iterator[tuple[Node, Node, str]]:
    for left, change in _inside(tree.left, top=True):
        yield left, tree.right, f"left: {change}"
    for right, change in _inside(tree.right, top=True):
        yield tree.left, right, f"right: {change}"


def _inside(node: Node, top: bool) -> Iterator[tuple[Node, str]]:
    """The node with one mistake anywhere in it; `top` where it is a whole side, argument or option."""
    yield from _at(node, top)
    match node:
        case Operation(sign=sign, left=left, right=right):
            # Plus or minus one is the same at a summand as at the whole sum.
            apart = sign in ("*", "//")
            for changed, change in _inside(left, apart):
                yield replace(node, left=changed), change
            for changed, change in _inside(right, apart):
                yield replace(node, right=changed), change
        case Call(name=name, arguments=arguments, options=options) if name not in MAPS:
            for at, argument in enumerate(arguments):
                for changed, change in _inside(argument, top=True):
                    yield replace(node, arguments=(*arguments[:at], changed, *arguments[at + 1 :])), change
            for at, (option, value) in enumerate(options):
                if option != "mode":
                    for changed, change in _inside(value, top=True):
                        yield replace(node, options=(*options[:at], (option, changed), *options[at + 1 :])), change


def _at(node: Node, top: bool) -> Iterator[tuple[Node, str]]:
    if is_size(node) and (top or isinstance(node, Numeral)):
        yield from _by_one(node)
    match node:
        case Name(text=text):
            for other in OTHER_SIZES.get(text, ()) + OTHER_TENSORS.get(text, ()):
                yield _read(other), f"{text} -> {other}"
            if text in ("A", "B"):
                other = "AB".replace(text, "")
                yield Name(other, 0), f"{text} -> {other}"
        case Operation():
            yield from _of_an_operation(node)
        case Call():
            yield from _of_a_call(node)


def _by_one(size: Node) -> Iterator[tuple[Node, str]]:
    one = Numeral(1, 0)
    if isinstance(size, Numeral):
        yield Numeral(size.value + 1, 0), f"{size.value} + 1"
        yield (Numeral(size.value - 1, 0) if size.value else Operation("-", size, one, 0)), f"{size.value} - 1"
        return
    for sign in ("+", "-"):
        yield Operation(sign, size, one, 0), f"{written(size)} {sign} 1"


def _of_an_operation(node: Operation) -> Iterator[tuple[Node, str]]:
    shown = written(node)
    yield node.left, f"{shown} -> {written(node.left)}"
    yield node.right, f"{shown} -> {written(node.right)}"
    other = {"+": "-", "-": "+", "*": "//", "//": "*"}[node.sign]
    if node.sign in ("+", "-") or is_size(node):
        yield replace(node, sign=other), f"{shown}: {node.sign} -> {other}"
    if node.sign != "+" or not is_size(node):
        yield replace(node, left=node.right, right=node.left), f"{shown}: operands swapped"


def _of_a_call(node: Call) -> Iterator[tuple[Node, str]]:
    name, arguments, options = node.name, node.arguments, node.options
    if not is_size(node):
        yield Operation("-", Numeral(0, 0), node, 0), f"-{name}"
    if name in UNARY:
        yield arguments[0], f"{name} dropped"
    if name in (*PRODUCTS, "dot", "times"):
        yield replace(node, arguments=arguments[::-1]), f"operands of {name} swapped"
    if name in PRODUCTS:
        yield from _of_a_product(node)
    if name in MAPS:
        for other in MAPS:
            if other != name and MAPS[other].of == MAPS[name].of:
                yield replace(node, name=other), f"{name} -> {other}"
    if name == "rot180":
        yield Call("flip", (arguments[0], Numeral(0, 0)), (), 0), "rot180 -> flip(., 0)"
    if name in ("pad", "pad_adjoint"):
        if len(arguments) == 3:
            yield replace(node, arguments=(arguments[0], arguments[2], arguments[1])), f"sides of {name} swapped"
            yield replace(node, arguments=arguments[:2]), f"{name} without its last amount"
        for _, mode in options:
            other = "pad" if name == "pad_adjoint" else "pad_adjoint"
            yield replace(node, name=other), f"{name} -> {other}"
            yield replace(node, options=()), f"{name} without its mode"
            for word in get_args(PadMode):
                yield replace(node, options=(("mode", Name(word, 0)),)), f"{written(mode)} -> {word}"


def _of_a_product(node: Call) -> Iterator[tuple[Node, str]]:
    other = next(each for each in PRODUCTS if each != node.name)
    yield replace(node, name=other), f"{node.name} -> {other}"
    for at in range(len(node.options)):
        yield replace(node, options=node.options[:at] + node.options[at + 1 :]), f"{node.options[at][0]} dropped"
    if not any(option == "mode" for option, _ in node.options):
        yield replace(node, options=(*node.options, ("mode", Name("full", 0)))), "valid -> full"
    turned = {"stride": "dilation", "dilation": "stride"}
    swapped = tuple((turned.get(option, option), value) for option, value in node.options)
    if swapped != node.options:
        yield replace(node, options=swapped), "stride <-> dilation"
    for nested in node.arguments:
        yield nested, f"{node.name} -> {written(nested)}"


def _of_a_family(family: Family) -> Iterator[tuple[Family, str]]:
    """The same statement about other layers: a bound, or what an axis is made of, one more, one less or gone."""
    for at, guard in enumerate(family.given):
        rest = family.given[:at], family.given[at + 1 :]
        yield replace(family, given=(*rest[0], *rest[1])), f"without {guard.value} {guard.relation} 0"
        for sign, by in (("+", 1), ("-", -1)):
            moved = Guard(guard.value + by, guard.relation)
            yield replace(family, given=(*rest[0], moved, *rest[1])), f"{guard.value} {sign} 1 {guard.relation} 0"
    (axis,) = family.layer.axes
    for name in (field.name for field in fields(Axis)):
        value: Size = getattr(axis, name)
        if isinstance(value, int) or value in PARAMETERS:
            continue
        for sign, by in (("+", 1), ("-", -1)):
            made = replace(axis, **{name: value + by})
            yield _with_axes(family, made), f"{name} = {value} {sign} 1"
        if name in USUAL:
            yield _with_axes(family, replace(axis, **{name: USUAL[name]})), f"{name} = {USUAL[name]}"


def _with_axes(family: Family, *axes: Axis) -> Family:
    return replace(family, layer=replace(family.layer, axes=axes))


def _told_apart(family: Family, tree: Statement) -> Family:
    """The family with the axes that `flip` names told apart from all others."""
    count = max(_flipped(tree.left), _flipped(tree.right)) + 1
    if count == 0:
        return family
    (axis,) = family.layer.axes
    axes, given = [], []
    for suffix in [*map(str, range(count)), ""]:
        sizes = [getattr(axis, field.name) for field in fields(Axis)] + [guard.value for guard in family.given]
        found = {name for size in sizes for name in symbols(size)}
        named: dict[Unknown, Size] = {Symbol(name): symbol(f"{name}{suffix}") for name in found}
        axes.append(Axis(*(substitute(getattr(axis, field.name), named) for field in fields(Axis))))
        given += [Guard(substitute(guard.value, named), guard.relation) for guard in family.given]
    return replace(_with_axes(family, *axes), given=tuple(given))


def _flipped(node: Node) -> int:
    """The largest axis that is flipped in a tree, -1 if none is."""
    match node:
        case Call(name="flip", arguments=(array, Numeral(value=axis))):
            return max(axis, _flipped(array))
        case Call(arguments=arguments):
            return max(map(_flipped, arguments), default=-1)
        case Operation(left=left, right=right):
            return max(_flipped(left), _flipped(right))
        case _:
            return -1


def is_size(node: Node) -> bool:
    """Whether a tree stands for a size and not for an array."""
    match node:
        case Numeral() | NumberPerAxis():
            return True
        case Name(text=text):
            return text in SIZES or text == "o"
        case Operation(left=left, right=right):
            return is_size(left) and is_size(right)
        case Call():
            return False


def _read(size: str) -> Node:
    read: Callable[[str], Statement] = parse
    return read(f"{size} = 0").left

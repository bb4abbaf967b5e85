"""A statement evaluated on random integers at one concrete layer.

Nothing of symconv's algebra, engines or kernel is used: only the syntax tree of a statement and the numbers of a
layer. What a layer computes is a table of ones, the meetings of a geometry; its gradients are that table read the
other ways.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, reduce
from math import prod
from zlib import crc32

import numpy as np

from oracles.array_values import OPERATORS, ImpossibleError, Value, convolve, correlate, plus, times, total
from oracles.one_geometry import LABELS, LEADS, SHAPED_LIKE, SIZES, Geometry, Ints, Vector
from symconv.statements.grammar import Call, Name, Node, Numeral, Operation, Statement

LARGEST = 999
ALIASES = {"W": "K", "Y": "Z", "dW": "dK", "dY": "dZ"}
DERIVED = ("Z", "dX", "dK", "dB")
# Nodes and weights that give the derivative at 0 of a polynomial of degree 4 or less, exactly.
STENCIL = {-2: 1, -1: -8, 1: 8, 2: -1}
STENCIL_SCALE = 12

Meaning = Value | Vector


@dataclass(frozen=True)
class Place:
    """A geometry with random values for its tensors."""

    geometry: Geometry
    tensors: Mapping[str, Value]
    meetings: Ints = field(repr=False)

    def differs(self, statement: Statement) -> bool:
        """Whether the sides differ here: in their axes, sizes or entries, or in that only one exists."""
        left, right = self.side(statement.left), self.side(statement.right)
        if left is None or right is None:
            return left is not right
        if isinstance(left, tuple) or isinstance(right, tuple):
            return left != right
        return left.labels != right.labels or not np.array_equal(left.cells, right.cells)

    def side(self, node: Node) -> Meaning | None:
        """The value of one side; None where it has none."""
        try:
            return self.value(node)
        except ImpossibleError:
            return None

    def value(self, node: Node) -> Meaning:
        """The value of a tree; raises ImpossibleError where it has none."""
        match node:
            case Numeral(value=value):
                return (value,) * len(self.geometry.axes)
            case Name(text=text) if text == "o" or text in SIZES:
                return self.geometry.sizes(text)
            case Name(text=text):
                return self.named(text)
            case Operation():
                return self._operation(node)
            case Call(name="grad", arguments=(scalar, Name(text=by))):
                return self._gradient(scalar, by)
            case Call(name=name, arguments=arguments) if name in MAPS:
                return MAPS[name](self, *map(self.array, arguments))
            case Call(name=name, arguments=arguments, options=options):
                values = [self.value(each) for each in arguments]
                given = {key: value.text if isinstance(value, Name) else "" for key, value in options if key == "mode"}
                sizes = {key: self.value(value) for key, value in options if key != "mode"}
                found: Value = self._operators[name](*values, **sizes, **given)
                return found
        raise TypeError(f"{node} is read nowhere")

    def array(self, node: Node) -> Value:
        """The value of a tree that stands for an array."""
        found = self.value(node)
        if isinstance(found, tuple):
            raise TypeError(f"a size, where an array was needed: {node}")
        return found

    def named(self, name: str) -> Value:
        """A tensor; Z, dX, dK and dB by definition."""
        name = ALIASES.get(name, name)
        if name == "Z":
            bias = [] if not self.geometry.bias else [self.tensors["B"]]
            return reduce(plus, bias, toeplitz(self, self.tensors["K"], self.tensors["X"]))
        if name == "dX":
            return scatter(self, self.tensors["dZ"], self.tensors["K"])
        if name == "dK":
            return columns(self, self.tensors["X"], self.tensors["dZ"])
        return total(self.tensors["dZ"]) if name == "dB" else self.tensors[name]

    def shaped(self, name: str, cells: Ints) -> Value:
        """A value of the shape of a tensor from cells whose space is flat and whose missing lead axes are too."""
        lead, space = self.geometry.shape(name)
        return Value(LABELS[SHAPED_LIKE[name]], cells.reshape(-1, *lead, *space))

    def check(self, **given: Value) -> None:
        """Raise ImpossibleError unless each value is shaped like the tensor that it is given for."""
        for name, value in given.items():
            lead, space = self.geometry.shape(name)
            if value.labels != LABELS[name] or value.cells.shape[1:] != (*lead, *space):
                raise ImpossibleError(f"an array of another shape than {name}")

    def _operation(self, node: Operation) -> Meaning:
        left, right = self.value(node.left), self.value(node.right)
        if isinstance(left, tuple) and isinstance(right, tuple):
            return tuple(_arithmetic(node.sign, a, b) for a, b in zip(left, right, strict=True))
        if isinstance(left, tuple):
            # 0 - array, and number * array
            assert not isinstance(right, tuple)
            (factor,) = {*left} if node.sign == "*" else {-1}
            return replace(right, cells=right.cells * factor)
        if isinstance(right, tuple):
            (factor,) = {*right}
            return replace(left, cells=left.cells * factor)
        if node.sign == "*":
            if left.space and right.space:
                return self._operators["*"](left, right)
            assert not (left.labels or left.space) or not (right.labels or right.space)
            return times(left, right)
        return plus(left, right if node.sign == "+" else replace(right, cells=-right.cells))

    @property
    def _operators(self) -> Mapping[str, Callable[..., Value]]:
        """All operators, and as `*` the product that the layer is called after."""
        return {**OPERATORS, "*": convolve if self.geometry.turned else correlate}

    def _variant(self, at: int) -> Place:
        tensors = {
            name: replace(each, cells=each.cells[at : at + 1]) if len(each.cells) > 1 else each
            for name, each in self.tensors.items()
        }
        return replace(self, tensors=tensors)

    def _gradient(self, scalar: Node, by: str) -> Value:
        count = max(len(each.cells) for each in self.tensors.values())
        if count > 1:
            # A derivative inside another: of each variant by itself.
            inner = [self._variant(at)._gradient(scalar, by) for at in range(count)]
            return Value(inner[0].labels, np.concatenate([each.cells for each in inner]))
        given = self.tensors[by]
        ones = np.eye(given.cells.size, dtype=np.int64)
        moved = np.concatenate([given.cells.reshape(1, -1) + step * ones for step in STENCIL])
        variants = Value(given.labels, moved.reshape(-1, *given.cells.shape[1:]))
        found = replace(self, tensors={**self.tensors, by: variants}).array(scalar)
        if found.labels or found.space:
            raise ImpossibleError("only a number is differentiated")
        values = np.broadcast_to(found.cells.reshape(-1), len(moved)).reshape(len(STENCIL), -1)
        derivative = np.array([*STENCIL.values()]) @ values
        assert not (derivative % STENCIL_SCALE).any(), "a polynomial of too high a degree"
        return Value(given.labels, (derivative // STENCIL_SCALE).reshape(given.cells.shape))


def _arithmetic(sign: str, left: int, right: int) -> int:
    if sign == "//":
        if right < 1:
            raise ImpossibleError("division by less than 1")
        return left // right
    return {"+": left + right, "-": left - right, "*": left * right}[sign]


def _flat(array: Value) -> Ints:
    """The cells without the lead axes that the array lacks, the space as one axis."""
    cells = array.cells.reshape(*array.cells.shape[:5], -1)
    return cells.squeeze(axis=tuple(1 + at for at, label in enumerate(LEADS) if label not in array.labels))


def windows(place: Place, x: Value) -> Ints:
    """The entry of X that each kernel entry meets for each output, 0 where it meets none.

    Two products of two are many times faster than one of three, which goes through all indices at once.
    """
    found: Ints = np.einsum("mai,bngci->bngcma", place.meetings, _flat(x))
    return found


def toeplitz(place: Place, kernel: Value, x: Value) -> Value:
    """What the layer computes, without the bias."""
    place.check(K=kernel, X=x)
    return place.shaped("Z", np.einsum("bngcma,bgcfa->bngfm", windows(place, x), _flat(kernel)))


def scatter(place: Place, dz: Value, kernel: Value) -> Value:
    """The derivative of `dot(Z, dZ)` by X."""
    place.check(K=kernel, Z=dz)
    stamps = np.einsum("bngfm,bgcfa->bngcma", _flat(dz), _flat(kernel))
    return place.shaped("X", np.einsum("mai,bngcma->bngci", place.meetings, stamps))


def columns(place: Place, x: Value, dz: Value) -> Value:
    """The derivative of `dot(Z, dZ)` by K."""
    place.check(X=x, Z=dz)
    return place.shaped("K", np.einsum("bngcma,bngfm->bgcfa", windows(place, x), _flat(dz)))


MAPS: Mapping[str, Callable[[Place, Value, Value], Value]] = {
    "toeplitz": toeplitz,
    "toeplitz_transposed": lambda place, kernel, dz: scatter(place, dz, kernel),
    # The kernel of a transposed layer slides over its output, so that these three have X and Z the other way round.
    "im2col": lambda place, wide, narrow: (
        columns(place, narrow, wide) if place.geometry.transposed else columns(place, wide, narrow)
    ),
    "col2im": lambda place, kernel, narrow: MAPS["scatter"](place, narrow, kernel),
    "scatter": lambda place, narrow, kernel: (
        toeplitz(place, kernel, narrow) if place.geometry.transposed else scatter(place, narrow, kernel)
    ),
}


@cache
def place(geometry: Geometry, draw: int = 0) -> Place:
    """The geometry with random values, the same ones every time; others for another number."""
    shapes = {name: (LABELS[SHAPED_LIKE[name]], *geometry.shape(name)) for name in SHAPED_LIKE if name not in DERIVED}
    for name, sizes in geometry.free:
        like = dict(geometry.like).get(name)
        shapes[name] = (LABELS[like], geometry.shape(like)[0], sizes) if like else (frozenset(), (1, 1, 1, 1), sizes)
    counts = [prod((*lead, *space)) for _, lead, space in shapes.values()]
    chance = np.random.default_rng(crc32(repr(geometry).encode()) + draw)
    numbers = chance.integers(-LARGEST, LARGEST + 1, size=sum(counts))
    cells = np.split(numbers, np.cumsum(counts)[:-1])
    found = {
        name: Value(labels, drawn.reshape(1, *lead, *space))
        for (name, (labels, lead, space)), drawn in zip(shapes.items(), cells, strict=True)
    }
    return Place(geometry, found, geometry.meetings())


def says_something(statement: Statement, geometry: Geometry) -> bool:
    """Whether the left side exists at one geometry."""
    return place(geometry, 0).side(statement.left) is not None


def differs(statement: Statement, geometry: Geometry, draws: int = 1) -> bool:
    """Whether the sides of a statement differ at one geometry, for one of so many draws of values."""
    return any(place(geometry, draw).differs(statement) for draw in range(draws))

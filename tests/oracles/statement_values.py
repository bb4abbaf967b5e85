"""A statement evaluated on random integers at one concrete layer.

Nothing of symconv's algebra, engines or kernel is used: only the syntax tree of a statement and the numbers of a
layer. What a layer computes is a table of ones, the meetings of a geometry; its gradients are that table read the
other ways.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, reduce
from math import prod
from typing import Any
from zlib import crc32

import numpy as np

from oracles.one_geometry import LABELS, LEADS, SHAPED_LIKE, SIZES, Geometry, Ints, Vector
from symconv.statements.grammar import Call, Name, Node, Number, Operation, Statement

LARGEST = 999
ALIASES = {"W": "K", "Y": "Z", "dW": "dK", "dY": "dZ"}
DERIVED = ("Z", "dX", "dK", "dB")
FORWARD = "mai,bngci,bgcfa->bngfm"
# Nodes and weights that give the derivative at 0 of a polynomial of degree 4 or less, exactly.
STENCIL = {-2: 1, -1: -8, 1: 8, 2: -1}
STENCIL_SCALE = 12


class ImpossibleError(Exception):
    """An array that does not exist at this size."""


@dataclass(frozen=True)
class Value:
    """An array: the lead axes that it has, and cells [variant, N, g, c, f, space], of size 1 where it has none.

    Variants are the same array for other values of one tensor's entries; they give derivatives.
    """

    labels: frozenset[str]
    cells: Ints

    @property
    def space(self) -> Vector:
        """Its size along each spatial axis."""
        return self.cells.shape[5:]

    @property
    def axes(self) -> tuple[int, ...]:
        """Where its spatial axes are among those of its cells."""
        return tuple(range(5, self.cells.ndim))


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
            case Number(value=value):
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


def in_space(*at: int | slice) -> tuple[Any, ...]:
    """An index of an array's spatial axes, for all its lead axes."""
    return (..., *at)


def plus(left: Value, right: Value) -> Value:
    """The sum of arrays of one shape, or where one has no space and no other lead axes."""
    return _spread(left, right, np.add)


def times(left: Value, right: Value) -> Value:
    """The same of entrywise products."""
    return _spread(left, right, np.multiply)


def _spread(left: Value, right: Value, joined: Callable[[Ints, Ints], Ints]) -> Value:
    for whole, part in ((left, right), (right, left)):
        if not part.space and part.labels <= whole.labels:
            cells = part.cells.reshape(part.cells.shape[:5] + (1,) * len(whole.space))
            return replace(whole, cells=joined(whole.cells, cells))
    if (left.labels, left.space) != (right.labels, right.space):
        raise ImpossibleError("arrays of different shapes, entry by entry")
    return replace(left, cells=joined(left.cells, right.cells))


def total(array: Value) -> Value:
    """The sum over batch and space."""
    return Value(array.labels - {"N"}, array.cells.sum(axis=(1, *array.axes), keepdims=True).reshape(*_lead(array, 1)))


def _lead(array: Value, gone: int) -> tuple[int, ...]:
    sizes = list(array.cells.shape[:5])
    sizes[gone] = 1
    return tuple(sizes)


def dot(left: Value, right: Value) -> Value:
    """The sum of the products of all entries."""
    if (left.labels, left.space) != (right.labels, right.space):
        raise ImpossibleError("an inner product of arrays of different shapes")
    products = left.cells * right.cells
    return Value(frozenset(), products.reshape(len(products), -1).sum(axis=1).reshape(-1, 1, 1, 1, 1))


def pad(array: Value, lo: Vector, hi: Vector | None = None, mode: str = "") -> Value:
    """Zeros, or copies by `mode`, before and after; negative amounts of zeros crop."""
    hi = lo if hi is None else hi
    if mode:
        return replace(array, cells=_taken(array.cells, _sources(array.space, lo, hi, mode)))
    sizes = _existing(tuple(n + a + b for n, a, b in zip(array.space, lo, hi, strict=True)))
    grown = [(max(a, 0), max(b, 0)) for a, b in zip(lo, hi, strict=True)]
    cells = np.pad(array.cells, [(0, 0)] * 5 + grown)
    cut = tuple(slice(max(-a, 0), max(-a, 0) + n) for a, n in zip(lo, sizes, strict=True))
    return replace(array, cells=cells[in_space(*cut)])


def pad_adjoint(array: Value, lo: Vector, hi: Vector | None = None, mode: str = "") -> Value:
    """Every entry added to the one that padding would have copied it from."""
    hi = lo if hi is None else hi
    sizes = _existing(tuple(n - a - b for n, a, b in zip(array.space, lo, hi, strict=True)))
    sources = _sources(sizes, lo, hi, mode)
    found = np.zeros((*array.cells.shape[:5], *sizes), dtype=np.int64)
    for at in np.ndindex(array.space):
        found[in_space(*(source[i] for source, i in zip(sources, at, strict=True)))] += array.cells[in_space(*at)]
    return replace(array, cells=found)


def _sources(sizes: Vector, lo: Vector, hi: Vector, mode: str) -> list[list[int]]:
    """Along each axis, which entry each entry of the padded array is a copy of."""
    found = []
    for n, before, after in zip(sizes, lo, hi, strict=True):
        most = {"circular": n, "reflect": n - 1}.get(mode, max(before, after))
        if min(before, after) < 0 or max(before, after) > most:
            raise ImpossibleError("copies of entries that there are not")
        mirror = [*range(n), *range(n - 2, 0, -1)] if n > 1 else [0]
        copied: Callable[[int], int] = {
            "circular": lambda y, n=n: y % n,
            "reflect": lambda y, mirror=mirror: mirror[y % len(mirror)],
            "replicate": lambda y, n=n: sorted((0, y, n - 1))[1],
        }[mode]
        found.append([copied(y) for y in range(-before, n + after)])
    return found


def _taken(cells: Ints, sources: Sequence[Sequence[int]]) -> Ints:
    for at, source in enumerate(sources):
        cells = cells.take(source, axis=5 + at)
    return cells


def _existing(sizes: Vector) -> Vector:
    if min(sizes) < 1:
        raise ImpossibleError(f"an array of size {sizes}")
    return sizes


def crop(array: Value, sizes: Vector) -> Value:
    """The first entries."""
    _existing(sizes)
    if any(kept > n for kept, n in zip(sizes, array.space, strict=True)):
        raise ImpossibleError("a crop to more entries than there are")
    return replace(array, cells=array.cells[in_space(*map(slice, sizes))])


def insert_zeros(array: Value, strides: Vector) -> Value:
    """Zeros between neighbours."""
    _existing(strides)
    sizes = [s * (n - 1) + 1 for n, s in zip(array.space, strides, strict=True)]
    found = np.zeros((*array.cells.shape[:5], *sizes), dtype=np.int64)
    found[in_space(*(slice(None, None, s) for s in strides))] = array.cells
    return replace(array, cells=found)


def sum_pool(array: Value, sizes: Vector, strides: Vector) -> Value:
    """Every window's entries added up, window by window."""
    _existing((*sizes, *strides))
    reach = [n - k + 1 for n, k in zip(array.space, sizes, strict=True)]
    _existing(tuple(reach))
    found: Ints | int = 0
    for at in np.ndindex(sizes):
        found = found + array.cells[in_space(*(slice(a, a + n, s) for a, n, s in zip(at, reach, strides, strict=True)))]
    assert not isinstance(found, int)
    return replace(array, cells=found)


def rot180(array: Value) -> Value:
    """Every axis reversed."""
    return replace(array, cells=np.flip(array.cells, array.axes))


def flip(array: Value, axis: Vector) -> Value:
    """One axis reversed."""
    return replace(array, cells=np.flip(array.cells, 5 + axis[0]))


def correlate(
    left: Value, right: Value, stride: Vector = (), dilation: Vector = (), mode: str = "valid"
) -> Value:
    """The cross-correlation; lead axes that both have are summed over, except the group."""
    ones = (1,) * len(left.space)
    stride, dilation = _existing(stride or ones), _existing(dilation or ones)
    if mode == "full":
        left = pad(left, tuple(d * (k - 1) for d, k in zip(dilation, right.space, strict=True)))
    reach = [n - d * (k - 1) for n, k, d in zip(left.space, right.space, dilation, strict=True)]
    _existing(tuple(reach))
    shared = tuple(1 + at for at, label in enumerate(LEADS) if label != "g" and label in left.labels & right.labels)
    found: Ints | int = 0
    for at in np.ndindex(right.space):
        window = (slice(d * a, d * a + n, s) for a, n, s, d in zip(at, reach, stride, dilation, strict=True))
        tap = right.cells[in_space(*at)]
        found = found + left.cells[in_space(*window)] * tap.reshape(tap.shape + (1,) * len(at))
    assert not isinstance(found, int)
    kept = (left.labels | right.labels) - {label for label in left.labels & right.labels if label != "g"}
    return Value(kept, found.sum(axis=shared, keepdims=True))


def convolve(left: Value, right: Value, **options: object) -> Value:
    """The true convolution."""
    return correlate(left, rot180(right), **options)  # type: ignore[arg-type]


OPERATORS: Mapping[str, Callable[..., Value]] = {
    "pad": pad,
    "pad_adjoint": pad_adjoint,
    "crop": crop,
    "insert_zeros": insert_zeros,
    "sum_pool": sum_pool,
    "rot180": rot180,
    "flip": flip,
    "correlate": correlate,
    "convolve": convolve,
    "sum": total,
    "dot": dot,
    "times": times,
}


def _flat(array: Value) -> Ints:
    """The cells without the lead axes that the array lacks, the space as one axis."""
    cells = array.cells.reshape(*array.cells.shape[:5], -1)
    return cells.squeeze(axis=tuple(1 + at for at, label in enumerate(LEADS) if label not in array.labels))


def toeplitz(place: Place, kernel: Value, x: Value) -> Value:
    """What the layer computes, without the bias."""
    return place.shaped("Z", np.einsum(FORWARD, place.meetings, _flat(x), _flat(kernel)))


def scatter(place: Place, dz: Value, kernel: Value) -> Value:
    """The derivative of `dot(Z, dZ)` by X."""
    return place.shaped("X", np.einsum("mai,bngfm,bgcfa->bngci", place.meetings, _flat(dz), _flat(kernel)))


def columns(place: Place, x: Value, dz: Value) -> Value:
    """The derivative of `dot(Z, dZ)` by K."""
    return place.shaped("K", np.einsum("mai,bngci,bngfm->bgcfa", place.meetings, _flat(x), _flat(dz)))


MAPS: Mapping[str, Callable[[Place, Value, Value], Value]] = {
    "toeplitz": toeplitz,
    "toeplitz_transposed": lambda place, kernel, dz: scatter(place, dz, kernel),
    "im2col": columns,
    "col2im": lambda place, kernel, dz: scatter(place, dz, kernel),
    "scatter": scatter,
}


@cache
def place(geometry: Geometry) -> Place:
    """The geometry with random values, the same ones every time."""
    shapes = {name: (LABELS[SHAPED_LIKE[name]], *geometry.shape(name)) for name in SHAPED_LIKE if name not in DERIVED}
    shapes |= {name: (frozenset(), (1, 1, 1, 1), sizes) for name, sizes in geometry.free}
    counts = [prod((*lead, *space)) for _, lead, space in shapes.values()]
    numbers = np.random.default_rng(crc32(repr(geometry).encode())).integers(-LARGEST, LARGEST + 1, size=sum(counts))
    cells = np.split(numbers, np.cumsum(counts)[:-1])
    found = {
        name: Value(labels, drawn.reshape(1, *lead, *space))
        for (name, (labels, lead, space)), drawn in zip(shapes.items(), cells, strict=True)
    }
    return Place(geometry, found, geometry.meetings())


def says_something(statement: Statement, geometry: Geometry) -> bool:
    """Whether the left side exists at one geometry."""
    return place(geometry).side(statement.left) is not None


def differs(statement: Statement, geometry: Geometry) -> bool:
    """Whether the sides of a statement differ at one geometry."""
    return place(geometry).differs(statement)

"""The independent judge of statements: both sides evaluated on random integers at one concrete layer after another.

Nothing of symconv's algebra, engines or kernel is used: only the syntax tree of a statement and the numbers of a
layer. What a layer computes is a table of ones: which input entry meets which kernel entry in which output entry;
its gradients are that table read the other ways. Two polynomials that differ agree by chance on random integers
in [-999, 999] at about one layer in a thousand, so no difference gets through thousands of layers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache, reduce
from itertools import chain, product
from math import prod
from random import Random
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from symconv.layers.family import Family
from symconv.sizes import Size, evaluate, symbols
from symconv.statements.glossary import free_names, is_about_a_layer
from symconv.statements.grammar import Call, Name, Node, Number, Operation, Statement, names

Ints = NDArray[np.int64]
Vector = tuple[int, ...]

# All geometries go this far, whatever a symbol stands for along an axis.
REACH: Mapping[str, range] = {
    "n": range(1, 7),
    "k": range(1, 4),
    "s": range(1, 4),
    "d": range(1, 4),
    **dict.fromkeys(("p", "pl", "pr", "op", "h"), range(4)),
}
FREE_REACH = range(1, 7)
LARGEST = 999
# Of larger geometries, with two axes and several channels, so many are tried, with so many entries an axis.
LARGER = 100
SMALL = 12
LEADS = ("N", "g", "c", "f")
SHAPED_LIKE = {"X": "X", "K": "K", "B": "B", "Z": "Z", "dX": "X", "dK": "K", "dB": "B", "vX": "X", "vK": "K", "dZ": "Z"}
ALIASES = {"W": "K", "Y": "Z", "dW": "dK", "dY": "dZ"}
DERIVED = ("Z", "dX", "dK", "dB")
FORWARD = "mai,bngci,bgcfa->bngfm"
# Nodes and weights that give the derivative at 0 of a polynomial of degree 4 or less, exactly.
STENCIL = {-2: 1, -1: -8, 1: 8, 2: -1}
STENCIL_SCALE = 12


class ImpossibleError(Exception):
    """An array that does not exist at this size."""


@dataclass(frozen=True)
class Axis:
    """The numbers of one spatial axis."""

    n: int
    k: int
    s: int = 1
    d: int = 1
    pl: int = 0
    pr: int = 0
    op: int = 0


@dataclass(frozen=True)
class Geometry:
    """The numbers of a layer, and the sizes of free tensors along each axis."""

    axes: tuple[Axis, ...]
    transposed: bool = False
    turned: bool = False
    bias: bool = True
    batch: int = 1
    groups: int = 1
    ins: int = 1
    outs: int = 1
    free: tuple[tuple[str, Vector], ...] = ()

    @property
    def output(self) -> Vector:
        """The size of Z along each axis: counted for a direct layer."""
        if self.transposed:
            return tuple((x.n - 1) * x.s + x.d * (x.k - 1) + 1 - x.pl - x.pr + x.op for x in self.axes)
        return tuple(len(self._rows(x)) for x in self.axes)

    @property
    def exists(self) -> bool:
        """Whether there is such a layer: no size below its least, and an output."""
        positive = all(min(x.n, x.k, x.s, x.d) >= 1 and min(x.pl, x.pr, x.op) >= 0 for x in self.axes)
        return positive and min(self.output) >= 1

    @property
    def entries(self) -> int:
        """How many entries X, K and Z have."""
        x, k, z = (prod(sizes) for sizes in ((a.n for a in self.axes), (a.k for a in self.axes), self.output))
        return self.groups * (self.batch * self.ins * x + self.ins * self.outs * k + self.batch * self.outs * z)

    def sizes(self, name: str) -> Vector:
        """The value of a size's name along each axis."""
        return self.output if name == "o" else tuple(SIZES[name](x) for x in self.axes)

    def shape(self, name: str) -> tuple[tuple[int, ...], Vector]:
        """The sizes of a tensor: those of the lead axes N, g, c, f (1 where it has none), and of space."""
        of = SHAPED_LIKE[name]
        whole = (self.batch, self.groups, self.ins, self.outs)
        space = {"X": tuple(x.n for x in self.axes), "K": tuple(x.k for x in self.axes), "Z": self.output, "B": ()}
        lead = tuple(size if label in LABELS[of] else 1 for label, size in zip(LEADS, whole, strict=True))
        return lead, space[of]

    def meetings(self) -> Ints:
        """`[m, a, i]`: 1 where kernel entry a and input entry i meet in output entry m, all counted row by row."""
        along = [self._meetings(x, size) for x, size in zip(self.axes, self.output, strict=True)]
        return reduce(np.kron, along)

    def _meetings(self, x: Axis, size: int) -> Ints:
        found = np.zeros((size, x.k, x.n), dtype=np.int64)
        for moved, a in product(range(x.n if self.transposed else size), range(x.k)):
            reached = x.s * moved + x.d * a - x.pl
            m, i = (reached, moved) if self.transposed else (moved, reached)
            if 0 <= m < size and 0 <= i < x.n:
                found[m, x.k - 1 - a if self.turned else a, i] = 1
        return found

    @staticmethod
    def _rows(x: Axis) -> range:
        """Where the kernel may start in the padded input."""
        return range(0, x.n + x.pl + x.pr - x.d * (x.k - 1), x.s)


SIZES: Mapping[str, Callable[[Axis], int]] = {
    "n": lambda x: x.n,
    "k": lambda x: x.k,
    "s": lambda x: x.s,
    "d": lambda x: x.d,
    "p": lambda x: x.pl,
    "pl": lambda x: x.pl,
    "pr": lambda x: x.pr,
    "op": lambda x: x.op,
    "D": lambda x: x.d * (x.k - 1),
    "r": lambda x: (x.n + x.pl + x.pr - x.d * (x.k - 1) - 1) % x.s,
}
LABELS = {name: frozenset(axes) for name, axes in {"X": "Ngc", "K": "gcf", "Z": "Ngf", "B": "gf"}.items()}


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
        left, right = self._side(statement.left), self._side(statement.right)
        if left is None or right is None:
            return left is not right
        if isinstance(left, tuple) or isinstance(right, tuple):
            return left != right
        return left.labels != right.labels or not np.array_equal(left.cells, right.cells)

    def _side(self, node: Node) -> Meaning | None:
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


def differs(statement: Statement, geometry: Geometry) -> bool:
    """Whether the sides of a statement differ at one geometry."""
    return place(geometry).differs(statement)


def wrong_at(statement: Statement, family: Family) -> Geometry | None:
    """A member of the family within reach where the sides differ, if there is any."""
    about = _about(statement)
    members = chain(geometries(family, *about), larger_geometries(family, *about))
    return next((each for each in members if differs(statement, each)), None)


def smallest_wrong(
    statement: Statement, family: Family, rank: int, entries: int, channels: range = range(1, 2)
) -> Geometry | None:
    """Of the geometries of this rank with at most so many entries, the first in order where the sides differ.

    Fewest entries of X, K, Z and free tensors first, then by parameters, axis by axis, and by the lead axes last.
    """
    free, of_layer = _about(statement)
    found = []
    classes = [_axes(family, at, free, of_layer) for at in range(rank)]
    classes = [[each for each in axes if _order([each], family, of_layer)[0] <= entries] for axes in classes]
    fixed = {name: size for name, size in _leads(family).items() if isinstance(size, int)}
    varied = [name for name in _leads(family) if name not in fixed]
    for axes in product(*classes):
        for lead in product(channels, repeat=len(varied)):
            geometry = _geometry(axes, family, free, **fixed, **dict(zip(varied, lead, strict=True)))
            order = (*_order(axes, family, of_layer, geometry), lead)
            if order[0] <= entries:
                found.append((order, geometry))
    found.sort(key=lambda each: each[0])
    return next((geometry for _, geometry in found if differs(statement, geometry)), None)


@dataclass(frozen=True)
class _Chosen:
    """An axis, the sizes of free tensors along it, and the values that it was chosen by."""

    axis: Axis
    free: Vector
    values: Vector


def _about(statement: Statement) -> tuple[tuple[str, ...], bool]:
    """The free tensors of a statement, and whether a layer matters to it."""
    of_layer = is_about_a_layer(statement) or bool(names(statement) & {*SIZES, "o"})
    return free_names(statement), of_layer


@cache
def geometries(family: Family, free: tuple[str, ...], of_layer: bool) -> tuple[Geometry, ...]:
    """All geometries of one axis, one channel and batch one, within reach."""
    return tuple(_geometry((each,), family, free) for each in _axes(family, 0, free, of_layer))


@cache
def larger_geometries(
    family: Family, free: tuple[str, ...], of_layer: bool, rank: int = 2
) -> tuple[Geometry, ...]:
    """Some geometries of two axes or more, with two examples, two groups, and several channels in a group."""
    chance = Random(0)
    classes = [
        [each for each in _axes(family, at, free, of_layer) if _order([each], family, of_layer)[0] <= SMALL]
        for at in range(rank)
    ]
    pairs = [tuple(map(chance.choice, classes)) for _ in range(LARGER)]
    return tuple(_geometry(axes, family, free, batch=2, groups=2, ins=2, outs=3) for axes in pairs)


def _geometry(axes: Sequence[_Chosen], family: Family, free: tuple[str, ...], **leads: int) -> Geometry:
    sizes = tuple((name, tuple(each.free[at] for each in axes)) for at, name in enumerate(free))
    layer = family.layer
    turned = layer.convention == "convolution"
    return Geometry(tuple(each.axis for each in axes), layer.transposed, turned, layer.bias, **leads, free=sizes)


def _order(
    axes: Sequence[_Chosen], family: Family, of_layer: bool, geometry: Geometry | None = None
) -> tuple[int, list[Vector]]:
    names = range(len(axes[0].free))
    count = sum(prod(each.free[at] for each in axes) for at in names)
    if of_layer:
        count += (geometry or _geometry(axes, family, ())).entries
    return count, [each.values for each in axes]


@cache
def _axes(family: Family, at: int, free: tuple[str, ...], of_layer: bool) -> list[_Chosen]:
    """All that axis number `at` may be within reach, with all sizes of free tensors along it."""
    parameters = _parameters(family, at)
    unknown = list(dict.fromkeys(name for size in parameters.values() for name in symbols(size)))
    found = []
    for chosen in product(*(REACH[_plain(name)] for name in unknown)) if of_layer else [()]:
        values = dict(zip(unknown, chosen, strict=False))
        axis = Axis(**{name: evaluate(size, values) for name, size in parameters.items()}) if of_layer else Axis(1, 1)
        if not Geometry((axis,), family.layer.transposed).exists or not _given(family, values):
            continue
        found += [
            _Chosen(axis, sizes, chosen + sizes)
            for sizes in product(FREE_REACH, repeat=len(free))
            if _given(family, {**values, **dict(zip(free, sizes, strict=True))})
        ]
    return found


def _given(family: Family, values: Mapping[str, int]) -> bool:
    """Whether the family's further conditions hold, as far as they are about these values."""
    known = [guard for guard in family.given if {*symbols(guard.value)} <= values.keys()]
    numbers = [(evaluate(guard.value, values), guard.relation) for guard in known]
    return all(number >= 0 if relation == ">=" else number == 0 for number, relation in numbers)


def geometry_at(statement: Statement, family: Family, sizes: Mapping[str, int | list[int]]) -> Geometry | None:
    """The member of a family at these values of its symbols, a list of them for several axes; None if there is none."""
    free, of_layer = _about(statement)
    chosen = []
    for at in range(max(len(value) if isinstance(value, list) else 1 for value in sizes.values())):
        values = {name: value[at] if isinstance(value, list) else value for name, value in sizes.items()}
        parameters = _parameters(family, at) if of_layer else {"n": 1, "k": 1}
        named = {name: values[_plain(name)] for size in parameters.values() for name in symbols(size)}
        lengths = tuple(values[name] for name in free)
        if not _given(family, {**named, **dict(zip(free, lengths, strict=True))}) or min(lengths, default=1) < 1:
            return None
        chosen.append(_Chosen(Axis(**{name: evaluate(size, named) for name, size in parameters.items()}), lengths, ()))
    single = dict.fromkeys((name for size in _leads(family).values() for name in symbols(size)), 1)
    leads = {name: evaluate(size, {**single, **sizes}) for name, size in _leads(family).items()}
    found = _geometry(chosen, family, free, **leads)
    return found if found.exists and min(leads.values()) >= 1 else None


def _parameters(family: Family, at: int) -> dict[str, Size]:
    """What an axis is made of: the last class of a family stands for all further axes."""
    axis = family.layer.axes[min(at, len(family.layer.axes) - 1)]
    return {each.name: getattr(axis, each.name) for each in fields(Axis)}


def _leads(family: Family) -> dict[str, Size]:
    layer = family.layer
    return {"batch": layer.batch, "groups": layer.groups, "ins": layer.in_per_group, "outs": layer.out_per_group}


def _plain(name: str) -> str:
    """A symbol's name without the number of its axis."""
    return name.rstrip("0123456789")

"""The linear maps of a layer as people code them: the Toeplitz matrix, im2col and col2im, the scatter loop.

Each is written down from its own definition, entry by entry, and shares nothing with the closed formulas. The kernel
slides over the wide one of two arrays, X of a direct layer and Z of a transposed one, and has a place there for each
entry of the narrow one, the other of them: entry a lies on place `s*i + d*a - pl` of the wide one. Under true
convolution `K[k-1-a]` stands for `K[a]`. `C` is the matrix with `K[(w + pl - s*i) / d]` for place i of the narrow and
w of the wide array, where that is a whole number in range, and 0 elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from symconv.arrays.array import Array, Condition, equal
from symconv.arrays.kinds import Pairing
from symconv.arrays.layout import Meetings, met
from symconv.arrays.products import Multiplying
from symconv.arrays.reading import Added, Location, at, extended, fresh_along, fresh_variable, guarded, multiplied
from symconv.arrays.shape import Shape, ints
from symconv.arrays.spelling import Parameter, Spelling
from symconv.arrays.sums import Case, Guard, Term, within
from symconv.errors import AxesError
from symconv.layers.layer import Axis, Layer
from symconv.layers.tensors import tensor
from symconv.sizes import Size

# What a tensor is to the kernel that slides.
Role = Literal["narrow", "kernel", "wide"]
ROLES: tuple[Role, ...] = ("narrow", "kernel", "wide")


@dataclass(frozen=True, slots=True)
class SlidingAxis:
    """One spatial axis of a layer: the sizes of the narrow and the wide array, and whether the kernel is turned."""

    axis: Axis
    narrow: Size
    wide: Size
    turned: bool

    def tap(self, a: Size) -> Size:
        """The kernel entry that lies where entry a of an unturned one does; and the other way round."""
        return self.axis.k - 1 - a if self.turned else a

    def onto(self, i: Size, a: Size) -> Size:
        """The place in the wide array that entry a lies on for place i of the narrow one."""
        return self.axis.s * i + self.axis.d * a - self.axis.pl

    def meets(self, i: Size, a: Size, w: Size) -> Guard:
        """Where the matrix C has entry a for places i and w: where that lies on w, which is so for one a at most."""
        return Guard(self.onto(i, a) - w, "=")


AxisMeeting = Callable[[SlidingAxis, Size, Iterator[int]], Case]


@dataclass(frozen=True, slots=True)
class LinearMap:
    """A map of direct layers: the tensors it multiplies, the tensor that its result is shaped like.

    `along(sliding, u, fresh)` gives place u of the result along an axis; `transposed` is the map of transposed layers.
    """

    of: tuple[str, str]
    like: str
    along: AxisMeeting
    transposed: LinearMap | None = None

    def map_of(self, layer: Layer) -> LinearMap:
        """The map of a layer, direct or transposed."""
        return self.transposed if layer.transposed and self.transposed else self


def _by_rows(sliding: SlidingAxis, u: Size, fresh: Iterator[int]) -> Case:
    """`sum_w C[u, w] T[w]`: row by column."""
    w, a = fresh_variable(sliding.wide, fresh), fresh_variable(sliding.axis.k, fresh)
    return Case((w, a), (sliding.meets(u, a.at, w.at),), (sliding.tap(a.at), w.at))


def _by_columns(sliding: SlidingAxis, u: Size, fresh: Iterator[int]) -> Case:
    """`sum_i C[i, u] T[i]`: column by column."""
    i, a = fresh_variable(sliding.narrow, fresh), fresh_variable(sliding.axis.k, fresh)
    return Case((i, a), (sliding.meets(i.at, a.at, u),), (sliding.tap(a.at), i.at))


def _im2col(sliding: SlidingAxis, u: Size, fresh: Iterator[int]) -> Case:
    """`sum_i T[i] col[u, i]`, where `col[u, i]` is the entry of the padded wide array that K[u] meets for place i."""
    i = fresh_variable(sliding.narrow, fresh)
    w = sliding.onto(i.at, sliding.tap(u))
    return Case((i,), within(w, sliding.wide), (w, i.at))


def _col2im(sliding: SlidingAxis, u: Size, fresh: Iterator[int]) -> Case:
    """The columns `K[a] T[i]` folded back: each is added to the place that `im2col` would read it from."""
    a, i = fresh_variable(sliding.axis.k, fresh), fresh_variable(sliding.narrow, fresh)
    return Case((a, i), (Guard(sliding.onto(i.at, a.at) - u, "="),), (sliding.tap(a.at), i.at))


def _scatter(sliding: SlidingAxis, u: Size, fresh: Iterator[int]) -> Case:
    """`for i: for a: W[s*i + d*a - pl] += T[i] * K[a]`, places outside passed over."""
    i, a = fresh_variable(sliding.narrow, fresh), fresh_variable(sliding.axis.k, fresh)
    return Case((i, a), (Guard(u - sliding.onto(i.at, a.at), "="),), (i.at, sliding.tap(a.at)))


MAPS: Mapping[str, LinearMap] = {
    "toeplitz": LinearMap(("K", "X"), "Z", _by_rows, LinearMap(("K", "X"), "Z", _by_columns)),
    "toeplitz_transposed": LinearMap(("K", "dZ"), "X", _by_columns, LinearMap(("K", "dZ"), "X", _by_rows)),
    "im2col": LinearMap(("X", "dZ"), "K", _im2col, LinearMap(("dZ", "X"), "K", _im2col)),
    "col2im": LinearMap(("K", "dZ"), "X", _col2im, LinearMap(("K", "X"), "Z", _col2im)),
    "scatter": LinearMap(("dZ", "K"), "X", _scatter, LinearMap(("X", "K"), "Z", _scatter)),
}


@dataclass(frozen=True, slots=True)
class Mapped(Multiplying):
    """A linear map of a layer, applied to two arrays that are shaped like the tensors that it multiplies.

    >>> from symconv import Conv1d
    >>> layer = Conv1d(input=3, kernel=2)
    >>> print(Mapped("toeplitz", layer, tensor(layer, "K"), tensor(layer, "X")).shape)
    2
    """

    name: str
    layer: Layer
    left: Array
    right: Array

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """None: what the map is about is the layer, which exists."""
        return ()

    @property
    def map(self) -> LinearMap:
        """The map itself."""
        return MAPS[self.name].map_of(self.layer)

    @property
    def usage(self) -> str:
        """How the map is written, for whoever gave it something else."""
        return f"write {self.name}({', '.join(self.map.of)}), with any arrays shaped like these tensors of the layer"

    def spelling(self) -> Spelling[Array]:
        return Spelling("call", self.name, self.operands)

    def conditions(self) -> Iterator[Condition]:
        for operand, name in zip(self.operands, self.map.of, strict=True):
            given, wanted = operand.shape, tensor(self.layer, name).shape
            words = f"{self.usage}: an array of size {given} is not shaped like {name}, of size {wanted}"
            if {*given.axes} != {*wanted.axes}:
                raise AxesError(f"{self.usage}: {given.kind} is not shaped like {name}")
            for axis, size in wanted.by_axis.items():
                found = equal(given.by_axis[axis], size, words)
                if isinstance(found.guard.value, int) and found.guard.value and not found.known:
                    # The same distance apart at every size.
                    raise AxesError(words)
                yield found

    def measured(self) -> Shape:
        return tensor(self.layer, self.map.like).shape

    def entry(self, place: Location, fresh: Iterator[int]) -> list[Term]:
        """The products of the entries that the map's definition pairs, each axis by itself."""
        left, right = self.left.shape, self.right.shape
        # What the result lacks, both sides carry: it is summed over, as in any product.
        contracted = fresh_along(left, [axis for axis in left.labels if axis not in place], fresh)
        lead = {axis: place[axis] for axis in self.shape.labels} | at(contracted)
        there: dict[str, Size] = {axis: lead[axis] for axis in left.labels}
        here: dict[str, Size] = {axis: lead[axis] for axis in right.labels}
        added: dict[str, Added] = {axis: Added((variable,)) for axis, variable in contracted.items()}
        for axis, sliding in zip(self.shape.spatial_axes, self.slidings(), strict=True):
            case = self.map.along(sliding, place[axis], fresh)
            there[axis], here[axis] = (where for where in case.index if where is not None)
            added[axis] = Added(case.bound, (case.guards,))
        products = multiplied(self.left.entry(there, fresh), self.right.entry(here, fresh), {})
        return guarded([extended(term, added) for term in products], self.shape, place)

    def pairing(self, left: Shape, right: Shape, result: Shape, axes: Sequence[int]) -> Pairing:
        """The same by counting: every way in which the kernel lies on the wide array, whichever map it is."""
        slidings = self.slidings()
        return met(left, right, result, [self.meetings(slidings[at]) for at in axes])

    def slidings(self) -> list[SlidingAxis]:
        """What happens along each spatial axis."""
        turned = self.layer.convention == "convolution"
        found = []
        for axis, size in zip(self.layer.axes, self.layer.output, strict=True):
            narrow, wide = (axis.n, size) if self.layer.transposed else (size, axis.n)
            found.append(SlidingAxis(axis, narrow, wide, turned))
        return found

    def meetings(self, sliding: SlidingAxis) -> Meetings:
        """Which places of the operands meet in each place of the result, along one axis."""
        x = sliding.axis
        k, s, d, pl, narrow, wide = ints((x.k, x.s, x.d, x.pl, sliding.narrow, sliding.wide))
        left, right, result = (ROLES.index(self._role(name)) for name in (*self.map.of, self.map.like))
        found: Meetings = [[] for _ in range((narrow, k, wide)[result])]
        for i, a in product(range(narrow), range(k)):
            w = s * i + d * a - pl
            if 0 <= w < wide:
                met_there = (i, k - 1 - a if sliding.turned else a, w)
                found[met_there[result]].append((met_there[left], met_there[right]))
        return found

    def _role(self, name: str) -> Role:
        if name == "K":
            return "kernel"
        return "wide" if (name == "X") != self.layer.transposed else "narrow"

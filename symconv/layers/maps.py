"""The linear maps of a direct layer as people code them: the Toeplitz matrix, im2col and col2im, the scatter loop.

Each is written down from its own definition, entry by entry, and shares nothing with the closed formulas. `C`
is the matrix with `C[m, x] = K[(x + pl - s*m) / d]` where that is a whole number in range, and 0 elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from symconv.arrays.array import Defined
from symconv.arrays.reading import index_of
from symconv.arrays.sums import Case, Guard, GuardedSum, Part, Term, Variable, replaced, spatial_axis, within
from symconv.layers.layer import Axis, Layer
from symconv.layers.tensors import tensor
from symconv.sizes import Index, Size, Unknown, floordiv, index


@dataclass(frozen=True, slots=True)
class LinearMap:
    """A map: the tensors it multiplies, the tensor that its result is shaped like, and its case along an axis.

    `along(axis, size of Z)` gives the case, in which `u` is the result's place.
    """

    of: tuple[str, str]
    like: str
    along: Callable[[Axis, Size], Case]


def _matrix_entry(axis: Axis, m: Size, x: Size) -> tuple[Size, tuple[Guard, ...]]:
    """Which kernel entry stands in row m, column x of C, and when one does."""
    a = floordiv(x + axis.pl - axis.s * m, axis.d)
    return a, (Guard(axis.d * a - (x + axis.pl - axis.s * m), "="), *within(a, axis.k))


def _toeplitz(axis: Axis, size: Size) -> Case:
    """`sum_x C[u, x] X[x]`: row by column."""
    del size
    x = index("x")
    a, guards = _matrix_entry(axis, index("u"), x)
    return Case((Variable("x", axis.n),), guards, (a, x))


def _toeplitz_transposed(axis: Axis, size: Size) -> Case:
    """`sum_m C[m, u] dZ[m]`: column by column."""
    m = index("m")
    a, guards = _matrix_entry(axis, m, index("u"))
    return Case((Variable("m", size),), guards, (a, m))


def _im2col(axis: Axis, size: Size) -> Case:
    """`sum_m dZ[m] col[u, m]`, where `col[u, m]` is the entry of the padded input that K[u] meets for Z[m]."""
    m = index("m")
    x = axis.s * m + axis.d * index("u") - axis.pl
    return Case((Variable("m", size),), within(x, axis.n), (x, m))


def _col2im(axis: Axis, size: Size) -> Case:
    """The columns `K[a] dZ[m]` folded back: each is added to the place that `im2col` would read it from."""
    m, a = index("m"), index("a")
    equation = Guard(axis.s * m + axis.d * a - axis.pl - index("u"), "=")
    return Case((Variable("a", axis.k), Variable("m", size)), (equation,), (a, m))


def _scatter(axis: Axis, size: Size) -> Case:
    """`for i: for a: dX[s*i + d*a - pl] += dZ[i] * K[a]`, places outside the input passed over."""
    i, a = index("i"), index("a")
    reached = Guard(index("u") - (axis.s * i + axis.d * a - axis.pl), "=")
    return Case((Variable("i", size), Variable("a", axis.k)), (reached,), (i, a))


MAPS: Mapping[str, LinearMap] = {
    "toeplitz": LinearMap(("K", "X"), "Z", _toeplitz),
    "toeplitz_transposed": LinearMap(("K", "dZ"), "X", _toeplitz_transposed),
    "im2col": LinearMap(("X", "dZ"), "K", _im2col),
    "col2im": LinearMap(("K", "dZ"), "X", _col2im),
    "scatter": LinearMap(("dZ", "K"), "X", _scatter),
}


def linear_map(layer: Layer, name: str) -> Defined:
    """The map `name` of a cross-correlation layer, as an array given by its entries."""
    found = MAPS[name]
    like = tensor(layer, found.like)
    lead = [axis.label for axis in like.lead]
    parts = []
    sizes = {axis.label: axis.size for each in found.of for axis in tensor(layer, each).lead}
    for label, size in sizes.items():
        kept = label in lead
        at = index(f"u_{label}" if kept else f"b_{label}")
        found_at = tuple(
            at if label in (axis.label for axis in tensor(layer, each).lead) else None for each in found.of
        )
        bound = () if kept else (Variable(f"b_{label}", size),)
        parts.append(Part(label, (Case(bound, (), found_at),)))
    for number, (axis, size) in enumerate(zip(layer.axes, layer.output, strict=True)):
        parts.append(Part(spatial_axis(number), (_numbered(found.along(axis, size), number),)))
    return Defined(name, like.lead, like.spatial, GuardedSum(index_of(like.shape), (Term(1, found.of, tuple(parts)),)))


def _numbered(case: Case, number: int) -> Case:
    """The case with its variables named after the axis, so that no two axes share one."""
    names: dict[Unknown, Size] = {
        Index(name): index(f"{name}_{number}") for name in ("u", *(variable.name for variable in case.bound))
    }
    moved = replaced(case, names)
    bound = tuple(Variable(f"{variable.name}_{number}", variable.size) for variable in case.bound)
    return Case(bound, moved.guards, moved.index)

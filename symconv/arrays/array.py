"""The array language: tensors, the operators on them, and the shapes that follow.

A formula is written once as an expression of these types and read several ways: its shape (here), one entry
at a symbolic index (`symconv.arrays.entries`), an array of numbers, SymPy expressions or integer forms at a
concrete size (`symconv.arrays.evaluate`), LaTeX. Nothing else in the project knows what "full padding" means.

Axes come in two kinds. Spatial axes are ordered, and the operators act on all of them; an axis-wise
parameter has one value for each. Lead axes (batch, group, channels) are known by their label: a product
contracts the labels that both factors carry, except the group, which runs along unchanged.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import singledispatch
from typing import Literal, Union

from symconv.arrays.sums import GuardedSum
from symconv.errors import AxesError, ShapeError
from symconv.sizes import Size, floordiv

GROUP = "g"
Mode = Literal["valid", "full"]
PadMode = Literal["circular", "reflect", "replicate"]


@dataclass(frozen=True, slots=True)
class Lead:
    """A batch, group or channel axis: its label (`N`, `g`, `c` in, `f` out) and size."""

    label: str
    size: Size


@dataclass(frozen=True, slots=True)
class Shape:
    """Lead axes and spatial sizes of an array."""

    lead: tuple[Lead, ...]
    spatial: tuple[Size, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the lead axes, in order."""
        return tuple(axis.label for axis in self.lead)

    @property
    def sizes(self) -> tuple[Size, ...]:
        """All sizes, lead axes first."""
        return tuple(axis.size for axis in self.lead) + self.spatial

    def __str__(self) -> str:
        alone = self.spatial and all(axis.size == 1 for axis in self.lead)
        return "x".join(map(str, self.spatial if alone else self.sizes)) or "one number"


@dataclass(frozen=True, slots=True)
class Tensor:
    """A named array of independent entries."""

    name: str
    lead: tuple[Lead, ...]
    spatial: tuple[Size, ...]


@dataclass(frozen=True, slots=True)
class Pad:
    """Zeros before and after every axis; a negative amount crops, after the positive side is added."""

    array: Array
    lo: tuple[Size, ...]
    hi: tuple[Size, ...]


@dataclass(frozen=True, slots=True)
class Crop:
    """The first `sizes` entries of every axis."""

    array: Array
    sizes: tuple[Size, ...]


@dataclass(frozen=True, slots=True)
class InsertZeros:
    """`strides - 1` zeros between neighbours."""

    array: Array
    strides: tuple[Size, ...]


@dataclass(frozen=True, slots=True)
class Rot180:
    """Every spatial axis reversed."""

    array: Array


@dataclass(frozen=True, slots=True)
class Flip:
    """One spatial axis reversed, counted from 0."""

    array: Array
    axis: int


@dataclass(frozen=True, slots=True)
class Correlate:
    """`[i] = sum_a left[stride*i + dilation*a] right[a]`; "full" first pads left by `dilation*(size(right)-1)`."""

    left: Array
    right: Array
    stride: tuple[Size, ...]
    dilation: tuple[Size, ...]
    mode: Mode = "valid"


@dataclass(frozen=True, slots=True)
class Convolve:
    """True convolution: `Correlate` with the right side rotated."""

    left: Array
    right: Array
    stride: tuple[Size, ...]
    dilation: tuple[Size, ...]
    mode: Mode = "valid"


@dataclass(frozen=True, slots=True)
class Total:
    """The sum over batch and space: one entry a channel."""

    array: Array


@dataclass(frozen=True, slots=True)
class Plus:
    """The entrywise sum; an array without spatial axes (a bias) is added at every place."""

    left: Array
    right: Array


@dataclass(frozen=True, slots=True)
class Scaled:
    """An array times a whole number."""

    factor: int
    array: Array


@dataclass(frozen=True, slots=True)
class Dot:
    """The inner product of two arrays of the same shape: one number."""

    left: Array
    right: Array


@dataclass(frozen=True, slots=True)
class ModePad:
    """Every axis extended by copies of its own entries, as `mode` says, instead of by zeros.

    Place y outside `0 .. n-1` reads entry y mod n (circular; at most n more on a side), the mirror image without
    repeating the edge (reflect; at most n-1), or the nearest entry (replicate).
    """

    array: Array
    lo: tuple[Size, ...]
    hi: tuple[Size, ...]
    mode: PadMode


@dataclass(frozen=True, slots=True)
class ModePadAdjoint:
    """The transpose of `ModePad` as a linear map: every entry is added to the one that it was a copy of."""

    array: Array
    lo: tuple[Size, ...]
    hi: tuple[Size, ...]
    mode: PadMode


@dataclass(frozen=True, slots=True)
class Grad:
    """The derivative of a scalar by every entry of a tensor."""

    scalar: Array
    by: Tensor


@dataclass(frozen=True, slots=True)
class Defined:
    """An array that is given by its entries, such as Z by the layer's definition."""

    name: str
    lead: tuple[Lead, ...]
    spatial: tuple[Size, ...]
    entries: GuardedSum


Array = Union[
    Tensor,
    Defined,
    Grad,
    Pad,
    ModePad,
    ModePadAdjoint,
    Crop,
    InsertZeros,
    Rot180,
    Flip,
    Correlate,
    Convolve,
    Total,
    Plus,
    Scaled,
    Dot,
]
PerAxis = Union[Size, Sequence[Size]]


def pad(array: Array, lo: PerAxis, hi: PerAxis | None = None) -> Pad:
    """`array` with `lo` zeros before and `hi` (default: as many) after every axis.

    >>> print(shape(pad(Tensor("A", (), (3,)), 1)))
    5
    """
    before = per_axis(array, lo)
    return Pad(array, before, before if hi is None else per_axis(array, hi))


def crop(array: Array, sizes: PerAxis) -> Crop:
    """The first `sizes` entries of `array` on every axis."""
    return Crop(array, per_axis(array, sizes))


def insert_zeros(array: Array, strides: PerAxis) -> InsertZeros:
    """`array` with `strides - 1` zeros between neighbours."""
    return InsertZeros(array, per_axis(array, strides))


def rot180(array: Array) -> Rot180:
    """`array` with every spatial axis reversed."""
    return Rot180(array)


def flip(array: Array, axis: int) -> Flip:
    """`array` with one spatial axis reversed, counted from 0."""
    rank = len(shape(array).spatial)
    if not 0 <= axis < rank:
        raise ShapeError(f"flip has no axis {axis}: the array has {rank}, counted from 0")
    return Flip(array, axis)


def correlate(
    left: Array, right: Array, stride: PerAxis = 1, dilation: PerAxis = 1, mode: Mode = "valid"
) -> Correlate:
    """The cross-correlation of `left` with `right`.

    >>> print(shape(correlate(Tensor("A", (), (5,)), Tensor("B", (), (2,)), stride=2)))
    2
    """
    return Correlate(left, right, per_axis(left, stride), per_axis(left, dilation), mode)


def convolve(
    left: Array, right: Array, stride: PerAxis = 1, dilation: PerAxis = 1, mode: Mode = "valid"
) -> Convolve:
    """The true convolution of `left` with `right`: `correlate(left, rot180(right))`."""
    return Convolve(left, right, per_axis(left, stride), per_axis(left, dilation), mode)


def total(array: Array) -> Total:
    """The sum of `array` over batch and space."""
    return Total(array)


def plus(left: Array, right: Array) -> Plus:
    """The entrywise sum of two arrays, or of an array and a bias."""
    return Plus(left, right)


def scaled(factor: int, array: Array) -> Scaled:
    """An array times a whole number."""
    return Scaled(factor, array)


def dot(left: Array, right: Array) -> Dot:
    """The inner product of two arrays of the same shape."""
    return Dot(left, right)


def per_axis(array: Array, value: PerAxis) -> tuple[Size, ...]:
    """`value` as one size for each spatial axis of `array`."""
    rank = len(shape(array).spatial)
    if not isinstance(value, Sequence):
        return (value,) * rank
    if len(value) != rank:
        raise ShapeError(f"{len(value)} values for an array of {rank} axes")
    return tuple(value)


def as_correlation(expr: Correlate | Convolve) -> Correlate:
    """The same product as a "valid" cross-correlation: the definitions of convolution and of full padding."""
    right = Rot180(expr.right) if isinstance(expr, Convolve) else expr.right
    left = expr.left
    if expr.mode == "full":
        taps = shape(right).spatial
        reach = tuple(d * (size - 1) for d, size in zip(expr.dilation, taps, strict=True))
        left = Pad(left, reach, reach)
    return Correlate(left, right, expr.stride, expr.dilation)


@singledispatch
def shape(expr: Array) -> Shape:
    """The shape of an expression.

    Raises ShapeError where known sizes do not fit: a correlation whose right side is longer than the left,
    a crop to more entries than there are, a padding that crops everything away.
    """
    raise TypeError(f"not an expression of the array language: {expr!r}")


@shape.register(Tensor)
@shape.register(Defined)
def _(expr: Tensor | Defined) -> Shape:
    return Shape(expr.lead, expr.spatial)


@shape.register
def _(expr: Grad) -> Shape:
    scalar = shape(expr.scalar)
    if scalar.sizes:
        raise ShapeError(f"only a single number is differentiated, not an array of size {scalar}")
    return shape(expr.by)


@shape.register
def _(expr: ModePad) -> Shape:
    inner = shape(expr.array)
    spare = 0 if expr.mode == "circular" else 1
    for n, *amounts in zip(inner.spatial, expr.lo, expr.hi, strict=True):
        for amount in amounts:
            if isinstance(amount, int) and (
                amount < 0 or (expr.mode != "replicate" and isinstance(n, int) and amount > n - spare)
            ):
                raise ShapeError(f"{expr.mode} padding by {amount} does not fit an axis of {n}")
    return Shape(inner.lead, tuple(n + lo + hi for n, lo, hi in zip(inner.spatial, expr.lo, expr.hi, strict=True)))


@shape.register
def _(expr: ModePadAdjoint) -> Shape:
    inner = shape(expr.array)
    spatial = tuple(n - lo - hi for n, lo, hi in zip(inner.spatial, expr.lo, expr.hi, strict=True))
    if any(isinstance(n, int) and n < 1 for n in spatial):
        raise ShapeError(f"an array of size {inner} is too small to be a padded one")
    found = Shape(inner.lead, spatial)
    # It fits where the padding itself would.
    shape(ModePad(Tensor("", found.lead, found.spatial), expr.lo, expr.hi, expr.mode))
    return found


@shape.register
def _(expr: Pad) -> Shape:
    inner = shape(expr.array)
    spatial = tuple(n + lo + hi for n, lo, hi in zip(inner.spatial, expr.lo, expr.hi, strict=True))
    if any(isinstance(size, int) and size < 1 for size in spatial):
        raise ShapeError(f"pad leaves nothing of an array of size {inner}")
    return Shape(inner.lead, spatial)


@shape.register
def _(expr: Crop) -> Shape:
    inner = shape(expr.array)
    for kept, size in zip(expr.sizes, inner.spatial, strict=True):
        if isinstance(kept, int) and isinstance(size, int) and not 1 <= kept <= size:
            raise ShapeError(f"crop cannot keep the first {kept} of {size} entries")
    return Shape(inner.lead, expr.sizes)


@shape.register
def _(expr: InsertZeros) -> Shape:
    inner = shape(expr.array)
    if any(isinstance(s, int) and s < 1 for s in expr.strides):
        raise ShapeError("insert_zeros needs a stride of 1 or more")
    return Shape(inner.lead, tuple(s * (n - 1) + 1 for n, s in zip(inner.spatial, expr.strides, strict=True)))


@shape.register(Rot180)
@shape.register(Flip)
@shape.register(Scaled)
def _(expr: Rot180 | Flip | Scaled) -> Shape:
    return shape(expr.array)


@shape.register(Convolve)
@shape.register(Correlate)
def _(expr: Correlate | Convolve) -> Shape:
    plain = as_correlation(expr)
    left, right = shape(plain.left), shape(plain.right)
    if len(left.spatial) != len(right.spatial):
        raise ShapeError(f"cannot correlate {len(left.spatial)} axes with {len(right.spatial)}")
    spatial = []
    for n, k, s, d in zip(left.spatial, right.spatial, plain.stride, plain.dilation, strict=True):
        if any(isinstance(step, int) and step < 1 for step in (s, d)):
            raise ShapeError("a stride and a dilation must be 1 or more")
        steps = n - d * (k - 1) - 1
        if isinstance(steps, int) and steps < 0:
            raise ShapeError(f"cannot correlate size {left} with size {right}: the right side reaches further")
        spatial.append(floordiv(steps, s) + 1)
    return Shape(_contracted(left, right), tuple(spatial))


def _contracted(left: Shape, right: Shape) -> tuple[Lead, ...]:
    sizes = {axis.label: axis.size for axis in left.lead}
    for axis in right.lead:
        if sizes.get(axis.label, axis.size) != axis.size:
            raise ShapeError(f"axis {axis.label} has size {sizes[axis.label]} on the left, {axis.size} on the right")
    shared = {*left.labels} & {*right.labels} - {GROUP}
    kept = [axis for axis in left.lead if axis.label not in shared]
    return (*kept, *(axis for axis in right.lead if axis.label not in {*left.labels}))


@shape.register
def _(expr: Total) -> Shape:
    return Shape(tuple(axis for axis in shape(expr.array).lead if axis.label != "N"), ())


@shape.register
def _(expr: Plus) -> Shape:
    left, right = shape(expr.left), shape(expr.right)
    # A bias lacks the batch and the space: what is left of the left side without them has to fit.
    kept = Shape(tuple(axis for axis in left.lead if axis.label in right.labels), ())
    bias = not right.spatial and same_axes(kept, right)
    if not bias and not same_axes(left, right):
        raise _misfit(left, right)(f"cannot add {_described(right, left)} to {_described(left, right)}")
    return left


@shape.register
def _(expr: Dot) -> Shape:
    left, right = shape(expr.left), shape(expr.right)
    if not same_axes(left, right):
        raise _misfit(left, right)(
            f"the inner product needs arrays of one size, not {_described(left, right)} and {_described(right, left)}"
        )
    return Shape((), ())


def axes(array: Tensor | Shape) -> tuple[str, ...]:
    """The names of an array's axes in order: its lead labels, then its spatial axes by number.

    >>> axes(Tensor("Z", (Lead("N", 2),), (4, 3)))
    ('N', '0', '1')
    """
    return tuple(lead.label for lead in array.lead) + tuple(str(axis) for axis in range(len(array.spatial)))


def largest(expr: Array) -> int:
    """The most entries that an array has on the way to the value of an expression of concrete sizes."""
    found = math.prod(size for size in shape(expr).sizes if isinstance(size, int))
    for name in ("array", "left", "right", "scalar"):
        inner = getattr(expr, name, None)
        if inner is not None:
            found = max(found, largest(inner))
    if isinstance(expr, Correlate | Convolve) and expr.mode == "full":
        found = max(found, largest(as_correlation(expr).left))
    return found


def _misfit(left: Shape, right: Shape) -> type[ShapeError]:
    """The error for two arrays that do not fit: at this size, or at none."""
    return ShapeError if {*left.labels} == {*right.labels} else AxesError


def _described(found: Shape, other: Shape) -> str:
    """An array's size, and its batch and channel axes where they are not those of the other."""
    if {*found.labels} == {*other.labels}:
        return f"an array of size {found}"
    labels = ", ".join(found.labels)
    return f"an array of size {found} " + (f"with the axes {labels}" if labels else "without channels")


def same_axes(left: Shape, right: Shape) -> bool:
    """Whether two arrays have the same axes of the same sizes, where the sizes are known to differ or not."""
    if {*left.labels} != {*right.labels} or len(left.spatial) != len(right.spatial):
        return False
    there = {axis.label: axis.size for axis in right.lead}
    pairs = [(axis.size, there[axis.label]) for axis in left.lead]
    pairs += zip(left.spatial, right.spatial, strict=True)
    return not any(isinstance(a, int) and isinstance(b, int) and a != b for a, b in pairs)

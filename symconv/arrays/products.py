"""The operators that multiply and add: correlation and true convolution, sums, multiples, products entry by entry."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal, get_args

from symconv.arrays.array import Array, Called, Condition, Operator, Sizes, at_least, equal
from symconv.arrays.kinds import Entries, Pairing, Value
from symconv.arrays.layout import entry_with_entry, everywhere, spreading, windows_with_taps
from symconv.arrays.moves import Pad, Rot180
from symconv.arrays.reading import Location, at, fresh_along, guarded, multiplied, summed
from symconv.arrays.shape import BATCH, GROUP, Shape, ints
from symconv.arrays.spelling import Argument, Option, Parameter, Spelling
from symconv.arrays.sums import Term
from symconv.errors import AxesError, ShapeError
from symconv.sizes import Size, floordiv

Mode = Literal["valid", "full"]


class Multiplying(Operator):
    """What multiplies entries of its two parts and adds: which of them meet is all that it says of numbers."""

    __slots__ = ()

    @abstractmethod
    def pairing(self, left: Shape, right: Shape, result: Shape, axes: Sequence[int]) -> Pairing:
        """Which entries meet in each entry of the result, along the spatial `axes` alone, which the shapes have."""

    def computed(self, tensors: Mapping[str, Value], kind: Entries[Value]) -> Value:
        left, right = self.parts()
        pairing = self.pairing(left.shape, right.shape, self.shape, range(len(self.shape.spatial)))
        return kind.product(left.value(tensors, kind), right.value(tensors, kind), pairing)


@dataclass(frozen=True, slots=True)
class Sliding(Called, Multiplying):
    """What correlation and true convolution share: one array slides over another, in steps, its entries apart."""

    arguments: ClassVar[tuple[Argument, ...]] = (Argument.SPATIAL, Argument.SPATIAL)
    options: ClassVar[Mapping[str, Option]] = {
        "stride": Option(),
        "dilation": Option(),
        "mode": Option(get_args(Mode)),
    }
    left: Array
    right: Array
    stride: Sizes
    dilation: Sizes
    mode: Mode = "valid"

    @classmethod
    def called(cls, arguments: Sequence[Any], options: Mapping[str, Any]) -> Array:
        """Step by step and without gaps where nothing else is said."""
        ones = (1,) * len(arguments[0].shape.spatial)
        return cls(*arguments, **{"stride": ones, "dilation": ones, **options})

    def slid(self) -> Array:
        """The right side as it lies against the left."""
        return self.right

    def parts(self) -> tuple[Array, ...]:
        """The sides of the valid correlation that this is, by the definition of full padding."""
        left, right = self.left, self.slid()
        if self.mode == "full":
            reach = tuple(d * (size - 1) for d, size in zip(self.dilation, right.shape.spatial, strict=True))
            left = Pad(left, reach, reach)
        return left, right

    def spelling(self) -> Spelling[Array]:
        """Options that are the usual ones are left out."""
        options: dict[str, Parameter] = {
            name: values
            for name, values in (("stride", self.stride), ("dilation", self.dilation))
            if any(value != 1 for value in values)
        }
        if self.mode != "valid":
            options["mode"] = self.mode
        return Spelling("product", self.name, self.operands, (), options)

    def conditions(self) -> Iterator[Condition]:
        rank = len(self.left.shape.spatial)
        if len(self.right.shape.spatial) != rank:
            raise ShapeError(f"cannot {self.name} {rank} axes with {len(self.right.shape.spatial)}")
        for each in (self.stride, self.dilation):
            if len(each) != rank:
                raise ShapeError(f"{len(each)} values for an array of {rank} axes")
            for step in each:
                yield at_least(step, 1, "a stride and a dilation must be 1 or more")
        left, right = (each.shape for each in self.parts())
        for n, k, d in zip(left.spatial, right.spatial, self.dilation, strict=True):
            yield at_least(n - d * (k - 1), 1, Sliding._reaching_further)
        yield from same_lead(left, right)

    def _reaching_further(self) -> str:
        left, right = (each.shape for each in self.parts())
        return f"cannot {self.name} size {left} with size {right}: the right side reaches further"

    def measured(self) -> Shape:
        """What both sides carry is contracted, except the group."""
        left, right = (each.shape for each in self.parts())
        spatial = tuple(
            floordiv(n - d * (k - 1) - 1, s) + 1
            for n, k, s, d in zip(left.spatial, right.spatial, self.stride, self.dilation, strict=True)
        )
        shared = {*left.labels} & {*right.labels} - {GROUP}
        kept = [axis for axis in left.lead if axis.label not in shared]
        return Shape((*kept, *(axis for axis in right.lead if axis.label not in left.labels)), spatial)

    def entry(self, place: Location, fresh: Iterator[int]) -> list[Term]:
        """`[i] = sum_a left[stride*i + dilation*a] right[a]`."""
        ours, theirs = self.parts()
        left, right = ours.shape, theirs.shape
        taps = fresh_along(right, right.spatial_axes, fresh)
        contracted = fresh_along(left, [axis for axis in left.labels if axis not in place], fresh)
        lead = at(contracted) | {axis: place[axis] for axis in self.shape.labels}
        tap = at(taps)
        there: dict[str, Size] = {axis: lead[axis] for axis in left.labels}
        for axis, s, d in zip(left.spatial_axes, self.stride, self.dilation, strict=True):
            there[axis] = s * place[axis] + d * tap[axis]
        here = {axis: lead[axis] for axis in right.labels} | tap
        found = multiplied(ours.entry(there, fresh), theirs.entry(here, fresh), taps | contracted)
        return guarded(found, self.shape, place)

    def pairing(self, left: Shape, right: Shape, result: Shape, axes: Sequence[int]) -> Pairing:
        stride, dilation = (ints(steps[at] for at in axes) for steps in (self.stride, self.dilation))
        return windows_with_taps(left, right, result, stride, dilation)


@dataclass(frozen=True, slots=True)
class Correlate(Sliding):
    """`[i] = sum_a left[stride*i + dilation*a] right[a]`; "full" first pads left by `dilation*(size(right)-1)`.

    >>> from symconv.arrays.array import Tensor
    >>> print(Correlate(Tensor("A", (), (5,)), Tensor("B", (), (2,)), (2,), (1,)).shape)
    2
    """

    name = "correlate"


@dataclass(frozen=True, slots=True)
class Convolve(Sliding):
    """True convolution: `correlate` with the right side rotated."""

    name = "convolve"

    def slid(self) -> Array:
        return Rot180(self.right)


@dataclass(frozen=True, slots=True)
class Total(Called):
    """The sum over batch and space: one entry a channel."""

    name = "sum"
    arguments = (Argument.ARRAY,)
    array: Array

    def measured(self) -> Shape:
        return Shape(tuple(axis for axis in self.array.shape.lead if axis.label != BATCH), ())

    def entry(self, place: Location, fresh: Iterator[int]) -> list[Term]:
        inner = self.array.shape
        over = fresh_along(inner, [axis for axis in inner.axes if axis not in place], fresh)
        everywhere = {**place, **at(over)}
        return summed(self.array.entry({axis: everywhere[axis] for axis in inner.axes}, fresh), over)

    def computed(self, tensors: Mapping[str, Value], kind: Entries[Value]) -> Value:
        kept = self.shape.labels
        axes = (number for number, axis in enumerate(self.array.shape.axes) if axis not in kept)
        return kind.total(self.array.value(tensors, kind), tuple(axes))


@dataclass(frozen=True, slots=True)
class Dot(Called, Multiplying):
    """The inner product of two arrays of the same shape: one number."""

    name = "dot"
    arguments = (Argument.ARRAY, Argument.ARRAY)
    left: Array
    right: Array

    def conditions(self) -> Iterator[Condition]:
        left, right = self.left.shape, self.right.shape
        words = of_two("the inner product needs arrays of one size, not {left} and {right}", left, right)
        yield from same_axes(left, right, words)

    def measured(self) -> Shape:
        return Shape((), ())

    def entry(self, place: Location, fresh: Iterator[int]) -> list[Term]:
        over = fresh_along(self.left.shape, self.left.shape.axes, fresh)
        return multiplied(self.left.entry(at(over), fresh), self.right.entry(at(over), fresh), over)

    def pairing(self, left: Shape, right: Shape, result: Shape, axes: Sequence[int]) -> Pairing:
        return entry_with_entry(left, right)


class Entrywise(Operator):
    """What joins two arrays entry by entry; a right side without spatial axes (a bias, a number) is met everywhere."""

    __slots__ = ()
    left: Array
    right: Array
    # What is said where they do not fit.
    misfitting: ClassVar[str]

    def conditions(self) -> Iterator[Condition]:
        left, right = self.left.shape, self.right.shape
        words = of_two(self.misfitting, left, right)
        if not right.spatial and {*right.labels} <= {*left.labels}:
            yield from same_lead(left, right, words)
        else:
            yield from same_axes(left, right, words)

    def measured(self) -> Shape:
        return self.left.shape

    def _theirs(self, place: Location, fresh: Iterator[int]) -> list[Term]:
        """The entry of the right side that is met at a place."""
        axes = self.right.shape.axes
        return self.right.entry({axis: where for axis, where in place.items() if axis in axes}, fresh)


@dataclass(frozen=True, slots=True)
class Plus(Entrywise):
    """The entrywise sum; an array without spatial axes (a bias) is added at every place."""

    misfitting = "cannot add {right} to {left}"
    left: Array
    right: Array

    def entry(self, place: Location, fresh: Iterator[int]) -> list[Term]:
        ours = self.left.entry(place, fresh)
        return [*ours, *guarded(self._theirs(place, fresh), self.shape, place)]

    def computed(self, tensors: Mapping[str, Value], kind: Entries[Value]) -> Value:
        spread = spreading(self.left.shape, self.right.shape)
        return kind.plus(self.left.value(tensors, kind), self.right.value(tensors, kind), spread)

    def spelling(self) -> Spelling[Array]:
        return Spelling("sum", "+", self.operands)


@dataclass(frozen=True, slots=True)
class Times(Called, Entrywise, Multiplying):
    """The entrywise product, such as a gradient with a mask; a single number multiplies every entry."""

    name = "times"
    arguments = (Argument.ARRAY, Argument.ARRAY)
    misfitting = "cannot multiply {left} with {right} entry by entry"
    left: Array
    right: Array

    @classmethod
    def called(cls, arguments: Sequence[Any], options: Mapping[str, Any]) -> Array:
        """The side that is met everywhere may stand first."""
        return cls(*sorted(arguments, key=lambda each: -len(each.shape.sizes)), **options)

    def entry(self, place: Location, fresh: Iterator[int]) -> list[Term]:
        ours = self.left.entry(place, fresh)
        return multiplied(ours, self._theirs(place, fresh), {})

    def pairing(self, left: Shape, right: Shape, result: Shape, axes: Sequence[int]) -> Pairing:
        return everywhere(left, right)

    def spelling(self) -> Spelling[Array]:
        return Spelling("product", self.name, self.operands)


@dataclass(frozen=True, slots=True)
class Scaled(Operator):
    """An array times a whole number."""

    factor: int
    array: Array

    def measured(self) -> Shape:
        return self.array.shape

    def entry(self, place: Location, fresh: Iterator[int]) -> list[Term]:
        found = self.array.entry(place, fresh)
        return [replace(term, coefficient=self.factor * term.coefficient) for term in found]

    def computed(self, tensors: Mapping[str, Value], kind: Entries[Value]) -> Value:
        return kind.scaled(self.array.value(tensors, kind), self.factor)

    def spelling(self) -> Spelling[Array]:
        return Spelling("multiple", "*", self.operands, self.parameters)


def same_lead(left: Shape, right: Shape, words: str = "") -> Iterator[Condition]:
    """That the lead axes that both arrays carry have the same sizes; without words it is said which has not."""
    sizes = {axis.label: axis.size for axis in left.lead}
    for axis in right.lead:
        if axis.label in sizes:
            ours, theirs = sizes[axis.label], axis.size
            which = words or f"axis {axis.label} has size {ours} on the left, {theirs} on the right"
            yield equal(ours, theirs, which)


def same_axes(left: Shape, right: Shape, words: str) -> Iterator[Condition]:
    """That two arrays have the same axes of the same sizes; raises AxesError where they have others."""
    if {*left.axes} != {*right.axes}:
        raise AxesError(words)
    yield from same_lead(left, right, words)
    for one, other in zip(left.spatial, right.spatial, strict=True):
        yield equal(one, other, words)


def of_two(words: str, left: Shape, right: Shape) -> str:
    """Words about two arrays: of each its size, or what axes it has, where these are not those of the other."""
    if {*left.axes} == {*right.axes}:
        return words.format(left=f"an array of size {left}", right=f"an array of size {right}")
    return words.format(left=left.kind, right=right.kind)

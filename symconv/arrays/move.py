"""Operators that act along each spatial axis by itself: said once, for one axis."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from symconv.arrays.array import Array, Called, Condition
from symconv.arrays.kinds import Entries, Value
from symconv.arrays.numbers import Cells
from symconv.arrays.reading import Added, Location, Read, extended, fresh_variable, guarded
from symconv.arrays.shape import Shape
from symconv.arrays.spelling import Argument
from symconv.arrays.sums import Term, Variable
from symconv.errors import ShapeError
from symconv.sizes import Size

AxisArguments = tuple[Any, ...]


class Move(Called):
    """An operator that acts along each spatial axis by itself.

    A class says what happens along one axis, whose operand has n entries there. `given` is what the parameters are
    on this axis. The same is said twice, in `reads` for symbols and in `moved` for numbers, and tests compare them.
    """

    __slots__ = ()
    arguments: ClassVar[tuple[Argument, ...]] = (Argument.SPATIAL,)
    array: Array

    # How many entries it makes of n: `length(n, *given)`.
    length: ClassVar[Callable[..., Size]]
    # Which entry place y reads: `reads(y, n, v, *given)`; v is a variable, for a place that no formula in y gives.
    reads: ClassVar[Callable[..., Read]]
    # The same for all places at once, along the first axis: `moved(cells, n, *given)`.
    moved: ClassVar[Callable[..., Cells]]
    # Whether a place may read several entries, which are added up: `moved` then puts them side by side along a new
    # second axis.
    adds: ClassVar[bool] = False

    @staticmethod
    def needs(*along: Any) -> tuple[Condition, ...]:
        """What has to hold along one axis: `needs(n, *given)`."""
        return ()

    @staticmethod
    def idle(*along: Any) -> bool:
        """Whether it does nothing along one axis: `idle(n, *given)`."""
        return False

    def along(self) -> list[AxisArguments]:
        """For each axis, how many entries the operand has there, and what the parameters are."""
        sizes = self.array.shape.spatial
        rest = [each if isinstance(each, tuple) else (each,) * len(sizes) for each in self.parameters]
        for each in rest:
            if len(each) != len(sizes):
                raise ShapeError(f"{len(each)} values for an array of {len(sizes)} axes")
        return list(zip(sizes, *rest, strict=True))

    def conditions(self) -> Iterator[Condition]:
        """The first along all axes, then the others axis by axis, as certificates list them."""
        needs = [self.needs(*each) for each in self.along()]
        for each in needs:
            yield from each[:1]
        for each in needs:
            yield from each[1:]

    def measured(self) -> Shape:
        return Shape(self.array.shape.lead, tuple(self.length(*each) for each in self.along()))

    def entry(self, place: Location, fresh: Iterator[int]) -> list[Term]:
        there, added = dict(place), {}
        for axis, (n, *given) in zip(self.array.shape.spatial_axes, self.along(), strict=True):
            variable = fresh_variable(n, fresh)
            read = self.reads(place[axis], n, variable.at, *given)
            there[axis] = read.place
            bound = () if read.over is None else (Variable(variable.name, read.over),)
            added[axis] = Added(bound, read.pieces)
        found = [extended(term, added) for term in self.array.entry(there, fresh)]
        return guarded(found, self.shape, place)

    def computed(self, tensors: Mapping[str, Value], kind: Entries[Value]) -> Value:
        return self.rearranged(self.array.value(tensors, kind), kind, self.along())

    def rearranged(self, value: Value, kind: Entries[Value], along: Sequence[AxisArguments]) -> Value:
        """A value with its last axes moved, one after the other, as `along` says of each."""
        for axis, each in enumerate(along, start=-len(along)):
            value = kind.move(value, partial(self._moved_along, axis, each))
            if self.adds:
                value = kind.total(value, (len(kind.sizes(value)) - 1,))
        return value

    def _moved_along(self, axis: int, along: AxisArguments, cells: Cells) -> Cells:
        """The cells moved along one axis; what is to be added up goes last of all."""
        if not self.adds:
            # The other axes may stand in any order meanwhile.
            return self.moved(cells.swapaxes(axis, 0), *along).swapaxes(axis, 0)
        import numpy as np

        return np.moveaxis(self.moved(np.moveaxis(cells, axis, 0), *along), (0, 1), (axis - 1, -1))

    def simplified(self) -> Array:
        shorter = replace(self, array=self.array.simplified())
        return shorter.array if all(self.idle(*each) for each in shorter.along()) else shorter

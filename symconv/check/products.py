"""The products that a gradient is the sum of, as rows that can be spoilt one way or another.

A row is one product of two entries and the place that it is added to. What is right is checked against the definition
by a test; what people get wrong is said in `mistakes` as a change of the geometry, of the rows, or of the result.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symconv.arrays.numbers import Cells
from symconv.layers.layer import Layer
from symconv.sizes import concrete

Places = NDArray[np.int64]
Values = Mapping[str, Cells]
# What the products are made of, in the order in which entries are numbered.
FACTORS = {"dX": ("K", "dZ"), "dK": ("X", "dZ"), "Z": ("X", "K")}


@dataclass(frozen=True, slots=True)
class Geometry:
    """The numbers of a layer by axis.

    The kernel stands at `step` in the strided array (Z, or X of a transposed layer) and its tap `a` meets
    `stride*step + dilation*a - padding` in the other, which has `wide` places.
    """

    stride: tuple[int, ...]
    dilation: tuple[int, ...]
    padding: tuple[int, ...]
    steps: tuple[int, ...]
    kernel: tuple[int, ...]
    wide: tuple[int, ...]
    turned: tuple[bool, ...]
    transposed: bool
    batch: int
    groups: int
    ins: int
    outs: int

    @classmethod
    def of(cls, layer: Layer) -> Geometry:
        """The numbers of `layer`."""
        sizes = tuple(concrete(axis.n) for axis in layer.axes)
        output = tuple(map(concrete, layer.output))
        return cls(
            tuple(concrete(axis.s) for axis in layer.axes),
            tuple(concrete(axis.d) for axis in layer.axes),
            tuple(concrete(axis.pl) for axis in layer.axes),
            sizes if layer.transposed else output,
            tuple(concrete(axis.k) for axis in layer.axes),
            output if layer.transposed else sizes,
            (layer.convention == "convolution",) * layer.rank,
            layer.transposed,
            concrete(layer.batch),
            concrete(layer.groups),
            concrete(layer.in_per_group),
            concrete(layer.out_per_group),
        )

    @property
    def rank(self) -> int:
        """The number of spatial axes."""
        return len(self.kernel)

    def with_axis(self, name: str, axis: int, value: Any) -> Geometry:
        """The geometry with another number on one axis."""
        old = getattr(self, name)
        change: dict[str, Any] = {name: (*old[:axis], value, *old[axis + 1 :])}
        return replace(self, **change)


@dataclass(frozen=True, slots=True)
class Rows:
    """Products in the order of the usual loops: example, group, filter, channel, step, tap.

    `group` is that of the filter and `home` that of the input channel, the same unless somebody mixes groups up.
    `step`, `tap`, `kernel` and `wide` have one row an axis: where the kernel stands, which turn of the loops over the
    kernel it is, which entry of the kernel is read, which place is met.
    """

    geometry: Geometry
    example: Places
    group: Places
    home: Places
    filter: Places
    channel: Places
    step: Places
    tap: Places
    kernel: Places
    wide: Places
    inside: NDArray[np.bool_]

    @classmethod
    @lru_cache(maxsize=32)
    def of(cls, g: Geometry) -> Rows:
        """All products of a geometry; those that meet something outside are 0."""
        sizes = (g.batch, g.groups, g.outs, g.ins, *g.steps, *g.kernel)
        grid = np.indices(sizes).reshape(len(sizes), -1)
        step, tap = grid[4 : 4 + g.rank], grid[4 + g.rank :]

        def column(numbers: tuple[int, ...]) -> Places:
            return np.array(numbers, dtype=np.int64).reshape(-1, 1)

        kernel = np.where(column(tuple(map(int, g.turned))) == 1, column(g.kernel) - 1 - tap, tap)
        wide = column(g.stride) * step + column(g.dilation) * tap - column(g.padding)
        inside: NDArray[np.bool_] = np.all((wide >= 0) & (wide < column(g.wide)), axis=0)
        return cls(g, grid[0], grid[1], grid[1], grid[2], grid[3], step, tap, kernel, wide, inside)

    def kept(self, which: Cells) -> Rows:
        """The rows in `which`."""
        if which.all():
            return self
        # Numbers take less than half the time of a mask.
        chosen = np.flatnonzero(which)
        names = ("example", "group", "home", "filter", "channel", "step", "tap", "kernel", "wide", "inside")
        return replace(self, **{name: getattr(self, name).take(chosen, axis=-1) for name in names})

    def last(self, of: str, loops: tuple[str, ...]) -> Rows:
        """The rows of the last turn of some loops for each place that they are added to: the others are overwritten."""
        turn = np.zeros(len(self.example), dtype=np.int64)
        for part in (part for name in loops for part in np.atleast_2d(getattr(self, name))):
            turn = turn * (int(part.max(initial=0)) + 1) + part
        shape = self.shape(of)
        target = self.places(of, shape)
        latest = np.full(math.prod(shape), -1, dtype=np.int64)
        np.maximum.at(latest, target, turn)
        return self.kept(np.equal(turn, np.take(latest, target)))

    def shape(self, of: str) -> tuple[int, ...]:
        """The shape of the gradient."""
        g = self.geometry
        c, f = g.groups * g.ins, g.groups * g.outs
        if of in ("dX", "X"):
            return (g.batch, c, *(g.steps if g.transposed else g.wide))
        if of in ("dK", "K"):
            return (c, g.outs, *g.kernel) if g.transposed else (f, g.ins, *g.kernel)
        return (g.batch, f, *(g.wide if g.transposed else g.steps))

    def places(self, of: str, shape: tuple[int, ...]) -> Places:
        """The row-major place in an array of that shape that each product is added to, or has a factor from."""
        g = self.geometry
        c, f = self.home * g.ins + self.channel, self.group * g.outs + self.filter
        if of in ("dX", "X"):
            index = (self.example, c, *(self.step if g.transposed else self.wide))
        elif of in ("dK", "K"):
            index = (c, self.filter, *self.kernel) if g.transposed else (f, self.channel, *self.kernel)
        else:
            index = (self.example, f, *(self.wide if g.transposed else self.step))
        # What is outside has no place; nothing is read there.
        found: Places = np.ravel_multi_index(index, shape, mode="clip" if not self.inside.all() else "raise")
        return found

    def summed(self, of: str, values: Values) -> Cells:
        """The gradient (or Z): the products added up."""
        rows, shape = self.kept(self.inside), self.shape(of)
        one, other = (values[name].reshape(-1)[rows.places(name, values[name].shape)] for name in FACTORS[of])
        found = np.zeros(math.prod(shape))
        np.add.at(found, rows.places(of, shape), one * other)
        return found.reshape(shape)

"""Convolution layers and their backward pass as plain loops, written down from the textbook definition.

The reference that the tests judge by. It takes a layer's numbers and shares nothing else with symconv. Arrays are
those of the frameworks: `x (N, C, *space)`, `k (F, C/g, *space)` (transposed: `k (C, F/g, *space)`), `b (F,)`,
`dz (N, F, *space)`, all of integers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from symconv import Layer

Ints = NDArray[np.int64]
Index = tuple[int, ...]


@dataclass(frozen=True)
class Geometry:
    """The numbers of a layer; `turned` where the kernel is read backwards (true convolution)."""

    n: Index
    k: Index
    s: Index
    d: Index
    pl: Index
    pr: Index
    op: Index
    transposed: bool = False
    turned: bool = False
    batch: int = 1
    groups: int = 1
    channels: int = 1
    filters: int = 1
    bias: bool = True

    @property
    def z(self) -> Index:
        """The spatial size of the output, counted rather than computed for a direct layer."""
        rows = zip(self.n, self.k, self.s, self.d, self.pl, self.pr, self.op, strict=True)
        if self.transposed:
            return tuple(s * (n - 1) + d * (k - 1) + 1 - pl - pr + op for n, k, s, d, pl, pr, op in rows)
        return tuple(
            sum(1 for m in range(n + pl + pr) if s * m + d * (k - 1) < n + pl + pr) for n, k, s, d, pl, pr, _ in rows
        )

    @property
    def shapes(self) -> dict[str, Index]:
        """The shapes of X, K, B and Z as users see them."""
        return {
            "X": (self.batch, self.channels, *self.n),
            "K": (self.channels, self.filters // self.groups, *self.k)
            if self.transposed
            else (self.filters, self.channels // self.groups, *self.k),
            "B": (self.filters,),
            "Z": (self.batch, self.filters, *self.z),
        }

    @property
    def entries(self) -> int:
        """How many entries X, K and Z have together."""
        return sum(int(np.prod(self.shapes[name])) for name in ("X", "K", "Z"))


def geometry(layer: Layer) -> Geometry:
    """The numbers of `layer`."""

    def each(letter: str) -> Index:
        return tuple(int(getattr(axis, letter)) for axis in layer.axes)

    def count(value: Any) -> int:
        return int(value)

    return Geometry(
        n=each("n"),
        k=each("k"),
        s=each("s"),
        d=each("d"),
        pl=each("pl"),
        pr=each("pr"),
        op=each("op"),
        transposed=layer.transposed,
        turned=layer.convention == "convolution",
        batch=count(layer.batch),
        groups=count(layer.groups),
        channels=count(layer.in_channels),
        filters=count(layer.out_channels),
        bias=layer.bias,
    )


def random_tensors(g: Geometry, seed: int = 0, largest: int = 99) -> dict[str, Ints]:
    """Random integers for X, K, B (zeros without a bias) and dZ."""
    numbers = np.random.default_rng(seed)
    found = {name: numbers.integers(-largest, largest, size=size) for name, size in g.shapes.items()}
    found["dZ"] = found.pop("Z")
    if not g.bias:
        found["B"] = np.zeros_like(found["B"])
    return found


def forward(g: Geometry, x: Ints, k: Ints, b: Ints) -> Ints:
    """The output of the layer."""
    z: Ints = np.zeros(g.shapes["Z"], dtype=np.int64)
    if g.transposed:
        for example in range(g.batch):
            for c in range(g.channels):
                for local in range(g.filters // g.groups):
                    f = c // (g.channels // g.groups) * (g.filters // g.groups) + local
                    for i in _positions(g.n):
                        for a in _positions(g.k):
                            m = _reached(g, i, a)
                            if _inside(m, g.z):
                                z[(example, f, *m)] += x[(example, c, *i)] * k[(c, local, *_tap(g, a))]
    else:
        for example in range(g.batch):
            for f in range(g.filters):
                for local in range(g.channels // g.groups):
                    c = f // (g.filters // g.groups) * (g.channels // g.groups) + local
                    for m in _positions(g.z):
                        for a in _positions(g.k):
                            i = _reached(g, m, a)
                            if _inside(i, g.n):
                                z[(example, f, *m)] += x[(example, c, *i)] * k[(f, local, *_tap(g, a))]
    if g.bias:
        for f in range(g.filters):
            z[:, f] += b[f]
    return z


def backward(g: Geometry, x: Ints, k: Ints, dz: Ints) -> dict[str, Ints]:
    """dX, dK and (with a bias) dB for the upstream gradient `dz`."""
    dx: Ints = np.zeros(g.shapes["X"], dtype=np.int64)
    dk: Ints = np.zeros(g.shapes["K"], dtype=np.int64)
    db: Ints = np.zeros(g.shapes["B"], dtype=np.int64)
    if g.transposed:
        for example in range(g.batch):
            for c in range(g.channels):
                for local in range(g.filters // g.groups):
                    f = c // (g.channels // g.groups) * (g.filters // g.groups) + local
                    for i in _positions(g.n):
                        for a in _positions(g.k):
                            m = _reached(g, i, a)
                            if _inside(m, g.z):
                                dx[(example, c, *i)] += dz[(example, f, *m)] * k[(c, local, *_tap(g, a))]
                                dk[(c, local, *_tap(g, a))] += dz[(example, f, *m)] * x[(example, c, *i)]
    else:
        for example in range(g.batch):
            for f in range(g.filters):
                for local in range(g.channels // g.groups):
                    c = f // (g.filters // g.groups) * (g.channels // g.groups) + local
                    for m in _positions(g.z):
                        for a in _positions(g.k):
                            i = _reached(g, m, a)
                            if _inside(i, g.n):
                                dx[(example, c, *i)] += dz[(example, f, *m)] * k[(f, local, *_tap(g, a))]
                                dk[(f, local, *_tap(g, a))] += dz[(example, f, *m)] * x[(example, c, *i)]
    for example in range(g.batch):
        for f in range(g.filters):
            for m in _positions(g.z):
                db[f] += dz[(example, f, *m)]
    return {"dX": dx, "dK": dk} | ({"dB": db} if g.bias else {})


def _positions(sizes: Index) -> Iterator[Index]:
    return product(*map(range, sizes))


def _reached(g: Geometry, step: Index, tap: Index) -> Index:
    """Where tap `tap` lands when the kernel stands at `step`: `s*step + d*tap - pl` on every axis."""
    return tuple(s * i + d * a - p for s, i, d, a, p in zip(g.s, step, g.d, tap, g.pl, strict=True))


def _tap(g: Geometry, tap: Index) -> Index:
    """The kernel entry used at `tap`: the opposite one under true convolution."""
    return tuple(size - 1 - a for size, a in zip(g.k, tap, strict=True)) if g.turned else tap


def _inside(at: Index, sizes: Index) -> bool:
    return all(0 <= i < size for i, size in zip(at, sizes, strict=True))

"""Hypothesis strategies for small layers, built by the public constructors.

Every geometry here exists by the arithmetic below, so a GeometryError from a constructor is a failure.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import NamedTuple

from hypothesis import strategies as st

import symconv
from symconv.layers.layer import Convention

# No layer multiplies more than this many pairs; with it come limits on output * kernel entries an axis.
PRODUCTS = 400
PRODUCTS_AN_AXIS = {1: 100, 2: 20, 3: 7}
CONVENTIONS: tuple[Convention, ...] = ("cross-correlation", "convolution")


class AxisNumbers(NamedTuple):
    """One axis; `moving` is how many places the kernel takes."""

    n: int
    k: int
    s: int
    d: int
    pl: int
    pr: int
    op: int
    moving: int


class Channels(NamedTuple):
    """Batch, groups and channels."""

    batch: int
    groups: int
    ins: int
    outs: int

    @property
    def meetings(self) -> int:
        """How many (example, filter, channel) triples meet."""
        return self.batch * self.outs * self.ins // self.groups


# Groups 1 and 2 with one or two channels each way in a group, and depthwise layers of two and three channels.
CHANNELS = sorted(
    {
        Channels(batch, groups, groups * c, groups * f)
        for batch, groups, c, f in product((1, 2), (1, 2), (1, 2), (1, 2))
    }
    | {Channels(batch, depth, depth, depth * f) for batch, depth, f in product((1, 2), (2, 3), (1, 2))}
)


@cache
def axes(transposed: bool, plain: bool, most: int) -> list[AxisNumbers]:
    """The axes that exist with n up to 7, k, s and d up to 3, padding up to 3 a side, simplest first.

    Plain ones have stride 1, dilation 1 and no padding. The output padding goes up to the larger of stride and
    dilation, so it may reach the stride.
    """
    steps = (1,) if plain else (1, 2, 3)
    pads = (0,) if plain else (0, 1, 2, 3)
    found = []
    for n, k, s, d, pl, pr in product(range(1, 8), (1, 2, 3), steps, steps, pads, pads):
        reach = d * (k - 1)
        if transposed:
            ops = (0,) if plain else range(max(s, d))
            found += [
                AxisNumbers(n, k, s, d, pl, pr, op, n)
                for op in ops
                if (n - 1) * s + reach + 1 + op - pl - pr >= 1 and n * k <= most
            ]
        elif n + pl + pr >= reach + 1:
            moving = (n + pl + pr - reach - 1) // s + 1
            if moving * k <= most:
                found.append(AxisNumbers(n, k, s, d, pl, pr, 0, moving))
    return sorted(found, key=lambda axis: (sum(axis[:7]), axis))


@st.composite
def layers(draw: st.DrawFn, transposed: bool | None = None, plain: bool = False) -> symconv.Layer:
    """A layer, direct or transposed, of one to three axes."""
    rank = draw(st.sampled_from((1, 2, 3)), label="rank")
    if transposed is None:
        transposed = draw(st.booleans(), label="transposed")
    chosen = [
        draw(st.sampled_from(axes(transposed, plain, PRODUCTS_AN_AXIS[rank])), label="axis") for _ in range(rank)
    ]
    places = 1
    for axis in chosen:
        places *= axis.moving * axis.k
    few = [each for each in CHANNELS if each.meetings * places <= PRODUCTS]
    channels = draw(st.sampled_from(few), label="channels")
    bias = draw(st.booleans(), label="bias")
    convention = draw(st.sampled_from(CONVENTIONS), label="convention")
    options: symconv.layers.options.Options = {
        "input": [axis.n for axis in chosen],
        "kernel": [axis.k for axis in chosen],
        "stride": [axis.s for axis in chosen],
        "dilation": [axis.d for axis in chosen],
        "padding": [(axis.pl, axis.pr) for axis in chosen],
        "batch": channels.batch,
        "groups": channels.groups,
        "in_channels": channels.ins,
        "out_channels": channels.outs,
        "bias": bias,
        "convention": convention,
    }
    if transposed:
        options["output_padding"] = [axis.op for axis in chosen]
        return symconv.ConvTranspose(**options)
    return symconv.Conv(**options)
